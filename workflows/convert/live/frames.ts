import { FILE_LIMITS } from "../../graph/graph.ts";
import type { Notes } from "../read/unknowns.ts";
import { bypassed, type LiveGraph, type LiveNode, muted } from "./model.ts";
import { MAX_NESTING } from "./promoted.ts";

/**
 * One place where a graph runs: the root, or a subgraph inside the node that stands for it. A definition with
 * three nodes standing for it has three frames, which share its nodes and the values in them.
 */
export interface Frame {
	/** Ids of the nodes on the way here, `5:12:`; before the id of a node it makes the id in the API graph. */
	prefix: string;
	/** Its place in the list, and how many graphs it is in. */
	index: number;
	depth: number;
	graph: LiveGraph;
	/** The node that stands for the graph, and the frame it is in. */
	host: LiveNode | undefined;
	parent: Frame | undefined;
	children: Map<LiveNode, Frame>;
}

/** Nodes of all frames together, notes and reroutes included. */
const MAX_PLACED = 5_000;

/**
 * All frames, the root first; undefined, with a problem, where a subgraph contains itself or too many nodes
 * would come of it: two nodes that stand for a graph with two nodes that stand for a graph, twenty times, are a
 * million.
 *
 * As in the editor, a muted or bypassed node of the root has no frame. One inside a subgraph has: its nodes run
 * by their own modes.
 */
export function framesOf(root: LiveGraph, notes: Notes): Frame[] | undefined {
	const frames: Frame[] = [];
	const open: Frame[] = [
		{ prefix: "", index: 0, depth: 0, graph: root, host: undefined, parent: undefined, children: new Map() },
	];
	let placed = 0;
	let sent = 0;
	for (let frame = open.pop(); frame !== undefined; frame = open.pop()) {
		frame.index = frames.length;
		frames.push(frame);
		placed += frame.graph.nodes.length + 1;
		const inner: Frame[] = [];
		for (const node of frame.graph.nodes) {
			if (node.kind === "class" && node.mode === 0) sent += 1;
			if (node.inner === undefined) continue;
			const off = node.mode === muted || node.mode === bypassed;
			if (off && frame.parent === undefined) continue;
			if (off && node.inner.nodes.some((each) => each.mode === 0 && each.kind === "class"))
				notes.unknown(
					[...node.at, "mode"],
					"muted_runs",
					`Node ${node.id} (${JSON.stringify(node.inner.name)}) lies in a subgraph and is ${node.mode === muted ? "muted" : "bypassed"}; what is inside it runs all the same, as in ComfyUI's editor. Mute the nodes inside if they shall not.`,
				);
			if (frame.depth >= MAX_NESTING) {
				notes.problem(
					node.at,
					"invalid_graph",
					`Subgraphs lie more than ${MAX_NESTING} deep in each other. Unpack some of them.`,
				);
				return undefined;
			}
			if (isAround(frame, node.inner)) {
				notes.problem(
					node.at,
					"invalid_graph",
					`Subgraph ${JSON.stringify(node.inner.name)} contains itself through node ${node.id}. Take that node out.`,
				);
				return undefined;
			}
			const child: Frame = {
				prefix: `${frame.prefix}${node.id}:`,
				index: 0,
				depth: frame.depth + 1,
				graph: node.inner,
				host: node,
				parent: frame,
				children: new Map(),
			};
			frame.children.set(node, child);
			inner.push(child);
		}
		open.push(...inner.reverse());
		if (sent > FILE_LIMITS.nodes || placed + open.length > MAX_PLACED) {
			notes.problem(
				["nodes"],
				"invalid_graph",
				`With its subgraphs the workflow has more than ${sent > FILE_LIMITS.nodes ? `${FILE_LIMITS.nodes} nodes that run` : `${MAX_PLACED} nodes`}. Split it.`,
			);
			return undefined;
		}
	}
	return frames;
}

function isAround(frame: Frame, graph: LiveGraph): boolean {
	for (let at: Frame | undefined = frame; at !== undefined; at = at.parent)
		if (at.graph === graph) return true;
	return false;
}
