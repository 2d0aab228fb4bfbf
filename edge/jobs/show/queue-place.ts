import { and, desc, eq, sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { tasks } from "../../db/schema.ts";

/** Tasks that are counted at most. */
const MOST_COUNTED = 1000;

/** Where a task stands among those of its account: tasks that never ran first, by priority and age; then those that came back. */
const place = (row: string) =>
	`(iif(${row}.epoch = 0, 0, ${row}.available_at), -${row}.priority, ${row}.job_id, ${row}.id)`;

/**
 * How many tasks of other jobs of the account are taken before the first one of this job that waits. No row where none
 * waits. Reads the queued tasks of the account in the job's pool, which its limit of jobs bounds.
 */
export function queueAheadQuery(db: Database, job: string) {
	return db
		.select({
			ahead: sql<number>`(SELECT count(*) FROM (
				SELECT 1 FROM tasks AS other WHERE other.pool_id = tasks.pool_id
					AND substr(other.account_id, -8) || other.account_id = substr(tasks.account_id, -8) || tasks.account_id
					AND other.status = 'queued' AND other.job_id <> tasks.job_id
					AND ${sql.raw(place("other"))} < ${sql.raw(place("tasks"))}
				LIMIT ${sql.raw(String(MOST_COUNTED))}
			))`,
		})
		.from(tasks)
		.where(and(eq(tasks.job_id, job), eq(tasks.status, "queued")))
		.orderBy(sql`iif(${tasks.epoch} = 0, 0, ${tasks.available_at})`, desc(tasks.priority), tasks.id)
		.limit(1);
}
