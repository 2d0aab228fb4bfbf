import { readJson } from "../../../../workflows/validate/python/read-json.ts";
import { CliError } from "../../command.ts";
import type { FileName, Found, Passed, Source } from "./found.ts";
import { isObject } from "./found.ts";
import { entryOf } from "./history.ts";

/** Entries that are asked for at once. */
const PAGE = 50;
/** ComfyUI keeps no more. */
const MOST_ENTRIES = 10_000;
/** A page of its history, and one of its files, in bytes. */
const MOST_PAGE_BYTES = 256_000_000;
const MOST_FILE_BYTES = 2_000_000_000;
/** Silence after which it is taken for gone, in milliseconds. */
const SILENT_MS = 60_000;

/** The history of a ComfyUI that runs. */
export function comfyuiServer(address: string): Source {
	const base = addressOf(address);
	return {
		name: base.host,
		all: () => entries(base),
		bytes: (file) => view(base, file),
	};
}

/** @throws CliError `usage` */
function addressOf(address: string): URL {
	const url = URL.parse(address.endsWith("/") ? address : `${address}/`);
	if (url === null || !/^https?:$/.test(url.protocol))
		throw new CliError("usage", `${address} is no address of a ComfyUI: give it as http://127.0.0.1:8188`);
	return url;
}

async function* entries(base: URL): AsyncGenerator<Found | Passed> {
	const seen = new Set<string>();
	while (seen.size < MOST_ENTRIES) {
		const url = new URL("history", base);
		url.searchParams.set("max_items", String(PAGE));
		url.searchParams.set("offset", String(seen.size));
		const response = await ask(url);
		if (!response.ok) throw notComfyui(base, `it answered ${response.status}`);
		const bytes = await bodyOf(response, MOST_PAGE_BYTES);
		const page = bytes === null ? undefined : readJson(new TextDecoder().decode(bytes));
		if (!isObject(page))
			throw notComfyui(base, bytes === null ? "its history is too large" : "it sent no history");
		// One that knows nothing of pages sends the same again.
		const fresh = Object.entries(page).filter(([id]) => !seen.has(id));
		if (fresh.length === 0) return;
		for (const [id, entry] of fresh) {
			seen.add(id);
			yield entryOf(id, entry);
		}
	}
}

/** @throws Error with words where it is too large, or does not answer */
async function view(
	base: URL,
	{ filename, subfolder, type }: FileName,
): Promise<Uint8Array<ArrayBuffer> | null> {
	const url = new URL("view", base);
	for (const [name, value] of Object.entries({ filename, subfolder, type }))
		url.searchParams.set(name, value);
	const response = await ask(url);
	if (!response.ok) {
		await response.body?.cancel();
		return null;
	}
	const bytes = await bodyOf(response, MOST_FILE_BYTES);
	if (bytes === null) throw new Error(`${filename} has more than ${MOST_FILE_BYTES} bytes`);
	return bytes;
}

async function ask(url: URL): Promise<Response> {
	try {
		return await fetch(url, { signal: AbortSignal.timeout(SILENT_MS), redirect: "error" });
	} catch (error) {
		const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
		throw new CliError("unreachable", `${url.origin} does not answer: ${why}`, { cause: error });
	}
}

/** The body, or null where it is longer. */
async function bodyOf(response: Response, most: number): Promise<Uint8Array<ArrayBuffer> | null> {
	const parts: Uint8Array<ArrayBuffer>[] = [];
	let size = 0;
	for await (const part of response.body ?? []) {
		size += part.length;
		if (size > most) return null;
		parts.push(part);
	}
	return new Uint8Array(await new Blob(parts).arrayBuffer());
}

const notComfyui = (base: URL, why: string) =>
	new CliError("unreachable", `${base.origin} is no ComfyUI, or something stands before it: ${why}`);
