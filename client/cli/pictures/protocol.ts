import { CliError, type Environment } from "../command.ts";

/** How a terminal is told of a picture. */
export type Protocol = "kitty" | "iterm";
/** What `--pictures` takes. */
const PICTURES = ["auto", "kitty", "iterm", "none"] as const;

/** Terminals by what they say of themselves in TERM_PROGRAM. */
const BY_PROGRAM: Readonly<Record<string, Protocol>> = {
	"iTerm.app": "iterm",
	WezTerm: "iterm",
	mintty: "iterm",
	ghostty: "kitty",
};

/**
 * How this terminal shows pictures; null: it does not, or nobody knows. What stands between, as tmux and screen do, takes
 * pictures for text. Pure.
 */
export function protocolOf(env: Environment): Protocol | null {
	const { TERM = "", TERM_PROGRAM = "" } = env;
	if (env.TMUX || env.STY || /^(screen|tmux|dumb)/.test(TERM)) return null;
	if (env.KITTY_WINDOW_ID || TERM === "xterm-kitty" || TERM === "xterm-ghostty") return "kitty";
	return BY_PROGRAM[TERM_PROGRAM] ?? (env.LC_TERMINAL === "iTerm2" ? "iterm" : null);
}

/**
 * How pictures are to be shown; null: they are not. Never where nobody sees them. Pure.
 * @param asked what `--pictures` says; absent: auto
 * @param terminal what is written to is one
 * @throws CliError `usage`
 */
export function wantedPictures(
	asked: string | undefined,
	env: Environment,
	terminal: boolean,
): Protocol | null {
	const how = PICTURES.find((one) => one === (asked ?? "auto"));
	if (how === undefined)
		throw new CliError("usage", `--pictures takes ${PICTURES.join(", ")}; you gave ${JSON.stringify(asked)}`);
	if (!terminal || how === "none") return null;
	return how === "auto" ? protocolOf(env) : how;
}
