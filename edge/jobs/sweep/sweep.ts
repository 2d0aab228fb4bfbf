import { and, asc, count, eq, gt, isNotNull, isNull, lte, or, type SQL, sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { database } from "../../db/client.ts";
import { jobs, pools, stages, tasks, workers } from "../../db/schema.ts";
import type { Env } from "../../env.ts";
import { forgetKeys } from "../../idempotency/once.ts";
import { errorName, log } from "../../log.ts";
import { jobObject } from "../../objects.ts";
import { lookEveryMs, silenceCountsFrom } from "../../pools/presence.ts";
import type { JobIdentity } from "../../rpc/job.ts";
import { BUDGET_AGAIN_MS } from "../budgets/waiting.ts";
import { holds, type JobAggregate, type Task, waitsForBudget } from "../lifecycle/aggregate.ts";
import { announce } from "../live/announce.ts";
import { stagePlanner } from "../planning/planner.ts";
import { changeJob } from "../store/change.ts";
import type { Changed, ChangeResult, JobChange } from "../store/job-change.ts";
import { endAllOverdue } from "./end-overdue.ts";
import { wakeForLoras } from "./wake-for-loras.ts";

/** Jobs of a pool looked at in one run of the sweeper; the next run, a minute later, takes the rest. */
const SWEEP_BATCH = 200;
/** A worker that never said goodbye counts as gone after this long, in milliseconds. */
const WORKER_KEPT_MS = 24 * 60 * 60 * 1000;
/** A job that could not be swept is looked at again after this long, in milliseconds; it doubles each time. */
const AGAIN_MS = 30_000;
/** A stage that could not be planned is planned again after this long, in milliseconds. */
const PLAN_AGAIN_MS = 5_000;
const AGAIN_CAP_MS = 60 * 60_000;

interface Swept {
	/** Set when a lease, a worker's time or the deadline had passed. The caller announces it. */
	changed: Changed | null;
	/** When a held task is to be looked at again: its worker stays silent, or never ends. */
	next_due_at: number | null;
	/** When the next task that waits for another try may be claimed. */
	next_retry_at: number | null;
	/** Tasks that may be claimed now. */
	claimable: number;
}

/**
 * Ends what is overdue in one job. Doing it twice, or at the same time, changes nothing more. `change` is the
 * way to the job: its object's, or one's own.
 */
export async function sweepJob(
	env: Env,
	{ pool }: JobIdentity,
	change: (change: JobChange) => Promise<ChangeResult>,
	now: number,
): Promise<Swept> {
	const leases_from = await silenceCountsFrom(database(env.DB), env, pool, now);
	const result = await change({ command: { type: "sweep", leases_from } });
	const job = result.ok ? result.decision.state : result.state;
	return {
		changed: result.ok ? result : null,
		...whatComesNext(job, now, leases_from, lookEveryMs(env)),
	};
}

function whatComesNext(
	job: Pick<JobAggregate, "stages" | "tasks"> | null,
	now: number,
	leasesFrom: number,
	lookEvery: number,
) {
	const all: Task[] = job?.tasks ?? [];
	const unplanned = (job?.stages ?? [])
		.filter(({ status }) => status === "ready")
		.map((stage) => now + (waitsForBudget(stage) ? BUDGET_AGAIN_MS : PLAN_AGAIN_MS));
	const queued = all.filter((task) => task.status === "queued");
	const waiting = queued.filter((task) => task.available_at > now);
	const counts = leasesFrom > now ? Math.min(leasesFrom, now + lookEvery) : leasesFrom;
	const first = (times: number[]) => (times.length === 0 ? null : Math.min(...times));
	return {
		next_due_at: first([
			...unplanned,
			...all.filter(holds).map((task) => Math.min(Math.max(task.lease_until, counts), task.run_until)),
		]),
		next_retry_at: first(waiting.map((task) => task.available_at)),
		claimable: queued.length - waiting.length,
	};
}

/**
 * Ids of a pool's jobs that hold something overdue: a lease that ran out, or a worker that never ends. `where`
 * may ask for more. Reads what the pool's workers hold, however long its queue is.
 */
export function overdueJobs(db: Database, now: number, limit: number, pool: string, where?: SQL) {
	const due = sql`max(min(${tasks.lease_until}, ${tasks.run_until}), ${tasks.sweep_after})`;
	// The tasks are cut off before their jobs are made distinct: else SQLite walks through all tasks by job.
	const overdue = db
		.select({ job: tasks.job_id })
		.from(tasks)
		.where(and(eq(tasks.pool_id, pool), isNotNull(tasks.worker_id), lte(due, now), where))
		.orderBy(asc(due))
		.limit(limit)
		.as("overdue");
	return db.selectDistinct({ job: overdue.job }).from(overdue);
}

/** Ids of a pool's jobs with a stage that is ready: whoever made it so did not get to planning it. */
function unplannedJobs(db: Database, now: number, limit: number, pool: string) {
	const askedAgain = or(isNull(stages.budget_wait_since), lte(jobs.budget_look_at, now));
	return db
		.selectDistinct({ job: stages.job_id })
		.from(stages)
		.innerJoin(jobs, eq(jobs.id, stages.job_id))
		.where(
			and(sql`${stages.status} = 'ready'`, eq(jobs.pool_id, pool), lte(jobs.sweep_after, now), askedAgain),
		)
		.limit(limit);
}

/** The sweeper that cron runs: what is overdue in each pool, old idempotency keys, workers that are gone. */
export async function sweepAll(env: Env, now: number): Promise<number> {
	const db = database(env.DB);
	const [all] = await db.batch([
		db.select({ id: pools.id }).from(pools),
		forgetKeys(db, now),
		db
			.update(workers)
			.set({ gone_at: now })
			.where(and(isNull(workers.gone_at), lte(workers.last_seen_at, now - WORKER_KEPT_MS))),
	]);
	let changed = await endAllOverdue(env, now);
	await wakeForLoras(env, null, now);
	for (const { id: pool } of all) changed += await sweepPool(env, db, pool, now);
	return changed;
}

async function sweepPool(env: Env, db: Database, pool: string, now: number): Promise<number> {
	const [held, unplanned, deadlines] = await db.batch([
		overdueJobs(db, now, SWEEP_BATCH, pool),
		unplannedJobs(db, now, SWEEP_BATCH, pool),
		db
			.select({ job: jobs.id })
			.from(jobs)
			.where(
				and(
					eq(jobs.pool_id, pool),
					isNull(jobs.finished_at),
					lte(jobs.deadline_at, now),
					lte(jobs.sweep_after, now),
				),
			)
			.limit(SWEEP_BATCH),
	]);
	let changed = 0;
	for (const job of new Set([...held, ...unplanned, ...deadlines].map((row) => row.job))) {
		if (await sweepAndTell(env, { job, pool }, now)) changed += 1;
	}
	return changed;
}

/** Sweeps one job and announces what changed. A job that cannot be swept must not keep others from it. */
export async function sweepAndTell(env: Env, identity: JobIdentity, now: number): Promise<boolean> {
	const db = database(env.DB);
	const pause = (ms: number) => scheduler.wait(ms);
	const planner = stagePlanner(env);
	try {
		const { changed, next_due_at } = await sweepJob(
			env,
			identity,
			(change) => changeJob(db, identity.job, change, { pause, planner }),
			now,
		);
		if (changed) await announce(env, changed);
		// Nobody may look again by chance before the workers have had their time to be heard.
		else if (next_due_at !== null) await lookAgain(env, identity, next_due_at);
		return changed !== null;
	} catch (error) {
		await putOff(db, identity.job, now, error);
		return false;
	}
}

/** Not the job's fault where its object is away: it is not put off for that, and the next sweep asks again. */
async function lookAgain(env: Env, identity: JobIdentity, at: number): Promise<void> {
	try {
		await jobObject(env, identity.job).lookAfterAt(identity, at);
	} catch (cause) {
		log.warn("no look was asked for", { job: identity.job, error: errorName(cause) });
	}
}

/** Lets a job that could not be swept out of the sweepers' window for a while, and tells of it. */
export async function putOff(db: Database, job: string, now: number, cause: unknown): Promise<void> {
	const error = errorName(cause);
	try {
		const [row] = await db
			.update(jobs)
			.set({
				sweep_failures: sql`${jobs.sweep_failures} + 1`,
				sweep_after: sql`${now} + min(${AGAIN_CAP_MS}, ${AGAIN_MS} << min(${jobs.sweep_failures}, 10))`,
			})
			.where(eq(jobs.id, job))
			.returning({ again: jobs.sweep_after, failures: jobs.sweep_failures });
		if (row) {
			await db
				.update(tasks)
				.set({ sweep_after: row.again })
				.where(and(eq(tasks.job_id, job), sql`${tasks.status} IN ('running', 'canceling')`));
		}
		log.error("a job could not be swept", { job, error, ...row });
	} catch {
		// D1 itself is away: then it was not the job.
		log.error("D1 cannot be reached by a sweep", { job, error });
	}
}

/** Unfinished jobs that the last sweeps failed on: an operator should look at them. */
export async function countUnswept(db: Database): Promise<number> {
	const [row] = await db
		.select({ jobs: count() })
		.from(jobs)
		.where(and(gt(jobs.sweep_failures, 0), isNull(jobs.finished_at)));
	return row?.jobs ?? 0;
}
