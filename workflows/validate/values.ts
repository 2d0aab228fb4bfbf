import { type InputSpec, isRecord } from "../object-info/read.ts";
import { bool, float, int, PyError, PyFloat, repr, str } from "./python.ts";
import { contains, greater, less } from "./python-data.ts";
import type { Rules } from "./rules.ts";
import type { NodeError } from "./verdict.ts";

/** `input_config` as error bodies show it: always a pair. */
export function shownConfig([type, options]: InputSpec): [unknown, unknown] {
	return [type, options ?? {}];
}

/**
 * A widget value as ComfyUI converts it before checking it, or why it cannot. A list that is meant as a value
 * comes wrapped as `{ "__value__": [...] }`.
 */
export function convert(name: string, spec: InputSpec, sent: unknown): { value: unknown } | NodeError {
	const plain = isRecord(sent) && Object.hasOwn(sent, "__value__") ? sent.__value__ : sent;
	const [type] = spec;
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
			message: `Failed to convert an input value to a ${str(type)} value`,
			details: `${name}, ${str(plain)}, ${error.message}`,
			extra_info: {
				input_name: name,
				input_config: shownConfig(spec),
				received_value: plain,
				exception_message: error.message,
			},
		};
	}
}

/** Above this many choices the list is not repeated in the complaint. */
const listedChoices = 20;

/** The choices that a value is held against, or undefined where there are none to hold it against. */
function choicesFor([type, options = {}]: InputSpec, rules: Rules): unknown {
	if (typeof type !== "string") return type;
	if (type !== "COMBO" || !rules.checksNewCombos) return undefined;
	return Object.hasOwn(options, "options") ? options.options : [];
}

function sizeOf(choices: unknown): number {
	if (Array.isArray(choices) || typeof choices === "string") return choices.length;
	return isRecord(choices) ? Object.keys(choices).length : 0;
}

/**
 * Range and list checks of a widget value that has been converted.
 *
 * @param open the list is not known, so nothing is said of it
 * @throws PyError (TypeError) where Python cannot compare value and limit
 */
export function checkValue(
	name: string,
	spec: InputSpec,
	value: unknown,
	rules: Rules,
	open: boolean,
): NodeError | undefined {
	const [type, options = {}] = spec;
	const about = { input_name: name, input_config: shownConfig(spec), received_value: value };
	// A limit of a FLOAT counts as one: `"min": 0.0` cannot be told from `"min": 0` here, and nearly all are.
	const shown = (number: unknown) =>
		str(type === "FLOAT" && typeof number === "number" ? new PyFloat(number) : number);
	if (Object.hasOwn(options, "min") && less(value, options.min)) {
		return {
			type: "value_smaller_than_min",
			message: `Value ${shown(value)} smaller than min of ${shown(options.min)}`,
			details: name,
			extra_info: about,
		};
	}
	if (Object.hasOwn(options, "max") && greater(value, options.max)) {
		return {
			type: "value_bigger_than_max",
			message: `Value ${shown(value)} bigger than max of ${shown(options.max)}`,
			details: name,
			extra_info: about,
		};
	}
	const choices = open ? undefined : choicesFor(spec, rules);
	if (choices === undefined) return undefined;
	const picked = rules.checksNewCombos && bool(options.multiselect) && Array.isArray(value) ? value : [value];
	const wrong = picked.filter((one) => !contains(choices, one));
	if (wrong.length === 0) return undefined;
	const long = sizeOf(choices) > listedChoices;
	const list = long ? `(list of length ${sizeOf(choices)})` : str(choices);
	const values = rules.checksNewCombos ? wrong.map((one) => repr(one)).join(", ") : `'${str(value)}'`;
	return {
		type: "value_not_in_list",
		message: "Value not in list",
		details: `${name}: ${values} not in ${list}`,
		extra_info: long ? { ...about, input_config: null } : about,
	};
}
