import * as z from "zod";
import type { Settings } from "./workflow-file.ts";

/** One page that was made, as the generation log of its chapter tells it. */
export interface LogEntry extends Settings {
	/** Name of the picture in `raw/`. */
	imageFile: string;
	/** What it was made from, as a path from the project's folder. */
	promptFile: string;
	/** SHA-256 of that file, in hex. */
	promptHash: string;
	/** RFC 3339. */
	timestamp: string;
	version: number;
	/** Nobody has looked at it yet; whoever does says so here. */
	approved: boolean;
}

const logSchema = z.array(z.looseObject({}));
/** Entries of others are kept as they are. */
export type Log = z.infer<typeof logSchema>;

/** The entries of a log, from its text; or why it is none. */
export function readLog(text: string): { ok: true; log: Log } | { ok: false; why: string } {
	try {
		const read = logSchema.safeParse(JSON.parse(text));
		return read.success ? { ok: true, log: read.data } : { ok: false, why: "is no list of entries" };
	} catch {
		return { ok: false, why: "is not JSON" };
	}
}

/** What pictures of the log were called. */
export function namesIn(log: Log): string[] {
	return log.flatMap(({ imageFile }) => (typeof imageFile === "string" ? [imageFile] : []));
}

/** The log with the entry; as it was where that picture is told of already. */
export function withEntry(log: Log, entry: LogEntry): Log {
	return log.some(({ imageFile }) => imageFile === entry.imageFile) ? log : [...log, { ...entry }];
}

export function logText(log: Log): string {
	return `${JSON.stringify(log, null, 2)}\n`;
}
