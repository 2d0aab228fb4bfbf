import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { inputsOf } from "../../../workflows/plan/files.ts";
import type { JobPlan } from "../../../workflows/plan/plan.ts";
import { awaitReferences, charactersThere, characterWaits } from "../../characters/subject.ts";
import { newId } from "../../contract/ids.ts";
import type { DurableEvent } from "../../contract/jobs/events.ts";
import type { JobRequest } from "../../contract/jobs/jobs.ts";
import { type Database, listOf } from "../../db/client.ts";
import { characters, events, jobInputs, jobs, jobWorkflows, stages, tasks } from "../../db/schema.ts";
import { type IdempotencyKey, rememberKey } from "../../idempotency/once.ts";
import { type HashedNeeds, insertNeeds } from "../../pools/stored-needs.ts";
import { leftOfAccount } from "../budgets/left.ts";
import type { Money } from "../budgets/money.ts";
import { monthOf } from "../budgets/month.ts";
import { reservedOf } from "../budgets/reserved.ts";
import type { JobAggregate, Stage } from "../lifecycle/aggregate.ts";
import { newStage, newTask } from "../lifecycle/stages.ts";
import type { JobBodies } from "../planning/stage/bodies.ts";
import { plannedTasks } from "../planning/tasks.ts";
import { newJobStatements, withinJobLimit } from "../store/counters.ts";
import { eventRows } from "../store/event-rows.ts";
import { insertRows } from "../store/insert-rows.ts";
import { lists } from "../store/lists.ts";
import { type Apart, isApart } from "./apart.ts";
import type { OfPipeline } from "./of-pipeline.ts";

/** The one stage of a job that is not a pipeline. */
export const ONLY_STAGE = "main";

/** Who asks for what. */
export interface Submission {
	account: string;
	request: JobRequest;
	retry_of: string | null;
	/** With `retry_of`: what it may cost in place of what its request says, in micro-USD; null: no limit of its own. */
	budget?: number | null;
	/** With `retry_of`, for a pipeline: the stage from which on it runs anew. */
	from_stage?: string;
	/** What must not be unfinished beside it; absent: nothing. */
	apart?: Apart;
	/** The shot whose picture it makes. */
	shot?: ShotOfJob;
	/** With `retry_of`: asked for the shot whose picture it makes again, anew where another request was faster. */
	shotAgain?: () => Promise<ShotAgain | null>;
	idempotency: IdempotencyKey | null;
}

/** What a job has from the shot whose picture it makes. */
export interface ShotOfJob {
	project: string;
	shot: string;
	/** Jobs of an account that have the same make the same. */
	reuse_key: string | null;
	/** Wait before its second try, in milliseconds. */
	backoff_ms: number;
}

/** The shot whose picture a retry makes again. */
export interface ShotAgain {
	shot: ShotOfJob;
	/** What becomes of the shot, in the transaction that writes the job. */
	statements(job: string): BatchItem<"sqlite">[];
}

/** A job that is to be written. `bodies` are stored already: a row must not name what is not there. */
export interface NewJob {
	aggregate: JobAggregate;
	submission: Omit<Submission, "idempotency">;
	/** Of a pipeline it has no tasks: they come as its stages open. */
	plan: JobPlan;
	needs: readonly HashedNeeds[];
	bodies: JobBodies;
	pipeline: OfPipeline | null;
	/** Assets that it is to read, of a job that is no pipeline and has no tasks yet. */
	reads?: string[];
	money: Money;
}

/** A job as it begins: one stage, open, with one queued task for each prompt, which has the needs of its place. */
export function newJob(
	submission: Omit<Submission, "idempotency">,
	plan: JobPlan,
	needs: readonly HashedNeeds[],
	pool: string,
	quality: Pick<Stage, "judged" | "quality" | "retakes_left">,
	now: number,
): JobAggregate {
	const stage: Stage = { ...newStage(ONLY_STAGE, 0, now), ...quality, status: "queued", take: 1 };
	const backoff = submission.shot?.backoff_ms ?? null;
	return {
		job: freshJob(submission, pool, now),
		stages: [stage],
		tasks: plannedTasks(plan, needs, now, backoff).map((task) => newTask(task, stage, now)),
	};
}

/** The row of a job that begins. */
export function freshJob(
	{ account, request, shot }: Omit<Submission, "idempotency">,
	pool: string,
	now: number,
): JobAggregate["job"] {
	return {
		id: newId("job", now),
		account_id: account,
		pool_id: pool,
		status: "queued",
		version: 1,
		deadline_at: now + request.deadline_s * 1000,
		left_ms: null,
		started_at: null,
		finished_at: null,
		error: null,
		project_id: shot?.project ?? null,
		shot_id: shot?.shot ?? null,
	};
}

/** What is written together with new jobs. */
export interface Besides {
	/** The key of the request, and what it names from then on. */
	key: IdempotencyKey | null;
	resource: string;
	/** Statements for the end of the transaction. */
	statements?: BatchItem<"sqlite">[];
}

/**
 * Writes new jobs of one account in one transaction, all or none, each with the event every job begins with. Throws
 * what D1 throws: conflict `event` where a guard does not hold. Answers with the rows it wrote.
 */
export async function insertJobs(
	db: Database,
	list: readonly NewJob[],
	{ key, resource, statements = [] }: Besides,
	now: number,
): Promise<JobRows[]> {
	const written = list.map((job) => rowsOf(job, now));
	const account = list[0]?.aggregate.job.account_id ?? "";
	const inputs = written.flatMap((one) => one.inputs);
	const whom = [...new Set(list.flatMap(({ submission }) => submission.request.character ?? []))];
	const guards = sql`${withinJobLimit(account)} AND ${leftOfAccount(account, monthOf(now))} >= 0 AND ${hasInputs(inputs)} AND ${charactersThere(account, whom)}
		AND ${awaited(list)} AND ${areApart(list)} AND ${workflowsThere(account, list)}`;
	const all = <T>(of: (one: JobRows) => T[]) => written.flatMap(of);
	const [first, ...rest]: BatchItem<"sqlite">[] = [
		...insertRows(
			db,
			jobs,
			// As text: a client's own words must come out as they went in.
			all(({ row }) => [
				{ ...row, notices: JSON.stringify(row.notices), metadata: JSON.stringify(row.metadata) },
			]),
		),
		...rememberKey(db, account, key, resource, now),
		...insertRows(
			db,
			stages,
			all((one) => one.stages),
		),
		insertNeeds(
			db,
			list.flatMap(({ needs }) => needs),
		),
		...insertRows(
			db,
			tasks,
			all((one) => one.tasks),
		),
		...newJobStatements(
			db,
			list.map(({ aggregate }) => aggregate),
		),
		...lists(inputs).map((rows) => insertInputs(db, account, rows)),
		...list.flatMap(({ pipeline, aggregate: { job } }) =>
			pipeline?.workflows.length ? [insertWorkflows(db, job, pipeline.workflows)] : [],
		),
		...list.flatMap(({ pipeline, aggregate: { job } }) =>
			pipeline?.makes ? [awaitReferences(db, account, pipeline.makes, job.id)] : [],
		),
		...characterBudgets(db, account, list),
		...lists(all((one) => one.events)).map((rows) =>
			db.insert(events).select(
				sql`SELECT value ->> 'job_id', CASE WHEN ${guards} THEN value ->> 'seq' END, value ->> 'body'
					FROM json_each(${rows})`,
			),
		),
		...statements,
	];
	if (first) await db.batch([first, ...rest]);
	return written;
}

/** A character of which nobody has said what making it may cost has the budget of the first pipeline that asks. */
function characterBudgets(db: Database, account: string, list: readonly NewJob[]): BatchItem<"sqlite">[] {
	return list.flatMap(({ money: { budget_character_id: id, character_budget } }) =>
		id === null || character_budget === null
			? []
			: [
					db
						.update(characters)
						.set({ budget_micro_usd: character_budget })
						.where(
							and(
								eq(characters.id, id),
								eq(characters.account_id, account),
								isNull(characters.budget_micro_usd),
							),
						),
				],
	);
}

/** The rows of a new job. */
export interface JobRows {
	row: typeof jobs.$inferSelect;
	stages: (typeof stages.$inferSelect)[];
	tasks: (typeof tasks.$inferSelect)[];
	needs: ReadonlyMap<string, HashedNeeds["body"]>;
	events: (typeof events.$inferSelect)[];
	inputs: (typeof jobInputs.$inferSelect)[];
}

/** What is written of a new job. */
export function rowsOf(
	{ aggregate, submission, plan, needs, bodies, pipeline, reads, money }: NewJob,
	now: number,
): JobRows {
	const { job } = aggregate;
	const { request, retry_of, shot } = submission;
	const inputs = pipeline?.inputs ?? reads ?? inputsOf(plan);
	const taskRows = aggregate.tasks.map(({ index, ...task }, i): typeof tasks.$inferSelect => ({
		...task,
		position: index,
		job_id: job.id,
		account_id: job.account_id,
		pool_id: job.pool_id,
		priority: request.priority,
		reserved_until: 0,
		reserved_by: null,
		sweep_after: 0,
		plan: bodies.plans[i] ?? "{}",
		ran: null,
	}));
	const at = new Date(now).toISOString();
	const first: DurableEvent = { type: "job", seq: 1, job: job.id, at, status: "queued", error: null };
	return {
		row: {
			...job,
			workflow: plan.workflow,
			request: bodies.request,
			parameters: bodies.parameters,
			body_bytes: bodies.bytes,
			notices: plan.notices,
			metadata: request.metadata,
			priority: request.priority,
			retry_of,
			created_at: now,
			sweep_after: 0,
			sweep_failures: 0,
			budget_look_at: 0,
			pipeline: pipeline?.reference ?? null,
			pipeline_plan: bodies.pinned,
			character_id: request.character ?? null,
			reuse_key: shot?.reuse_key ?? null,
			estimate_micro_usd: money.estimate_micro_usd,
			budget_micro_usd: money.budget_micro_usd,
			budget_character_id: money.budget_character_id,
			spent_micro_usd: 0,
			reserved_micro_usd: reservedOf(aggregate),
			import_key: null,
		},
		stages: aggregate.stages.map((stage) => ({ ...stage, job_id: job.id, lora_account: null })),
		tasks: taskRows,
		needs: new Map(needs.map(({ hash, body }) => [hash, body])),
		events: eventRows([first]).map((row) => ({ job_id: job.id, ...row })),
		inputs: inputs.map((asset_id) => ({ asset_id, job_id: job.id })),
	};
}

/** Only those that are there: another request may be deleting one. `rows` is a JSON list. */
function insertInputs(db: Database, account: string, rows: string) {
	return db.insert(jobInputs).select(
		sql`SELECT assets.id, value ->> 'job_id' FROM json_each(${rows}) CROSS JOIN assets
			ON assets.id = value ->> 'asset_id' AND assets.account_id = ${account}`,
	);
}

/** Own workflows that its stages may run: none of them goes while the job is unfinished. */
function insertWorkflows(db: Database, job: JobAggregate["job"], workflows: string[]) {
	return db
		.insert(jobWorkflows)
		.select(sql`SELECT ${job.account_id}, value, ${job.id} FROM json_each(${JSON.stringify(workflows)})`);
}

/** Guards a submission: none of them was deleted since it was looked at. */
function workflowsThere(account: string, list: readonly NewJob[]): SQL {
	const named = new Set(list.flatMap(({ pipeline }) => pipeline?.workflows ?? []));
	if (named.size === 0) return sql`1`;
	const wanted = JSON.stringify([...named].map((reference) => reference.split("@")));
	return sql`NOT EXISTS (SELECT 1 FROM json_each(${wanted}) AS want WHERE NOT EXISTS (SELECT 1 FROM workflows
		WHERE account_id = ${account} AND id = want.value ->> 0 AND version = CAST(want.value ->> 1 AS INTEGER)))`;
}

/** Guards a submission: who is to have references of its jobs waits for them. */
function awaited(list: readonly NewJob[]): SQL {
	const guards = list.flatMap(({ pipeline, aggregate: { job } }) =>
		pipeline?.makes ? [characterWaits(job.account_id, pipeline.makes, job.id)] : [],
	);
	return guards.length === 0 ? sql`1` : sql.join(guards, sql` AND `);
}

/** Guards a submission: nothing that any of its jobs must be apart from has come since it was looked at. */
function areApart(list: readonly NewJob[]): SQL {
	const guards = list.flatMap(({ submission: { account, apart }, aggregate: { job } }) =>
		apart === undefined ? [] : [isApart(account, job.pool_id, apart, job.id)],
	);
	return guards.length === 0 ? sql`1` : sql.join(guards, sql` AND `);
}

/** Guards a submission: none of its inputs was deleted since it was looked at. */
function hasInputs(inputs: readonly { asset_id: string; job_id: string }[]): SQL {
	if (inputs.length === 0) return sql`1`;
	const jobIds = [...new Set(inputs.map(({ job_id }) => job_id))];
	return sql`(SELECT count(*) FROM job_inputs WHERE job_id IN ${listOf(jobIds)}) = ${inputs.length}`;
}
