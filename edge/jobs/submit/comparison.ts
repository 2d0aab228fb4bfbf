import type { JobPlan } from "../../../workflows/plan/plan.ts";
import type { Comparison } from "../../contract/jobs/comparison-request.ts";
import type { JobRequest } from "../../contract/jobs/jobs.ts";
import type { Database } from "../../db/client.ts";
import { comparisons } from "../../db/schema.ts";
import type { Facts } from "../../workflows/facts.ts";
import type { KnownServer } from "../../workflows/refused-by-comfyui.ts";
import { comparedOf } from "../planning/training/compared.ts";
import { planComparison } from "../planning/training/plan-comparison.ts";

/** The plan of a comparison, with the weights that its training has left by now. */
export async function planOfComparison(
	db: Database,
	account: string,
	asked: Comparison,
	request: JobRequest,
	facts: Facts,
	servers: readonly KnownServer[],
): Promise<JobPlan> {
	const { comparison: _, ...rest } = request;
	return planComparison(asked, await comparedOf(db, account, asked.training), rest, facts, servers);
}

/** What a comparison writes beside its job: whose it is. */
export function comparisonStatement(db: Database, account: string, job: string, { training }: Comparison) {
	return db.insert(comparisons).values({ job_id: job, account_id: account, training_id: training });
}
