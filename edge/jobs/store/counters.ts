import { eq, type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { Database } from "../../db/client.ts";
import { accounts } from "../../db/schema.ts";
import { reservedOf } from "../budgets/reserved.ts";
import { countOf } from "../consequences/counted.ts";
import type { JobAggregate } from "../lifecycle/aggregate.ts";

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
