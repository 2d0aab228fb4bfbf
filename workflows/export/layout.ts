import { type ApiGraph, linksOf, nodeOf } from "../graph/graph.ts";

/** Where a node stands on the canvas, in the editor's pixels. */
export interface Placed {
	pos: [x: number, y: number];
	size: [width: number, height: number];
}

const width = 320;
const gap = 60;

/** Places nodes in columns: each to the right of everything it depends on. A graph without cycles. */
export function placeNodes(graph: ApiGraph): Map<string, Placed> {
	const depths = new Map<string, number>();
	const depthOf = (id: string, path: ReadonlySet<string>): number => {
		const known = depths.get(id);
		const node = nodeOf(graph, id);
		if (known !== undefined || node === undefined || path.has(id)) return known ?? 0;
		const further = new Set([...path, id]);
		const before = linksOf(node).map(([, source]) => depthOf(source, further) + 1);
		const depth = Math.max(0, ...before);
		depths.set(id, depth);
		return depth;
	};
	const bottoms = new Map<number, number>();
	return new Map(
		Object.entries(graph).map(([id, node]): [string, Placed] => {
			const column = depthOf(id, new Set());
			const height = 60 + 24 * Object.keys(node.inputs).length;
			const y = bottoms.get(column) ?? 0;
			bottoms.set(column, y + height + gap);
			return [id, { pos: [column * (width + gap), y], size: [width, height] }];
		}),
	);
}
