import { isRecord } from "../../../workflows/object-info/read.ts";
/** The API graph: what POST /prompt carries. Values are kept as they came, so nothing is lost when echoed. */
export type Link = readonly [string, number];

export interface GraphNode {
	class_type: string;
	inputs: Record<string, unknown>;
	_meta?: { title?: string };
}

export type Graph = Record<string, GraphNode>;

/** True for `[node id, output slot]`, the form in which one node refers to another's output. */
export function isLink(value: unknown): value is Link {
	return (
		Array.isArray(value) && value.length === 2 && typeof value[0] === "string" && typeof value[1] === "number"
	);
}

export { isRecord } from "../../../workflows/object-info/read.ts";

/**
 * A graph that passed validation. Nodes that no good output needs may still be of any shape; they are only shown
 * again, never run.
 */
export function asGraph(validated: Record<string, unknown>): Graph {
	return validated as Graph;
}

/** What Python's `name in value` says of JSON. @throws where Python would: numbers, truth values and null hold nothing */
export function contains(value: unknown, name: string): boolean {
	if (Array.isArray(value) || typeof value === "string") return value.includes(name);
	if (isRecord(value)) return Object.hasOwn(value, name);
	throw new TypeError("argument is not iterable");
}
