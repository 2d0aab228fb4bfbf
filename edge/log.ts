type Level = "info" | "warn" | "error";

/** What a line is about. Nothing secret: lines are kept, and read by whoever runs this. */
type About = Readonly<Record<string, unknown>>;

/** Writes one line of JSON; what reads logs finds its level, what happened, and what it is about. */
function write(level: Level, message: string, about: About): void {
	console[level](JSON.stringify({ level, message, ...about }));
}

/** The log of the edge. `error`: somebody should look; `warn`: it goes on by itself. */
export const log = {
	info: (message: string, about: About = {}) => write("info", message, about),
	warn: (message: string, about: About = {}) => write("warn", message, about),
	error: (message: string, about: About = {}) => write("error", message, about),
};

/** The name of an error, where its words may hold what must not be in a log. */
export function errorName(error: unknown): string {
	return error instanceof Error ? error.name : "error";
}
