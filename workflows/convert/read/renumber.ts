import type { UiDefinition, UiGraph, UiLink, UiNode, UiPort, UiWorkflow } from "./read-ui.ts";

/**
 * The workflow with node ids that differ between its graphs: the editor gives a node of a subgraph a new id
 * where another graph has that id already (subgraphDeduplication.ts). Only numbers take part.
 */
export function renumbered(ui: UiWorkflow): UiWorkflow {
	const root = withIds(ui.nodes, ui.lastNodeId);
	const used = new Set(root.flatMap((node) => node.numericId ?? []));
	let last = ui.lastNodeId;
	const fresh = () => {
		do last = last < HIGHEST_ID ? last + 1 : 1;
		while (used.has(last));
		return last;
	};
	const definitions = new Map<string, UiDefinition>();
	for (const [id, definition] of ui.definitions) {
		const ids = new Map<string, string>();
		const nodes = withIds(definition.nodes, last).map((node): UiNode => {
			const old = node.numericId;
			if (old === undefined) return node;
			const now = used.has(old) ? fresh() : old;
			used.add(now);
			if (now === old) {
				if (Number.isSafeInteger(old)) last = Math.max(last, old);
				return node;
			}
			ids.set(node.id, String(now));
			return { ...node, id: String(now), numericId: now };
		});
		definitions.set(id, { ...definition, nodes, links: withNewIds(definition.links, ids) });
	}
	return { ...ui, nodes: root, definitions };
}

/** The editor hands out no higher ids. */
const HIGHEST_ID = 100_000_000;

/** Nodes that the file gives no id get one, as in the editor. */
function withIds(nodes: readonly UiNode[], highest: number): UiNode[] {
	let last = highest;
	return nodes.map((node) => {
		if (node.id !== "") {
			if (Number.isSafeInteger(node.numericId)) last = Math.max(last, node.numericId ?? 0);
			return node;
		}
		last += 1;
		return { ...node, id: String(last), numericId: last };
	});
}

function withNewIds(
	links: ReadonlyMap<string, UiLink>,
	ids: ReadonlyMap<string, string>,
): Map<string, UiLink> {
	if (ids.size === 0) return new Map(links);
	return new Map(
		[...links].map(([id, link]) => [
			id,
			{ ...link, origin: ids.get(link.origin) ?? link.origin, target: ids.get(link.target) ?? link.target },
		]),
	);
}

/**
 * Links that say the same are one link in the editor: the one that an input holds (linkDeduplication.ts).
 * Answers with the graph whose slots name only links that are left.
 */
export function withoutDoubles<T extends UiGraph>(graph: T): T {
	const held = new Set<string>();
	for (const node of graph.nodes) for (const { link } of node.inputs) if (link !== undefined) held.add(link);
	const survivor = new Map<string, string>();
	const renamed = new Map<string, string>();
	for (const [id, link] of graph.links) {
		const key = `${link.origin}\n${link.originSlot}\n${link.target}\n${link.targetSlot}`;
		const first = survivor.get(key);
		if (first === undefined) survivor.set(key, id);
		else if (held.has(id) && !held.has(first)) {
			survivor.set(key, id);
			renamed.set(first, id);
		} else renamed.set(id, first);
	}
	if (renamed.size === 0) return graph;
	const now = (id: string) => {
		const next = renamed.get(id) ?? id;
		return renamed.get(next) ?? next;
	};
	const nodes = graph.nodes.map((node) => ({
		...node,
		inputs: node.inputs.map((slot) => ({
			...slot,
			link: slot.link === undefined ? undefined : now(slot.link),
		})),
		outputs: node.outputs.map((slot) => ({
			...slot,
			links: slot.links?.filter((id) => !renamed.has(id)),
		})),
	}));
	const ports = (list: readonly UiPort[]) => list.map((port) => ({ ...port, links: port.links.map(now) }));
	return {
		...graph,
		nodes,
		links: new Map([...graph.links].filter(([id]) => !renamed.has(id))),
		inputs: ports(graph.inputs),
		outputs: ports(graph.outputs),
	};
}
