import { isUiWorkflow } from "../../convert/convert.ts";
import type { Problem } from "../../graph/problems.ts";
import { isRecord } from "../../object-info/read.ts";
import { readJson } from "../../validate/python/read-json.ts";
import { readMetadata } from "../metadata/picture-metadata.ts";

/** A workflow of the editor, or a graph in API format: as parsed, not yet checked. */
export interface FoundGraph {
	kind: "ui" | "api";
	/** Plain JSON, but for integers beyond 2^53, which are `bigint`. */
	value: unknown;
}

export type Source =
	| {
			ok: true;
			/** What to use, best first: a file may hold both. */
			graphs: [FoundGraph, ...FoundGraph[]];
			/** `json`, or the kind of picture, film or sound. */
			from: string;
			/** Assets by place, where the file is a request of ours with them. */
			inputs?: unknown;
	  }
	| { ok: false; problems: Problem[] };

/**
 * Finds the graph in a file: the editor's JSON, API JSON, either of them inside a request or an answer of
 * ComfyUI's (`prompt`, `graph`, `workflow`, `output`), or a picture, film or sound that ComfyUI saved. Never
 * throws; problems have the pointer `""`.
 *
 * @param canConvert whether an object_info is at hand. Then the editor's workflow comes first: it has the titles
 *   and groups that people made. Without it, only the graph in API format can be used
 */
export async function readSource(bytes: Uint8Array, canConvert: boolean): Promise<Source> {
	const metadata = await readMetadata(bytes);
	if (metadata === null) return fromText(new TextDecoder().decode(bytes), canConvert);
	const found = inOrder([asUi(metadata.workflow), asApi(metadata.prompt)], canConvert);
	if (found !== null) return { ok: true, graphs: found, from: metadata.source };
	const what = `The ${metadata.source} file carries no workflow of ComfyUI`;
	return refuse(
		metadata.automatic1111 === true
			? `${what}, only the “parameters” text of Automatic1111, which is not read. Rebuild it in ComfyUI and export that.`
			: `${what}: other programs take it out when they save. Take the file as ComfyUI wrote it, or export the workflow.`,
	);
}

function fromText(text: string, canConvert: boolean): Source {
	const value = readJson(text);
	if (value === undefined)
		return refuse(
			"The file is neither JSON nor a picture, film or sound that is read here (PNG, WebP, JPEG, MP4, WebM, FLAC, Opus, MP3).",
		);
	if (!isRecord(value))
		return refuse("A workflow is a JSON object, and this is none. Export it with “Export (API)”.");
	const whole = asUi(value) ?? asApi(value);
	if (whole !== null) return { ok: true, graphs: [whole], from: "json" };
	const found = inOrder(wrapped(value), canConvert);
	if (found === null)
		return refuse(
			"The JSON holds no workflow: neither one of the editor (with nodes and links) nor a graph in API format ({ id: { class_type, inputs } }).",
		);
	return {
		ok: true,
		graphs: found,
		from: "json",
		...(isRecord(value.inputs) ? { inputs: value.inputs } : {}),
	};
}

/** What requests and answers keep graphs under. */
function wrapped(value: Record<string, unknown>): (FoundGraph | null)[] {
	const extra = isRecord(value.extra_data) ? value.extra_data.extra_pnginfo : undefined;
	const places = [
		isRecord(extra) ? extra.workflow : undefined,
		value.workflow,
		value.prompt,
		value.graph,
		value.output,
		isRecord(value.input) ? value.input.workflow : undefined,
	];
	return places.flatMap((place) => [asUi(place), asApi(place)]);
}

function asUi(value: unknown): FoundGraph | null {
	return isUiWorkflow(value) ? { kind: "ui", value } : null;
}

function asApi(value: unknown): FoundGraph | null {
	if (!isRecord(value) || isUiWorkflow(value)) return null;
	const nodes = Object.values(value);
	const some = nodes.some((node) => isRecord(node) && typeof node.class_type === "string");
	return some ? { kind: "api", value } : null;
}

function inOrder(
	found: readonly (FoundGraph | null)[],
	canConvert: boolean,
): [FoundGraph, ...FoundGraph[]] | null {
	const all = found.filter((one) => one !== null);
	const first = canConvert ? "ui" : "api";
	const [best, ...more] = [
		...all.filter(({ kind }) => kind === first),
		...all.filter(({ kind }) => kind !== first),
	];
	return best === undefined ? null : [best, ...more];
}

function refuse(message: string): Source {
	return { ok: false, problems: [{ pointer: "", code: "invalid_graph", message }] };
}
