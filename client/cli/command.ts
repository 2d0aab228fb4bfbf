import type { CommandShape } from "../../workflows/command-line/shape.ts";

/** What the process ends with. */
export const EXIT = {
	ok: 0,
	/** The job failed, was canceled or expired. */
	failed: 1,
	/** Arguments or settings cannot be understood. */
	usage: 2,
	/** A file of the project cannot be read or written. */
	files: 3,
	/** The edge does not answer. */
	unreachable: 4,
	/** The edge refuses: the key, a limit, a value. */
	refused: 5,
	/** Pictures were looked at, and one of them failed. */
	gate: 6,
	/** As shells say it of Ctrl-C. */
	interrupted: 130,
} as const;
export type ExitName = keyof typeof EXIT;

export type Environment = Readonly<Record<string, string | undefined>>;

/** Whose key a command sends: the variable that says it, and where that of this machine's own Darkroom is. */
export interface KeyKind {
	variable: string;
	what: string;
	local: "api_key" | "admin_key";
}

export const ACCOUNT_KEY: KeyKind = { variable: "DARKROOM_KEY", what: "an API key", local: "api_key" };
export const OPERATOR_KEY: KeyKind = {
	variable: "DARKROOM_ADMIN_KEY",
	what: "the operator's key",
	local: "admin_key",
};

/** A command of the command line. The list of all has its name and what it is for, and loads none. */
export interface Command {
	/** Its arguments and options, from which parsing, help and completion come. */
	shape: CommandShape;
	/** Whose key it sends, if any. */
	key: KeyKind;
	/** Results go to stdout, everything else to stderr. Ends with what {@link EXIT} says, or throws. */
	run(args: readonly string[], env: Environment): Promise<ExitName>;
}

/** What every command ends with, in words, and what those do that ask a Darkroom. */
const USUAL_ENDS: Ends = { ok: "done", usage: "not understood" };
const ONLINE_ENDS: Ends = { unreachable: "Darkroom does not answer", refused: "Darkroom refuses" };
export type Ends = Readonly<Partial<Record<ExitName, string>>>;

/** The end of the help of a command: its key, and what it ends with. Pure. */
export function endsWith(key: KeyKind | null, own: Ends): string {
	const all: Ends = { ...USUAL_ENDS, ...(key !== null && ONLINE_ENDS), ...own };
	const codes = Object.entries(EXIT).flatMap(([name, code]) => {
		const words = all[name as ExitName];
		return words === undefined ? [] : [`${code} ${words}`];
	});
	const sent =
		key === null
			? []
			: [`${key.variable} is ${key.what}; of the Darkroom that npm start runs here it is known.`];
	return [...sent, `Ends with ${codes.join(", ")}.`].join("\n");
}

/** What kept a command from being carried out, in words that say what to do. */
export class CliError extends Error {
	readonly exit: ExitName;

	constructor(exit: ExitName, message: string, options?: ErrorOptions) {
		super(message, options);
		this.name = "CliError";
		this.exit = exit;
	}
}

/** The folder that names of files are told from: what npm starts stands in that of this repository, not where it was called. */
export function folderOf(env: Environment): string {
	return env.DARKROOM_CWD ?? process.cwd();
}

/** How texts of this repository call the program: as its checkout does. */
export const CALLED = "npm run darkroom --";

/**
 * A text as it is right for whoever called: the program has another name where it is installed as a package.
 * Pure.
 * @param script the script of npm that called, `npm_lifecycle_event` of the environment
 */
export function asCalled(text: string, script: string | undefined): string {
	return script === "darkroom" ? text : text.replaceAll(`${CALLED} `, "darkroom ");
}

/** A line for the person at the keyboard. */
export function say(line: string): void {
	process.stderr.write(`${asCalled(line, process.env.npm_lifecycle_event)}\n`);
}
