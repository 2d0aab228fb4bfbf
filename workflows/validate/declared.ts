import type { Budget } from "../graph/budget.ts";
import { cutText } from "../graph/excerpt.ts";
import { type ClassInfo, type InputSpec, isRecord, readSpec } from "../object-info/read.ts";
import { str } from "./python/python.ts";
import { equal } from "./python/python-data.ts";
import { isV3, type Rules } from "./rules.ts";

/** An input that a node has, given the values it was sent. */
export interface Declared {
	spec: InputSpec;
	required: boolean;
}

export interface DeclaredInputs {
	inputs: ReadonlyMap<string, Declared>;
	/** True where inputs depend on others: complaints about missing ones then show the last part of their names. */
	dynamic: boolean;
}

/** Classes whose inputs are the same whatever is sent. */
const fixed = new WeakMap<ClassInfo, DeclaredInputs>();
/** ComfyUI lets an autogrow input have this many inputs. */
const MOST_GROWN = 100;
/** Choices inside of choices, deeper than any class has them: ends the recursion whatever was declared. */
const deepestChoice = 32;

/**
 * The inputs a node has for these values. What a dynamic combo's chosen option brings has dotted names
 * (`format.codec`); a dynamic combo that was not sent, or with a choice that does not exist, does not exist
 * itself, and nothing is said about it. An autogrow input is there as its numbered or named inputs, sent or not.
 * Source: comfy_api/latest/_io.py of 0.33.0, `get_finalized_class_inputs`.
 *
 * @throws BudgetSpent: each input is a step, and each option of a dynamic combo a small one
 */
export function declaredInputs(
	info: ClassInfo,
	values: Readonly<Record<string, unknown>>,
	rules: Rules,
	budget: Budget,
): DeclaredInputs {
	const before = fixed.get(info);
	if (before !== undefined) return before;
	const [required, optional] = [new Map<string, InputSpec>(), new Map<string, InputSpec>()];
	const resolves = rules.hasDynamicInputs && isV3(info);
	let dynamic = false;
	let depends = false;

	const add = (name: string, spec: InputSpec, into: Map<string, InputSpec>, depth: number): void => {
		budget.need();
		const [type, options = {}] = spec;
		if (!resolves || depth > deepestChoice) {
			into.set(name, spec);
		} else if (type === "COMFY_AUTOGROW_V3") {
			dynamic = true;
			for (const [grown, must, template] of grownInputs(options.template)) {
				budget.need();
				(must ? required : optional).set(`${name}.${grown}`, template);
			}
		} else if (type === "COMFY_DYNAMICCOMBO_V3" || type === "COMFY_DYNAMICSLOT_V3") {
			depends = true;
			const brought = Object.hasOwn(values, name)
				? broughtInputs(type, options, values[name], budget)
				: undefined;
			if (brought === undefined) return;
			dynamic = true;
			addAll(brought, `${name}.`, depth + 1);
			into.set(name, spec);
		} else {
			dynamic ||= depth > 0;
			into.set(name, spec);
		}
	};
	const addAll = (input: unknown, prefix: string, depth: number): void => {
		for (const [group, into] of [
			["required", required],
			["optional", optional],
		] as const) {
			const specs = isRecord(input) && isRecord(input[group]) ? input[group] : {};
			for (const [name, value] of Object.entries(specs)) {
				const spec = readSpec(value);
				if (spec !== undefined) add(prefix + name, spec, into, depth);
			}
		}
	};
	addAll(info.input, "", 0);

	const inputs = new Map<string, Declared>();
	for (const [name, spec] of required) inputs.set(name, { spec, required: true });
	for (const [name, spec] of optional) if (!inputs.has(name)) inputs.set(name, { spec, required: false });
	const declared = { inputs, dynamic };
	// What does not depend on values is the same for every node of the class.
	if (!depends) fixed.set(info, declared);
	return declared;
}

/** What the value of a dynamic combo or slot brings with it, or undefined where the combo has no such choice. */
function broughtInputs(
	type: string,
	options: Record<string, unknown>,
	value: unknown,
	budget: Budget,
): unknown {
	if (type === "COMFY_DYNAMICSLOT_V3") return options.inputs ?? {};
	const choices = Array.isArray(options.options) ? options.options : [];
	budget.need(choices.length / 10);
	const chosen: unknown = choices.find((choice) => isRecord(choice) && equal(choice.key, value));
	return isRecord(chosen) ? (chosen.inputs ?? {}) : undefined;
}

/** Names are not long; what is takes no part in anything. */
function shortName(name: unknown): string {
	return typeof name === "string" ? cutText(name, 300) : cutText(str(name), 300);
}

/** The inputs an autogrow template makes: name, whether it must be sent, specification. */
function grownInputs(template: unknown): [name: string, required: boolean, spec: InputSpec][] {
	if (!isRecord(template)) return [];
	const { prefix, names, input } = template;
	const max = typeof template.max === "number" ? Math.min(template.max, MOST_GROWN) : 0;
	const start = shortName(prefix);
	const listed = Array.isArray(names)
		? names.slice(0, MOST_GROWN).map((name) => shortName(name))
		: Array.from({ length: Math.max(0, Math.floor(max)) }, (_, i) => `${start}${i}`);
	const min = typeof template.min === "number" ? template.min : 0;
	// The first input of the template counts, and only a required one makes the first few required.
	for (const group of ["required", "optional"]) {
		const specs = isRecord(input) && isRecord(input[group]) ? Object.values(input[group]) : [];
		const spec = readSpec(specs[0]);
		if (spec !== undefined) return listed.map((name, i) => [name, i < min && group === "required", spec]);
	}
	return [];
}
