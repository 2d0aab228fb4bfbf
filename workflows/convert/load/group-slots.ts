import { type ClassInfo, type InputSpec, isRecord, type ObjectInfo } from "../../object-info/read.ts";
import { specsOf } from "../inputs/class-inputs.ts";
import { hasWidget, isTrue, isWidgetType, optionsOf, typeOf, widgetTypeOf } from "../inputs/widgets.ts";
import type { UiGroup, UiInput, UiNode } from "../read/read-ui.ts";
import { asText, wholeNumber } from "../read/values.ts";

/**
 * The slots of a group node: which input of which inner node each of them is. They are not in the file; the
 * editor works them out from the definition, and names decide (groupNode.ts, GroupNodeConfig). A group keeps no
 * slot for what is linked inside.
 */
export interface GroupSlots {
	/** In the order of the group's sockets and of its saved values. */
	inputs: GroupInput[];
	outputs: { node: number; slot: number; type: string }[];
	links: GroupLink[];
}

export interface GroupInput {
	/** The name on the group. */
	name: string;
	spec: InputSpec;
	node: number;
	/** The name on the inner node. */
	input: string;
	/** Has a value among the group's. */
	widget: boolean;
	/** Can be linked from outside. */
	socket: boolean;
}

export interface GroupLink {
	from: number;
	fromSlot: number;
	to: number;
	toSlot: number;
	type: string | undefined;
}

export function groupSlots(group: UiGroup, info: ObjectInfo): GroupSlots {
	const before = knownSlots.get(group);
	if (before !== undefined) return before;
	const slots = workOut(group, info);
	knownSlots.set(group, slots);
	return slots;
}

/** Asked for every node of a group; a group is read anew for every conversion. */
const knownSlots = new WeakMap<UiGroup, GroupSlots>();

function workOut(group: UiGroup, info: ObjectInfo): GroupSlots {
	const links = group.links.flatMap(readLink);
	const sent = new Map<number, GroupLink[]>();
	const received = new Map<number, GroupLink[]>();
	for (const link of links) {
		push(sent, link.from, link);
		push(received, link.to, link);
	}
	const external = new Set(group.external.map(([node, slot]) => `${asText(node)} ${asText(slot)}`));
	const names = new GroupNames(group);
	const inputs: GroupInput[] = [];
	const converted: (() => void)[] = [];
	const outputs: GroupSlots["outputs"] = [];
	for (const [index, node] of group.nodes.entries()) {
		const incoming = received.get(index) ?? [];
		const outgoing = sent.get(index) ?? [];
		const definition = definitionOf(node, index, incoming, outgoing, external, group, info);
		if (definition === undefined) continue;
		const linked = new Set(incoming.map((link) => inputAt(node, link.toSlot)?.name));
		const add = (input: string, spec: InputSpec, widget: boolean, socket: boolean) => {
			const name = names.of(node, index, input);
			if (!widget && names.isHidden(index, input)) return;
			inputs.push({ name, spec: withControl(spec, input), node: index, input, widget, socket });
		};
		const [widgets, sockets] = [
			definition.inputs.filter(([, spec]) => hasWidget(spec)),
			definition.inputs.filter(([, spec]) => !hasWidget(spec)),
		];
		const isConverted = (input: string) =>
			node.inputs.some((slot) => slot.name === input && slot.widget === input);
		for (const [input, spec] of widgets) if (!isConverted(input)) add(input, spec, true, false);
		for (const [input, spec] of sockets) if (!linked.has(input)) add(input, spec, false, true);
		// Widgets with a slot come last of all, in the order of their slots read as text: 10 before 2.
		converted.push(() => {
			const slots = widgets
				.map(([input, spec]) => ({ input, spec, at: node.inputs.findIndex((slot) => slot.name === input) }))
				.filter(({ input }) => isConverted(input))
				.sort((a, b) => (String(a.at) < String(b.at) ? -1 : 1));
			for (const { input, spec } of slots) if (!linked.has(input)) add(input, spec, true, true);
		});
		for (const [slot, type] of definition.outputs.entries()) {
			const inside = outgoing.some((link) => link.fromSlot === slot) && !external.has(`${index} ${slot}`);
			if (names.outputVisible(index, slot) ?? !inside) outputs.push({ node: index, slot, type });
		}
	}
	for (const add of converted) add();
	return { inputs, outputs, links };
}

function push<T>(lists: Map<number, T[]>, key: number, item: T): void {
	const list = lists.get(key);
	if (list === undefined) lists.set(key, [item]);
	else list.push(item);
}

/** The slot a stored link ends in: its number counts the slots as they were stored. */
export function inputAt(node: UiNode, slot: number): UiInput | undefined {
	return node.inputs[slot];
}

function readLink(row: readonly unknown[]): GroupLink[] {
	const [from, fromSlot, to, toSlot, , type] = row;
	const [a, b, c, d] = [from, fromSlot, to, toSlot].map(wholeNumber);
	// A link from outside the group has no origin here.
	if (a === undefined || b === undefined || c === undefined || d === undefined) return [];
	return [{ from: a, fromSlot: b, to: c, toSlot: d, type: typeof type === "string" ? type : undefined }];
}

interface Definition {
	inputs: readonly [name: string, spec: InputSpec][];
	outputs: string[];
}

function definitionOf(
	node: UiNode,
	index: number,
	incoming: readonly GroupLink[],
	outgoing: readonly GroupLink[],
	external: ReadonlySet<string>,
	group: UiGroup,
	info: ObjectInfo,
): Definition | undefined {
	if (node.type === "PrimitiveNode") {
		const [link] = outgoing;
		const spec = link === undefined ? undefined : primitiveSpec(link, group, info);
		return spec === undefined ? undefined : { inputs: [["value", spec]], outputs: [typeOf(spec)] };
	}
	if (node.type === "Reroute") {
		const inside = incoming.length > 0 && outgoing.length > 0 && !external.has(`${index} 0`);
		if (inside) return undefined;
		const type = rerouteType(incoming, outgoing, group);
		return { inputs: [[node.inputs[0]?.name ?? "", [type, { forceInput: true }]]], outputs: [type] };
	}
	const known = info.get(node.type);
	return known === undefined ? undefined : { inputs: editorInputs(known), outputs: known.output.map(asText) };
}

/** The inputs of a class with those that the editor adds for uploads. */
function editorInputs(info: ClassInfo): readonly [string, InputSpec][] {
	const specs = specsOf(info);
	const uploads = specs.some(([, spec]) => {
		const options = optionsOf(spec);
		const wanted = [options.image_upload, options.video_upload, options.animated_image_upload];
		return widgetTypeOf(spec) === "COMBO" && wanted.some(isTrue);
	});
	const audio = specs.some(([name, spec]) => name === "audio" && isTrue(optionsOf(spec).audio_upload));
	if (uploads) return [...specs, ["upload", ["IMAGEUPLOAD"]]];
	return audio ? [...specs, ["audioUI", ["AUDIO_UI"]], ["upload", ["AUDIOUPLOAD"]]] : specs;
}

/** A primitive in a group holds a value of the kind that its target takes, with a control mode beside it. */
function primitiveSpec(link: GroupLink, group: UiGroup, info: ObjectInfo): InputSpec | undefined {
	const target = group.nodes[link.to];
	const name = target === undefined ? undefined : inputAt(target, link.toSlot)?.name;
	const known = target === undefined ? undefined : info.get(target.type);
	const spec = known === undefined ? undefined : specsOf(known).find(([input]) => input === name)?.[1];
	if (spec === undefined)
		return link.type !== undefined && isWidgetType(link.type) ? [link.type, {}] : undefined;
	return [spec[0], { ...optionsOf(spec), forceInput: false, control_after_generate: true }];
}

function rerouteType(incoming: readonly GroupLink[], outgoing: readonly GroupLink[], group: UiGroup): string {
	for (const link of outgoing) {
		const target = group.nodes[link.to];
		const type = target === undefined ? undefined : inputAt(target, link.toSlot)?.type;
		if (type !== undefined && type !== "*") return type;
	}
	const [link] = incoming;
	return (link === undefined ? undefined : group.nodes[link.from]?.outputs[link.fromSlot]?.type) ?? "*";
}

function withControl(spec: InputSpec, input: string): InputSpec {
	if (input !== "seed" && input !== "noise_seed") return spec;
	return [spec[0], { ...optionsOf(spec), control_after_generate: true }];
}

/** Names on the group: that of the input, with the node's title before it where two share it. */
class GroupNames {
	readonly #seen = new Map<string, number>();
	readonly #group: UiGroup;

	constructor(group: UiGroup) {
		this.#group = group;
	}

	of(node: UiNode, index: number, input: string): string {
		const custom = this.#config(index, "input", input)?.name;
		let name = typeof custom === "string" ? custom : (labelOf(node, input) ?? input);
		let key = name;
		if ((node.type === "PrimitiveNode" && node.title !== undefined) || this.#seen.has(name)) {
			const prefix = `${node.title ?? node.type} `;
			key = name = `${prefix}${input}`;
			if (this.#seen.has(name)) name = `${prefix}${this.#seen.get(name)} ${input}`;
		}
		this.#seen.set(key, (this.#seen.get(key) ?? 1) + 1);
		return name;
	}

	isHidden(index: number, input: string): boolean {
		return this.#config(index, "input", input)?.visible === false;
	}

	outputVisible(index: number, slot: number): boolean | undefined {
		const visible = this.#config(index, "output", String(slot))?.visible;
		return typeof visible === "boolean" ? visible : undefined;
	}

	#config(index: number, side: "input" | "output", key: string): Record<string, unknown> | undefined {
		const { config } = this.#group;
		const node = Object.hasOwn(config, String(index)) ? config[String(index)] : undefined;
		const slots = isRecord(node) ? node[side] : undefined;
		const slot = isRecord(slots) && Object.hasOwn(slots, key) ? slots[key] : undefined;
		return isRecord(slot) ? slot : undefined;
	}
}

function labelOf(node: UiNode, input: string): string | undefined {
	return node.inputs.find((slot) => slot.name === input)?.label;
}
