import type { Budget } from "../graph/budget.ts";
import { type InputSpec, isRecord } from "../object-info/read.ts";
import { isChoice } from "./choices.ts";
import type { Complaints, MakeComplaint } from "./complaints.ts";
import { bool, float, int, PyError, PyFloat, str } from "./python/python.ts";
import { greater, less } from "./python/python-data.ts";
import type { Rules } from "./rules.ts";

/**
 * A widget value as ComfyUI converts it before checking it, or why it cannot. A list that is meant as a value
 * comes wrapped as `{ "__value__": [...] }`.
 */
export function convert(name: string, spec: InputSpec, sent: unknown): { value: unknown } | MakeComplaint {
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
		return (tell) => ({
			type: "invalid_input_type",
			message: `Failed to convert an input value to a ${str(type)} value`,
			details: `${name}, ${tell.str(plain)}, ${error.message}`,
			extra_info: {
				input_name: name,
				input_config: tell.config(spec),
				received_value: plain,
				exception_message: error.message,
			},
		});
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
 * @throws BudgetSpent
 */
export function checkValue(
	name: string,
	spec: InputSpec,
	value: unknown,
	rules: Rules,
	open: boolean,
	budget: Budget,
): MakeComplaint | undefined {
	const [type, options = {}] = spec;
	const about = (tell: Complaints) => ({
		input_name: name,
		input_config: tell.config(spec),
		received_value: value,
	});
	// A limit of a FLOAT counts as one: `"min": 0.0` cannot be told from `"min": 0` here, and nearly all are.
	const shown = (tell: Complaints, number: unknown) =>
		tell.str(type === "FLOAT" && typeof number === "number" ? new PyFloat(number) : number);
	if (Object.hasOwn(options, "min") && less(value, options.min)) {
		return (tell) => ({
			type: "value_smaller_than_min",
			message: `Value ${shown(tell, value)} smaller than min of ${shown(tell, options.min)}`,
			details: name,
			extra_info: about(tell),
		});
	}
	if (Object.hasOwn(options, "max") && greater(value, options.max)) {
		return (tell) => ({
			type: "value_bigger_than_max",
			message: `Value ${shown(tell, value)} bigger than max of ${shown(tell, options.max)}`,
			details: name,
			extra_info: about(tell),
		});
	}
	const choices = open ? undefined : choicesFor(spec, rules);
	if (choices === undefined) return undefined;
	const picked = rules.checksNewCombos && bool(options.multiselect) && Array.isArray(value) ? value : [value];
	const wrong = picked.filter((one) => !isChoice(choices, one, budget));
	if (wrong.length === 0) return undefined;
	return (tell) => {
		const long = sizeOf(choices) > listedChoices;
		const list = long ? `(list of length ${sizeOf(choices)})` : tell.str(choices);
		const values = rules.checksNewCombos
			? wrong
					.slice(0, tell.limits.errors)
					.map((one) => tell.repr(one))
					.join(", ")
			: `'${tell.str(value)}'`;
		return {
			type: "value_not_in_list",
			message: "Value not in list",
			details: `${name}: ${values} not in ${list}`,
			extra_info: long ? { ...about(tell), input_config: null } : about(tell),
		};
	};
}
