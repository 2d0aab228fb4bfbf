import { and, asc, eq, getTableColumns, type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { DurableEvent } from "../contract/events.ts";
import { type Database, isConflict } from "../db/client.ts";
import { assets, attempts, events, jobs, stages, tasks } from "../db/schema.ts";
import type { AttemptRecord, JobAggregate, Task } from "./aggregate.ts";
import type { Decision } from "./draft.ts";

export type NewAsset = typeof assets.$inferInsert;
type Statement = BatchItem<"sqlite">;

/** The job with its stages and tasks, or null. One round trip. */
export async function loadJob(db: Database, jobId: string): Promise<JobAggregate | null> {
	return assembleJob(...(await db.batch(jobQueries(db, jobId))));
}

/** What of a job's row a decision needs; the rest can be large. */
const decided = {
	id: jobs.id,
	account_id: jobs.account_id,
	pool_id: jobs.pool_id,
	status: jobs.status,
	version: jobs.version,
	deadline_at: jobs.deadline_at,
	started_at: jobs.started_at,
	finished_at: jobs.finished_at,
	error: jobs.error,
};

/** The reads that make up a job; `jobId` may be an expression, so that a batch can find and load at once. */
export function jobQueries(db: Database, jobId: string | SQL<string>) {
	return [
		db.select(decided).from(jobs).where(eq(jobs.id, jobId)),
		db.select().from(stages).where(eq(stages.job_id, jobId)).orderBy(asc(stages.position)),
		db.select().from(tasks).where(eq(tasks.job_id, jobId)).orderBy(asc(tasks.stage), asc(tasks.position)),
	] as const;
}

/** Puts the answers of `jobQueries` together. */
export function assembleJob(
	[job]: JobAggregate["job"][],
	stageRows: (typeof stages.$inferSelect)[],
	taskRows: (typeof tasks.$inferSelect)[],
): JobAggregate | null {
	if (!job) return null;
	return {
		job,
		stages: stageRows.map(({ key, position, status, needs, approval }) => ({
			key,
			position,
			status,
			needs,
			approval,
		})),
		tasks: taskRows.map(toTask),
	};
}

function toTask(row: typeof tasks.$inferSelect): Task {
	return {
		id: row.id,
		stage: row.stage,
		index: row.position,
		status: row.status,
		epoch: row.epoch,
		worker_id: row.worker_id,
		claim_id: row.claim_id,
		lease_until: row.lease_until,
		attempts: row.attempts,
		max_attempts: row.max_attempts,
		available_at: row.available_at,
		expected: row.expected,
		error: row.error,
	};
}

export interface Commit {
	before: JobAggregate;
	decision: Decision;
	/** The decision's changes as numbered events; at least one. */
	events: DurableEvent[];
	/** Facts beside the job that must still hold when the transaction runs (leases, account limits). */
	guards?: SQL[];
	/** Rows that come with the change: stored outputs and the graph that made them. */
	assets?: NewAsset[];
	also?: Statement[];
}

/**
 * Writes a decision in one transaction, or nothing. False when somebody else changed the job, or a guard no
 * longer holds: load again and decide again.
 *
 * The first event carries the guards: its number is NULL where one fails, which the table refuses; and its
 * number is taken where another writer came first. Either way D1 rolls the whole batch back.
 */
export async function commit(db: Database, change: Commit): Promise<boolean> {
	const { before, decision } = change;
	const [first, ...rest] = change.events;
	if (!first) throw new Error("a change without an event cannot be written");
	const guard = change.guards?.length ? and(...change.guards) : sql`1`;
	const job_id = before.job.id;
	const statements: [Statement, ...Statement[]] = [
		db.insert(events).values({
			job_id,
			seq: sql`CASE WHEN ${guard} THEN ${first.seq} END`,
			body: JSON.stringify(first),
		}),
	];
	if (rest.length > 0) {
		// One parameter for any number of events: D1 takes at most a hundred.
		const rows = JSON.stringify(rest.map((event) => ({ seq: event.seq, body: JSON.stringify(event) })));
		statements.push(
			db
				.insert(events)
				.select(sql`SELECT ${job_id}, value ->> 'seq', value ->> 'body' FROM json_each(${rows})`),
		);
	}
	statements.push(
		...jobStatements(db, before, decision),
		...attemptStatements(db, before.job.id, decision.attempts),
	);
	if (change.assets?.length) statements.push(insertAssets(db, change.assets));
	statements.push(...(change.also ?? []));
	try {
		await db.batch(statements);
		return true;
	} catch (error) {
		if (isConflict(error)) return false;
		throw error;
	}
}

/** Any number of assets in one statement: a film has a thousand frames, and D1 counts statements. */
function insertAssets(db: Database, rows: NewAsset[]): Statement {
	const names = Object.values(getTableColumns(assets)).map((column) => column.name);
	const fields = sql.raw(names.map((name) => `value ->> '${name}'`).join(", "));
	return db.insert(assets).select(sql`SELECT ${fields} FROM json_each(${JSON.stringify(rows)})`);
}

function jobStatements(db: Database, before: JobAggregate, decision: Decision): Statement[] {
	const { job } = decision.state;
	const statements: Statement[] = [
		db
			.update(jobs)
			.set({
				status: job.status,
				version: job.version,
				error: job.error,
				started_at: job.started_at,
				finished_at: job.finished_at,
			})
			.where(and(eq(jobs.id, job.id), eq(jobs.version, before.job.version))),
	];
	const stageBefore = new Map(before.stages.map((stage) => [stage.key, stage.status]));
	for (const stage of decision.state.stages) {
		if (stageBefore.get(stage.key) === stage.status) continue;
		statements.push(
			db
				.update(stages)
				.set({ status: stage.status })
				.where(and(eq(stages.job_id, job.id), eq(stages.key, stage.key))),
		);
	}
	const changed = new Set(
		decision.changes.flatMap((change) => (change.type === "task" ? [change.task] : [])),
	);
	const taskBefore = new Map(before.tasks.map((task) => [task.id, task]));
	for (const task of decision.state.tasks) {
		const was = taskBefore.get(task.id);
		if (!changed.has(task.id) || !was) continue;
		statements.push(
			db
				.update(tasks)
				.set({
					status: task.status,
					epoch: task.epoch,
					worker_id: task.worker_id,
					claim_id: task.claim_id,
					// A renewal may have come since the job was read: a change that leaves the lease alone keeps it.
					...(task.lease_until === was.lease_until ? {} : { lease_until: task.lease_until }),
					attempts: task.attempts,
					available_at: task.available_at,
					reserved_until: 0,
					reserved_by: null,
					error: task.error,
				})
				.where(and(eq(tasks.id, task.id), eq(tasks.status, was.status), eq(tasks.epoch, was.epoch))),
		);
	}
	return statements;
}

function attemptStatements(db: Database, jobId: string, records: AttemptRecord[]): Statement[] {
	return records.map((record) => {
		if (record.status === "running") return db.insert(attempts).values({ ...record, job_id: jobId });
		return db
			.update(attempts)
			.set({
				status: record.status,
				finished_at: record.finished_at,
				error: record.error,
				gpu_ms: record.gpu_ms,
			})
			.where(
				and(
					eq(attempts.task_id, record.task_id),
					eq(attempts.epoch, record.epoch),
					eq(attempts.status, "running"),
				),
			);
	});
}

/** Guards a decision that took a lease for expired: a renewal that came meanwhile must win. */
export function leasesUnchanged(before: JobAggregate): SQL[] {
	return before.tasks
		.filter((task) => task.status === "running" || task.status === "canceling")
		.map((task) => sql`(SELECT lease_until FROM ${tasks} WHERE id = ${task.id}) = ${task.lease_until}`);
}

/** Guards a claim: the account's limit of tasks that hold a worker must not be passed. */
export function belowAccountLimit(accountId: string): SQL {
	return sql`(SELECT count(*) FROM tasks WHERE account_id = ${accountId} AND status IN ('running', 'canceling'))
		< (SELECT max_running FROM accounts WHERE id = ${accountId})`;
}

/** Guards a claim: two requests of one claim at the same moment must not be given two tasks. */
export function unanswered(workerId: string, claimId: string): SQL {
	return sql`NOT EXISTS (SELECT 1 FROM tasks WHERE worker_id = ${workerId} AND claim_id = ${claimId})`;
}

/**
 * Extends the lease of an attempt that still holds its task. Null when it does not. Repeating it is harmless,
 * so a reply that got lost costs nothing.
 */
export async function renewLease(
	db: Database,
	taskId: string,
	epoch: number,
	leaseUntil: number,
): Promise<{ canceling: boolean } | null> {
	const [row] = await db
		.update(tasks)
		.set({ lease_until: leaseUntil })
		.where(
			and(eq(tasks.id, taskId), eq(tasks.epoch, epoch), sql`${tasks.status} IN ('running', 'canceling')`),
		)
		.returning({ status: tasks.status });
	return row ? { canceling: row.status === "canceling" } : null;
}

/** Events that are read at once. */
export const EVENTS_PAGE = 1000;

/** Whether an attempt still holds its task. */
export async function holdsTask(db: Database, taskId: string, epoch: number): Promise<boolean> {
	const [row] = await db
		.select({ id: tasks.id })
		.from(tasks)
		.where(
			and(eq(tasks.id, taskId), eq(tasks.epoch, epoch), sql`${tasks.status} IN ('running', 'canceling')`),
		);
	return row !== undefined;
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
		.where(and(eq(events.job_id, jobId), sql`${events.seq} > ${after}`))
		.orderBy(asc(events.seq))
		.limit(limit);
	return rows.map((row) => JSON.parse(row.body) as DurableEvent);
}
