import { readBehaviour, readOptions } from "./options.ts";
import { train } from "./train.ts";

/** A stand-in for sd-scripts as a program: the same arguments, output, files and exit codes. It learns nothing. */
try {
	await train(readOptions(process.argv.slice(2)), readBehaviour(process.env), {
		out: (line) => process.stdout.write(`${line}\n`),
		bar: (text) => process.stderr.write(text),
		die: () => process.kill(process.pid, "SIGKILL"),
	});
} catch (error) {
	process.stderr.write(
		`\nTraceback (most recent call last):\n${error instanceof Error ? error.message : error}\n`,
	);
	process.exitCode = 1;
}
