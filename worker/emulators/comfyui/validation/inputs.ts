import { isRecord } from "../graph.ts";
import type { ClassInfo, InputInfo } from "../object-info.ts";
import { bool, float, int, PyError, repr, str } from "../python.ts";
import type { Complaint } from "./types.ts";

/** A declared input: its specification and whether it may be missing. */
export interface Declared {
	info: InputInfo;
	required: boolean;
}

function members(value: unknown): [string, InputInfo][] {
	return isRecord(value) ? (Object.entries(value) as [string, InputInfo][]) : [];
}

/**
 * The inputs a node has for these values. A dynamic combo brings the inputs of the chosen option with it,
 * under dotted names, recursively; inputs of a dynamic combo that is not set do not exist.
 */
export function declaredInputs(info: ClassInfo, values: Record<string, unknown>): Map<string, Declared> {
	const found = new Map<string, Declared>();
	const add = (name: string, spec: InputInfo, required: boolean, nested: boolean): void => {
		const [type, options] = spec;
		if (type === "COMFY_DYNAMICCOMBO_V3") {
			if (!nested || name in values) found.set(name, { info: spec, required });
			const choices = Array.isArray(options?.options) ? options.options : [];
			const chosen = choices.find((choice) => isRecord(choice) && choice.key === values[name]);
			const inner = isRecord(chosen) && isRecord(chosen.inputs) ? chosen.inputs : {};
			for (const [sub, subSpec] of members(inner.required)) add(`${name}.${sub}`, subSpec, true, true);
			for (const [sub, subSpec] of members(inner.optional)) add(`${name}.${sub}`, subSpec, false, true);
			return;
		}
		if (type === "COMFY_AUTOGROW_V3") {
			// Only the inputs that were sent exist; they are named `name.<something>`.
			for (const key of Object.keys(values)) {
				if (key.startsWith(`${name}.`)) found.set(key, { info: ["*", {}], required: false });
			}
			return;
		}
		found.set(name, { info: spec, required });
	};
	for (const [name, spec] of members(info.input.required)) add(name, spec, true, false);
	for (const [name, spec] of members(info.input.optional)) add(name, spec, false, false);
	return found;
}

/** `input_config` as error bodies show it: always a pair. */
export function shownConfig(info: InputInfo): [unknown, unknown] {
	return [info[0], info[1] ?? {}];
}

/** Converts a widget value as ComfyUI does before checking it, or explains why it cannot. */
export function coerce(name: string, info: InputInfo, value: unknown): { value: unknown } | Complaint {
	const plain = isRecord(value) && "__value__" in value ? value.__value__ : value;
	const [type] = info;
	try {
		if (type === "INT") return { value: int(plain) };
		if (type === "FLOAT") return { value: float(plain) };
		if (type === "STRING") return { value: str(plain) };
		if (type === "BOOLEAN") return { value: bool(plain) };
		return { value: plain };
	} catch (error) {
		if (!(error instanceof PyError)) throw error;
		return {
			type: "invalid_input_type",
			message: `Failed to convert an input value to a ${String(type)} value`,
			details: `${name}, ${str(plain)}, ${error.message}`,
			extra_info: {
				input_name: name,
				input_config: shownConfig(info),
				received_value: plain,
				exception_message: error.message,
			},
		};
	}
}

function isNumber(value: unknown): value is number | bigint {
	return typeof value === "number" || typeof value === "bigint";
}

/** Above this many choices the list is not repeated in the complaint. */
const LISTED_CHOICES = 20;

/** Range and list checks of a widget value that has been converted. */
export function checkValue(
	name: string,
	info: InputInfo,
	value: unknown,
	newCombos: boolean,
): Complaint | undefined {
	const [type, options] = info;
	const about = { input_name: name, input_config: shownConfig(info), received_value: value };
	const { min, max } = options ?? {};
	if (isNumber(value) && isNumber(min) && value < min) {
		return {
			type: "value_smaller_than_min",
			message: `Value ${value} smaller than min of ${min}`,
			details: name,
			extra_info: about,
		};
	}
	if (isNumber(value) && isNumber(max) && value > max) {
		return {
			type: "value_bigger_than_max",
			message: `Value ${value} bigger than max of ${max}`,
			details: name,
			extra_info: about,
		};
	}
	const choices =
		typeof type !== "string" ? type : type === "COMBO" && newCombos ? options?.options : undefined;
	if (!Array.isArray(choices)) return undefined;
	const picked = options?.multiselect === true && Array.isArray(value) ? value : [value];
	if (picked.every((one) => choices.includes(one))) return undefined;
	const long = choices.length > LISTED_CHOICES;
	const shown = long ? `(list of length ${choices.length})` : repr(choices);
	return {
		type: "value_not_in_list",
		message: "Value not in list",
		details: `${name}: '${str(value)}' not in ${shown}`,
		extra_info: long ? { ...about, input_config: null } : about,
	};
}

/** True if an output of one type may be linked to an input of another. */
export function compatible(received: unknown, wanted: unknown): boolean {
	if (typeof received !== "string" || typeof wanted !== "string") {
		return received === "*" || wanted === "*" || received === "COMBO" || repr(received) === repr(wanted);
	}
	if (wanted === "*" || received === "*" || received === wanted || wanted.startsWith("COMFY_MATCHTYPE"))
		return true;
	const wantedTypes = wanted.split(",").map((part) => part.trim());
	return received.split(",").some((part) => wantedTypes.includes(part.trim()));
}
