import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

type Line = Record<string, unknown>;

/**
 * A line that a program of ours has logged, as it is shown: as it is where that is no terminal, short where it is one.
 * Null for what is not shown: no line of JSON, or one for debugging.
 */
export function shown(text: string, source: string, terminal: boolean): string | null {
	const line = parse(text);
	if (line === null || line.level === "debug" || typeof line.message !== "string") return null;
	const { time, level, message, ...fields } = line;
	const at = typeof time === "string" ? time : new Date().toISOString();
	if (!terminal) return JSON.stringify({ time: at, level, source, message, ...fields });
	const mark = level === "error" ? "!! " : level === "warn" ? "!  " : "   ";
	return `${at.slice(11, 19)} ${mark}${source}: ${message === "request" ? requestText(fields) : `${message}${rest(fields)}`}`;
}

function requestText({ request, method, path, status, ms, ...fields }: Line): string {
	return `${method} ${path} ${status} ${ms} ms${rest(fields)} ${request}`;
}

function rest(fields: Line): string {
	return Object.entries(fields)
		.map(([name, value]) => ` ${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
		.join("");
}

function parse(text: string): Line | null {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
	} catch {
		return null;
	}
}

/** Shows what a program logs from now on, whichever of its streams it is. */
export function showLogs(streams: readonly (Readable | null)[], source: string, terminal: boolean): void {
	for (const stream of streams) {
		if (stream === null) continue;
		createInterface({ input: stream }).on("line", (text) => {
			const line = shown(text, source, terminal);
			if (line !== null) console.log(line);
		});
	}
}
