import { and, asc, eq, isNull, lte, sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { database } from "../db/client.ts";
import { idempotencyKeys, jobs, pools, tasks, workers } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { holds, type Task } from "./aggregate.ts";
import { announce } from "./announce.ts";
import { changeJob } from "./change.ts";
import { endAllOverdue } from "./end-overdue.ts";
import type { Changed, ChangeResult, JobChange } from "./job-change.ts";

/** Jobs looked at in one run of the sweeper; the next run, a minute later, takes the rest. */
const SWEEP_BATCH = 200;
/** A worker that never said goodbye counts as gone after this long, in milliseconds. */
const WORKER_KEPT_MS = 24 * 60 * 60 * 1000;
/** Idempotency keys are kept this long, in milliseconds. */
const IDEMPOTENCY_MS = 24 * 60 * 60 * 1000;

export interface Swept {
	/** Set when a lease or the deadline had passed. The caller announces it. */
	changed: Changed | null;
	/** When the next lease of this job runs out if its worker stays silent. */
	next_lease_at: number | null;
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
	change: (change: JobChange) => Promise<ChangeResult>,
	now: number,
): Promise<Swept> {
	const result = await change({ command: { type: "sweep" } });
	const job = result.ok ? result.decision.state : result.state;
	return { changed: result.ok ? result : null, ...whatComesNext(job?.tasks ?? [], now) };
}

function whatComesNext(all: Task[], now: number) {
	const held = all.filter(holds);
	const queued = all.filter((task) => task.status === "queued");
	const waiting = queued.filter((task) => task.available_at > now);
	const first = (times: number[]) => (times.length === 0 ? null : Math.min(...times));
	return {
		next_lease_at: first(held.map((task) => task.lease_until)),
		next_retry_at: first(waiting.map((task) => task.available_at)),
		claimable: queued.length - waiting.length,
	};
}

/** Ids of jobs with a lease that ran out; of one pool, or of all. */
export function overdueLeases(db: Database, now: number, limit: number, pool?: string) {
	// The tasks are cut off before their jobs are made distinct: else SQLite walks through all tasks by job.
	const overdue = db
		.select({ job: tasks.job_id })
		.from(tasks)
		.where(
			and(
				sql`${tasks.status} IN ('running', 'canceling')`,
				lte(tasks.lease_until, now),
				pool === undefined ? undefined : eq(tasks.pool_id, pool),
			),
		)
		.orderBy(asc(tasks.lease_until))
		.limit(limit)
		.as("overdue");
	return db.selectDistinct({ job: overdue.job }).from(overdue);
}

/** The sweeper that cron runs: expired leases, passed deadlines, old idempotency keys. */
export async function sweepAll(env: Env, now: number): Promise<number> {
	const db = database(env.DB);
	const ended = await endAllOverdue(env, now);
	const [leases, deadlines] = await db.batch([
		overdueLeases(db, now, SWEEP_BATCH),
		db
			.select({ job: jobs.id })
			.from(pools)
			.innerJoin(jobs, eq(jobs.pool_id, pools.id))
			.where(and(isNull(jobs.finished_at), lte(jobs.deadline_at, now)))
			.limit(SWEEP_BATCH),
		db.delete(idempotencyKeys).where(lte(idempotencyKeys.created_at, now - IDEMPOTENCY_MS)),
		db
			.update(workers)
			.set({ gone_at: now })
			.where(and(isNull(workers.gone_at), lte(workers.last_seen_at, now - WORKER_KEPT_MS))),
	]);
	const due = new Set([...leases, ...deadlines].map((row) => row.job));
	let changed = ended;
	for (const jobId of due) if (await sweepAndTell(env, jobId)) changed += 1;
	return changed;
}

/** Sweeps one job and announces what changed. A job that cannot be swept must not keep others from it. */
export async function sweepAndTell(env: Env, jobId: string): Promise<boolean> {
	try {
		const pause = (ms: number) => scheduler.wait(ms);
		const { changed } = await sweepJob(
			(change) => changeJob(database(env.DB), jobId, change, { pause }),
			Date.now(),
		);
		if (changed) await announce(env, changed);
		return changed !== null;
	} catch (error) {
		const what = error instanceof Error ? error.name : "error";
		console.error(
			JSON.stringify({ level: "error", message: "a job could not be swept", job: jobId, error: what }),
		);
		return false;
	}
}
