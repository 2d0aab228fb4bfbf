import { Budget } from "../../workflows/graph/budget.ts";
import { type Problem, pointer } from "../../workflows/graph/problems.ts";
import { type JobPlan, type TaskPlan, taskFor } from "../../workflows/plan/plan.ts";
import { verdictLimits, verdictSteps } from "../../workflows/validate/complaints.ts";
import { validateGraph } from "../../workflows/validate/validate.ts";
import type { NodeError, Verdict } from "../../workflows/validate/verdict.ts";

/** What a server of the pool said of its nodes, and its version. */
export interface KnownServer {
	info: unknown;
	comfyui_version: string;
}

/**
 * What ComfyUI's own validation refuses of a plan, in its words, by the server that refuses the least; empty where
 * one accepts it, or none is known. Pointers are into `/graph`.
 *
 * Lists of files are as old as the object_info: a file that is not on one may have come since, or comes with the
 * task. So that is left to the worker, whose ComfyUI looks itself.
 */
export function refusedByComfyUi(plan: JobPlan, servers: readonly KnownServer[]): Problem[] {
	const refusals = servers.map(({ info, comfyui_version }) =>
		plan.tasks.slice(0, 1).flatMap((task) => {
			const form = taskFor(task, comfyui_version);
			const bounds = { limits: verdictLimits, budget: new Budget(verdictSteps) };
			return refusalOf(validateGraph(form.graph, info, bounds), filledInputs(form));
		}),
	);
	return refusals.sort((a, b) => a.length - b.length)[0] ?? [];
}

/** An input that the worker fills: with the name of a file, or of a folder of files. */
export interface FilledInput {
	node: string;
	input: string;
}

export function filledInputs({ inputs, folders = [] }: TaskPlan): FilledInput[] {
	return [...inputs, ...folders];
}

/** The complaints that make a graph impossible; `given` are inputs that the worker fills. Pure. */
export function refusalOf(verdict: Verdict, given: readonly FilledInput[] = []): Problem[] {
	if (verdict.valid) return [];
	const { error, node_errors } = verdict;
	// Not ComfyUI's word: nobody has looked at the rest. And a class that is not in an object_info may have come since.
	if (error.type === "validation_stopped" || error.type === "missing_node_type") return [];
	const nodes = Object.entries(node_errors);
	if (nodes.length === 0) return [{ ...toProblem(error), pointer: "/graph" }];
	return nodes.flatMap(([id, { errors, class_type }]) =>
		errors.flatMap((complaint): Problem[] => {
			const input = complaint.extra_info.input_name;
			const filled = given.some((place) => place.node === id && place.input === input);
			if (filled || isAboutAFile(complaint)) return [];
			const at = typeof input === "string" ? ["graph", id, "inputs", input] : ["graph", id];
			const problem = toProblem(complaint);
			return [
				{ ...problem, pointer: pointer(...at), message: `Node ${id} (${class_type}): ${problem.message}` },
			];
		}),
	);
}

function toProblem({ message, details }: NodeError): Omit<Problem, "pointer"> {
	return { code: "node_validation", message: details === "" ? message : `${message}: ${details}` };
}

function isAboutAFile({ type, extra_info }: NodeError): boolean {
	const value = extra_info.received_value;
	return type === "value_not_in_list" && typeof value === "string" && /\.[A-Za-z0-9]{2,12}$/.test(value);
}
