import { type ParseArgsOptionsConfig, parseArgs } from "node:util";

/** A command of the command line. To add one, write a file with one and name it in main.ts. */
export interface Command {
	name: string;
	/** What comes after the name, and what it does: `[--json]`, `the workflows`. Several where there are several uses. */
	usage: readonly (readonly [args: string, what: string])[];
	/**
	 * Results go to stdout as JSON, everything else to stderr. Answers with the exit status: 0 good, 2 bad. What
	 * needs the library imports it here: the others must not wait for it.
	 */
	run(args: string[]): Promise<number>;
}

/** What kept a command from being carried out. It is printed as `{ error: { type, message } }`. */
export class CommandError extends Error {
	readonly type:
		| "usage"
		| "unreadable"
		| "not_json"
		| "unreachable"
		| "unknown_workflow"
		| "unknown_pipeline"
		| "exists";

	constructor(type: CommandError["type"], message: string, options?: ErrorOptions) {
		super(message, options);
		this.type = type;
	}
}

/** Reads the arguments of a command that takes `count` names or fewer. */
export function readArgs<T extends ParseArgsOptionsConfig>(
	args: string[],
	options: T,
	count: { min: number; max: number } = { min: 0, max: 0 },
) {
	const parsed = attempt(() => parseArgs({ args, options, allowPositionals: true, strict: true }));
	const { length } = parsed.positionals;
	if (length < count.min)
		throw new CommandError("usage", "Something is missing: a file, or the id of a workflow.");
	if (length > count.max)
		throw new CommandError("usage", `Not understood: ${parsed.positionals.slice(count.max).join(" ")}.`);
	return parsed;
}

function attempt<T>(parse: () => T): T {
	try {
		return parse();
	} catch (error) {
		// What follows the first sentence is about options that look like files.
		const [message = ""] = (error instanceof Error ? error.message : String(error)).split(/\.\s|\n/);
		throw new CommandError("usage", `${message}.`, { cause: error });
	}
}
