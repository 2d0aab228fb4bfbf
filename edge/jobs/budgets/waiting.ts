import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import { type Database, listOf } from "../../db/client.ts";
import { jobs, tasks } from "../../db/schema.ts";
import { BUDGETS_OF_JOB, leastLeft } from "./left.ts";

/** A stage that no budget holds is looked at again after this long, in milliseconds: whoever raises one wakes it. */
export const BUDGET_AGAIN_MS = 10 * 60_000;
/** Jobs that a raised budget wakes; of more, the oldest. Others are looked at within ten minutes. */
const WOKEN = 200;

/** Whose budget was raised: all that the account has, one of its characters' jobs, or one job. */
export interface Raised {
	account: string;
	character?: string;
	job?: string;
}

/** A stage that waited for a budget, and that its budgets may hold now. */
export interface WokenStage {
	job: string;
	pool: string;
	stage: string;
	/** It is to be opened; else its tasks are in the queue. */
	ready: boolean;
}

/** Leaves what waits for a budget alone for a while. */
export async function lookLater(db: Database, job: string, now: number): Promise<void> {
	await db
		.update(jobs)
		.set({ budget_look_at: now + BUDGET_AGAIN_MS })
		.where(eq(jobs.id, job));
}

/**
 * After a budget was raised: offers what is in the queue again, and lets the sweep look at what waits. Answers with the
 * stages that may go on, oldest jobs first, and how many tasks there are to ring for in which pool.
 */
export async function wake(db: Database, raised: Raised, month: string, now: number) {
	const concerned = sql`j.account_id = ${raised.account} AND j.finished_at IS NULL ${narrowed(raised)}`;
	const queued = sql`(SELECT j.id FROM jobs AS j WHERE ${concerned} ORDER BY j.id LIMIT ${WOKEN})`;
	const stages =
		await db.all<WokenStage>(sql`SELECT j.id AS job, j.pool_id AS pool, s.key AS stage, s.status = 'ready' AS ready
		FROM jobs AS j CROSS JOIN stages AS s ON s.job_id = j.id AND s.budget_wait_since IS NOT NULL ${BUDGETS_OF_JOB}
		WHERE ${concerned} AND ${leastLeft(sql`${month}`)} >= iif(s.status = 'ready', 1, 0) ORDER BY j.id LIMIT ${WOKEN}`);
	const [pools] = await db.batch([
		db
			.select({ pool: tasks.pool_id, count: sql<number>`count(*)` })
			.from(tasks)
			.where(and(inArray(tasks.job_id, queued), eq(tasks.status, "queued")))
			.groupBy(tasks.pool_id),
		db
			.update(tasks)
			.set({ reserved_until: 0 })
			.where(
				and(inArray(tasks.job_id, queued), eq(tasks.status, "queued"), sql`${tasks.reserved_until} > ${now}`),
			),
		db
			.update(jobs)
			.set({ budget_look_at: 0 })
			.where(inArray(jobs.id, listOf(stages.map(({ job }) => job)))),
	]);
	return { stages, pools };
}

function narrowed({ character, job }: Raised): SQL {
	if (job !== undefined) return sql`AND j.id = ${job}`;
	return character === undefined ? sql`` : sql`AND j.budget_character_id = ${character}`;
}
