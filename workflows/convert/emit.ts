import { type ApiGraph, FILE_LIMITS, type GraphNode, type GraphValue, MAX_DEPTH } from "../graph/graph.ts";
import { quote } from "../graph/problems.ts";
import { asNumbers } from "../validate/python/read-json.ts";
import { hasChoices, resolveDynamicPrompt } from "./dynamic-prompts.ts";
import { isTrue, type Widget } from "./inputs/widgets.ts";
import { placeChoice } from "./live/custom-combo.ts";
import type { Frame } from "./live/frames.ts";
import { HostValues } from "./live/host-values.ts";
import { Links, type Source } from "./live/links.ts";
import { type LiveGraph, type LiveNode, widgetOf } from "./live/model.ts";
import { applyPrimitives } from "./live/primitives.ts";
import { PromotedWidgets } from "./live/promoted.ts";
import { hasDate, Names, replacesPrefix, replaceText } from "./live/substitutions.ts";
import type { At, Notes } from "./read/unknowns.ts";
import { sameValue } from "./read/values.ts";

export interface EmitOptions {
	random?: () => number;
	now?: Date;
}

/** A graph as the editor would queue it, and where each of its nodes is in the file. */
export interface Emitted {
	graph: ApiGraph;
	places: ReadonlyMap<string, At>;
}

/**
 * Writes the nodes that run: values of widgets first, then what their inputs are linked to (frontend 1.49:
 * executionUtil.ts). The nodes of the frames are changed on the way, as the editor changes them.
 */
export function emit(root: LiveGraph, frames: readonly Frame[], options: EmitOptions, notes: Notes): Emitted {
	const promoted = new PromotedWidgets();
	const hosts = new HostValues(promoted, notes);
	const names = new Names(root, hosts);
	const graphs = new Set(frames.map((frame) => frame.graph));
	for (const graph of graphs) for (const node of graph.nodes) hosts.read(node);
	for (const graph of graphs)
		applyPrimitives(graph, promoted, hosts, (text) => replaceText(text, names, options.now));
	const writer = new Writer(hosts, names, options, notes);
	const places = new Map<string, At>();
	const entries = new Map<string, GraphNode>();
	for (const frame of frames) {
		for (const node of frame.graph.nodes) {
			if (!runs(node, notes)) continue;
			const id = `${frame.prefix}${node.id}`;
			entries.set(id, writer.node(frame, node));
			places.set(id, node.at);
		}
	}
	return { graph: Object.fromEntries(entries), places };
}

/** True for nodes that are sent; says so where a node should be and cannot. */
function runs(node: LiveNode, notes: Notes): boolean {
	if (node.mode !== 0) return false;
	if (node.kind === "class") return true;
	if (node.kind !== "unknown") return false;
	if (node.inputs.length === 0 && node.outputs.length === 0)
		notes.unknown(
			node.at,
			"editor_node_dropped",
			`Node ${node.id} (${node.type}) has no slots and no class on the server: taken for a note and left out.`,
		);
	else
		notes.problem(
			[...node.at, "type"],
			"missing_node",
			`Node ${node.id} is of class ${quote(node.type)}, which this ComfyUI does not have. Install its pack or replace the node.`,
		);
	return false;
}

class Writer {
	readonly #links: Links;
	readonly #hosts: HostValues;
	readonly #names: Names;
	readonly #options: EmitOptions;
	readonly #notes: Notes;

	constructor(hosts: HostValues, names: Names, options: EmitOptions, notes: Notes) {
		this.#links = new Links(hosts);
		this.#hosts = hosts;
		this.#names = names;
		this.#options = options;
		this.#notes = notes;
	}

	node(frame: Frame, node: LiveNode): GraphNode {
		const linked = new Map<string, GraphValue>();
		const told = new Set(node.widgets.flatMap(({ kind, name }) => (kind === "browser" ? [name] : [])));
		for (const [slot, input] of node.inputs.entries()) {
			if (input.link === undefined) continue;
			const source = this.#links.sourceOf(frame, node, slot);
			const value = this.#linked(node, slot, source);
			if (value !== undefined) linked.set(input.name, value);
			else if (source.kind !== "none" || source.code !== undefined) told.add(input.name);
		}
		if (node.type === "CustomCombo") placeChoice(node);
		const inputs = new Map<string, GraphValue>();
		for (const widget of node.widgets) {
			if (!widget.sent || widget.name === "") continue;
			const set = this.#hosts.inside(frame.host, node, widget.name);
			const own = set === undefined ? widget : { ...widget, value: set };
			const value = linked.get(widget.name) ?? this.#value(node, own);
			if (value !== undefined) inputs.set(widget.name, value);
		}
		for (const [name, value] of linked) inputs.set(name, value);
		this.#missing(node, inputs, told);
		return {
			class_type: node.type,
			inputs: Object.fromEntries(inputs),
			_meta: { title: node.title },
		};
	}

	/** Says what the class requires and is not there, where nothing else has been said of it. */
	#missing(node: LiveNode, inputs: ReadonlyMap<string, GraphValue>, told: ReadonlySet<string>): void {
		for (const name of node.made?.required ?? []) {
			if (inputs.has(name) || told.has(name)) continue;
			this.#notes.unknown(
				node.at,
				"required_missing",
				`Input ${quote(name)} of node ${node.id} (${node.type}) gets nothing, and the class requires it: link or set it.`,
			);
		}
	}

	/** What the input is linked to, or undefined where it keeps its widget's value or stays without one. */
	#linked(node: LiveNode, slot: number, source: Source): GraphValue | undefined {
		const name = node.inputs[slot]?.name ?? "";
		if (source.kind === "link") return [source.id, source.slot];
		if (source.kind === "promoted") return this.#promotedValue(node, name, source);
		const saved = node.ui.inputs.findIndex((input) => input.name === name);
		const where = saved === -1 ? node.at : [...node.at, "inputs", saved];
		if (source.kind === "cycle") {
			this.#notes.problem(
				where,
				"invalid_graph",
				`The link into ${quote(name)} of node ${node.id} (${node.type}) goes round in a circle. Break it.`,
			);
		} else if (source.code !== undefined && widgetOf(node, name) === undefined)
			this.#notes.unknown(
				where,
				source.code,
				`Input ${quote(name)} of node ${node.id} (${node.type}) gets nothing: ${source.why}.`,
			);
		return undefined;
	}

	#promotedValue(
		node: LiveNode,
		name: string,
		source: Source & { kind: "promoted" },
	): GraphValue | undefined {
		const { host, slot, held } = source;
		const at = [...host.at, "widgets_values"];
		const input = quote(host.inputs[slot]?.name);
		const heard = `${quote(name)} of node ${node.id} (${node.type})`;
		if (held.primitive !== undefined && !sameValue(held.value, held.inside))
			this.#notes.unknown(
				at,
				"promoted_value",
				`${heard} gets ${quote(held.value)} of primitive node ${held.primitive.id} through ${input} of node ${host.id}. ComfyUI's frontend 1.49 loses such a value and sends ${quote(held.inside)}, of the node inside.`,
			);
		else if (held.own === null)
			this.#notes.unknown(
				at,
				"promoted_value",
				`${heard} gets ${quote(held.value)} of the node inside: node ${host.id} holds null for ${input}, which no server takes.`,
			);
		else if (!sameValue(source.value, held.inside))
			this.#notes.unknown(
				at,
				"promoted_value",
				`${heard} gets ${quote(source.value)}, which node ${host.id} holds for ${input}; the node inside its subgraph holds ${quote(held.inside)}. Editors 1.41 to 1.46 send the latter.`,
			);
		return this.#wrapped([...node.at, "inputs"], name, held.shown.widget, source.value);
	}

	/** A widget's value as it is sent. */
	#value(node: LiveNode, widget: Widget): GraphValue | undefined {
		const at = [...node.at, "widgets_values"];
		if (widget.kind === "browser")
			this.#notes.unknown(
				at,
				"browser_value",
				widget.value === undefined
					? `${quote(widget.name)} of node ${node.id} (${node.type}) exists only in a running browser. Replace the node by one that loads a file.`
					: `${quote(widget.name)} of node ${node.id} (${node.type}) is what a running browser shows; ${quote(widget.value)} was taken.`,
			);
		if (isTrue(widget.options.remote))
			this.#notes.unknown(
				at,
				"remote_choice",
				`${quote(widget.name)} of node ${node.id} (${node.type}) is chosen from a list that only the server has. ComfyUI's editor may replace ${quote(widget.value)} by the first of the list.`,
			);
		if (!fits(widget))
			this.#notes.unknown(
				at,
				"value_mismatch",
				`${quote(widget.name)} of node ${node.id} (${node.type}) is saved as ${quote(widget.value)}. Either the class has changed since or the list of values has shifted: check this node in ComfyUI.`,
			);
		return this.#wrapped(at, widget.name, widget, this.#substituted(node, widget));
	}

	#substituted(node: LiveNode, widget: Widget): unknown {
		const { value, options } = widget;
		// Longer texts are refused with the graph.
		if (typeof value !== "string" || value.length > FILE_LIMITS.text) return value;
		const at = [...node.at, "widgets_values"];
		if (widget.name === "filename_prefix" && replacesPrefix(node.type)) {
			if (this.#options.now === undefined && hasDate(value))
				this.#notes.unknown(
					at,
					"date_kept",
					`The date in ${quote(value)} of node ${node.id} was left as it is.`,
				);
			return replaceText(value, this.#names, this.#options.now);
		}
		if (options.dynamicPrompts !== true) return value;
		const { random } = this.#options;
		const resolved =
			random === undefined && hasChoices(value)
				? undefined
				: resolveDynamicPrompt(value, random ?? (() => 0));
		if (resolved === undefined)
			this.#notes.unknown(
				at,
				"choice_kept",
				`The choices in ${quote(widget.name)} of node ${node.id} were left as they are.`,
			);
		return resolved ?? value;
	}

	/** Lists are wrapped: ComfyUI takes a bare list for a link. */
	#wrapped(at: At, name: string, widget: Widget, value: unknown): GraphValue | undefined {
		if (value === undefined) return undefined;
		if (typeof value === "bigint" && widget.kind === "int") {
			this.#notes.unknown(
				at,
				"integer_as_text",
				`${quote(name)} holds ${value}, which JSON does not carry unchanged: it is sent as text, and ComfyUI reads it exactly. The editor rounds it to ${Number(value)}.`,
			);
			return String(value);
		}
		if (hasInexact(value, 0))
			this.#notes.unknown(
				at,
				"integer_inexact",
				`${quote(name)} holds an integer beyond 2^53-1, which JSON does not carry unchanged. Choose a smaller one.`,
			);
		// What else is in a value is checked with the whole graph.
		const checked = asNumbers(value) as GraphValue;
		if (!Array.isArray(checked)) return checked;
		return widget.kind === "curve" ? { __type__: "CURVE", __value__: checked } : { __value__: checked };
	}
}

/** True where a double cannot hold some integer of the value exactly. Too deep values are refused later. */
function hasInexact(value: unknown, level: number): boolean {
	if (typeof value === "bigint") return true;
	if (typeof value === "number") return Number.isInteger(value) && !Number.isSafeInteger(value);
	if (typeof value !== "object" || value === null || level > MAX_DEPTH) return false;
	return Object.values(value).some((item) => hasInexact(item, level + 1));
}

/** True where the value is of the kind that its widget holds. */
function fits({ kind, value }: Widget): boolean {
	if (value === undefined) return true;
	switch (kind) {
		case "int":
		case "float":
			// Some packs take lists of numbers.
			return typeof value === "number" || typeof value === "bigint" || Array.isArray(value);
		case "boolean":
			return typeof value === "boolean";
		case "text":
		case "prose":
			return typeof value === "string";
		case "combo":
			return typeof value !== "object" || value === null || Array.isArray(value);
		default:
			return true;
	}
}
