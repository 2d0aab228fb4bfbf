import type { WorkflowDefinition } from "../../definition/define.ts";
import type { Budget } from "../../graph/budget.ts";
import { type Problem, pointer, quote } from "../../graph/problems.ts";
import { type Field, fieldOf } from "../definition/fields.ts";
import type { Source } from "../definition/sources.ts";
import { costOf } from "./cost.ts";
import { type Flow, flowOf, type Surroundings, wordFor } from "./flows.ts";

/** A value that a stage gives a workflow. */
export interface Given {
	workflow: WorkflowDefinition;
	name: string;
	source: Source;
	/** Where it stands in the stage. */
	at: readonly (string | number)[];
}

/** What is wrong with a value, whatever the parameters of the whole are; and what it may be. */
export function checkValue(
	{ workflow, name, source, at }: Given,
	around: Surroundings,
	budget: Budget,
): { problems: Problem[]; flow: Flow | null } {
	const wrong = (message: string, code: Problem["code"] = "invalid_parameter") => ({
		problems: [{ pointer: pointer(...at), code, message: `${name} of ${workflow.id}: ${message}.` }],
		flow: null,
	});
	const field = fieldOf(workflow, name);
	if (field === undefined) {
		const names = Object.keys(workflow.parameters.shape).join(", ");
		return wrong(`there is no such parameter; it takes ${names}`, "unknown_parameter");
	}
	const flow = flowOf(source, around, field.list);
	if (flow === null) return { problems: [], flow };
	if (typeof flow === "string") return wrong(flow);
	if (field.required && flow.maybeAbsent)
		return wrong(
			'it must be there, and this may give nothing. Make the parameter required or give it a default, add a condition ({"present": …} or {"outputs_of": …}), or name another value with `first_of`',
			"missing_parameter",
		);
	if (flow.kind === "unknown") return { problems: [], flow };
	const why = kindTrouble(field, flow) ?? limitTrouble(field, flow, source, budget);
	return why === null ? { problems: [], flow } : wrong(why);
}

function kindTrouble(field: Field, { kind, list }: Flow): string | null {
	const wanted = field.file ?? "value";
	if (wordFor(kind) !== wordFor(wanted)) {
		const advice = kind === "value" ? "; files come from a parameter or from a stage" : "";
		return `it takes ${wordFor(wanted)}, and this is ${wordFor(kind)}${advice}`;
	}
	if (field.list && list === null) return "it takes a list, and this is one value. Put it into `join`";
	if (!field.list && list !== null)
		return "it takes one value, and this is a list. Run the stage for `each` of it";
	return null;
}

/** Whether everything this may give is within what the workflow takes, told by its edges. */
function limitTrouble(field: Field, flow: Flow, source: Source, budget: Budget): string | null {
	for (const value of probesOf(field, flow, source)) {
		if (!budget.spend(costOf(value))) return null;
		const why = field.refuses(value);
		if (why !== null) return `it does not take ${told(value)}, which this may be: ${lower(why)}`;
	}
	return null;
}

function probesOf(field: Field, { list, edges }: Flow, source: Source): readonly unknown[] {
	if ("value" in source) return [source.value];
	if (list === null) return field.emptyIsNone ? edges.filter((edge) => edge !== "") : edges;
	const [shortest] = edges;
	const least = Math.max(1, list.least);
	const filled = (length: number, item: unknown) => Array.from({ length }, () => item);
	// An empty list counts as none.
	return list.most === 0
		? []
		: [
				...edges.map((edge) => filled(least, edge)),
				filled(list.most, edges.length > 1 ? edges[1] : shortest),
			];
}

function told(value: unknown): string {
	return Array.isArray(value) ? `a list of ${value.length}, such as ${quote(value[0])}` : quote(value);
}

function lower(text: string): string {
	return text.charAt(0).toLowerCase() + text.slice(1);
}
