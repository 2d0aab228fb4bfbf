import { convert } from "../../workflows/convert/convert.ts";
import { fromDocument } from "../../workflows/document/compile.ts";
import { Budget } from "../../workflows/graph/budget.ts";
import { fitsLimits, readGraph } from "../../workflows/graph/graph.ts";
import { MAX_PROBLEMS, type Problem } from "../../workflows/graph/problems.ts";
import { charactersOf } from "../../workflows/graph/size.ts";
import { type Capabilities, summariseObjectInfo } from "../../workflows/object-info/capabilities.ts";
import { type JobPlan, planWorkflow, taskFor } from "../../workflows/plan/plan.ts";
import { planGraph } from "../../workflows/plan/raw.ts";
import { verdictLimits, verdictSteps } from "../../workflows/validate/complaints.ts";
import { needsOf } from "../../workflows/validate/needs.ts";
import { PyFloat } from "../../workflows/validate/python/python.ts";
import { validateGraph } from "../../workflows/validate/validate.ts";
import type { Verdict } from "../../workflows/validate/verdict.ts";
import { MAX_GRAPH_CHARS, MAX_INPUTS } from "../contract/jobs/jobs.ts";
import type { ConversionUnknown, ValidateRequest, Validation } from "../contract/workflows/workflows.ts";
import type { Env } from "../env.ts";
import { unionOf } from "../pools/capabilities.ts";
import { creditProblems, missingFromAll, uniqueProblems } from "./checks.ts";
import { type Facts, factsFor, objectInfoFor } from "./facts.ts";
import { under } from "./make.ts";
import { type FilledInput, filledInputs, refusalOf } from "./refused-by-comfyui.ts";

/**
 * What would become of a graph, an editor's file or a document: ComfyUI's own verdict, and what Darkroom would say
 * besides. What is wrong with it is the answer, not a refusal. Throws ApiError where there is no such pool, and
 * `no_object_info`.
 */
export async function judge(env: Env, account: string, request: ValidateRequest): Promise<Validation> {
	const now = Date.now();
	const facts = await factsFor(env, account, request.pool ?? "default", now);
	const info = await objectInfoFor(env, request, now);
	const subject = subjectOf(request, info, askedOf(request, info, facts));
	const problems = uniqueProblems(subject.problems).slice(0, MAX_PROBLEMS);
	const { graph, unknowns } = subject;
	// What is too large for a job is not looked at any further: everything below takes longer for larger graphs.
	if (graph === undefined || !fitsLimits(graph, MAX_GRAPH_CHARS)) return { ...NOTHING, problems, unknowns };
	const bounds = { limits: verdictLimits, budget: new Budget(verdictSteps) };
	const verdict = validateGraph(graph, info, bounds);
	const read = readGraph(graph);
	const needs = read.ok ? needsOf(read.graph, info, new Budget(verdictSteps)) : NO_NEEDS;
	return {
		valid: verdict.valid,
		accepted: problems.length === 0 && refusalOf(verdict, subject.given).length === 0,
		error: verdict.valid ? null : toJson(verdict.error),
		node_errors: toJson(verdict.node_errors),
		left_out: verdict.left_out ?? 0,
		outputs: verdict.valid ? verdict.outputs : [],
		problems,
		needs,
		unknowns,
	};
}

/** With an object_info of its own and no pool, a request asks about that ComfyUI, whose version it does not say. */
function askedOf(request: ValidateRequest, info: unknown, facts: Facts): Facts {
	if (request.object_info === undefined || request.pool !== undefined) return facts;
	return { ...facts, capabilities: [summariseObjectInfo(info, "")] };
}

/** Whether a graph is larger as JSON than a job may send. What is far too large is not written out to find that. */
function isTooLarge(graph: unknown): boolean {
	// The estimate is at most twice what it is.
	if (charactersOf(graph, 2 * MAX_GRAPH_CHARS) >= 2 * MAX_GRAPH_CHARS) return true;
	return (JSON.stringify(graph)?.length ?? 0) > MAX_GRAPH_CHARS;
}

const NO_NEEDS = { models: [], packs: [], api_nodes: [] };
const NOTHING = {
	valid: false,
	accepted: false,
	error: null,
	node_errors: {},
	left_out: 0,
	outputs: [],
	needs: NO_NEEDS,
};

interface Subject {
	/** Absent: it did not come as far as a graph. */
	graph?: unknown;
	/** Inputs of it that the worker fills. */
	given?: FilledInput[];
	problems: Problem[];
	unknowns: ConversionUnknown[];
}

function subjectOf(request: ValidateRequest, info: unknown, facts: Facts): Subject {
	const { document, graph, ui, inputs } = request;
	if (document !== undefined) return documentSubject(document, facts);
	if (ui === undefined) return { graph, unknowns: [], ...asJob({ graph, inputs }, facts) };
	const converted = convert(ui, info);
	if (!converted.ok) return { problems: under("/ui", converted.problems), unknowns: [] };
	const { graph: made, unknowns } = converted;
	return { graph: made, unknowns, ...asJob({ graph: made, inputs }, facts) };
}

/** As a job would be looked at that sends this graph. */
function asJob(
	request: { graph: unknown; inputs?: Record<string, string> | undefined },
	{ capabilities, policy }: Facts,
): Pick<Subject, "problems" | "given"> {
	const refuse = (pointer: string, message: string): Problem => ({ pointer, code: "invalid_graph", message });
	const limits = [
		...(isTooLarge(request.graph)
			? [refuse("/graph", `The graph has more than ${MAX_GRAPH_CHARS} characters as JSON.`)]
			: []),
		...(Object.keys(request.inputs ?? {}).length <= MAX_INPUTS
			? []
			: [refuse("/inputs", `At most ${MAX_INPUTS} inputs are accepted.`)]),
	];
	const planned = planGraph(request, unionOf(capabilities), policy);
	if (!planned.ok) return { problems: [...limits, ...planned.problems] };
	const { plan } = planned;
	return {
		problems: [...limits, ...missingFromAll(capabilities, plan)],
		given: plan.tasks.flatMap(filledInputs),
	};
}

/** A document is looked at as its template, and as a job with its example would run. */
function documentSubject(document: unknown, { capabilities, policy }: Facts): Subject {
	const union = unionOf(capabilities);
	const compiled = fromDocument(document, 1, { capabilities: union, policy });
	if (!compiled.ok) return { problems: under("/document", compiled.problems), unknowns: [] };
	const { workflow } = compiled;
	const problems = creditProblems(workflow, policy);
	const planned = planWorkflow(workflow, workflow.example, { seed: () => 0 });
	if (!planned.ok)
		return { problems: [...under("/document", problems), ...inExample(planned.problems)], unknowns: [] };
	return {
		graph: graphOf(planned.plan, union),
		given: planned.plan.tasks.flatMap(filledInputs),
		problems: under("/document", [...problems, ...missingFromAll(capabilities, planned.plan)]),
		unknowns: [],
	};
}

function inExample(problems: Problem[]): Problem[] {
	return problems.map((problem) => ({
		...problem,
		pointer: problem.pointer.replace("/parameters", "/document/example"),
	}));
}

function graphOf({ tasks: [task] }: JobPlan, capabilities: Capabilities | null): unknown {
	return task && (capabilities ? taskFor(task, capabilities.comfyui_version) : task).graph;
}

/**
 * What ComfyUI says, as JSON can carry it: limits in an object_info may be integers beyond what a number holds.
 * It is small, because a verdict's limits bound it.
 */
function toJson<T extends Verdict["node_errors"] | Extract<Verdict, { valid: false }>["error"]>(told: T): T {
	const text = JSON.stringify(told, (_key, value: unknown) =>
		typeof value === "bigint" ? Number(value) : value instanceof PyFloat ? value.value : value,
	);
	return JSON.parse(text) as T;
}
