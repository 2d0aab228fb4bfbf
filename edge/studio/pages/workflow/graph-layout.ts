import type { WorkflowGraph } from "../../../contract/workflows/workflows.ts";

type Graph = WorkflowGraph["graph"];

/** Measures of the picture, in its own units, which are pixels at full size. */
export const SIZES = {
	width: 232,
	head: 44,
	row: 22,
	foot: 8,
	columnGap: 84,
	rowGap: 28,
	margin: 24,
} as const;
/** Values of a node that its box shows, and characters of one. */
const MOST_VALUES = 5;
const MOST_CHARACTERS = 30;
const SWEEPS = 6;

export interface Box {
	id: string;
	/** What its author calls it; else its class. */
	title: string;
	class_type: string;
	/** Inputs that come from other nodes, in rows below the head. */
	slots: readonly string[];
	/** Inputs that stand in the graph, below them: `name: value`. */
	values: readonly { name: string; text: string }[];
	/** Outputs that something takes. */
	outputs: number;
	x: number;
	y: number;
	height: number;
}

export interface Wire {
	key: string;
	from: string;
	to: string;
	/** Where it begins and ends. */
	x1: number;
	y1: number;
	x2: number;
	y2: number;
}

export interface Drawing {
	boxes: readonly Box[];
	wires: readonly Wire[];
	width: number;
	height: number;
}

interface Edge {
	from: string;
	output: number;
	to: string;
	slot: number;
}

/**
 * A graph in API format as boxes and wires: what is needed first stands first, each node as near as it can be to what
 * takes from it, and near what it takes from. Pure; the same graph always looks the same.
 */
export function drawingOf(graph: Graph): Drawing {
	const edges = edgesOf(graph);
	const columns = columnsOf(Object.keys(graph), edges);
	const boxes = new Map(Object.keys(graph).map((id) => [id, boxOf(id, graph, edges)]));
	untangle(columns, edges);
	place(columns, boxes, edges);
	const all = [...boxes.values()];
	const wires = edges.flatMap((edge): Wire[] => {
		const [from, to] = [boxes.get(edge.from), boxes.get(edge.to)];
		if (!from || !to) return [];
		return [
			{
				...{ key: `${edge.from} ${edge.output} ${edge.to} ${edge.slot}`, from: edge.from, to: edge.to },
				...{ x1: from.x + SIZES.width, y1: rowY(from, edge.output) },
				...{ x2: to.x, y2: rowY(to, edge.slot) },
			},
		];
	});
	return {
		boxes: all,
		wires,
		width: Math.max(0, ...all.map(({ x }) => x + SIZES.width)) + SIZES.margin,
		height: Math.max(0, ...all.map(({ y, height }) => y + height)) + SIZES.margin,
	};
}

/** The middle of a row of a box, from the top of the picture. */
export const rowY = ({ y }: { y: number }, row: number) => y + SIZES.head + (row + 0.5) * SIZES.row;

/** The other node and its output, where an input is a link. */
export function linkOf(graph: Graph, value: unknown): { from: string; output: number } | null {
	if (!Array.isArray(value) || value.length !== 2) return null;
	const [from, output] = value as [unknown, unknown];
	if (typeof output !== "number" || (typeof from !== "string" && typeof from !== "number")) return null;
	return Object.hasOwn(graph, String(from)) ? { from: String(from), output } : null;
}

function edgesOf(graph: Graph): Edge[] {
	return Object.entries(graph).flatMap(([to, node]) => {
		const links = Object.values(node.inputs).flatMap((value) => linkOf(graph, value) ?? []);
		return links.map((link, slot) => ({ ...link, to, slot }));
	});
}

function boxOf(id: string, graph: Graph, edges: readonly Edge[]): Box {
	const node = graph[id];
	const inputs = Object.entries(node?.inputs ?? {});
	const slots = inputs.filter(([, value]) => linkOf(graph, value) !== null).map(([name]) => name);
	const values = inputs
		.filter(([, value]) => linkOf(graph, value) === null)
		.slice(0, MOST_VALUES)
		.map(([name, value]) => ({ name, text: textOf(value) }));
	const outputs = Math.max(0, ...edges.filter(({ from }) => from === id).map(({ output }) => output + 1));
	const rows = Math.max(slots.length + values.length, outputs);
	const title = node?._meta?.title;
	return {
		...{ id, class_type: node?.class_type ?? "", slots, values, outputs, x: 0, y: 0 },
		title: typeof title === "string" && title !== "" ? title : (node?.class_type ?? id),
		height: SIZES.head + rows * SIZES.row + SIZES.foot,
	};
}

function textOf(value: unknown): string {
	const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
	return shortened(text.replace(/\s+/g, " ").trim(), MOST_CHARACTERS);
}

/** The text, or its beginning. */
export function shortened(text: string, most: number): string {
	const characters = [...text];
	return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}

/** The longest way to every node from the sources, then as near to its first taker as that allows. */
function columnsOf(ids: readonly string[], edges: readonly Edge[]): string[][] {
	const into = Map.groupBy(edges, ({ to }) => to);
	const outOf = Map.groupBy(edges, ({ from }) => from);
	const depth = new Map<string, number>();
	const visit = (id: string, open: ReadonlySet<string>): number => {
		const known = depth.get(id);
		if (known !== undefined) return known;
		const way = new Set(open).add(id);
		// A circle is no graph that runs, but it is drawn all the same.
		const before = (into.get(id) ?? []).filter(({ from }) => !way.has(from));
		const own = Math.max(-1, ...before.map(({ from }) => visit(from, way))) + 1;
		depth.set(id, own);
		return own;
	};
	for (const id of ids) visit(id, new Set());
	const latestFirst = ids.toSorted((a, b) => (depth.get(b) ?? 0) - (depth.get(a) ?? 0));
	for (const id of latestFirst) {
		const takers = (outOf.get(id) ?? []).map(({ to }) => depth.get(to) ?? 0);
		const nearest = Math.min(...takers) - 1;
		if (takers.length > 0 && nearest > (depth.get(id) ?? 0)) depth.set(id, nearest);
	}
	const columns: string[][] = Array.from({ length: Math.max(-1, ...depth.values()) + 1 }, () => []);
	for (const id of ids) columns[depth.get(id) ?? 0]?.push(id);
	return columns.filter((column) => column.length > 0);
}

/** Orders each column by where the neighbours of its nodes stand, forth and back, so that few wires cross. */
function untangle(columns: string[][], edges: readonly Edge[]): void {
	const into = Map.groupBy(edges, ({ to }) => to);
	const outOf = Map.groupBy(edges, ({ from }) => from);
	const rank = new Map<string, number>();
	const note = (column: readonly string[]) => {
		for (const [i, id] of column.entries()) rank.set(id, i);
	};
	columns.forEach(note);
	for (let sweep = 0; sweep < SWEEPS; sweep++) {
		const forth = sweep % 2 === 0;
		for (const column of forth ? columns : columns.toReversed()) {
			const wanted = new Map(
				column.map((id, i) => {
					const near = forth
						? (into.get(id) ?? []).map(({ from, output }) => (rank.get(from) ?? 0) + output / 100)
						: (outOf.get(id) ?? []).map(({ to, slot }) => (rank.get(to) ?? 0) + slot / 100);
					return [id, near.length === 0 ? i : meanOf(near)];
				}),
			);
			column.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
			note(column);
		}
	}
}

/** Gives every box its place: columns side by side, boxes at the height of what they take from. */
function place(columns: readonly string[][], boxes: ReadonlyMap<string, Box>, edges: readonly Edge[]): void {
	const into = Map.groupBy(edges, ({ to }) => to);
	for (const [i, column] of columns.entries()) {
		let below = 0;
		for (const id of column) {
			const box = boxes.get(id);
			if (!box) continue;
			const sources = (into.get(id) ?? []).flatMap((edge) => {
				const from = boxes.get(edge.from);
				return from && from !== box ? [rowY(from, edge.output) - rowY({ y: 0 }, edge.slot)] : [];
			});
			box.x = SIZES.margin + i * (SIZES.width + SIZES.columnGap);
			box.y = Math.max(below, sources.length === 0 ? below : meanOf(sources));
			below = box.y + box.height + SIZES.rowGap;
		}
	}
	const top = Math.min(...[...boxes.values()].map(({ y }) => y));
	for (const box of boxes.values()) box.y += SIZES.margin - top;
}

const meanOf = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
