import { type ApiGraph, type GraphNode, type GraphValue, isLink, nodeOf } from "../graph/graph.ts";
import { pathTrouble } from "../graph/paths.ts";
import { type Problem, pointer, quote } from "../graph/problems.ts";

/** Names of inputs that tell a node where to read or write. */
const namesAPath = /path|director|folder|file|(^|[_.])dir($|_)/i;
/** Classes that make text out of text, by which a path could be put together where nobody looks. */
const makesText = /string|text|primitive|concat|regex/i;

/**
 * Strings of a node that name a file or folder where they must not: absolute, out of their folder, annotated,
 * or computed by other nodes of the graph. Nested values are looked at under their own names.
 */
export function pathProblems(graph: ApiGraph, id: string, node: GraphNode): Problem[] {
	const unsafe = (path: readonly string[], value: string, why: string): Problem => ({
		pointer: pointer("graph", id, "inputs", ...path),
		code: "unsafe_path",
		message: `${quote(value)} in ${path.join(".")} of node ${id} (${node.class_type}) ${why}. Send a plain relative name.`,
	});
	const look = (path: readonly string[], name: string, value: GraphValue): Problem[] => {
		if (isLink(value) && path.length === 1) return computed(path, name, value);
		if (typeof value === "string") {
			const why = namesAPath.test(name) ? pathTrouble(value) : null;
			return why === null ? [] : [unsafe(path, value, why)];
		}
		if (Array.isArray(value)) return value.flatMap((item, i) => look([...path, String(i)], name, item));
		if (value === null || typeof value !== "object") return [];
		return Object.entries(value).flatMap(([key, item]) =>
			// ComfyUI wraps list literals in __value__: what is inside belongs to the input.
			look([...path, key], key === "__value__" ? name : key, item),
		);
	};
	const computed = (path: readonly string[], name: string, [source]: [string, number]): Problem[] => {
		const from = nodeOf(graph, source);
		// Save nodes keep a prefix inside the output folder themselves, and linked prefixes are common.
		if (from === undefined || !namesAPath.test(name) || name === "filename_prefix") return [];
		return makesText.test(from.class_type)
			? [unsafe(path, from.class_type, "makes the path while it runs")]
			: [];
	};
	return Object.entries(node.inputs).flatMap(([name, value]) => look([name], name, value));
}
