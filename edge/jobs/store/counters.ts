import { eq, type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { isTerminal } from "../../contract/status.ts";
import type { Database } from "../../db/client.ts";
import { accounts } from "../../db/schema.ts";
import { reservedOf } from "../budgets/reserved.ts";
import { holds, type JobAggregate } from "../lifecycle/aggregate.ts";

/** What a job counts for at its account. */
function countOf(aggregate: JobAggregate) {
	return {
		unfinished: isTerminal(aggregate.job.status) ? 0 : 1,
		running: aggregate.tasks.filter(holds).length,
	};
}

/** How an account's counters change with one of its jobs. Pure. */
export function countedBy(
	before: JobAggregate,
	after: JobAggregate,
): { unfinished: number; running: number } {
	const [was, is] = [countOf(before), countOf(after)];
	return { unfinished: is.unfinished - was.unfinished, running: is.running - was.running };
}

/** Counts new jobs, all of one account, in the batch that writes them. */
export function newJobStatements(db: Database, added: readonly JobAggregate[]): BatchItem<"sqlite">[] {
	const counts = added.map((one) => ({ ...countOf(one), reserved: reservedOf(one) }));
	const sum = (of: "unfinished" | "running" | "reserved") =>
		counts.reduce((total, one) => total + one[of], 0);
	return [
		db
			.update(accounts)
			.set({
				unfinished_jobs: sql`unfinished_jobs + ${sum("unfinished")}`,
				running_tasks: sql`running_tasks + ${sum("running")}`,
				reserved_micro_usd: sql`reserved_micro_usd + ${sum("reserved")}`,
			})
			.where(eq(accounts.id, added[0]?.job.account_id ?? "")),
	];
}

/** Guards a submission whose job is counted already: the account has no more unfinished ones than it may. */
export function withinJobLimit(account: string): SQL {
	return sql`(SELECT unfinished_jobs <= max_jobs FROM accounts WHERE id = ${account})`;
}
