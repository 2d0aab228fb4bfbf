import type { WorkflowDefinition } from "../../workflows/definition/define.ts";
import type { Problem } from "../../workflows/graph/problems.ts";
import type { Capabilities } from "../../workflows/object-info/capabilities.ts";
import { missingFrom } from "../../workflows/plan/missing.ts";
import type { JobPlan } from "../../workflows/plan/plan.ts";
import { planGraph } from "../../workflows/plan/raw.ts";
import type { NodePolicy } from "../../workflows/validate/requests/requests.ts";

/**
 * Nodes that run at partners are paid with the credits of whoever runs the workers. Their key goes along with
 * workflows that say so; one of an account's own may say so only where the account is trusted with every class.
 */
export function creditProblems(workflow: WorkflowDefinition, { trusted }: NodePolicy): Problem[] {
	if (workflow.partner === undefined || trusted.includes("*")) return [];
	const message =
		"It would be paid with the operator's credits at the partner. Leave `partner` out, or ask the operator to trust this account with every class.";
	return [{ pointer: "/partner", code: "node_not_allowed", message }];
}

/**
 * An own workflow's graph comes from a client like a raw graph does, and is held to the same: files come in only
 * as assets, names stay in their folders, node classes are those the account may use. It was when it was stored;
 * a request's parameters, or another policy, came in since. Pointers are into `/graph`.
 */
export function planProblems(
	workflow: WorkflowDefinition,
	plan: JobPlan,
	capabilities: Capabilities | null,
	policy: NodePolicy,
): Problem[] {
	const forms = plan.tasks.flatMap((task) => [task, ...(task.forms ?? [])]);
	return uniqueProblems([
		...creditProblems(workflow, policy),
		...forms.flatMap(({ graph, inputs }) => {
			const places = inputs.map(({ node, input, asset_id }): [string, string] => [
				`${node}.${input}`,
				asset_id,
			]);
			return graphProblems(graph, Object.fromEntries(places), capabilities, policy);
		}),
	]);
}

function graphProblems(
	graph: unknown,
	inputs: Record<string, string>,
	capabilities: Capabilities | null,
	policy: NodePolicy,
): Problem[] {
	const planned = planGraph({ graph, inputs }, capabilities, policy);
	return planned.ok ? [] : planned.problems;
}

/** What the worker lacks that lacks the least; empty where nobody knows what the workers have. */
export function missingFromAll(known: readonly Capabilities[], plan: JobPlan): Problem[] {
	const missing = known
		.map((capabilities) => plan.tasks.flatMap((task) => missingFrom(capabilities, task)))
		.sort((a, b) => a.length - b.length)[0];
	return missing ?? [];
}

export function uniqueProblems(problems: Problem[]): Problem[] {
	return [...new Map(problems.map((problem) => [problem.message, problem])).values()];
}
