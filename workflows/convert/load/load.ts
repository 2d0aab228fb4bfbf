import { quote } from "../../graph/problems.ts";
import type { LiveGraph, LiveNode } from "../live/model.ts";
import { alwaysVirtual, groupName, kindOf } from "../live/virtual.ts";
import type { UiGraph, UiNode, UiWorkflow } from "../read/read-ui.ts";
import { renumbered, withoutDoubles } from "../read/renumber.ts";
import type { At } from "../read/unknowns.ts";
import { linkBroadcasts } from "./broadcasts.ts";
import { expandGroup } from "./group-nodes.ts";
import { bareNode, hostNode, type Loading, loadNode } from "./load-nodes.ts";

/** The workflow as the editor holds it after loading. Nodes of subgraphs lead to the graphs inside. */
export function loadWorkflow(read: UiWorkflow, loading: Loading): LiveGraph {
	const ui = renumbered(read);
	const clean = [...ui.definitions.values()].map(withoutDoubles);
	const definitions = new Map(
		clean.map((definition) => [definition.id, emptyGraph(definition, definition.name, definition.at)]),
	);
	const load = (graph: LiveGraph | undefined, { nodes, broadcast }: UiGraph) => {
		if (graph === undefined) return;
		for (const node of nodes) add(graph, loadAny(node, graph, ui, definitions, loading), loading);
		linkBroadcasts(graph, broadcast, loading.notes);
		sayLost(graph, loading);
	};
	for (const definition of clean) load(definitions.get(definition.id), definition);
	const outermost = withoutDoubles(ui);
	const root = emptyGraph(outermost, "", []);
	load(root, outermost);
	return root;
}

function loadAny(
	node: UiNode,
	graph: LiveGraph,
	ui: UiWorkflow,
	definitions: ReadonlyMap<string, LiveGraph>,
	loading: Loading,
): LiveNode {
	if (alwaysVirtual(node.type)) return bareNode(node, kindOf(node.type));
	const inner = definitions.get(node.type);
	if (inner !== undefined) {
		const fits = loading.budget.spend(inner.inputs.length + inner.outputs.length);
		return fits ? { ...hostNode(node, inner.inputs, inner.outputs), inner } : bareNode(node, "unknown");
	}
	if (loading.info.has(node.type)) return loadNode(node, graph.links, loading);
	const name = groupName(node.type);
	const group = name === undefined ? undefined : ui.groups.get(name);
	return group === undefined ? loadNode(node, graph.links, loading) : expandGroup(node, group, loading);
}

function emptyGraph(ui: UiGraph, name: string, at: At): LiveGraph {
	return { nodes: [], byId: new Map(), links: ui.links, inputs: ui.inputs, outputs: ui.outputs, name, at };
}

/** Says which links of a file end in inputs that its nodes do not have. */
function sayLost(graph: LiveGraph, { notes }: Loading): void {
	for (const node of graph.nodes) {
		const held = new Set(node.inputs.map((input) => input.link));
		for (const [i, { name, link }] of node.ui.inputs.entries())
			if (link !== undefined && graph.links.has(link) && !held.has(link))
				notes.unknown(
					[...node.at, "inputs", i],
					"link_unresolved",
					`The link into ${quote(name)} of node ${node.id} (${node.type}) is left out: the node has no such input.`,
				);
	}
}

function add(graph: LiveGraph, node: LiveNode, loading: Loading): void {
	if (graph.byId.has(node.id)) {
		loading.notes.unknown(
			node.at,
			"duplicate_id",
			`Node ${node.id} (${node.type}) has the id of another node and was left out. Save the workflow again in ComfyUI.`,
		);
		return;
	}
	graph.nodes.push(node);
	graph.byId.set(node.id, node);
}
