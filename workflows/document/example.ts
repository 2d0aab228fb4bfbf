import { type ApiGraph, nodeOf } from "../graph/graph.ts";
import type { WorkflowDocument } from "./document.ts";
import { defaultOf, isRequired, rangeOf, valuesOf } from "./parameter-schemas.ts";

/** What stands for an uploaded file in examples. */
export const exampleAsset = "ast_0123456789abcdefghijklmnop";

/** Parameters that are accepted: what is required, with the values of the graph where they are. */
export function exampleOf(
	document: WorkflowDocument,
	graph: ApiGraph,
): Record<string, string | number | boolean> {
	return Object.fromEntries(
		document.parameters.filter(isRequired).map((parameter) => {
			const [slot] = parameter.slots;
			const now = slot === undefined ? undefined : nodeOf(graph, slot.node)?.inputs[slot.input];
			const accepted = valuesOf(parameter).safeParse(now).success && isScalar(now);
			return [parameter.name, defaultOf(parameter) ?? (accepted ? now : standIn(parameter))];
		}),
	);
}

function isScalar(value: unknown): value is string | number | boolean {
	return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function standIn(parameter: WorkflowDocument["parameters"][number]): string | number | boolean {
	switch (parameter.type) {
		case "text":
			return "A lighthouse at dusk".slice(0, parameter.max_length);
		case "integer":
		case "number":
			return rangeOf(parameter).min;
		case "boolean":
			return false;
		case "choice":
			return parameter.choices[0] ?? "";
		case "seed":
			return 0;
		case "model":
			return "model.safetensors";
		case "image":
		case "mask":
		case "video":
		case "audio":
			return exampleAsset;
	}
}
