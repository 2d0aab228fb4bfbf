import { quote } from "../../graph/problems.ts";
import { isRecord } from "../../object-info/read.ts";
import type { UiPort } from "../read/read-ui.ts";
import type { Notes } from "../read/unknowns.ts";
import { asText, itemsOf, listOf } from "../read/values.ts";
import { type LiveGraph, type LiveNode, targetOf } from "./model.ts";
import { type Promoted, type PromotedWidgets, portOf } from "./promoted.ts";

/** What a subgraph's node has for one of its inputs that show a widget inside. */
export interface HostValue {
	shown: Promoted;
	/** What counts. */
	value: unknown;
	/** What the widget inside holds. */
	inside: unknown;
	/** What the node itself was saved with; undefined: nothing. */
	own: unknown;
	/** The primitive node that the input is linked to, whose value it is. */
	primitive: LiveNode | undefined;
}

interface Held {
	/** By slot. */
	shown: (HostValue | undefined)[];
	/** Widgets inside that the node shows without an input, and the values it has for them. */
	inside: Map<LiveNode, Map<string, unknown>>;
}

/**
 * Values of subgraph nodes. Each node has its own wherever its file says so, whatever editor wrote it (frontend
 * 1.49: SubgraphNode.ts, proxyWidgetMigration.ts; editors 1.41 to 1.46 forget them and send what is inside).
 */
export class HostValues {
	readonly #held = new Map<LiveNode, Held>();
	readonly #promoted: PromotedWidgets;
	readonly #notes: Notes;

	constructor(promoted: PromotedWidgets, notes: Notes) {
		this.#promoted = promoted;
		this.#notes = notes;
	}

	/** What the node has for an input, or undefined where that shows no widget. */
	at(host: LiveNode, slot: number): HostValue | undefined {
		return this.read(host).shown[slot];
	}

	/** The value that the node sets inside without an input, or undefined. */
	inside(host: LiveNode | undefined, node: LiveNode, name: string): unknown {
		return host === undefined ? undefined : this.read(host).inside.get(node)?.get(name);
	}

	/** Sets the value of an input as a primitive node does that is linked to it. */
	set(host: LiveNode, slot: number, value: unknown, primitive: LiveNode): void {
		const held = this.at(host, slot);
		if (held !== undefined) Object.assign(held, { value, primitive });
	}

	/** Reads the values of a node, which is to be done before anything inside is changed. */
	read(host: LiveNode): Held {
		const before = this.#held.get(host);
		if (before !== undefined) return before;
		const held: Held = { shown: [], inside: new Map() };
		// A subgraph that contains itself leads back here.
		this.#held.set(host, held);
		const { inner } = host;
		if (inner === undefined) return held;
		held.shown = inner.inputs.map((port) => this.#shownFor(inner, port));
		// A group node's values were given to the nodes inside when it was read.
		if (host.kind === "group") return held;
		const values = listOf(host.ui.values) ?? [];
		const own = held.shown.filter((shown) => shown !== undefined);
		// Longer lists hold the control mode beside each seed, unless they are listed by something else.
		const listed = itemsOf(host.properties.proxyWidgets).length > 0;
		let next = 0;
		for (const shown of own) {
			if (next < values.length) setOwn(shown, values[next]);
			next += !listed && values.length > own.length && hasControl(shown.shown) ? 2 : 1;
		}
		this.#readProxies(host, inner, held);
		return held;
	}

	/** The editor links what a shown primitive sets anew, by numbers of slots, which drift between versions. */
	#sayRewired(inner: LiveGraph, entry: unknown): void {
		const primitive = inner.byId.get(asText(itemsOf(entry)[0]));
		if (primitive?.kind !== "primitive") return;
		const targets = targetsFrom(inner, primitive.id);
		if (targets.every(({ node, input, slot }) => node.inputs[slot] === input)) return;
		for (const { node, input } of targets)
			this.#notes.unknown(
				[...node.at, "inputs"],
				"promoted_value",
				`${quote(input.name)} of node ${node.id} (${node.type}) is set by primitive node ${primitive.id}. The file counts inputs as an older version of a class had them, so that ComfyUI's frontend 1.49 may send another value.`,
			);
	}

	#shownFor(inner: LiveGraph, port: UiPort): HostValue | undefined {
		const shown = this.#promoted.shownBy(inner, port);
		if (shown === undefined) return undefined;
		const inside = this.#insideOf(inner, port);
		return { shown, value: inside, inside, own: undefined, primitive: undefined };
	}

	/** What an input shows before its node sets it: the value of a widget, or of a subgraph node inside. */
	#insideOf(inner: LiveGraph, port: UiPort): unknown {
		for (const id of port.links) {
			const target = targetOf(inner, id);
			if (target === undefined) continue;
			const { node, input } = target;
			if (node.inner === undefined) {
				const widget = node.widgets.find(({ name }) => name === input.widget);
				if (widget !== undefined) return widget.value;
			} else {
				const further = this.at(node, node.inputs.indexOf(input));
				if (further !== undefined) return further.value;
			}
		}
		return undefined;
	}

	/**
	 * Around frontend 1.36 values are listed by `properties.proxyWidgets`: `["-1", name]` is an input,
	 * `[id, widget]` a widget inside, which may be that of an input.
	 */
	#readProxies(host: LiveNode, inner: LiveGraph, held: Held): void {
		const values = listOf(host.ui.values) ?? [];
		for (const entry of itemsOf(host.properties.proxyWidgets)) this.#sayRewired(inner, entry);
		for (const [i, entry] of itemsOf(host.properties.proxyWidgets).entries()) {
			const [id, name] = (listOf(entry) ?? []).map(asText);
			const value = values[i];
			if (id === undefined || name === undefined || value === undefined || value === null) continue;
			const slot = inner.inputs.findIndex((port) =>
				id === "-1" ? port.name === name : leadsTo(inner, port, id, name),
			);
			const shown = held.shown[slot];
			if (shown !== undefined) setOwn(shown, value);
			else if (slot === -1) setInside(inner, held, id, name, value);
		}
		for (const entry of itemsOf(host.properties.proxyWidgetErrorQuarantine).toReversed()) {
			const { originalEntry, hostValue } = isRecord(entry) ? entry : {};
			const [id, name] = itemsOf(originalEntry).map(asText);
			const shown = held.shown[inner.inputs.findIndex((port) => port.name === name)];
			if (id === "-1" && shown !== undefined && hostValue !== undefined) setOwn(shown, hostValue);
		}
	}
}

/** The links of a node, and what they end in. */
function targetsFrom(inner: LiveGraph, id: string) {
	return [...inner.links].flatMap(([link, { origin, targetSlot }]) => {
		const target = origin === id ? targetOf(inner, link) : undefined;
		return target === undefined ? [] : [{ ...target, slot: targetSlot }];
	});
}

/** Null is no value: no server takes it, though the editor sends it. */
function setOwn(shown: HostValue, own: unknown): void {
	shown.own = own;
	shown.value = own ?? shown.inside;
}

function hasControl({ node, widget }: Promoted): boolean {
	return node.widgets[node.widgets.indexOf(widget) + 1]?.kind === "companion";
}

/** True where the first thing an input leads to is this widget of a node, or this input of a subgraph node. */
function leadsTo(inner: LiveGraph, port: UiPort, id: string, name: string): boolean {
	for (const link of port.links) {
		const target = targetOf(inner, link);
		if (target === undefined) continue;
		if (target.node.inner === undefined && target.input.widget === undefined) continue;
		return target.node.id === id && (target.input.widget ?? target.input.name) === name;
	}
	return false;
}

function setInside(inner: LiveGraph, held: Held, id: string, name: string, value: unknown): void {
	const node = inner.byId.get(id);
	if (node === undefined) return;
	const put = (on: LiveNode, widget: string) => {
		const values = held.inside.get(on) ?? new Map<string, unknown>();
		held.inside.set(on, values.set(widget, value));
	};
	if (node.kind !== "primitive") put(node, name);
	else
		for (const target of targetsFrom(inner, id)) put(target.node, target.input.widget ?? target.input.name);
}

/** The slot of a subgraph node's input of that name, or undefined. */
export function slotNamed(host: LiveNode, name: string): number | undefined {
	const slot = host.inputs.findIndex((input) => input.name === name && portOf(host, input) !== undefined);
	return slot === -1 ? undefined : slot;
}
