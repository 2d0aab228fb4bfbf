import { withoutEnd } from "../../graph/text-ends.ts";
import { readJson } from "../../validate/python/read-json.ts";

/** More text than this in one file is not read: a workflow of 500 nodes has a hundredth of it. */
export const MAX_TEXT_BYTES = 16 * 1024 * 1024;

/** A text that a file carries, and what the file calls it. */
export interface FileText {
	key: string;
	text: string;
}

/** UTF-8 where it is that: PNG and EXIF promise less, and files that were edited keep other promises. */
export function decodeText(bytes: Uint8Array): string {
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	} catch {
		return new TextDecoder("latin1").decode(bytes);
	}
}

export interface Found {
	prompt?: unknown;
	workflow?: unknown;
	/** Text of Automatic1111, which is not read. */
	automatic1111?: true;
}

/**
 * What ComfyUI and the common save nodes leave in texts: `prompt` and `workflow` under their own names, as
 * `workflow:{...}` in any text, or together as one JSON object in a comment.
 */
export function findGraphs(texts: readonly FileText[]): Found {
	const found: Found = {};
	for (const { key, text } of texts) {
		const name = key.toLowerCase();
		if (name === "parameters" || /^[^{]*\bSteps: \d+, Sampler: /.test(text.slice(0, 20_000)))
			found.automatic1111 = true;
		const labelled = /^\s*(prompt|workflow)\s*:\s*(?=\{)/i.exec(text);
		if (name === "prompt" || name === "workflow") take(found, name, json(text));
		else if (labelled !== null) take(found, labelled[1] ?? "", json(text.slice(labelled[0].length)));
		else if (text.trimStart().startsWith("{")) takeBoth(found, json(text));
	}
	return found;
}

/** EXIF strings end with a zero. */
export function withoutZeros(text: string): string {
	return withoutEnd(text, (character) => character === "\0");
}

function json(text: string): unknown {
	return readJson(withoutZeros(text));
}

function take(found: Found, name: string, value: unknown): void {
	if (typeof value !== "object" || value === null || Array.isArray(value)) return;
	if (name.toLowerCase() === "prompt") found.prompt ??= value;
	else found.workflow ??= value;
}

/** A comment such as `{"prompt": {...}, "workflow": {...}}`, whose members may be JSON inside a string once more. */
function takeBoth(found: Found, value: unknown): void {
	if (typeof value !== "object" || value === null) return;
	for (const [key, item] of Object.entries(value)) {
		const name = key.toLowerCase();
		if (name === "prompt" || name === "workflow")
			take(found, name, typeof item === "string" ? json(item) : item);
	}
}
