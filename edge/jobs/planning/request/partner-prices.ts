import type { WorkflowDefinition } from "../../../../workflows/definition/define.ts";
import { type Estimate, estimate } from "../../../../workflows/definition/estimates.ts";
import { Budget } from "../../../../workflows/graph/budget.ts";
import type { EstimateOf } from "../../../../workflows/pipelines/plan/estimate.ts";
import { type JobPlan, planWorkflow, type TaskPlan, taskFor } from "../../../../workflows/plan/plan.ts";
import { PRICE_STEPS, partnerPriceOf } from "../../../../workflows/prices/partner-price.ts";
import type { NodePolicy } from "../../../../workflows/validate/requests/requests.ts";
import type { KnownServer } from "../../../workflows/refused-by-comfyui.ts";

/**
 * Tasks that run at partners with what they cost there by the price formulas of the pool's own servers, of the dearest
 * of them; where these do not say it, with what their workflow declares. A client's own graph is given the operator's
 * key only where its account is trusted with every class, as a workflow of its own is. Pure but for the plan, whose
 * tasks it changes.
 */
export function pricePartners(
	{ workflow, tasks }: JobPlan,
	servers: readonly KnownServer[],
	{ trusted }: NodePolicy,
): void {
	const budget = new Budget(PRICE_STEPS);
	for (const task of tasks) {
		if (workflow === "graph" ? !trusted.includes("*") : !task.requires?.partner) continue;
		const found = priceAt(task, servers, budget);
		if (found === null) continue;
		if (workflow === "graph") task.requires = AT_PARTNERS;
		if (found.micro_usd !== null) task.partner_micro_usd = found.micro_usd;
	}
}

/** Nothing else is known of a client's own graph. */
const AT_PARTNERS = { family: null, vram_gb: 0, launch_flags: [], partner: true, training: false };

/** What a task costs at partners by the formulas of these servers; null where none of them says that it runs at one. */
function priceAt(task: TaskPlan, servers: readonly KnownServer[], budget: Budget) {
	const found = servers.flatMap(({ info, comfyui_version }) => {
		const price = partnerPriceOf(taskFor(task, comfyui_version).graph, info, budget);
		return price === null ? [] : [price.micro_usd];
	});
	if (found.length === 0) return null;
	const known = found.filter((price) => price !== null);
	return { micro_usd: known.length === 0 ? null : Math.max(...known) };
}

/** What makes estimates with the prices of these servers, where they say them. Pure. */
export function estimateWith(servers: readonly KnownServer[]): EstimateOf {
	return (workflow, parameters) =>
		estimateAtPartners(workflow, parameters, estimate(workflow, parameters), servers);
}

/**
 * An estimate with what its tasks cost by the price formulas of these servers, of the dearest of them, where they can
 * be read. Pure.
 *
 * @param estimated of the same workflow and parameters, which are accepted
 */
function estimateAtPartners(
	workflow: WorkflowDefinition,
	parameters: unknown,
	estimated: Estimate,
	servers: readonly KnownServer[],
): Estimate {
	if (workflow.partner === undefined || servers.length === 0) return estimated;
	const planned = planWorkflow(workflow, parameters, { seed: () => 0 });
	if (!planned.ok) return estimated;
	const budget = new Budget(PRICE_STEPS);
	let sum = 0;
	for (const task of planned.plan.tasks) {
		const price = priceAt(task, servers, budget)?.micro_usd;
		if (price === undefined || price === null) return estimated;
		sum += price;
	}
	return { ...estimated, micro_usd: sum, source: "price formulas of the pool's ComfyUI: an estimate" };
}
