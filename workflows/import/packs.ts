import type { WorkflowDocument } from "../document/document.ts";
import { documentLimits } from "../document/limits.ts";
import { Budget } from "../graph/budget.ts";
import type { ApiGraph } from "../graph/graph.ts";
import { verdictSteps } from "../validate/complaints.ts";
import { needsOf } from "../validate/needs.ts";
import { oneLine } from "./roles/names.ts";

/** The packs of custom nodes that the graph's classes come from, as far as an object_info says so. */
export function packsOf(graph: ApiGraph, objectInfo: unknown): NonNullable<WorkflowDocument["custom_nodes"]> {
	const names = needsOf(graph, objectInfo, new Budget(verdictSteps)).packs.map(({ name }) =>
		oneLine(name, documentLimits.title),
	);
	return [...new Set(names)]
		.filter((name) => name !== "")
		.slice(0, documentLimits.custom_nodes)
		.map((name) => ({
			name,
			// The folder on the server is all that is known: the search is where a person begins.
			source: `https://github.com/search?type=repositories&q=${encodeURIComponent(name.replace(/[^\w.-]+/g, " "))}`,
			licence: "not known",
		}));
}
