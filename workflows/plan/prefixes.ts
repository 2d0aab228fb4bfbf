import { type ApiGraph, isLink } from "../graph/graph.ts";
import { pointer } from "../graph/problems.ts";
import type { Notice } from "./notices.ts";

/** Where results go: Darkroom says that itself, whatever the graph says. */
export function isPrefix(input: string): boolean {
	return /(^|\.)filename_prefix$/.test(input);
}

/**
 * Puts a text where a prefix of file names comes over a link. Each attempt saves into a folder of its own, so the
 * worker sets every prefix that is written down; one that is computed while the graph runs would go elsewhere, be
 * found by others and never be removed. Changes the graph.
 */
export function replacePrefixes(graph: ApiGraph): Notice[] {
	return Object.entries(graph).flatMap(([id, node]) =>
		Object.entries(node.inputs).flatMap(([input, value]): Notice[] => {
			if (!isPrefix(input) || typeof value === "string") return [];
			const computed = isLink(value);
			node.inputs[input] = "output";
			if (!computed) return [];
			const message = `The prefix of node ${id} (${node.class_type}) is computed by node ${value[0]}. It is accepted and not used: results are named by Darkroom.`;
			return [{ pointer: pointer("graph", id, "inputs", input), code: "prefix_replaced", message }];
		}),
	);
}
