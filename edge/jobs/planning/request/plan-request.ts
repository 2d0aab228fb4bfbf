import { MAX_PROBLEMS } from "../../../../workflows/graph/problems.ts";
import { library } from "../../../../workflows/library/index.ts";
import { type JobPlan, planWorkflow, RANDOM_SEED_LIMIT } from "../../../../workflows/plan/plan.ts";
import { planGraph } from "../../../../workflows/plan/raw.ts";
import type { JobRequest } from "../../../contract/jobs/jobs.ts";
import { unionOf } from "../../../pools/capabilities.ts";
import { missingFromAll, planProblems, uniqueProblems } from "../../../workflows/checks.ts";
import type { Facts } from "../../../workflows/facts.ts";
import { type KnownServer, refusedByComfyUi } from "../../../workflows/refused-by-comfyui.ts";
import { type Offered, OutdatedDocument, offered } from "../../../workflows/resolve.ts";
import type { WorkflowRow } from "../../../workflows/store.ts";
import { invalid, isModel, lacking, waitFor } from "./lacking.ts";
import { pricePartners } from "./partner-prices.ts";

const randomness = { seed: () => Math.floor(Math.random() * RANDOM_SEED_LIMIT) };

/**
 * The workflow a request names, of the account's own or else of the library; null for a raw graph. A retired one
 * is refused, except where a job that had it is submitted again.
 */
export async function workflowOf(
	bucket: R2Bucket,
	{ request, retry_of }: { request: JobRequest; retry_of: string | null },
	row: WorkflowRow | undefined,
): Promise<Offered | null> {
	const reference = request.workflow;
	if (reference === undefined) return null;
	const refuse = (code: "unknown_workflow" | "workflow_retired" | "invalid_request", message: string) =>
		invalid(code, [{ pointer: "/workflow", code, message }]);
	if (row && row.retired_at !== null && retry_of === null)
		throw refuse(
			"workflow_retired",
			`${row.id}@${row.version} is retired; GET /v1/workflows/${row.id}/versions shows which versions there are`,
		);
	try {
		const found = await offered(bucket, row, reference);
		if (found) return found;
	} catch (error) {
		if (!(error instanceof OutdatedDocument)) throw error;
		throw refuse("invalid_request", error.message);
	}
	throw refuse(
		"unknown_workflow",
		`there is no workflow ${JSON.stringify(reference.slice(0, 100))}; ${advice(reference)}`,
	);
}

/** What to ask for instead. */
function advice(reference: string): string {
	const id = reference.split("@")[0] ?? "";
	const versions = library.filter((workflow) => workflow.id === id).map(({ version }) => version);
	return versions.length > 0 && reference.includes("@")
		? `${id} has version ${versions.join(" and ")}`
		: "GET /v1/workflows lists them";
}

/**
 * The plan of a request. Throws ApiError with pointers into the request where it does not fit its workflow, or
 * no worker of the pool could run it, or ComfyUI itself would refuse it.
 */
export function planRequest(
	request: JobRequest,
	found: Offered | null,
	facts: Facts,
	servers: readonly KnownServer[],
): JobPlan {
	const { capabilities: known, policy, loras = [] } = facts;
	const planned = found
		? planWorkflow(found.workflow, request.parameters ?? {}, { ...randomness, loras })
		: planGraph({ graph: request.graph, inputs: request.inputs }, unionOf(known), policy);
	if (!planned.ok) {
		const code = planned.problems[0]?.code;
		throw invalid(
			code === "workflow_format_ui" ? code : found ? "invalid_request" : "invalid_graph",
			planned.problems,
		);
	}
	const { plan, blame } = planned;
	if (found?.own) {
		// It was looked at when it was stored; the policy may have changed since, and parameters came in.
		const problems = planProblems(found.workflow, plan, unionOf(known), policy);
		if (problems.length > 0) throw invalid("invalid_request", problems.map(blame));
	}
	const lacks = missingFromAll(known, plan).map(blame);
	// What it is ready to wait for is not what it is refused for.
	const missing = request.wait_for_models ? lacks.filter((problem) => !isModel(problem)) : lacks;
	if (lacks.length > 0 && missing.length === 0) {
		waitFor(plan, known);
	} else if (missing.length > 0) {
		const limits = missing.filter((problem) => problem.code === "over_profile_limit");
		// More than the machines are given is the request's to change; what they lack is not.
		if (limits.length === missing.length) throw invalid("over_profile_limit", uniqueProblems(limits));
		throw lacking(uniqueProblems(missing));
	}
	const refused = refusedByComfyUi(plan, servers).map(blame);
	if (refused.length > 0)
		throw invalid(found ? "invalid_request" : "invalid_graph", refused.slice(0, MAX_PROBLEMS));
	pricePartners(plan, servers, policy);
	return plan;
}
