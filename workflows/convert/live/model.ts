import type { ClassInputs } from "../inputs/class-inputs.ts";
import type { LiveInput } from "../inputs/live-input.ts";
import { setValue, type Widget } from "../inputs/widgets.ts";
import type { UiLink, UiNode, UiPort } from "../read/read-ui.ts";
import type { At } from "../read/unknowns.ts";

/**
 * The workflow as the editor holds it after loading: slots as the classes of today declare them, values in their
 * widgets, ids without duplicates.
 */
export interface LiveGraph {
	nodes: LiveNode[];
	byId: Map<string, LiveNode>;
	links: Map<string, UiLink>;
	/** Slots towards the graph around a subgraph; empty at the root. */
	inputs: UiPort[];
	outputs: UiPort[];
	/** What a reader calls the graph: the subgraph's name. */
	name: string;
	at: At;
}

export type NodeKind =
	/** A class the server runs. */
	| "class"
	/** Stands for a {@link LiveGraph} that it shares with others. */
	| "subgraph"
	/** Stands for a {@link LiveGraph} of its own: the predecessor of subgraphs. */
	| "group"
	/** Hands its inputs on as its outputs: reroutes, Set nodes, and nodes of the editor that do nothing here. */
	| "pass"
	/** Sets the widgets it is linked to. */
	| "primitive"
	/** Takes what the Set node of the same name is given. */
	| "get"
	/** Nobody knows this class. */
	| "unknown";

export interface LiveNode {
	id: string;
	kind: NodeKind;
	/** Its class, or the id of its definition. */
	type: string;
	title: string;
	mode: number;
	inputs: LiveInput[];
	outputs: LiveOutput[];
	widgets: Widget[];
	/** What makes new inputs where a widget is set that decides about inputs. */
	made: ClassInputs | undefined;
	properties: Record<string, unknown>;
	/** What a node of kind subgraph or group stands for. */
	inner: LiveGraph | undefined;
	/** The node as it was read. */
	ui: UiNode;
	at: At;
}

export interface LiveOutput {
	type: string;
	links: string[] | undefined;
}

export const muted = 2;
export const bypassed = 4;

/** Origin of links that come from around a subgraph, and target of those that leave it. */
export const inputPort = "-10";
export const outputPort = "-20";

/** Sets a widget of a node as somebody would in the editor. */
export function setWidget(node: LiveNode, widget: Widget, value: unknown): void {
	if (node.made === undefined) setValue(widget, value);
	else {
		node.made.set(widget, value);
		node.inputs = node.made.inputs;
		node.widgets = node.made.widgets;
	}
}

export function widgetOf(node: LiveNode, name: string): Widget | undefined {
	return node.widgets.find((widget) => widget.name === name);
}

/** The input a link ends in, by the input's own word: slot numbers in links drift between versions. */
export function targetOf(graph: LiveGraph, id: string): { node: LiveNode; input: LiveInput } | undefined {
	const link = graph.links.get(id);
	const node = link === undefined ? undefined : graph.byId.get(link.target);
	const input = node?.inputs.find((slot) => slot.link === id);
	return node === undefined || input === undefined ? undefined : { node, input };
}
