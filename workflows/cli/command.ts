import type { Line } from "../command-line/program.ts";
import type { Options, PartShape, Values } from "../command-line/shape.ts";

/** What a command is given to work with. */
export interface Asked<T extends Options> {
	words: readonly string[];
	values: Values<T>;
}

/** A command of the command line. To add one, write a file with one and name it in main.ts. */
export interface Command extends Omit<PartShape, "options"> {
	/** Of one word or two: `list`, `pipelines show`. */
	name: string;
	options: Options;
	/**
	 * Results go to stdout as JSON, everything else to stderr. Answers with the exit status: 0 good, 2 bad. What
	 * needs the library imports it here: the others must not wait for it.
	 */
	run(line: Pick<Line, "words" | "values">): Promise<number>;
}

/** A command that knows what its own options say. */
export function command<const T extends Options>(
	one: Omit<Command, "options" | "run"> & { options: T; run(asked: Asked<T>): Promise<number> },
): Command {
	return { ...one, run: ({ words, values }) => one.run({ words, values: values as Values<T> }) };
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
