import { sql } from "drizzle-orm";
import type { DurableEvent } from "../../contract/jobs/events.ts";
import type { Database } from "../../db/client.ts";
import { events, jobs, stages, tasks } from "../../db/schema.ts";
import { reservedOf } from "../budgets/reserved.ts";
import { consequencesOf } from "../consequences/consequences.ts";
import type { JobAggregate } from "../lifecycle/aggregate.ts";
import type { Decision } from "../lifecycle/draft.ts";
import { eventRows } from "./event-rows.ts";

/** A decision about a job of which no task holds a worker, with its numbered events. */
export interface Quiet {
	before: JobAggregate;
	decision: Decision;
	events: DurableEvent[];
}

export interface Written {
	jobs: ReadonlySet<string>;
	webhooks: string[];
}

/**
 * Writes decisions about many jobs in one transaction of a few statements, whatever their number. A job that
 * somebody else changed since it was read is left out, and the others are written all the same. Returns the ids
 * of those written, and of the webhooks that have something to send now. The decisions must neither begin nor end an attempt: no worker may hold one of their tasks.
 */
export async function commitMany(db: Database, changes: readonly Quiet[]): Promise<Written> {
	if (changes.some(({ decision }) => decision.attempts.length > 0))
		throw new Error("a job that a worker holds a task of cannot be written with others");
	const rows = rowsOf(changes);
	// Of a job that changed, no row of any table is found: its version is another one.
	const given = (list: object[]) => sql`json_each(${JSON.stringify(list)}) AS given
		JOIN jobs ON jobs.id = given.value ->> 'job' AND jobs.version = given.value ->> 'was'`;
	const at = changes[0]?.events[0]?.at;
	const following = at === undefined ? null : consequencesOf(db, changes, Date.parse(at));
	const results = await db.batch([
		db.insert(events).select(sql`SELECT jobs.id, given.value ->> 'seq', given.value ->> 'body'
			FROM ${given(rows.events)}`),
		db
			.update(tasks)
			.set({
				status: sql`new.status`,
				error: sql`new.error`,
				reserved_until: 0,
				reserved_by: null,
			})
			.from(sql`(SELECT given.value ->> 'task' AS id, given.value ->> 'status' AS status,
				given.value ->> 'error' AS error FROM ${given(rows.tasks)}) AS new`)
			.where(sql`${tasks.id} = new.id`),
		db
			.update(stages)
			.set({
				status: sql`new.status`,
				since: sql`new.since`,
				error: sql`new.error`,
				retake: null,
				budget_wait_since: null,
				lora: null,
				lora_account: null,
			})
			.from(sql`(SELECT jobs.id AS job, given.value ->> 'key' AS key, given.value ->> 'status' AS status,
				given.value ->> 'since' AS since, given.value ->> 'error' AS error
				FROM ${given(rows.stages)}) AS new`)
			.where(sql`${stages.job_id} = new.job AND ${stages.key} = new.key`),
		db
			.update(jobs)
			.set({
				status: sql`new.status`,
				version: sql`new.version`,
				error: sql`new.error`,
				started_at: sql`new.started_at`,
				finished_at: sql`new.finished_at`,
				reserved_micro_usd: sql`${jobs.reserved_micro_usd} + new.reserved`,
				left_ms: null,
			})
			.from(sql`(SELECT given.value ->> 'job' AS id, given.value ->> 'status' AS status,
				given.value ->> 'version' AS version, given.value ->> 'error' AS error,
				given.value ->> 'started_at' AS started_at, given.value ->> 'finished_at' AS finished_at,
				given.value ->> 'reserved' AS reserved
				FROM ${given(rows.jobs)}) AS new`)
			.where(sql`${jobs.id} = new.id`)
			.returning({ id: jobs.id }),
		...(following?.statements ?? []),
	]);
	return {
		jobs: new Set(results[3].map(({ id }) => id)),
		webhooks: following?.webhooks(results) ?? [],
	};
}

/** What changes in each table. Every row names its job and the version that was decided on. */
function rowsOf(changes: readonly Quiet[]) {
	const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
	return {
		events: changes.flatMap(({ before, events }) =>
			eventRows(events).map((row) => ({ ...from(before), ...row })),
		),
		tasks: changes.flatMap(({ before, decision }) => {
			const told = new Set(
				decision.changes.flatMap((change) => (change.type === "task" ? [change.task] : [])),
			);
			return decision.state.tasks
				.filter((task) => told.has(task.id))
				.map((task) => ({ ...from(before), task: task.id, status: task.status, error: json(task.error) }));
		}),
		stages: changes.flatMap(({ before, decision }) =>
			decision.state.stages
				.filter((stage, i) => stage.status !== before.stages[i]?.status)
				.map(({ key, status, since, error }) => ({
					...from(before),
					key,
					status,
					since,
					error: json(error),
				})),
		),
		jobs: changes.map(({ before, decision: { state } }) => ({
			...from(before),
			status: state.job.status,
			version: state.job.version,
			error: json(state.job.error),
			started_at: state.job.started_at,
			finished_at: state.job.finished_at,
			reserved: reservedOf(state) - reservedOf(before),
		})),
	};
}

function from({ job }: JobAggregate) {
	return { job: job.id, was: job.version };
}
