import type { TaskPlan } from "../../../workflows/plan/plan.ts";
import { gpuCost, gpuForEstimate } from "../../../workflows/prices/price-sheet.ts";

/**
 * What a task is reckoned with until it has ended: its partner's price, or its usual time on the GPU that estimates
 * reckon with; both where nobody knows what else there is in the graph.
 */
export function reckoned({ typical_seconds, requires, partner_micro_usd }: TaskPlan) {
	const partner = partner_micro_usd ?? null;
	const { micro_usd_per_second } = gpuForEstimate(requires?.vram_gb ?? 0);
	const gpu = gpuCost(typical_seconds * 1000, micro_usd_per_second);
	const unknown = (requires?.family ?? null) === null;
	return {
		estimate_micro_usd: partner === null || unknown ? (partner ?? 0) + gpu : partner,
		partner_micro_usd: partner,
	};
}
