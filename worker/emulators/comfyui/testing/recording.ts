import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { isRecord } from "../graph.ts";
import type { ComfyVersion } from "../version.ts";

const REPOSITORY = path.resolve(import.meta.dirname, "../../../..");
/** Recordings of real servers lie beside the repository, not in it. */
const FIXTURES = path.resolve(REPOSITORY, "../shared/fixtures");

export const recordingsPresent = existsSync(path.join(FIXTURES, "recordings"));
if (!recordingsPresent) console.log(`skipped: no recordings in ${FIXTURES}`);

/** A file of the fixtures folder, or undefined where there is none. */
export function fixture(...parts: string[]): string | undefined {
	const full = path.join(FIXTURES, ...parts);
	if (existsSync(full)) return full;
	console.log(`skipped: no recording ${full}`);
	return undefined;
}

/** The folder of the library's first graphs, or undefined where there is none. */
export function sharedGraphs(): string | undefined {
	const folder = path.resolve(REPOSITORY, "../shared/graphs");
	if (existsSync(folder)) return folder;
	console.log(`skipped: no graphs in ${folder}`);
	return undefined;
}

export interface HttpEntry {
	kind: "http";
	method: string;
	path: string;
	body: unknown;
	status: number;
	contentType: string | null;
	response: unknown;
}

/** A WebSocket frame: JSON, JSON text as it came, or what the recorder kept of a binary frame. */
export type FrameEntry = { kind: "frame"; client: string } & (
	| { message: Record<string, unknown> }
	| { raw: string }
	| { binary: Record<string, unknown> }
);

export type Entry =
	| HttpEntry
	| FrameEntry
	| { kind: "open"; client: string; id: string | undefined }
	| { kind: "close"; client: string; code: number }
	| { kind: "note"; text: string };

function toEntry(line: Record<string, unknown>): Entry {
	const client = String(line.who ?? "A");
	if (client === "note") return { kind: "note", text: String(line.note) };
	if (client === "http") {
		const [method = "", ...rest] = String(line.req).split(" ");
		return {
			kind: "http",
			method,
			path: rest.join(" "),
			body: line.body,
			status: Number(line.status),
			contentType: typeof line.ct === "string" ? line.ct : null,
			response: line.res,
		};
	}
	if ("close" in line) return { kind: "close", client, code: Number(line.close) };
	if (isRecord(line.msg)) return { kind: "frame", client, message: line.msg };
	if (typeof line.raw === "string") return { kind: "frame", client, raw: line.raw };
	if ("bin" in line) {
		const { t: _t, who: _who, ...binary } = line;
		return { kind: "frame", client, binary };
	}
	return { kind: "open", client, id: typeof line.open === "string" ? line.open : undefined };
}

function submitted(entry: HttpEntry): string | undefined {
	return entry.path === "/prompt" && isRecord(entry.response) ? String(entry.response.prompt_id) : undefined;
}

/**
 * Graphs as they were sent. The recorder kept a reference to one graph that it changed before writing the
 * file; history still shows what the server got.
 */
function repairGraphs(entries: Entry[]): void {
	const sent = new Map<string, unknown>();
	for (const entry of entries) {
		if (entry.kind !== "http" || !isRecord(entry.response) || !entry.path.startsWith("/history/")) continue;
		for (const [id, history] of Object.entries(entry.response)) {
			if (isRecord(history) && Array.isArray(history.prompt)) sent.set(id, history.prompt[2]);
		}
	}
	for (const entry of entries) {
		if (entry.kind !== "http" || entry.method !== "POST" || !isRecord(entry.response)) continue;
		const id = String(entry.response.prompt_id);
		// Of two prompts with one id history keeps the last: it cannot speak for the first.
		const twice = entries.filter((other) => other.kind === "http" && submitted(other) === id).length > 1;
		const graph = twice ? undefined : sent.get(id);
		if (graph !== undefined && isRecord(entry.body)) entry.body = { ...entry.body, prompt: graph };
	}
}

/** The entries of one recorded situation. */
export function loadRecording(version: ComfyVersion, name: string): Entry[] {
	const file = path.join(FIXTURES, "recordings", version, `${name}.json`);
	const entries = readFileSync(file, "utf8")
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => toEntry(JSON.parse(line)));
	repairGraphs(entries);
	return entries;
}
