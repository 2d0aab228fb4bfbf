import type { JobPlan } from "../../../workflows/plan/plan.ts";
import type { Database } from "../../db/client.ts";
import type { HashedNeeds } from "../../pools/stored-needs.ts";
import type { JobAggregate } from "../lifecycle/aggregate.ts";
import { insertJobs } from "../submit/create.ts";

const NO_MONEY = {
	estimate_micro_usd: null,
	budget_micro_usd: null,
	budget_character_id: null,
	character_budget: null,
};

/** Stores a job that was built, as a submission does, with all its bodies in its rows. */
export async function insertBuilt(
	db: Database,
	aggregate: JobAggregate,
	plan: JobPlan,
	needs: readonly HashedNeeds[],
	now: number,
): Promise<void> {
	const { id, account_id: account } = aggregate.job;
	const request = { priority: 0, deadline_s: 3600, metadata: {} };
	const bodies = {
		request: JSON.stringify(request),
		parameters: JSON.stringify(plan.parameters),
		pinned: null,
		plans: plan.tasks.map((task) => JSON.stringify(task)),
		bytes: 0,
		key: null,
	};
	const submission = { account, request, retry_of: null };
	await insertJobs(
		db,
		[{ aggregate, submission, plan, needs, bodies, pipeline: null, money: NO_MONEY }],
		{ key: null, resource: id },
		now,
	);
}
