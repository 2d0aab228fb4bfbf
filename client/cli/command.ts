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

/** A command of the command line. To add one, write a file with one and x. */
export interface Command {
	name: string;
	/** One line for the list of commands. */
	summary: string;
	/** What `--help` prints. */
	usage: string;
	/** Absent: an API key of an account. */
	key?: KeyKind;
	/** Results go to stdout, everything else to stderr. Ends with what {@link EXIT} says, or throws. */
	run(args: readonly string[], env: Environment): Promise<ExitName>;
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

/** A line for the person at the keyboard. */
export function say(line: string): void {
	process.stderr.write(`${line}\n`);
}
