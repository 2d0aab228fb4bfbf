import type { OptionalPart } from "./define.ts";
import { type ApiGraph, cloneGraph, linksOf, nodeOf } from "./graph.ts";

/** The parts that are not wanted, given the names of the parameters that are. */
export function absentParts(
	parts: readonly OptionalPart[],
	given: (parameter: string) => boolean,
): OptionalPart[] {
	return parts.filter((part) => !given(part.when.absent));
}

/** A copy of the graph without the parts: their nodes are gone, and what hung on them is linked to what is left. */
export function withoutParts(graph: ApiGraph, absent: readonly OptionalPart[]): ApiGraph {
	const copy = cloneGraph(graph);
	for (const part of absent) for (const id of part.remove) delete copy[id];
	for (const part of absent)
		for (const { node, input, to } of part.rewire) {
			// The node may have left with another part.
			const target = nodeOf(copy, node);
			if (target !== undefined) target.inputs[input] = [to[0], to[1]];
		}
	return copy;
}

/** Links to nodes that are not in the graph, as text such as `6.positive -> 15`. */
export function danglingLinks(graph: ApiGraph): string[] {
	return Object.entries(graph).flatMap(([id, node]) =>
		linksOf(node).flatMap(([input, source]) =>
			nodeOf(graph, source) === undefined ? [`${id}.${input} -> ${source}`] : [],
		),
	);
}

/** Every choice of parts that can be absent together, the empty one included. */
export function* combinations(parts: readonly OptionalPart[]): Generator<OptionalPart[]> {
	for (let bits = 0; bits < 2 ** parts.length; bits++)
		yield parts.filter((_, i) => (Math.floor(bits / 2 ** i) & 1) === 1);
}
