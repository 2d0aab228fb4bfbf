import { sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { jobTimes, ledger, qualityDays, usageDays } from "../db/schema.ts";

/** Rows of each table that go in one step. */
const ROWS_AT_ONCE = 2_000;

/** One step of taking away what is booked of an account; true once nothing is left. */
export async function eraseUsage(db: Database, account: string): Promise<boolean> {
	const gone = await db.batch([
		db
			.delete(ledger)
			.where(
				sql`account_id = ${account} AND (job_id, task_id, epoch) IN (SELECT job_id, task_id, epoch FROM ledger WHERE account_id = ${account} LIMIT ${ROWS_AT_ONCE})`,
			)
			.returning({ row: sql<number>`1` }),
		db
			.delete(usageDays)
			.where(
				sql`account_id = ${account} AND (by, day, key) IN (SELECT by, day, key FROM usage_days WHERE account_id = ${account} LIMIT ${ROWS_AT_ONCE})`,
			)
			.returning({ row: sql<number>`1` }),
		db
			.delete(qualityDays)
			.where(
				sql`account_id = ${account} AND (day, work) IN (SELECT day, work FROM quality_days WHERE account_id = ${account} LIMIT ${ROWS_AT_ONCE})`,
			)
			.returning({ row: sql<number>`1` }),
		db
			.delete(jobTimes)
			.where(
				sql`account_id = ${account} AND (work, ended_at, job_id) IN (SELECT work, ended_at, job_id FROM job_times WHERE account_id = ${account} LIMIT ${ROWS_AT_ONCE})`,
			)
			.returning({ row: sql<number>`1` }),
	]);
	return gone.every((rows) => rows.length < ROWS_AT_ONCE);
}
