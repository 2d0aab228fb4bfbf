import { and, eq, sql } from "drizzle-orm";
import type { JobCost } from "../../contract/jobs/cost.ts";
import type { Database } from "../../db/client.ts";
import { type jobs, ledger } from "../../db/schema.ts";

const sum = (what: string) => sql<number>`coalesce(sum(${sql.raw(what)}), 0)`;

/** What the attempts of a job came to, stage by stage. */
export function costQuery(db: Database, account: string, job: string) {
	return db
		.select({
			stage: ledger.stage,
			attempts: sql<number>`count(*)`,
			unpriced_attempts: sum("micro_usd_per_second IS NULL"),
			unmeasured_attempts: sum("run_ms IS NULL"),
			micro_usd: sum("charged_micro_usd"),
			free_micro_usd: sum("micro_usd - charged_micro_usd"),
			partner_micro_usd: sum("iif(free, 0, partner_micro_usd)"),
			queue_ms: sum("queue_ms"),
			cold_ms: sum("cold_ms"),
			load_ms: sum("load_ms"),
			run_ms: sum("run_ms"),
			upload_ms: sum("upload_ms"),
		})
		.from(ledger)
		.where(and(eq(ledger.account_id, account), eq(ledger.job_id, job)))
		.groupBy(ledger.stage);
}

type StageSums = Awaited<ReturnType<typeof costQuery>>[number];

/** What a job took and cost, from its row and what its attempts came to; stages in their order. Pure. */
export function costOf(
	row: Pick<typeof jobs.$inferSelect, "estimate_micro_usd" | "reserved_micro_usd" | "budget_micro_usd">,
	spent: readonly StageSums[],
	stages: readonly { key: string }[],
): JobCost {
	const inOrder = stages.flatMap(({ key }) => spent.filter(({ stage }) => stage === key));
	const all = (of: Exclude<keyof StageSums, "stage">) => spent.reduce((total, one) => total + one[of], 0);
	return {
		attempts: all("attempts"),
		unpriced_attempts: all("unpriced_attempts"),
		unmeasured_attempts: all("unmeasured_attempts"),
		micro_usd: all("micro_usd"),
		free_micro_usd: all("free_micro_usd"),
		queue_ms: all("queue_ms"),
		cold_ms: all("cold_ms"),
		load_ms: all("load_ms"),
		run_ms: all("run_ms"),
		upload_ms: all("upload_ms"),
		partner_micro_usd: all("partner_micro_usd"),
		estimate_micro_usd: row.estimate_micro_usd,
		reserved_micro_usd: row.reserved_micro_usd,
		budget_micro_usd: row.budget_micro_usd,
		stages: inOrder.map(({ partner_micro_usd: _, ...stage }) => stage),
	};
}
