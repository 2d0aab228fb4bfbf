import { and, eq, type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { useTicket } from "../../capacity/tickets/use.ts";
import { type Database, isConflict } from "../../db/client.ts";
import { assets, attempts, events, jobs, stages, tasks } from "../../db/schema.ts";
import { insertNeeds } from "../../pools/stored-needs.ts";
import { reservedOf } from "../budgets/reserved.ts";
import { consequencesOf } from "../consequences/consequences.ts";
import { chargedFor, type Ended, endedAttempts, ledgerStatement } from "../consequences/ledger.ts";
import type { AttemptRecord, JobAggregate, Stage, Task } from "../lifecycle/aggregate.ts";
import type { Decision } from "../lifecycle/draft.ts";
import { checkpointStatements } from "./checkpoints.ts";
import { eventRows } from "./event-rows.ts";
import { type Guard, guardsHold } from "./guards.ts";
import { insertRows } from "./insert-rows.ts";
import type { Changed, JobChange } from "./job-change.ts";
import { lists } from "./lists.ts";
import { inputsThere, openedStatements } from "./opened.ts";

type Statement = BatchItem<"sqlite">;

/** A lease that must still be what it was when the transaction runs. */
export interface LeaseFence {
	task: string;
	lease_until: number;
}

/** What is written together with a decision, and what must hold for it. */
export interface Commit {
	/** The decision and its changes as numbered events; at least one. */
	committed: Changed | null;
	guards: readonly Guard[];
	expired: readonly LeaseFence[];
	stored: readonly JobChange[];
}

/**
 * Writes a decision in one transaction, or nothing. Null when somebody else changed the job, or a guard no
 * longer holds: load again and decide again. Else it answers with the webhooks that have something to send now.
 *
 * The row of the first event carries the guards: its number is NULL where one fails, which the table refuses; and its
 * number is taken where another writer came first. Either way D1 rolls the whole batch back. Every statement
 * takes any number of rows: lists are JSON, since D1 takes at most a hundred parameters.
 */
export async function commit(db: Database, before: JobAggregate, change: Commit): Promise<string[] | null> {
	const { committed, guards, expired, stored } = change;
	const [first] = committed?.events ?? [];
	const [row, ...rest] = eventRows(committed?.events ?? []);
	if (!committed || !first || !row) throw new Error("a change without an event cannot be written");
	const job_id = before.job.id;
	const ended = endedAttempts({ before, decision: committed.decision });
	const statements: [Statement, ...Statement[]] = [
		db.insert(events).values({
			job_id,
			seq: sql`CASE WHEN ${guardsHold(guards)} AND ${leasesHold(expired)} AND ${inputsThere(before, stored)} THEN ${row.seq} END`,
			body: row.body,
		}),
		...rest.map((row) => db.insert(events).values({ job_id, ...row })),
		...attemptStatements(db, job_id, committed.decision.attempts),
		...(ended.length > 0 ? [ledgerStatement(db, ended)] : []),
		...jobStatements(db, before, committed.decision, ended, graphsThatRan(stored)),
		// A film has a thousand frames, and D1 counts statements.
		...insertRows(
			db,
			assets,
			stored.flatMap(({ assets = [] }) => assets.map(({ row }) => row)),
		),
		...stored.flatMap((change) => checkpointStatements(db, job_id, change, Date.parse(first.at))),
		...stored.flatMap(({ command, ran }) =>
			command.type === "complete" && ran !== undefined && ran.bytes > 0
				? [addBodyBytes(db, job_id, ran.bytes)]
				: [],
		),
		...openedStatements(db, before, committed.decision.state, stored, Date.parse(first.at)),
		...stored.flatMap(({ opened }) => (opened?.bytes ? [addBodyBytes(db, job_id, opened.bytes)] : [])),
		...raisedNeeds(db, stored),
		...usedTickets(db, committed.decision, stored, Date.parse(first.at)),
		...lists(stored.flatMap(({ notices = [] }) => notices)).map((rows) => addNotices(db, job_id, rows)),
	];
	const following = consequencesOf(db, [committed], Date.parse(first.at));
	try {
		return following.webhooks(await db.batch([...statements, ...following.statements]));
	} catch (error) {
		if (isConflict(error, "event")) return null;
		throw error;
	}
}

/** Needs that tasks have from now on: named and written in one transaction, or they could be swept between. */
function raisedNeeds(db: Database, stored: readonly JobChange[]): Statement[] {
	const raised = stored.flatMap(({ command }) =>
		command.type === "fail" && command.memory?.larger ? [command.memory.larger] : [],
	);
	return raised.length > 0 ? [insertNeeds(db, raised)] : [];
}

/** A ticket and the attempt that it brings the machine for begin together, or not at all. */
function usedTickets(
	db: Database,
	{ attempts }: Decision,
	stored: readonly JobChange[],
	now: number,
): Statement[] {
	return stored.flatMap(({ command, ticket }) => {
		if (command.type !== "claim" || ticket === undefined) return [];
		const began = attempts.find(({ task_id, status }) => task_id === command.task && status === "running");
		return began ? [useTicket(db, ticket, { task: command.task, epoch: began.epoch }, now)] : [];
	});
}

function addBodyBytes(db: Database, jobId: string, bytes: number): Statement {
	return db
		.update(jobs)
		.set({ body_bytes: sql`${jobs.body_bytes} + ${bytes}` })
		.where(eq(jobs.id, jobId));
}

/** A job keeps this many notices; each of its tasks may bring some. */
const MAX_NOTICES = 100;

/** Adds to what a job's request was told. `rows` is a JSON list. */
function addNotices(db: Database, job: string, rows: string): Statement {
	const all = sql`SELECT value FROM json_each(${jobs.notices}) UNION ALL SELECT value FROM json_each(${rows})`;
	return db
		.update(jobs)
		.set({ notices: sql`(SELECT json_group_array(json(value)) FROM (${all} LIMIT ${MAX_NOTICES}))` })
		.where(eq(jobs.id, job));
}

/** What attempts ran, as its columns hold it, by task. */
function graphsThatRan(stored: readonly JobChange[]): Map<string, string> {
	return new Map(
		stored.flatMap(({ command, ran }) =>
			command.type === "complete" && ran !== undefined ? [[command.task, ran.column]] : [],
		),
	);
}

/** `ended`: attempts that the transaction has booked; the job counts what of them is charged. `ran`: graphs, by task. */
function jobStatements(
	db: Database,
	before: JobAggregate,
	decision: Decision,
	ended: readonly Ended[],
	ran: ReadonlyMap<string, string>,
): Statement[] {
	const { job } = decision.state;
	const was = before.job;
	const [reserved, reservedBefore] = [reservedOf(decision.state), reservedOf(before)];
	const movedStages = decision.state.stages.flatMap((stage, i) =>
		JSON.stringify(stage) === JSON.stringify(before.stages[i]) ? [] : [stageRow(stage)],
	);
	const told = new Set(decision.changes.flatMap((change) => ("task" in change ? [change.task] : [])));
	const taskBefore = new Map(before.tasks.map((task) => [task.id, task]));
	const movedTasks = decision.state.tasks.flatMap((task) => {
		const was = taskBefore.get(task.id);
		return told.has(task.id) && was ? [{ ...taskRow(was, task), ran: ran.get(task.id) ?? null }] : [];
	});
	const otherNeeds = movedTasks.some(({ id, needs_hash }) => taskBefore.get(id)?.needs_hash !== needs_hash);
	// What is set costs a row in each index that it stands in, changed or not.
	return [
		db
			.update(jobs)
			.set({
				version: job.version,
				error: job.error,
				started_at: job.started_at,
				left_ms: job.left_ms,
				...(job.status === was.status ? {} : { status: job.status }),
				...(job.finished_at === was.finished_at ? {} : { finished_at: job.finished_at }),
				...(job.deadline_at === was.deadline_at ? {} : { deadline_at: job.deadline_at }),
				...(reserved === reservedBefore
					? {}
					: { reserved_micro_usd: sql`${jobs.reserved_micro_usd} + ${reserved - reservedBefore}` }),
				...(ended.length === 0
					? {}
					: { spent_micro_usd: sql`${jobs.spent_micro_usd} + ${chargedFor(job.account_id, ended)}` }),
				// What can be written can be swept.
				sweep_after: 0,
				sweep_failures: 0,
			})
			.where(and(eq(jobs.id, job.id), eq(jobs.version, before.job.version))),
		...lists(movedStages).map((rows) =>
			db
				.update(stages)
				.set({
					status: sql`new.value ->> 'status'`,
					since: sql`new.value ->> 'since'`,
					take: sql`new.value ->> 'take'`,
					retakes_left: sql`new.value ->> 'retakes_left'`,
					retake: sql`new.value ->> 'retake'`,
					chosen: sql`new.value ->> 'chosen'`,
					decision: sql`new.value ->> 'decision'`,
					error: sql`new.value ->> 'error'`,
					budget_wait_since: sql`new.value ->> 'budget_wait_since'`,
					lora: sql`new.value ->> 'lora'`,
					lora_account: sql`iif(new.value ->> 'lora' IS NULL, NULL, ${job.account_id})`,
				})
				.from(sql`json_each(${rows}) AS new`)
				.where(and(eq(stages.job_id, job.id), sql`${stages.key} = new.value ->> 'key'`)),
		),
		...lists(movedTasks).map((rows) =>
			db
				.update(tasks)
				.set({
					status: sql`new.value ->> 'status'`,
					epoch: sql`new.value ->> 'epoch'`,
					worker_id: sql`new.value ->> 'worker_id'`,
					claim_id: sql`new.value ->> 'claim_id'`,
					lease_until: sql`coalesce(new.value ->> 'lease_until', ${tasks.lease_until})`,
					run_until: sql`new.value ->> 'run_until'`,
					attempts: sql`new.value ->> 'attempts'`,
					tries: sql`new.value ->> 'tries'`,
					available_at: sql`new.value ->> 'available_at'`,
					...(otherNeeds ? { needs_hash: sql`new.value ->> 'needs_hash'` } : {}),
					queued_at: sql`new.value ->> 'queued_at'`,
					reserved_until: 0,
					reserved_by: null,
					sweep_after: 0,
					verdict: sql`new.value ->> 'verdict'`,
					resume: sql`new.value ->> 'resume'`,
					error: sql`new.value ->> 'error'`,
					...(ran.size > 0 ? { ran: sql`coalesce(new.value ->> 'ran', ${tasks.ran})` } : {}),
				})
				.from(sql`json_each(${rows}) AS new`)
				.where(
					sql`${tasks.id} = new.value ->> 'id' AND ${tasks.status} = new.value ->> 'was'
						AND ${tasks.epoch} = new.value ->> 'was_epoch'`,
				),
		),
	];
}

function taskRow(was: Task, task: Task) {
	return {
		id: task.id,
		was: was.status,
		was_epoch: was.epoch,
		status: task.status,
		epoch: task.epoch,
		worker_id: task.worker_id,
		claim_id: task.claim_id,
		// A renewal may have come since the job was read: a change that leaves the lease alone keeps it.
		lease_until: task.lease_until === was.lease_until ? null : task.lease_until,
		run_until: task.run_until,
		attempts: task.attempts,
		tries: task.tries,
		available_at: task.available_at,
		needs_hash: task.needs_hash,
		queued_at: task.queued_at,
		verdict: task.verdict,
		resume: task.resume,
		error: task.error,
	};
}

/** What of a stage can change. */
function stageRow(stage: Stage) {
	const { key, status, since, take, retakes_left, retake, chosen, decision } = stage;
	const { error, budget_wait_since, lora } = stage;
	return {
		...{ key, status, since, take, retakes_left, retake, chosen, decision },
		...{ error, budget_wait_since, lora },
	};
}

function attemptStatements(db: Database, jobId: string, records: AttemptRecord[]): Statement[] {
	const began = records.filter((record) => record.status === "running");
	const ended = records.filter((record) => record.status !== "running");
	return [
		...lists(began).map((rows) =>
			db.insert(attempts).select(
				sql`SELECT value ->> 'task_id', value ->> 'epoch', ${jobId}, value ->> 'worker_id', value ->> 'status',
						value ->> 'started_at', NULL, NULL, NULL, value ->> 'queue_ms', NULL, NULL, NULL FROM json_each(${rows})`,
			),
		),
		...lists(ended).map((rows) =>
			db
				.update(attempts)
				.set({
					status: sql`new.value ->> 'status'`,
					finished_at: sql`new.value ->> 'finished_at'`,
					error: sql`new.value ->> 'error'`,
					gpu_ms: sql`new.value ->> 'gpu_ms'`,
					cold_ms: sql`new.value ->> '$.spans.cold_ms'`,
					load_ms: sql`new.value ->> '$.spans.load_ms'`,
					upload_ms: sql`new.value ->> '$.spans.upload_ms'`,
				})
				.from(sql`json_each(${rows}) AS new`)
				.where(
					sql`${attempts.task_id} = new.value ->> 'task_id' AND ${attempts.epoch} = new.value ->> 'epoch'
						AND ${attempts.status} = 'running'`,
				),
		),
	];
}

/** True where leases that were taken for expired were not renewed meanwhile. */
function leasesHold(leases: readonly LeaseFence[]): SQL {
	if (leases.length === 0) return sql`1`;
	return sql`NOT EXISTS (SELECT 1 FROM json_each(${JSON.stringify(leases)}) AS want
		WHERE (SELECT lease_until FROM tasks WHERE id = want.value ->> 'task') IS NOT want.value ->> 'lease_until')`;
}
