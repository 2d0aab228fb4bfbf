import { and, asc, eq, gte, inArray, type SQL, sql } from "drizzle-orm";
import type { DurableEvent } from "../../contract/jobs/events.ts";
import type { Database } from "../../db/client.ts";
import { events, jobs, stages, tasks } from "../../db/schema.ts";
import type { JobAggregate, Task } from "../lifecycle/aggregate.ts";
import { eventsIn, rowAfter } from "./event-rows.ts";
import { type Guard, Rooms } from "./guards.ts";
import { type TaskRow, taskColumns } from "./task-plans.ts";

/** The job with its stages and tasks, or null. One round trip. */
export async function loadJob(db: Database, jobId: string): Promise<JobAggregate | null> {
	return assembleJob(...(await db.batch(jobQueries(db, jobId))));
}

/** The job, and the room that guards draw from, as both are at one moment. */
export async function loadJobAndRooms(
	db: Database,
	jobId: string,
	guards: readonly Guard[],
): Promise<{ job: JobAggregate | null; rooms: Rooms }> {
	const asked = Rooms.query(guards);
	if (!asked) return { job: await loadJob(db, jobId), rooms: new Rooms([]) };
	const [rooms, ...job] = await db.batch([roomsQuery(db, asked), ...jobQueries(db, jobId)]);
	return { job: assembleJob(...job), rooms: new Rooms(rooms) };
}

function roomsQuery(db: Database, asked: SQL) {
	return db
		.select({
			name: sql<string>`rooms.name`,
			of: sql<string>`rooms."of"`,
			room: sql<number | null>`rooms.room`,
		})
		.from(sql`(${asked}) AS rooms`);
}

/** What of a job's row a decision needs; the rest can be large. */
const decided = {
	id: jobs.id,
	account_id: jobs.account_id,
	pool_id: jobs.pool_id,
	status: jobs.status,
	version: jobs.version,
	deadline_at: jobs.deadline_at,
	left_ms: jobs.left_ms,
	started_at: jobs.started_at,
	finished_at: jobs.finished_at,
	error: jobs.error,
	project_id: jobs.project_id,
	shot_id: jobs.shot_id,
};

/** The reads that make up a job; `jobId` may be an expression, so that a batch can find and load at once. */
export function jobQueries(db: Database, jobId: string | SQL<string>) {
	return [
		db.select(decided).from(jobs).where(eq(jobs.id, jobId)),
		db.select().from(stages).where(eq(stages.job_id, jobId)).orderBy(asc(stages.position)),
		db
			.select(taskColumns)
			.from(tasks)
			.where(eq(tasks.job_id, jobId))
			.orderBy(asc(tasks.stage), asc(tasks.position), asc(tasks.take)),
	] as const;
}

/** The same for many jobs, whose ids are what `ids` selects. */
export function manyJobsQueries(db: Database, ids: SQL) {
	return [
		db.select(decided).from(jobs).where(inArray(jobs.id, ids)),
		db.select().from(stages).where(inArray(stages.job_id, ids)).orderBy(asc(stages.position)),
		db
			.select(taskColumns)
			.from(tasks)
			.where(inArray(tasks.job_id, ids))
			.orderBy(asc(tasks.stage), asc(tasks.position), asc(tasks.take)),
	] as const;
}

/** Puts the answers of `manyJobsQueries` together. */
export function assembleJobs(
	jobRows: JobAggregate["job"][],
	stageRows: (typeof stages.$inferSelect)[],
	taskRows: TaskRow[],
): JobAggregate[] {
	const stagesOf = Map.groupBy(stageRows, (row) => row.job_id);
	const tasksOf = Map.groupBy(taskRows, (row) => row.job_id);
	return jobRows.flatMap(
		(job) => assembleJob([job], stagesOf.get(job.id) ?? [], tasksOf.get(job.id) ?? []) ?? [],
	);
}

/** Puts the answers of `jobQueries` together. */
export function assembleJob(
	[job]: JobAggregate["job"][],
	stageRows: (typeof stages.$inferSelect)[],
	taskRows: TaskRow[],
): JobAggregate | null {
	if (!job) return null;
	return {
		job,
		stages: stageRows.map(({ job_id: _, lora_account: __, ...stage }) => stage),
		tasks: taskRows.map(toTask),
	};
}

function toTask(row: TaskRow): Task {
	return {
		id: row.id,
		stage: row.stage,
		index: row.position,
		take: row.take,
		whole: row.whole,
		status: row.status,
		epoch: row.epoch,
		worker_id: row.worker_id,
		claim_id: row.claim_id,
		lease_until: row.lease_until,
		attempts: row.attempts,
		max_attempts: row.max_attempts,
		backoff_ms: row.backoff_ms,
		tries: row.tries,
		runtime_ms: row.runtime_ms,
		run_until: row.run_until,
		available_at: row.available_at,
		queued_at: row.queued_at,
		expected: row.expected,
		needs_hash: row.needs_hash,
		verdict: row.verdict,
		resume: row.resume,
		error: row.error,
		estimate_micro_usd: row.estimate_micro_usd,
		partner_micro_usd: row.partner_micro_usd,
	};
}

/**
 * Extends the lease of an attempt that still holds its task; answers with no row when it does not. Repeating it is
 * harmless, so a reply that got lost costs nothing.
 */
export function renewLeaseQuery(db: Database, taskId: string, epoch: number, leaseUntil: number) {
	return db
		.update(tasks)
		.set({ lease_until: leaseUntil })
		.where(
			and(eq(tasks.id, taskId), eq(tasks.epoch, epoch), sql`${tasks.status} IN ('running', 'canceling')`),
		)
		.returning({ status: tasks.status });
}

/** Rows of events that are read at once. */
export const EVENTS_PAGE = 1000;

/** Whether an attempt still holds its task. */
export async function holdsTask(db: Database, taskId: string, epoch: number): Promise<boolean> {
	return (await holdsTaskQuery(db, taskId, epoch)).length > 0;
}

/** One row while the attempt holds its task, with the end of its lease in milliseconds, else none. */
export function holdsTaskQuery(db: Database, taskId: string, epoch: number) {
	return db
		.select({ id: tasks.id, lease_until: tasks.lease_until })
		.from(tasks)
		.where(
			and(eq(tasks.id, taskId), eq(tasks.epoch, epoch), sql`${tasks.status} IN ('running', 'canceling')`),
		);
}

/** The durable events of a job after number `after`, in order. */
export async function eventsAfter(
	db: Database,
	jobId: string,
	after: number,
	limit = EVENTS_PAGE,
): Promise<DurableEvent[]> {
	const rows = await db
		.select({ body: events.body })
		.from(events)
		.where(and(eq(events.job_id, jobId), gte(events.seq, rowAfter(sql`${jobId}`, sql`${after}`))))
		.orderBy(asc(events.seq))
		.limit(limit);
	return eventsIn(rows).filter(({ seq }) => seq > after);
}
