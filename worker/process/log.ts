export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export type Fields = Record<string, unknown>;

export interface Logger {
	debug(message: string, fields?: Fields): void;
	info(message: string, fields?: Fields): void;
	warn(message: string, fields?: Fields): void;
	error(message: string, fields?: Fields): void;
	/** The same log with fields added to every line. */
	with(fields: Fields): Logger;
}

const SECRET_KEY = /token|grant|authorization|secret|password|api_?key/i;
const BEARER = /Bearer\s+[^\s"']+/gi;

/** One structured line per call. Tokens and grants never reach it, by the name of the field or by value. */
export function createLogger(
	level: LogLevel,
	write: (line: string) => void,
	now: () => number,
	secrets: readonly string[] = [],
): Logger {
	const least = LOG_LEVELS.indexOf(level);
	const hide = (text: string) =>
		secrets
			.reduce((t, s) => (s === "" ? t : t.replaceAll(s, "[redacted]")), text)
			.replace(BEARER, "[redacted]");
	const child = (base: Fields): Logger => {
		const at =
			(lineLevel: LogLevel) =>
			(message: string, fields: Fields = {}) => {
				if (LOG_LEVELS.indexOf(lineLevel) < least) return;
				const line = { time: new Date(now()).toISOString(), level: lineLevel, message, ...base, ...fields };
				write(hide(JSON.stringify(line, replacer)));
			};
		return {
			debug: at("debug"),
			info: at("info"),
			warn: at("warn"),
			error: at("error"),
			with: (fields) => child({ ...base, ...fields }),
		};
	};
	return child({});
}

function replacer(key: string, value: unknown): unknown {
	if (SECRET_KEY.test(key)) return "[redacted]";
	if (value instanceof Error) return { name: value.name, message: value.message };
	return value;
}

export const silentLogger: Logger = createLogger(
	"error",
	() => undefined,
	() => 0,
);
