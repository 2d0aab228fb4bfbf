import { type ApiGraph, isLink } from "../graph/graph.ts";
import { pointer } from "../graph/problems.ts";
import type { Notice } from "./notices.ts";

/**
 * Whether an input begins the names of files that its node writes: `filename_prefix` and what packs call it, also
 * within a dynamic input, and whatever else ends with `prefix` where the class is known to leave outputs; elsewhere
 * that begins a text. Each attempt saves into a folder of its own, so the worker sets all of these, given or linked.
 */
export function isPrefix(input: string, leavesOutput = false): boolean {
	const name = input.slice(input.lastIndexOf(".") + 1);
	return (leavesOutput ? /(^|_)prefix$/i : /^file_?(name_?)?prefix$/i).test(name);
}

/** What is to be told of prefixes that nodes of the graph make: they are not used as they come. */
export function prefixNotices(graph: ApiGraph): Notice[] {
	return Object.entries(graph).flatMap(([id, node]) =>
		Object.entries(node.inputs).flatMap(([input, value]): Notice[] => {
			if (!isPrefix(input) || !isLink(value)) return [];
			const message = `The prefix of node ${id} (${node.class_type}) is computed by node ${value[0]}. It is accepted and not used: results are named by Darkroom.`;
			return [{ pointer: pointer("graph", id, "inputs", input), code: "prefix_replaced", message }];
		}),
	);
}
