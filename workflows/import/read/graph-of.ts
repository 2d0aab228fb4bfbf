import { type ConvertOptions, convert, type Unknown } from "../../convert/convert.ts";
import { type ApiGraph, FILE_LIMITS, readGraph } from "../../graph/graph.ts";
import type { Problem } from "../../graph/problems.ts";
import { isRecord } from "../../object-info/read.ts";
import { asNumbers } from "../../validate/python/read-json.ts";
import type { FoundGraph } from "./read-source.ts";

export type GraphOf =
	| {
			ok: true;
			graph: ApiGraph;
			/** Which of the two it was made from. */
			kind: FoundGraph["kind"];
			unknowns: Unknown[];
			/** What had to be decided on the way, for people. */
			notes: string[];
	  }
	| { ok: false; problems: Problem[] };

/**
 * The checked graph of a source: the editor's workflow is converted, and where that cannot be done and the file
 * has the graph in API format as well, that one counts. Never throws.
 *
 * @param objectInfo the answer of `GET /object_info`, or null: then the editor's workflows cannot be converted
 */
export function graphOf(
	graphs: readonly FoundGraph[],
	objectInfo: unknown,
	options: ConvertOptions = {},
): GraphOf {
	const notes: string[] = [];
	let problems: Problem[] = [];
	for (const { kind, value } of graphs) {
		const made = kind === "ui" ? converted(value, objectInfo, options) : checked(value);
		if (made.ok) return { ...made, kind, notes: [...notes, ...made.notes] };
		if (problems.length === 0) problems = made.problems;
		const [first] = made.problems;
		notes.push(
			`The ${kind === "ui" ? "editor's workflow" : "graph in API format"} in the file was not used: ${first?.message ?? "it is none"}`,
		);
	}
	return { ok: false, problems };
}

type Made =
	| { ok: true; graph: ApiGraph; unknowns: Unknown[]; notes: string[] }
	| { ok: false; problems: Problem[] };

function converted(value: unknown, objectInfo: unknown, options: ConvertOptions): Made {
	if (objectInfo === null) {
		const message =
			"This is a workflow of the editor, and converting it takes the node classes of a ComfyUI. Give --object-info FILE or --comfyui URL, or export it with “Export (API)”.";
		return { ok: false, problems: [{ pointer: "", code: "workflow_format_ui", message }] };
	}
	const conversion = convert(value, objectInfo, options);
	return conversion.ok ? { ...conversion, notes: [] } : conversion;
}

function checked(value: unknown): Made {
	const notes: string[] = [];
	const read = readGraph(asNumbers(withTexts(value, notes)), [], { ...FILE_LIMITS, lenient: false });
	return read.ok ? { ok: true, graph: read.graph, unknowns: [], notes } : read;
}

/** ComfyUI takes seeds up to 2^64-1, which JSON does not carry unchanged. As text it reads them exactly. */
function withTexts(graph: unknown, notes: string[]): unknown {
	if (!isRecord(graph)) return graph;
	const exact = (id: string, inputs: Record<string, unknown>) =>
		Object.entries(inputs).map(([name, value]): [string, unknown] => {
			if (typeof value !== "bigint") return [name, value];
			notes.push(
				`${name} of node ${id} is ${value}, beyond 2^53-1: it was written as text, which ComfyUI reads exactly.`,
			);
			return [name, String(value)];
		});
	return Object.fromEntries(
		Object.entries(graph).map(([id, node]) =>
			isRecord(node) && isRecord(node.inputs)
				? [id, { ...node, inputs: Object.fromEntries(exact(id, node.inputs)) }]
				: [id, node],
		),
	);
}
