import { helpOf, readLine } from "../command-line/read.ts";
import type { CommandShape } from "../command-line/shape.ts";
import { canvas } from "./canvas.ts";
import { type Command, CommandError } from "./command.ts";
import { convert } from "./convert.ts";
import { doctor } from "./doctor.ts";
import { importCommand } from "./import.ts";
import { print, say } from "./io.ts";
import { list } from "./list.ts";
import { pipelineCommands } from "./pipelines.ts";
import { readme } from "./readme.ts";
import { show } from "./show.ts";
import { validate } from "./validate.ts";

/** All commands. A further one is a file beside this and a name in this list. */
const commands: readonly Command[] = [
	...[list, show, canvas, convert, validate, importCommand, doctor],
	...pipelineCommands,
	readme,
];

/** What this takes, as it is called by its own script; as a command of another program it has a name. */
export const LIBRARY: CommandShape = {
	name: "",
	about: "The library of workflows and pipelines on this machine, without a server.",
	notes:
		"Results are JSON where it is not said otherwise; so is what is wrong: { error: { type, message } }.\nEnds with 0 good, 1 something is not current, 2 bad or not understood.",
	options: Object.fromEntries(commands.flatMap(({ options }) => Object.entries(options))),
	shared: [],
	parts: Object.fromEntries(
		commands.map(({ name, says, takes, options, examples }) => [
			name,
			{ says, takes, options: Object.keys(options), examples },
		]),
	),
};

/**
 * Runs a command and answers with the exit status: 0 good, 1 not current (readme), 2 bad or not understood.
 * Whatever goes wrong is printed as JSON, `{ error: { type, message } }`; no stack trace reaches a pipe.
 * @param called how this program is called, for its help
 */
export async function main(args: readonly string[], called = "npm run workflows --"): Promise<number> {
	const reading = { called, refusal: (words: string) => new CommandError("usage", `${words}.`) };
	const read = (of: readonly string[]) =>
		readLine(LIBRARY, of[0] === "help" ? [...of.slice(1), "--help"] : of, reading);
	try {
		const line = read(args.length === 0 ? ["--help"] : args);
		if ("help" in line) {
			say(line.help);
			return args.length === 0 ? 2 : 0;
		}
		const named = commands.find(({ name }) => name === line.part);
		if (named === undefined) throw new Error(`nothing does ${line.part}`);
		return await named.run(line);
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		const type = error instanceof CommandError ? error.type : "internal";
		const about = commands.find(({ name }) => args.join(" ").startsWith(name))?.name ?? "";
		if (type === "usage") say(helpOf(LIBRARY, reading).get(about) ?? "");
		print({ error: { type, message } });
		return 2;
	}
}
