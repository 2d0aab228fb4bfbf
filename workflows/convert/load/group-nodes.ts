import { setValue, typeOf, type Widget, widgetsOf } from "../inputs/widgets.ts";
import { inputPort, type LiveGraph, type LiveNode, outputPort, setWidget, widgetOf } from "../live/model.ts";
import { alwaysVirtual, kindOf } from "../live/virtual.ts";
import type { UiGroup, UiLink, UiNode, UiPort } from "../read/read-ui.ts";
import { listOf } from "../read/values.ts";
import { type GroupInput, type GroupSlots, groupSlots, inputAt } from "./group-slots.ts";
import { bareNode, type Loading, loadNode } from "./load-nodes.ts";

/**
 * A group node as a node that stands for a graph of its own, like a subgraph: its inner nodes run as `id:0`,
 * `id:1` and so on. Unlike a subgraph, every group node has values of its own for the widgets inside.
 *
 * Links are matched by the names of the slots, which holds for the files of every editor; frontend 1.45 counts
 * slots and loses some of those in files from before 1.16.
 */
export function expandGroup(ui: UiNode, group: UiGroup, loading: Loading): LiveNode {
	if (!loading.budget.spend(10 * group.nodes.length + group.links.length)) return bareNode(ui, "unknown");
	const slots = groupSlots(group, loading.info);
	const links = new Map<string, UiLink>();
	const held = new Map<number, Map<string, string>>();
	const hold = (node: number, input: string, link: Omit<UiLink, "target" | "targetSlot">) => {
		const id = String(links.size);
		links.set(id, { ...link, target: String(node), targetSlot: 0 });
		const inputs = held.get(node) ?? new Map<string, string>();
		held.set(node, inputs.set(input, id));
		return id;
	};
	for (const { from, fromSlot, to, toSlot } of slots.links) {
		const node = group.nodes[to];
		const input = node === undefined ? undefined : inputAt(node, toSlot);
		if (input !== undefined) hold(to, input.name, { origin: String(from), originSlot: fromSlot });
	}
	const saved = new Map(ui.inputs.map((input) => [input.name, input]));
	// Since 1.16 every widget can be linked, whether the node inside had a slot for it or not.
	const sockets = slots.inputs.filter(
		(slot) => slot.socket || (slot.widget && saved.get(slot.name)?.link !== undefined),
	);
	const ports = sockets.map((slot, i): UiPort => {
		const outside = saved.get(slot.name)?.link;
		const inside = { origin: inputPort, originSlot: i };
		const ids = outside === undefined ? [] : [hold(slot.node, slot.input, inside)];
		return { name: slot.name, type: typeOf(slot.spec), links: ids };
	});
	const outputs = slots.outputs.map(({ node, slot, type }, i): UiPort => {
		const id = String(links.size);
		links.set(id, { origin: String(node), originSlot: slot, target: outputPort, targetSlot: i });
		return { name: type, type, links: [id] };
	});
	const nodes = group.nodes.map((node, i) => loadInner(node, i, held.get(i) ?? new Map(), links, loading));
	setInner(ui, slots, nodes);
	const inner: LiveGraph = {
		nodes,
		byId: new Map(nodes.map((node) => [node.id, node])),
		links,
		inputs: ports,
		outputs,
		name: ui.type,
		at: group.at,
	};
	return {
		...bareNode(ui, "group"),
		inputs: ports.map(({ name, type }) => ({ name, type, link: saved.get(name)?.link, widget: undefined })),
		outputs: outputs.map(({ type }, i) => ({ type, links: ui.outputs[i]?.links })),
		inner,
	};
}

function loadInner(
	stored: UiNode,
	index: number,
	held: ReadonlyMap<string, string>,
	links: ReadonlyMap<string, UiLink>,
	loading: Loading,
): LiveNode {
	const known = new Set(stored.inputs.map((input) => input.name));
	const added = [...held.keys()].filter((name) => !known.has(name));
	const node: UiNode = {
		...stored,
		id: String(index),
		numericId: undefined,
		// Links of the nodes the group was made of are long gone.
		inputs: [
			...stored.inputs.map((input) => ({ ...input, link: held.get(input.name) })),
			...added.map((name) => ({
				name,
				type: "*",
				link: held.get(name),
				widget: undefined,
				label: undefined,
			})),
		],
		outputs: stored.outputs.map((output) => ({ ...output, links: [] })),
	};
	return alwaysVirtual(node.type) ? bareNode(node, kindOf(node.type)) : loadNode(node, links, loading);
}

/** Gives the inner widgets the values of the group's, in the group's order. */
function setInner(ui: UiNode, slots: GroupSlots, nodes: readonly LiveNode[]): void {
	const own = slots.inputs
		.filter((slot) => slot.widget)
		.map((slot) => ({ slot, widgets: widgetsOf(slot.name, slot.spec) }));
	const values = listOf(ui.values) ?? [];
	let next = 0;
	for (const widget of own.flatMap(({ widgets }) => widgets)) {
		if (!widget.saved) continue;
		if (next < values.length) setValue(widget, values[next++]);
	}
	for (const { slot, widgets } of own) {
		const [first] = widgets;
		if (first !== undefined && first.kind !== "companion") setSlot(slot, first, slots, nodes);
	}
}

function setSlot(slot: GroupInput, from: Widget, slots: GroupSlots, nodes: readonly LiveNode[]): void {
	const node = nodes[slot.node];
	if (node === undefined) return;
	const value = (from.value ?? null) === null && from.choices.length > 0 ? from.choices[0] : from.value;
	const set = (target: LiveNode | undefined, name: string | undefined) => {
		const widget = target === undefined || name === undefined ? undefined : widgetOf(target, name);
		if (target !== undefined && widget !== undefined) setWidget(target, widget, value);
	};
	if (node.kind !== "primitive") set(node, slot.input);
	for (const link of slots.links) {
		if (node.kind !== "primitive" || link.from !== slot.node) continue;
		const target = nodes[link.to];
		set(target, target === undefined ? undefined : inputAt(target.ui, link.toSlot)?.name);
	}
}
