import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import { inputsOf } from "../../../workflows/plan/files.ts";
import type { JobPlan } from "../../../workflows/plan/plan.ts";
import { awaitReferences, characterWaits } from "../../characters/subject.ts";
import type { DurableEvent } from "../../contract/events.ts";
import { newId } from "../../contract/ids.ts";
import type { JobRequest } from "../../contract/jobs.ts";
import { type Database, listOf } from "../../db/client.ts";
import { assets, events, jobInputs, jobs, stages, taskPlans, tasks } from "../../db/schema.ts";
import { type IdempotencyKey, rememberKey } from "../../idempotency/once.ts";
import { type HashedNeeds, insertNeeds } from "../../pools/stored-needs.ts";
import type { JobAggregate, Stage } from "../lifecycle/aggregate.ts";
import { newStage, newTask } from "../lifecycle/stages.ts";
import { inlineBodies, type JobBodies } from "../planning/bodies.ts";
import { plannedTasks } from "../planning/tasks.ts";
import { counterStatements, withinJobLimit } from "../store/counters.ts";
import { type Apart, isApart } from "./apart.ts";

/** The one stage of a job that is not a pipeline. */
const ONLY_STAGE = "main";

/** Who asks for what. */
export interface Submission {
	account: string;
	request: JobRequest;
	retry_of: string | null;
	/** With `retry_of`, for a pipeline: the stage from which on it runs anew. */
	from_stage?: string;
	/** What must not be unfinished beside it; absent: nothing. */
	apart?: Apart;
	idempotency: IdempotencyKey | null;
}

/** A job as it begins: one stage, open, with one queued task for each prompt, which has the needs of its place. */
export function newJob(
	submission: Submission,
	plan: JobPlan,
	needs: readonly HashedNeeds[],
	pool: string,
	now: number,
): JobAggregate {
	const stage: Stage = { ...newStage(ONLY_STAGE, 0, now), status: "queued", take: 1 };
	return {
		job: freshJob(submission, pool, now),
		stages: [stage],
		tasks: plannedTasks(plan, needs, now).map((task) => newTask(task, stage, now)),
	};
}

/** The row of a job that begins. */
export function freshJob({ account, request }: Submission, pool: string, now: number): JobAggregate["job"] {
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
	};
}

/**
 * Writes a new job in one transaction, with the event every job begins with. Returns the rows it wrote. `bodies`
 * are stored already: a row must not name what is not there. Of a pipeline, `plan` has no tasks: they come as its
 * stages open; `makes` is the character whose references it makes.
 */
export async function insertJob(
	db: Database,
	aggregate: JobAggregate,
	{ request, retry_of, idempotency, apart }: Submission,
	plan: JobPlan,
	now: number,
	needs: readonly HashedNeeds[],
	bodies: JobBodies = inlineBodies({ ...request }, plan),
	pipeline: { reference: string; inputs: string[]; makes: string | null } | null = null,
) {
	const { job, stages: stageList, tasks: taskList } = aggregate;
	const inputs = pipeline === null ? inputsOf(plan) : pipeline.inputs;
	const jobRow: typeof jobs.$inferSelect = {
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
		pipeline: pipeline?.reference ?? null,
		pipeline_plan: bodies.pinned,
		character_id: request.character ?? null,
	};
	const stageRows = stageList.map((stage) => ({ ...stage, job_id: job.id }));
	const taskRows = taskList.map(({ index, ...task }): typeof tasks.$inferSelect => {
		return {
			...task,
			position: index,
			job_id: job.id,
			account_id: job.account_id,
			pool_id: job.pool_id,
			priority: request.priority,
			reserved_until: 0,
			reserved_by: null,
			sweep_after: 0,
		};
	});
	const { character } = request;
	const makes = pipeline?.makes ?? null;
	const subject =
		character === undefined ? sql`1` : characterWaits(job.account_id, character, makes && job.id);
	const at = new Date(now).toISOString();
	const first: DurableEvent = { type: "job", seq: 1, job: job.id, at, status: "queued", error: null };
	const alone = apart === undefined ? sql`1` : isApart(job.account_id, job.pool_id, apart, job.id);
	await db.batch([
		db.insert(jobs).values(jobRow),
		...rememberKey(db, job.account_id, idempotency, job.id, now),
		...stageRows.map((row) => db.insert(stages).values(row)),
		insertNeeds(db, needs),
		...taskRows.map((row) => db.insert(tasks).values(row)),
		...counterStatements(db, null, aggregate),
		...taskRows.map((row, i) =>
			db.insert(taskPlans).values({ task_id: row.id, plan: bodies.plans[i] ?? "{}", ran: null }),
		),
		...(inputs.length > 0 ? [insertInputs(db, job, inputs)] : []),
		...(makes === null ? [] : [awaitReferences(db, job.account_id, makes, job.id)]),
		db.insert(events).values({
			job_id: job.id,
			seq: sql`CASE WHEN ${withinJobLimit(job.account_id)} AND ${hasInputs(job.id, inputs)}
				AND ${subject} AND ${alone} THEN ${first.seq} END`,
			body: JSON.stringify(first),
		}),
	]);
	return {
		row: jobRow,
		stages: stageRows,
		tasks: taskRows,
		needs: new Map(needs.map(({ hash, body }) => [hash, body])),
	};
}

/** Only those that are there: another request may be deleting one. */
function insertInputs(db: Database, job: JobAggregate["job"], inputs: string[]) {
	const there = db
		.select({ asset_id: assets.id, job_id: sql<string>`${job.id}`.as("job_id") })
		.from(assets)
		.where(and(eq(assets.account_id, job.account_id), inArray(assets.id, listOf(inputs))));
	return db.insert(jobInputs).select(there);
}

/** Guards a submission: none of its inputs was deleted since it was looked at. */
function hasInputs(job: string, inputs: string[]): SQL {
	return sql`(SELECT count(*) FROM job_inputs WHERE job_id = ${job}) = ${inputs.length}`;
}
