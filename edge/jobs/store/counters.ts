import { eq, type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { isTerminal } from "../../contract/status.ts";
import type { Database } from "../../db/client.ts";
import { accounts } from "../../db/schema.ts";
import { reservedOf } from "../budgets/reserved.ts";
import { holds, type JobAggregate } from "../lifecycle/aggregate.ts";

/** What a job counts for at its account. */
interface Counted {
	unfinished: number;
	running: number;
	/** What its open tasks are reckoned with, in micro-USD; for new jobs alone. */
	reserved?: number;
}

function countOf(aggregate: JobAggregate): Counted {
	return {
		unfinished: isTerminal(aggregate.job.status) ? 0 : 1,
		running: aggregate.tasks.filter(holds).length,
	};
}

/**
 * Keeps an account's counters in step with a change of one of its jobs. Goes into the batch that writes the change,
 * so that both happen or neither. Empty where nothing that counts changed.
 */
export function counterStatements(
	db: Database,
	before: JobAggregate,
	after: JobAggregate,
): BatchItem<"sqlite">[] {
	const [was, is] = [countOf(before), countOf(after)];
	return addTo(db, after.job.account_id, {
		unfinished: is.unfinished - was.unfinished,
		running: is.running - was.running,
	});
}

/** The same for new jobs, all of one account. */
export function newJobStatements(db: Database, added: readonly JobAggregate[]): BatchItem<"sqlite">[] {
	const counts = added.map((one) => ({ ...countOf(one), reserved: reservedOf(one) }));
	const sum = (of: keyof Counted) => counts.reduce((total, one) => total + one[of], 0);
	return addTo(db, added[0]?.job.account_id ?? "", {
		unfinished: sum("unfinished"),
		running: sum("running"),
		reserved: sum("reserved"),
	});
}

function addTo(
	db: Database,
	account: string,
	{ unfinished, running, reserved = 0 }: Counted,
): BatchItem<"sqlite">[] {
	if (unfinished === 0 && running === 0 && reserved === 0) return [];
	return [
		db
			.update(accounts)
			.set({
				unfinished_jobs: sql`unfinished_jobs + ${unfinished}`,
				running_tasks: sql`running_tasks + ${running}`,
				...(reserved === 0 ? {} : { reserved_micro_usd: sql`reserved_micro_usd + ${reserved}` }),
			})
			.where(eq(accounts.id, account)),
	];
}

/** Guards a submission whose job is counted already: the account has no more unfinished ones than it may. */
export function withinJobLimit(account: string): SQL {
	return sql`(SELECT unfinished_jobs <= max_jobs FROM accounts WHERE id = ${account})`;
}
