import { type ParseArgsConfig, parseArgs } from "node:util";

/**
 * The flags a program was started with. `--help` prints `usage` and ends it with 0; what is not known is told in one
 * sentence and ends it with 2, before anything is done. `words`: it takes others than flags too.
 */
export function readFlags<T extends NonNullable<ParseArgsConfig["options"]>>(
	usage: string,
	options: T,
	words = false,
) {
	if (process.argv.includes("--help")) {
		console.log(usage);
		process.exit(0);
	}
	try {
		return parseArgs({ args: process.argv.slice(2), options, strict: true, allowPositionals: words }).values;
	} catch (error) {
		console.error(`${error instanceof Error ? error.message : String(error)} (--help lists all)`);
		process.exit(2);
	}
}
