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

/** True for a plain JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A deep copy of JSON data, bigint included (which `JSON` itself cannot copy). */
export function copyJson<T>(value: T): T {
	return structuredClone(value);
}
