import { and, asc, eq, isNull, lte, sql } from "drizzle-orm";
import { type Database, database, listOf } from "../../db/client.ts";
import { jobs, pools } from "../../db/schema.ts";
import type { Env } from "../../env.ts";
import { errorName, log } from "../../log.ts";
import type { JobAggregate } from "../lifecycle/aggregate.ts";
import { lifecycle } from "../lifecycle/lifecycle.ts";
import { announce, wakeWebhooks } from "../live/announce.ts";
import { commitMany, type Quiet } from "../store/commit-many.ts";
import { assembleJobs, manyJobsQueries } from "../store/load.ts";
import { toEvents } from "../store/record.ts";

/** Jobs ended in one transaction, and the tasks that they may have between them. */
const JOBS_AT_ONCE = 500;
const TASKS_AT_ONCE = 2500;
/** Transactions in one run of the sweeper: D1 takes a thousand statements in one invocation. */
const MAX_BATCHES = 50;
/** Objects told in one run. Where there are more, the others see it when they look by themselves. */
const MAX_TOLD = 200;

/** Ends what is past its deadline in every pool, as far as no worker holds any of it. Returns how many jobs. */
export async function endAllOverdue(env: Env, now: number): Promise<number> {
	const rows = await database(env.DB).select({ id: pools.id }).from(pools);
	let ended = 0;
	let batches = 0;
	let tell = MAX_TOLD;
	for (const { id } of rows) {
		for (let more = true; more && batches < MAX_BATCHES; batches++) {
			const done = await endOverdue(env, id, now, tell);
			ended += done;
			tell = Math.max(0, tell - done);
			more = done > 0;
		}
	}
	return ended;
}

/**
 * Ends jobs of a pool that are past their deadline and of which no worker holds a task: some hundreds in one
 * transaction, decided one by one as a sweep of each would. Jobs with a held task are left to that sweep.
 * The objects of as many as `tell` are told, and as many webhooks. Returns how many ended.
 */
export async function endOverdue(env: Env, pool: string, now: number, tell = MAX_TOLD): Promise<number> {
	const db = database(env.DB);
	const overdue = await loadOverdue(db, pool, now);
	const changes = overdue.flatMap((before): Quiet[] => {
		const decision = lifecycle(before, { type: "sweep", leases_from: 0 }, { now, random: 0 });
		if (!decision.ok || decision.changes.length === 0) return [];
		return [{ before, decision, events: toEvents(decision, before.job.version, now) }];
	});
	if (changes.length === 0) return 0;
	const written = await commitMany(db, changes).catch((error: unknown) => {
		// One of them cannot be written: the sweeper takes them one by one, and puts that one off.
		log.error("overdue jobs could not be ended together", { pool, error: errorName(error) });
		return { jobs: new Set<string>(), webhooks: [] };
	});
	const told = changes.filter(({ before }) => written.jobs.has(before.job.id)).slice(0, tell);
	await Promise.allSettled([
		...told.map((change) => announce(env, { ok: true, ...change })),
		wakeWebhooks(env, written.webhooks.slice(0, tell)),
	]);
	return written.jobs.size;
}

async function loadOverdue(db: Database, pool: string, now: number): Promise<JobAggregate[]> {
	const due = await db
		.select({ id: jobs.id, tasks: sql<number>`(SELECT count(*) FROM tasks WHERE job_id = ${jobs.id})` })
		.from(jobs)
		.where(
			and(
				eq(jobs.pool_id, pool),
				isNull(jobs.finished_at),
				lte(jobs.deadline_at, now),
				lte(jobs.sweep_after, now),
				sql`NOT EXISTS (SELECT 1 FROM tasks WHERE job_id = ${jobs.id} AND status IN ('running', 'canceling'))`,
			),
		)
		.orderBy(asc(jobs.deadline_at))
		.limit(JOBS_AT_ONCE);
	const ids: string[] = [];
	let sum = 0;
	for (const row of due) {
		sum += row.tasks;
		if (ids.length > 0 && sum > TASKS_AT_ONCE) break;
		ids.push(row.id);
	}
	if (ids.length === 0) return [];
	return assembleJobs(...(await db.batch(manyJobsQueries(db, listOf(ids)))));
}
