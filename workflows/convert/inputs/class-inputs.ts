import type { Budget } from "../../graph/budget.ts";
import { withoutEnd } from "../../graph/text-ends.ts";
import { type ClassInfo, type InputSpec, inputsOf, isRecord, readSpec } from "../../object-info/read.ts";
import { asText } from "../read/values.ts";
import type { LiveInput } from "./live-input.ts";
import {
	type DynamicInputs,
	dynamicOptions,
	hasWidget,
	isTrue,
	numberOr,
	optionsOf,
	setValue,
	typeOf,
	type Widget,
	widgetsOf,
} from "./widgets.ts";

/**
 * The inputs of one node of a known class: sockets and widgets, growing with the choices of dynamic combos and
 * the links of autogrow inputs (frontend 1.49: litegraphService.ts, dynamicWidgets.ts).
 */
export class ClassInputs {
	inputs: LiveInput[] = [];
	widgets: Widget[] = [];
	/** Names of inputs without which the server refuses the node. */
	readonly required = new Set<string>();
	readonly #autogrow = new Map<string, Autogrow>();
	readonly #specs = new Map<Widget, InputSpec>();
	readonly #budget: Budget;

	/**
	 * A new node of the class. Sockets come first, then the widgets with a slot each.
	 *
	 * @param specs its inputs, in the editor's order
	 * @param required names of those that it requires
	 */
	constructor(
		specs: readonly [name: string, spec: InputSpec][],
		required: ReadonlySet<string>,
		budget: Budget,
	) {
		this.#budget = budget;
		if (budget.spent) return;
		for (const [name, spec] of specs) this.#addSocket(name, spec, required.has(name));
		for (const [name, spec] of specs) this.#addWidgets(name, spec, required.has(name));
	}

	/** Sets a widget. A dynamic combo loses the inputs of its old choice and gets those of the new one. */
	set(widget: Widget, value: unknown): void {
		if (widget.kind !== "dynamic") {
			setValue(widget, value);
			return;
		}
		widget.value = value;
		const spec = this.#specs.get(widget);
		const chosen = typeof value === "string" ? dynamicOptions(spec ?? [""]).get(value) : undefined;
		this.#choose(widget, chosen);
	}

	/** To be called for every linked input after the slots were read: an autogrow input gets its successor. */
	linked(name: string): void {
		const dot = name.lastIndexOf(".");
		const group = this.#autogrow.get(name.slice(0, Math.max(dot, 0)));
		if (group === undefined) return;
		const ordinal = group.ordinalOf(name.slice(dot + 1));
		if (ordinal !== undefined) this.#grow(group, ordinal + 1);
	}

	#add(name: string, spec: InputSpec, required: boolean): void {
		this.#addSocket(name, spec, required);
		this.#addWidgets(name, spec, required);
	}

	#addSocket(name: string, spec: InputSpec, required: boolean): void {
		if (hasWidget(spec) || !this.#budget.spend()) return;
		const type = typeOf(spec);
		if (type === "COMFY_AUTOGROW_V3") {
			const group = readAutogrow(name, spec, required);
			if (group === undefined) return;
			this.#autogrow.set(name, group);
			for (let i = 0; i <= group.min && !this.#budget.spent; i++) this.#grow(group, i);
			return;
		}
		const template = isRecord(optionsOf(spec).template) ? optionsOf(spec).template : undefined;
		const allowed = isRecord(template) ? template.allowed_types : undefined;
		if (type === "COMFY_MATCHTYPE_V3" && typeof allowed === "string" && allowed !== type)
			this.#add(name, [allowed, optionsOf(spec)], required);
		else {
			this.inputs.push({ name, type, link: undefined, widget: undefined });
			if (required) this.required.add(name);
		}
	}

	#addWidgets(name: string, spec: InputSpec, required: boolean): void {
		if (!hasWidget(spec) || !this.#budget.spend()) return;
		if (required) this.required.add(name);
		const widgets = widgetsOf(name, spec, this.widgets);
		this.widgets.push(...widgets);
		for (const widget of widgets) {
			if (widget.kind !== "dynamic") continue;
			this.#specs.set(widget, spec);
			this.set(widget, widget.value);
		}
		if (!isTrue(optionsOf(spec).socketless))
			this.inputs.push({ name, type: typeOf(spec), link: undefined, widget: name });
	}

	#choose(widget: Widget, chosen: DynamicInputs | undefined): void {
		const inGroup = (slot: { name: string }) => slot.name.startsWith(`${widget.name}.`);
		const linked = this.inputs.filter((slot) => inGroup(slot) && slot.link !== undefined);
		this.inputs = this.inputs.filter((slot) => !inGroup(slot));
		this.widgets = this.widgets.filter((other) => !inGroup(other));
		for (const name of this.required) if (inGroup({ name })) this.required.delete(name);
		if (chosen === undefined || !this.#budget.deepen()) return;
		const [inputCount, widgetCount] = [this.inputs.length, this.widgets.length];
		for (const kind of ["required", "optional"]) {
			const section = chosen[kind];
			for (const [key, value] of isRecord(section) ? Object.entries(section) : []) {
				const spec = readSpec(value);
				if (spec !== undefined) this.#add(`${widget.name}.${key}`, spec, kind === "required");
			}
		}
		this.#budget.rise();
		const after = this.widgets.indexOf(widget) + 1;
		this.widgets.splice(after, 0, ...this.widgets.splice(widgetCount));
		// While the node is being made the combo's own slot follows its inputs; later they follow the slot.
		const slot = this.inputs.findIndex((input) => input.name === widget.name) + 1;
		if (slot > 0) this.inputs.splice(slot, 0, ...this.inputs.splice(inputCount));
		// One after another: a link into a growing input brings the input that the next one goes into.
		for (const { name, link } of linked) {
			const input = this.inputs.find((slot) => slot.name === name);
			if (input === undefined) continue;
			input.link = link;
			this.linked(name);
		}
	}

	#grow(group: Autogrow, ordinal: number): void {
		if (ordinal >= group.max) return;
		const before = group.nameOf(ordinal - 1, group.inputs.at(-1)?.[0] ?? "");
		const grown = group.inputs.flatMap(([key, spec, required]) => {
			const name = group.nameOf(ordinal, key);
			this.#add(name, spec, required && ordinal < group.needed);
			const input = this.inputs.at(-1)?.name === name ? this.inputs.pop() : undefined;
			if (input === undefined) return [];
			// Groups of several inputs show each in a row of its own, which needs a widget without a value.
			if (group.inputs.length > 1 && input.widget === undefined) {
				this.widgets.push(row(name));
				input.widget = name;
			}
			return [input];
		});
		for (const input of grown) {
			input.link ??= this.inputs.find((slot) => slot.name === input.name)?.link;
			this.inputs = this.inputs.filter((slot) => slot.name !== input.name);
		}
		const last = this.inputs.findLastIndex((slot) => slot.name.startsWith(before));
		this.inputs.splice(last === -1 ? this.inputs.length : last + 1, 0, ...grown);
	}
}

/** Inputs that come one after another as they are linked: `images.image0`, `images.image1`, or by list. */
interface Autogrow {
	/** How many there are before anything is linked, but for the last. */
	min: number;
	max: number;
	/** How many the server requires. */
	needed: number;
	inputs: [key: string, spec: InputSpec, required: boolean][];
	nameOf(ordinal: number, key: string): string;
	ordinalOf(suffix: string): number | undefined;
}

/** More members of one autogrow group are not made; the editor stops here too where the class names no end. */
const MAX_MEMBERS = 100;
/** Nor more than this before they are linked. */
const MAX_UNASKED = 16;

function readAutogrow(group: string, spec: InputSpec, needed: boolean): Autogrow | undefined {
	const { template } = optionsOf(spec);
	if (!isRecord(template) || !isRecord(template.input)) return undefined;
	const { required, optional } = template.input;
	const inputs = [required, optional].flatMap((section) =>
		Object.entries(isRecord(section) ? section : {}).flatMap(([key, value]): Autogrow["inputs"] => {
			const read = readSpec(value);
			return read === undefined ? [] : [[key, read, section === required]];
		}),
	);
	const min = Math.min(numberOr(template.min, 1), MAX_UNASKED);
	const names = Array.isArray(template.names) ? template.names.map(asText) : undefined;
	const prefix = typeof template.prefix === "string" ? template.prefix : "";
	return {
		min,
		needed: needed ? min : 0,
		max: Math.min(names?.length ?? numberOr(template.max, 100), MAX_MEMBERS),
		inputs,
		nameOf: (ordinal, key) =>
			`${group}.${names === undefined ? `${inputs.length === 1 ? prefix : key}${ordinal}` : names[ordinal]}`,
		ordinalOf: (suffix) => {
			const ordinal = names === undefined ? digitsAtEnd(suffix) : names.indexOf(suffix);
			return ordinal === "" || ordinal === -1 ? undefined : Number(ordinal);
		},
	};
}

/** `12` of `image12`; `""` where there are none. */
function digitsAtEnd(name: string): string {
	const rest = withoutEnd(name, (character) => character >= "0" && character <= "9");
	return name.slice(rest.length);
}

function row(name: string): Widget {
	return {
		name,
		kind: "companion",
		value: undefined,
		saved: false,
		sent: false,
		options: {},
		choices: [],
	};
}

/**
 * The inputs of a class in the editor's order. `defaultInput` on an optional input is an old way to say
 * `forceInput`; on a required one it means nothing any more.
 */
export function specsOf(info: ClassInfo): readonly [name: string, spec: InputSpec][] {
	const before = knownSpecs.get(info);
	if (before !== undefined) return before;
	const specs = new Map<string, InputSpec>();
	for (const { name, spec, required } of inputsOf(info)) {
		if (specs.has(name)) continue;
		const options = optionsOf(spec);
		const forced = !required && isTrue(options.defaultInput);
		specs.set(name, forced ? [spec[0], { ...options, forceInput: true }] : spec);
	}
	const list = [...specs];
	knownSpecs.set(info, list);
	return list;
}

/** Names of the inputs that a class requires. */
export function requiredOf(info: ClassInfo): ReadonlySet<string> {
	return new Set(Object.keys(info.input.required ?? {}));
}

/** Asked for every node of a class. */
const knownSpecs = new WeakMap<ClassInfo, readonly [name: string, spec: InputSpec][]>();
