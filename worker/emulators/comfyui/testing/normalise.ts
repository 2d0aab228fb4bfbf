import { isRecord } from "../graph.ts";

/**
 * Everything that is made equal before a recorded and an emulated answer are compared, with the reason. What
 * is not listed here has to be equal.
 */
export const NORMALISATIONS: readonly (readonly [what: string, why: string])[] = [
	["ids the server makes up (prompt ids, sid)", "random; mapped one to one, so a wrong id still shows"],
	[
		"five letters in ComfyUI_temp_xxxxx_",
		"random per node object; numbered by first appearance on each side",
	],
	["timestamp, *_time, modified, created", "time of day; must be a number on both sides"],
	["lines of a traceback", "name files and lines of the real server's source; empty or not is compared"],
	["tensor(...) in current_inputs", "torch prints all pixels; that it is a tensor is compared"],
	["order of executed, current_outputs, dependent_outputs", "the real server prints Python sets"],
	["order of the errors of one node, and of the lines of details", "the real server walks a Python set"],
	["tooltip", "prose of the real server; inputs, types, ranges and defaults are compared"],
	["length of image frames", "another JPEG encoder; frame type, image format and metadata are compared"],
	["content of previews in txt2img", "its recorder wrote down only the frame type; elsewhere it is compared"],
	[
		"bytes of re-encoded pictures in /view",
		"another encoder; status, media type and file signature are compared",
	],
	[
		"graphs in request bodies that history contradicts",
		"the recorder changed one after sending it; history's is sent",
	],
	[
		"steps logged after the interrupt that followed them",
		"logged late; put before it so that the same step is the last",
	],
	["order of outputs of one prompt", "a Python set; the emulator is started with the recorded order"],
	[
		"torch.cuda.OutOfMemoryError",
		"the name in torch before 2.5, which the recorded servers had; now it is torch.OutOfMemoryError",
	],
	[
		"octet-stream as the type of an empty answer",
		"the server's library said so before aiohttp 3.14; since then it says nothing",
	],
	["entries of /internal/logs/raw", "the real log; the shape of entries and size is compared"],
	["folders of /experiment/models", "paths of the machine; their number and the extensions are compared"],
];

const TIMES = new Set([
	...["timestamp", "create_time", "execution_start_time", "execution_end_time", "modified", "created"],
]);
const SETS = new Set(["executed", "current_outputs", "dependent_outputs"]);

/** Numbers the random suffixes of temporary files; one per side and server. */
export class TempNames {
	private readonly seen = new Map<string, number>();

	rename(text: string): string {
		return text.replace(/ComfyUI_temp_([a-z]{5})_/g, (_whole, letters: string) => {
			const number = this.seen.get(letters) ?? this.seen.size + 1;
			this.seen.set(letters, number);
			return `ComfyUI_temp_#${number}_`;
		});
	}
}

function sorted(values: readonly unknown[]): unknown[] {
	return [...values].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function inputName(complaint: unknown): string {
	const info = isRecord(complaint) ? complaint.extra_info : undefined;
	return isRecord(info) ? String(info.input_name) : "";
}

function byName(complaints: readonly unknown[]): unknown[] {
	return [...complaints].sort((a, b) => (inputName(a) < inputName(b) ? -1 : 1));
}

function member(key: string, value: unknown, temp: TempNames): unknown {
	if (TIMES.has(key) && typeof value === "number") return "<time>";
	if (key === "traceback" && Array.isArray(value)) return value.length > 0 ? ["<lines>"] : [];
	if (key === "tooltip") return undefined;
	if (key === "exception_type" && value === "torch.cuda.OutOfMemoryError") return "torch.OutOfMemoryError";
	if (key === "folders" && Array.isArray(value)) return `<${value.length} folders>`;
	if (SETS.has(key) && Array.isArray(value)) return sorted(value);
	if (key === "details" && typeof value === "string" && value.includes("\n")) return value.split("\n").sort();
	if (key === "errors" && Array.isArray(value)) return normalise(byName(value), temp);
	return normalise(value, temp);
}

/** Applies the table to JSON data. */
export function normalise(value: unknown, temp: TempNames): unknown {
	if (typeof value === "string") {
		if (value.startsWith("tensor(")) return "<tensor>";
		return temp.rename(value);
	}
	if (Array.isArray(value)) return value.map((item) => normalise(item, temp));
	if (!isRecord(value)) return value;
	const entries = Object.entries(value).map(([key, item]) => [key, member(key, item, temp)] as const);
	return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

/** The table for text that is not parsed, because it holds NaN. */
export function normaliseText(text: string, temp: TempNames): string {
	return temp.rename(text).replace(/"(timestamp|create_time)": \d+/g, '"$1": <time>');
}

/** The table for what the recorder kept of a binary frame. */
export function normaliseBinary(frame: Record<string, unknown>): Record<string, unknown> {
	if (frame.bin === 3) return frame;
	const { len: _len, ...rest } = frame;
	return rest;
}

/** The table for the type of one HTTP answer. */
export function normaliseType(type: string | null, body: unknown): string | null {
	return body === "" && type === "application/octet-stream" ? null : type;
}

/** The table for one HTTP answer. */
export function normaliseReply(path: string, body: unknown, temp: TempNames): unknown {
	if (path === "/internal/logs/raw" && isRecord(body) && Array.isArray(body.entries)) {
		const shapes = new Set(body.entries.map((entry) => Object.keys(entry as object).join()));
		return { ...body, entries: [...shapes] };
	}
	if (typeof body === "string" && /^\/view\?.*(preview|channel)=/.test(path)) {
		return body.startsWith("RIFF") && body.slice(4).includes("WEBP") ? "<webp>" : body.slice(0, 4);
	}
	return typeof body === "string" ? normaliseText(body, temp) : normalise(body, temp);
}
