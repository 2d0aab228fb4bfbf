import type { JobCost } from "../contract/jobs/cost.ts";

/** What a job shows of its cost before anything of it has ended. */
export const NO_COST: JobCost = {
	attempts: 0,
	unpriced_attempts: 0,
	unmeasured_attempts: 0,
	micro_usd: 0,
	free_micro_usd: 0,
	queue_ms: 0,
	cold_ms: 0,
	load_ms: 0,
	run_ms: 0,
	upload_ms: 0,
	partner_micro_usd: 0,
	estimate_micro_usd: null,
	reserved_micro_usd: 0,
	budget_micro_usd: null,
	stages: [],
};
