import type { Budget } from "../../graph/budget.ts";
import { isRecord } from "../../object-info/read.ts";
import type { At, Notes } from "./unknowns.ts";
import { idOf, idsOf, itemsOf, listOf, slotsOf, slotType, textOf, wholeNumber } from "./values.ts";

/**
 * The editor's workflow JSON, typed. Files come from ten versions of the editor and from scripts, so reading is
 * tolerant: what is not of the expected type is as if it were absent. Schemas 0.4 (links are lists) and 1.0
 * (links are objects); definitions of subgraphs have objects in both.
 */
export interface UiWorkflow extends UiGraph {
	/** Definitions of subgraphs by id. */
	definitions: Map<string, UiDefinition>;
	/** Definitions of group nodes, the predecessors of subgraphs, by name. */
	groups: Map<string, UiGroup>;
	/** The highest node id handed out, as the file says. */
	lastNodeId: number;
}

export interface UiGraph {
	nodes: UiNode[];
	links: Map<string, UiLink>;
	/** Slots towards the graph around it; none at the root. */
	inputs: UiPort[];
	outputs: UiPort[];
	/** Links that cg-use-everywhere makes when it queues, of `extra.ue_links`; undefined where the file has none. */
	broadcast: UiBroadcast[] | undefined;
}

/** A link that is only made when the editor queues. */
export interface UiBroadcast extends UiLink {
	type: string;
	/** The node that broadcasts. */
	controller: string | undefined;
}

export interface UiNode {
	id: string;
	/** Numbers and strings are different ids for the renumbering of duplicates. */
	numericId: number | undefined;
	type: string;
	/** 0 always, 2 muted, 4 bypassed; anything else counts as 0. */
	mode: number;
	title: string | undefined;
	inputs: UiInput[];
	outputs: UiOutput[];
	/** `widgets_values`: by position, or by name, or absent. */
	values: readonly unknown[] | Record<string, unknown> | undefined;
	/** `widgets_values_named` of the newest editors. */
	namedValues: Record<string, unknown> | undefined;
	properties: Record<string, unknown>;
	at: At;
}

export interface UiInput {
	name: string;
	type: string;
	link: string | undefined;
	/** Name of the widget the slot belongs to. */
	widget: string | undefined;
	label: string | undefined;
}
export interface UiOutput {
	name: string;
	type: string;
	label: string | undefined;
	/** Undefined where the file does not say. */
	links: string[] | undefined;
}
export interface UiLink {
	origin: string;
	/** -1 where the file says none. */
	originSlot: number;
	target: string;
	targetSlot: number;
}

/** A subgraph. Its inputs and outputs are the slots of every node that stands for it. */
export interface UiDefinition extends UiGraph {
	id: string;
	name: string;
	at: At;
}
export interface UiPort {
	name: string;
	type: string;
	links: string[];
}

/** A group node. Nodes are known by their position; links are `[from, slot, to, slot, outer id, type]`. */
export interface UiGroup {
	nodes: UiNode[];
	links: readonly (readonly unknown[])[];
	external: readonly (readonly unknown[])[];
	config: Record<string, unknown>;
	at: At;
}

/** More nodes than this in one file, all definitions together, are refused. */
const MAX_UI_NODES = 2_500;

/** True for what the editor saves: an object with a list of nodes. */
export function isUiWorkflow(value: unknown): boolean {
	return isRecord(value) && Array.isArray(value.nodes);
}

/** Reads a workflow, or says in `notes` why it cannot be one and answers undefined. */
export function readUi(value: unknown, budget: Budget, notes: Notes): UiWorkflow | undefined {
	if (!isRecord(value) || !Array.isArray(value.nodes)) {
		notes.problem(
			[],
			"invalid_graph",
			"This is no workflow of the editor: it has no list of nodes. Save it with “Save” in ComfyUI and send that file.",
		);
		return undefined;
	}
	const extra = isRecord(value.extra) ? value.extra : {};
	const definitions = isRecord(value.definitions) ? itemsOf(value.definitions.subgraphs) : [];
	const groups = isRecord(extra.groupNodes) ? Object.entries(extra.groupNodes) : [];
	const graphs = [value, ...definitions, ...groups.map(([, group]) => group)].filter(isRecord);
	const nodes = sum(graphs.map((graph) => itemsOf(graph.nodes).length));
	if (nodes > MAX_UI_NODES || definitions.length + groups.length > MAX_UI_NODES) {
		notes.problem(
			["nodes"],
			"invalid_graph",
			`The workflow has ${nodes} nodes in ${graphs.length} graphs; at most ${MAX_UI_NODES} are read. Split it.`,
		);
		return undefined;
	}
	if (!budget.spend(sum(graphs.map(slotsIn)))) {
		notes.problem(["links"], "invalid_graph", "The workflow has too many links and slots. Split it.");
		return undefined;
	}
	return {
		...readGraph(value, []),
		inputs: [],
		outputs: [],
		definitions: readDefinitions(definitions),
		groups: new Map(
			groups.flatMap(([name, group]): [string, UiGroup][] =>
				isRecord(group) ? [[name, readGroup(group, ["extra", "groupNodes", name])]] : [],
			),
		),
		lastNodeId: isRecord(value.state)
			? (wholeNumber(value.state.lastNodeId) ?? 0)
			: (wholeNumber(value.last_node_id) ?? 0),
	};
}

/** How much there is to read in a graph beside its nodes. */
function slotsIn(graph: Record<string, unknown>): number {
	const nodes = itemsOf(graph.nodes).filter(isRecord);
	const perNode = nodes.map((node) => itemsOf(node.inputs).length + itemsOf(node.outputs).length);
	const broadcast = isRecord(graph.extra) ? itemsOf(graph.extra.ue_links).length : 0;
	return itemsOf(graph.links).length + itemsOf(graph.external).length + broadcast + sum(perNode);
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((all, n) => all + n, 0);
}

function readDefinitions(definitions: readonly unknown[]): Map<string, UiDefinition> {
	return new Map(
		definitions.flatMap((definition, i): [string, UiDefinition][] => {
			const id = isRecord(definition) ? idOf(definition.id) : undefined;
			if (!isRecord(definition) || id === undefined) return [];
			const at = ["definitions", "subgraphs", i];
			return [
				[
					id,
					{
						id,
						name: textOf(definition.name) ?? id,
						...readGraph(definition, at),
						at,
					},
				],
			];
		}),
	);
}

function readGraph(graph: Record<string, unknown>, at: At): UiGraph {
	return {
		nodes: readNodes(graph.nodes, [...at, "nodes"]),
		links: readLinks(graph.links),
		inputs: readPorts(graph.inputs),
		outputs: readPorts(graph.outputs),
		broadcast: readBroadcast(isRecord(graph.extra) ? graph.extra.ue_links : undefined),
	};
}

function readBroadcast(links: unknown): UiBroadcast[] | undefined {
	return listOf(links)?.flatMap((link): UiBroadcast[] => {
		if (!isRecord(link)) return [];
		const [origin, target] = [idOf(link.upstream), idOf(link.downstream)];
		if (origin === undefined || target === undefined) return [];
		return [
			{
				origin,
				originSlot: wholeNumber(link.upstream_slot) ?? 0,
				target,
				targetSlot: wholeNumber(link.downstream_slot) ?? 0,
				type: slotType(link.type),
				controller: idOf(link.controller),
			},
		];
	});
}

function readNodes(nodes: unknown, at: At): UiNode[] {
	return itemsOf(nodes).flatMap((node, i) => {
		const read = readNode(node, [...at, i]);
		return read === undefined ? [] : [read];
	});
}

function readNode(node: unknown, at: At): UiNode | undefined {
	if (!isRecord(node) || typeof node.type !== "string") return undefined;
	const values = node.widgets_values;
	return {
		id: idOf(node.id) ?? "",
		numericId: typeof node.id === "number" ? node.id : undefined,
		type: node.type,
		mode: node.mode === 2 || node.mode === 4 ? node.mode : 0,
		title: textOf(node.title) || undefined,
		inputs: slotsOf(node.inputs).map(readInput),
		outputs: slotsOf(node.outputs).map((slot) => ({
			name: textOf(slot.name) ?? "",
			type: slotType(slot.type),
			label: textOf(slot.label) || undefined,
			links: Array.isArray(slot.links) ? idsOf(slot.links) : undefined,
		})),
		values: Array.isArray(values) || isRecord(values) ? values : undefined,
		namedValues: isRecord(node.widgets_values_named) ? node.widgets_values_named : undefined,
		properties: isRecord(node.properties) ? node.properties : {},
		at,
	};
}

function readInput(slot: Record<string, unknown>): UiInput {
	return {
		name: textOf(slot.name) ?? "",
		type: slotType(slot.type),
		link: idOf(slot.link),
		widget: isRecord(slot.widget) ? textOf(slot.widget.name) : undefined,
		label: textOf(slot.label) || undefined,
	};
}

function readPorts(ports: unknown): UiPort[] {
	return slotsOf(ports).map((port) => ({
		name: textOf(port.name) ?? "",
		type: slotType(port.type),
		links: idsOf(itemsOf(port.linkIds)),
	}));
}

function readLinks(links: unknown): Map<string, UiLink> {
	return new Map(
		itemsOf(links).flatMap((link): [string, UiLink][] => {
			const [id, origin, originSlot, target, targetSlot] = Array.isArray(link)
				? link
				: isRecord(link)
					? [link.id, link.origin_id, link.origin_slot, link.target_id, link.target_slot]
					: [];
			const [key, from, to] = [idOf(id), idOf(origin), idOf(target)];
			if (key === undefined || from === undefined || to === undefined) return [];
			// Old files hold slot numbers as text, and -1 for a slot that has gone.
			return [
				[
					key,
					{
						origin: from,
						originSlot: wholeNumber(originSlot) ?? 0,
						target: to,
						targetSlot: wholeNumber(targetSlot) ?? 0,
					},
				],
			];
		}),
	);
}

function readGroup(group: Record<string, unknown>, at: At): UiGroup {
	const rows = (value: unknown) => itemsOf(value).filter((row): row is unknown[] => Array.isArray(row));
	return {
		// Positions count, so a node that cannot be read stays as one of no type.
		nodes: itemsOf(group.nodes).map((node, i) => {
			const nodeAt = [...at, "nodes", i];
			return readNode(node, nodeAt) ?? { ...nothing, at: nodeAt };
		}),
		links: rows(group.links),
		external: rows(group.external),
		config: isRecord(group.config) ? group.config : {},
		at,
	};
}

const nothing: UiNode = {
	id: "",
	numericId: undefined,
	type: "",
	mode: 0,
	title: undefined,
	inputs: [],
	outputs: [],
	values: undefined,
	namedValues: undefined,
	properties: {},
	at: [],
};
