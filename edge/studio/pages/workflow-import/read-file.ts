import { readMetadata } from "../../../../workflows/import/metadata/picture-metadata.ts";
import { parseExact, stringifyExact } from "./exact-json.ts";

/** What a file is for the edge: exactly one of what `POST /v1/workflows` takes. */
export type Source = { ui: unknown } | { graph: unknown } | { document: unknown };
export type WrongFile = "no_workflow" | "automatic1111" | "too_large";
export type Read = { ok: true; source: Source } | { ok: false; why: WrongFile };

/** Files beyond this are not read; bytes. */
const MOST_BYTES = 200_000_000;
/** What requests and answers of ComfyUI keep a graph under. */
const WRAPPERS = ["workflow", "prompt", "graph", "output"] as const;

/** Finds the workflow in a file of the ComfyUI editor, or in a picture, film or sound that ComfyUI saved. */
export async function readWorkflowFile(file: Blob): Promise<Read> {
	if (file.size > MOST_BYTES) return { ok: false, why: "too_large" };
	const bytes = new Uint8Array(await file.arrayBuffer());
	const metadata = await readMetadata(bytes);
	if (metadata === null) return found(sourceOf(parsed(new TextDecoder().decode(bytes))));
	// The editor's file has the titles that people gave, and converts to what the editor itself would send.
	const source = sourceOf(exact(metadata.workflow)) ?? sourceOf(exact(metadata.prompt));
	if (source === null && metadata.automatic1111) return { ok: false, why: "automatic1111" };
	return found(source);
}

/** Whatever has no digits left out: a `bigint` is no JSON. */
const exact = (value: unknown) => (value === undefined ? null : parseExact(stringifyExact(value)));

const found = (source: Source | null): Read =>
	source === null ? { ok: false, why: "no_workflow" } : { ok: true, source };

function parsed(text: string): unknown {
	try {
		return parseExact(text.replace(/^\uFEFF/, ""));
	} catch {
		return null;
	}
}

/** The kind of workflow that a value is, or holds; null where it is none. What it says is the edge's to judge. Pure. */
export function sourceOf(value: unknown): Source | null {
	if (!isObject(value)) return null;
	if (Array.isArray(value.nodes)) return { ui: value };
	if (Array.isArray(value.parameters) && isObject(value.graph)) return { document: value };
	if (Object.values(value).some((node) => isObject(node) && typeof node.class_type === "string"))
		return { graph: value };
	const inside = WRAPPERS.map((name) => value[name]).filter(isObject);
	return inside.map(sourceOf).find((source) => source !== null) ?? null;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === "object" && value !== null && !Array.isArray(value);

/** A name for requests, made of a file's: `My Portrait (2).json` is `my-portrait-2`. Pure. */
export function idFrom(filename: string): string {
	return filename
		.replace(/\.\w+$/, "")
		.normalize("NFKD")
		.replace(/\p{M}+/gu, "")
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, "-")
		.replace(/^-+|-+$/g, "")
		.slice(0, 80)
		.replace(/-+$/, "");
}
