import type * as z from "zod";
import { isReservedKey } from "../graph/graph.ts";
import { toldOnce } from "../graph/issues.ts";
import { knownNames } from "../graph/known-names.ts";
import { lookUp } from "../graph/known-nodes.ts";
import { MAX_PROBLEMS, type Problem, pointer, quote } from "../graph/problems.ts";
import type { WorkflowDefinition } from "./define.ts";

export type ParametersRead =
	| { ok: true; values: Record<string, unknown> }
	| { ok: false; problems: Problem[] };

/** What has parameters: a workflow, or a pipeline. */
export type TakesParameters = Pick<WorkflowDefinition, "id" | "parameters" | "presets">;

/**
 * Reads what a client sent as a workflow's parameters: defaults and presets filled in, every mistake reported
 * as a problem at `/parameters/<name>`. A field that is `undefined` counts as absent; `null` does not.
 */
export function readParameters(workflow: TakesParameters, sent: unknown): ParametersRead {
	const fields = sent === undefined ? {} : sent;
	if (typeof fields !== "object" || fields === null || Array.isArray(fields))
		return { ok: false, problems: [notAnObject(fields)] };

	const shape = workflow.parameters.shape;
	const entries: [string, unknown][] = Object.entries(fields).filter(([, value]) => value !== undefined);
	// Unknown names are found here and not by zod, which passes over a key called __proto__.
	const unknown = entries.filter(([name]) => isReservedKey(name) || !Object.hasOwn(shape, name));
	const known = Object.fromEntries(
		entries.filter(([name]) => !isReservedKey(name) && Object.hasOwn(shape, name)),
	);
	const parsed = workflow.parameters.safeParse(known);
	const problems = [
		...unknown.map(([name]) => unknownParameter(workflow, name)),
		...toldOnce(parsed.error?.issues ?? []).map((issue) => problemOf(workflow, known, issue)),
	];
	if (!parsed.success || problems.length > 0) return { ok: false, problems: problems.slice(0, MAX_PROBLEMS) };
	return { ok: true, values: withPresets(workflow, parsed.data) };
}

/** The values with what their choices bring along, in the order in which the parameters are declared. */
export function withPresets(
	workflow: Pick<WorkflowDefinition, "presets" | "parameters">,
	values: Record<string, unknown>,
): Record<string, unknown> {
	const brought = (workflow.presets ?? []).flatMap(({ parameter, choices }) => {
		const choice = values[parameter];
		return typeof choice === "string" ? Object.entries(lookUp(choices, choice) ?? {}) : [];
	});
	const all: Record<string, unknown> = { ...Object.fromEntries(brought), ...values };
	return Object.fromEntries(
		Object.keys(workflow.parameters.shape).flatMap((name) => (name in all ? [[name, all[name]]] : [])),
	);
}

function notAnObject(sent: unknown): Problem {
	return {
		pointer: "/parameters",
		code: "invalid_parameter",
		message: `The parameters are an object of names and values; you sent ${quote(sent)}.`,
	};
}

function unknownParameter(workflow: TakesParameters, name: string): Problem {
	const names = Object.keys(workflow.parameters.shape);
	return {
		pointer: pointer("parameters", name),
		code: "unknown_parameter",
		message: `${workflow.id} has no parameter ${quote(name)}. It takes ${knownNames(name, names)}.`,
	};
}

function problemOf(
	workflow: TakesParameters,
	sent: Record<string, unknown>,
	issue: z.core.$ZodIssue,
): Problem {
	const [name, ...rest] = issue.path.map(String);
	if (name === undefined) return { ...notAnObject(sent), message: `${issue.message}.` };
	const at = pointer("parameters", name, ...rest);
	const hint = workflow.parameters.shape[name]?.meta()?.description;
	const advice = hint === undefined ? "" : ` ${hint}`;
	// What zod says of an absent value depends on the kind of schema; a check of ours is always "custom".
	if (!Object.hasOwn(sent, name) && rest.length === 0 && issue.code !== "custom")
		return {
			pointer: at,
			code: "missing_parameter",
			message: `${workflow.id} needs the parameter ${name}.${advice}`,
		};
	const value = Object.hasOwn(sent, name) ? `; you sent ${quote(sent[name])}` : "";
	const what = issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
	return { pointer: at, code: "invalid_parameter", message: `${name}: ${what}${value}.${advice}` };
}
