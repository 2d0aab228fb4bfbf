import { and, asc, eq, getTableColumns } from "drizzle-orm";
import { findWorkflow } from "../../../workflows/library/index.ts";
import { findPipeline } from "../../../workflows/pipelines/index.ts";
import type { Notice } from "../../../workflows/plan/notices.ts";
import { toAsset } from "../../assets/resource.ts";
import type { Asset } from "../../contract/assets/assets.ts";
import { type Failure, failureClass, type GraphSource, whoseFault } from "../../contract/failures.ts";
import { COMPARISON } from "../../contract/jobs/comparison-request.ts";
import type { ProgressTick } from "../../contract/jobs/events.ts";
import type { JobResource } from "../../contract/jobs/jobs.ts";
import type { JobErrorResource, TaskResource } from "../../contract/jobs/stages.ts";
import { TRAINING } from "../../contract/jobs/training-request.ts";
import { type Database, database } from "../../db/client.ts";
import { assets, jobs, pools, stages, tasks } from "../../db/schema.ts";
import type { Env } from "../../env.ts";
import { jobObject } from "../../objects.ts";
import { loadBodies, loadBody, MissingBody } from "../../storage/bodies.ts";
import { budgetsQuery } from "../budgets/left.ts";
import { monthOf } from "../budgets/month.ts";
import { type Budgets, shortOf, stageOverBudget } from "../budgets/short.ts";
import { type TaskRow, taskColumns } from "../store/task-plans.ts";
import { costOf, costQuery } from "./cost.ts";
import { stageWithoutLora, type WaitingForLora, waitingForLorasQuery } from "./queue-lora.ts";
import { queueAheadQuery } from "./queue-place.ts";
import {
	endpointsOfJobQuery,
	fleetOfJobQuery,
	fullQuery,
	queueOf,
	type Why,
	whyTheyWait,
} from "./queue-state.ts";

/** A job without what is long and wanted only for a retry, or to plan a stage. */
const { request: _request, pipeline_plan: _plan, ...columns } = getTableColumns(jobs);
/** With its pool's name, which is what requests call it by. */
const shown = { ...columns, pool: pools.name };
type JobRow = Omit<typeof jobs.$inferSelect, "request" | "pipeline_plan"> & { pool: string };

/** One job of an account, or null where it is not there or not theirs. */
export async function findJob(db: Database, account: string, id: string): Promise<JobRow | null> {
	const [row] = await jobQuery(db, account, id);
	return row ?? null;
}

function jobQuery(db: Database, account: string, id: string) {
	return db
		.select(shown)
		.from(jobs)
		.innerJoin(pools, eq(pools.id, jobs.pool_id))
		.where(and(eq(jobs.id, id), eq(jobs.account_id, account)));
}

type Json = Record<string, unknown>;

/** What was asked when a job was submitted, and the parameters that came of it. */
export async function requestOf(env: Env, account: string, id: string) {
	const [row] = await database(env.DB)
		.select({ request: jobs.request, parameters: jobs.parameters })
		.from(jobs)
		.where(and(eq(jobs.id, id), eq(jobs.account_id, account)));
	const [request = "{}", parameters = "{}"] = await loadBodies(
		env.BUCKET,
		row ? [row.request, row.parameters] : [],
	);
	return { request: JSON.parse(request) as Json, parameters: JSON.parse(parameters) as Json };
}

/** What a job consists of beside its row. */
function partQueries(db: Database, account: string, id: string, now: number) {
	return [
		db.select().from(stages).where(eq(stages.job_id, id)).orderBy(asc(stages.position)),
		db
			.select(taskColumns)
			.from(tasks)
			.where(eq(tasks.job_id, id))
			.orderBy(asc(tasks.position), asc(tasks.take)),
		db.select().from(assets).where(eq(assets.job_id, id)).orderBy(asc(assets.position)),
		fleetOfJobQuery(db, id, now),
		endpointsOfJobQuery(db, id),
		fullQuery(db, account),
		costQuery(db, account, id),
		budgetsQuery(db, id, monthOf(now)),
		queueAheadQuery(db, id),
		waitingForLorasQuery(db, id),
	] as const;
}
type Answers<T extends readonly PromiseLike<unknown>[]> = { -readonly [K in keyof T]: Awaited<T[K]> };

/** A job as the API shows it, with its parameters, however long. */
async function assemble(
	env: Env,
	row: JobRow,
	[stageRows, taskRows, assetRows, fleet, endpoints, account, spent, budgets, places, loras]: Readonly<
		Answers<ReturnType<typeof partQueries>>
	>,
	now: number,
): Promise<JobResource> {
	const parameters = await parametersOf(env, row.parameters);
	return assembleResource({
		row: parameters === null ? { ...row, notices: [...row.notices, PARAMETERS_GONE] } : row,
		parameters: parameters ?? {},
		stages: stageRows,
		tasks: taskRows,
		outputs: assetRows.map(toAsset),
		spent,
		waiting: await whyTheyWait(
			env,
			taskRows,
			fleet,
			endpoints,
			{ full: account[0]?.full === 1, broke: shortOf(budgets[0], 0) !== null },
			now,
		),
		budgets: budgets[0],
		ahead: places[0]?.ahead ?? null,
		loras,
		progress: row.status === "running" ? await progressOf(env, row.id) : [],
	});
}

/** A job can be read whatever became of its parameters. */
const PARAMETERS_GONE: Notice = {
	pointer: "/parameters",
	code: "content_gone",
	message: "the parameters of this job are no longer in storage; it cannot be tried again",
};

/** Null where they are no longer in storage. */
async function parametersOf(env: Env, column: string): Promise<Json | null> {
	try {
		return JSON.parse(await loadBody(env.BUCKET, column)) as Json;
	} catch (error) {
		if (error instanceof MissingBody) return null;
		throw error;
	}
}

/** One job of an account with all that belongs to it, in one round trip; null where it is not there or not theirs. */
export async function readJob(env: Env, account: string, id: string) {
	const db = database(env.DB);
	const now = Date.now();
	const [[row], ...parts] = await db.batch([jobQuery(db, account, id), ...partQueries(db, account, id, now)]);
	if (!row) return null;
	return { row, show: () => assemble(env, row, parts, now) };
}

export interface JobParts {
	row: Omit<JobRow, "parameters">;
	parameters: Json;
	stages: (typeof stages.$inferSelect)[];
	tasks: TaskRow[];
	outputs: Asset[];
	/** What its attempts came to. */
	spent: Awaited<ReturnType<typeof costQuery>>;
	/** What is left of the budgets that it draws on; absent: it was just made. */
	budgets?: Budgets | undefined;
	/** How many tasks of the account go before it; absent: it was not looked for. */
	ahead?: number | null;
	/** Its stages that wait for LoRAs; absent: none does. */
	loras?: readonly WaitingForLora[];
	/** Why its queued tasks wait, by id. */
	waiting: ReadonlyMap<string, Why>;
	progress: ProgressTick[];
}

/** A job as the API shows it, from rows that were read or written just now. */
export function assembleResource({ row, outputs, ...parts }: JobParts): JobResource {
	const queue =
		queueOf(parts.tasks, parts.waiting) ??
		stageWithoutLora(parts.loras ?? []) ??
		stageOverBudget(parts.stages, parts.budgets);
	return {
		id: row.id,
		status: row.status,
		version: row.version,
		workflow: row.pipeline === null ? row.workflow : null,
		pipeline: row.pipeline,
		character: row.character_id,
		parameters: parts.parameters,
		priority: row.priority,
		notices: row.notices,
		metadata: row.metadata,
		pool: row.pool,
		queue_reason: queue?.reason ?? null,
		queue,
		queue_ahead: parts.ahead ?? null,
		awaiting: awaitingOf(row, parts.stages),
		progress: parts.progress,
		stages: parts.stages.map((stage) => ({
			key: stage.key,
			label: stage.label,
			status: stage.status,
			since: time(stage.since),
			needs: stage.needs,
			gate: stage.gate,
			optional: stage.optional,
			take: stage.take,
			retakes_left: stage.retakes_left,
			chosen: stage.chosen,
			decision: decisionOf(stage),
			adopted_from: stage.adopted_from,
			error: toError(stage.error, sourceOf(row)),
			tasks: parts.tasks
				.filter((task) => task.stage === stage.key)
				.map((task) => toTask(task, outputs, sourceOf(row), parts.waiting.get(task.id))),
		})),
		// In the order of the stages, whichever ended first.
		outputs: parts.stages.flatMap(({ key }) =>
			parts.tasks
				.filter((task) => task.stage === key)
				.flatMap((task) => outputs.filter((output) => output.task === task.id)),
		),
		cost: costOf(row, parts.spent, parts.stages),
		error: toError(row.error, sourceOf(row)),
		retry_of: row.retry_of,
		imported: row.import_key !== null,
		created_at: time(row.created_at),
		started_at: row.started_at === null ? null : time(row.started_at),
		finished_at: row.finished_at === null ? null : time(row.finished_at),
		deadline_at: time(row.deadline_at),
		urls: urlsOf(row.id),
	};
}

/** A job as the API shows it, from its row. */
export async function toResource(env: Env, row: JobRow): Promise<JobResource> {
	const db = database(env.DB);
	const now = Date.now();
	return assemble(env, row, await db.batch(partQueries(db, row.account_id, row.id, now)), now);
}

export function urlsOf(id: string): JobResource["urls"] {
	const self = `/v1/jobs/${id}`;
	return {
		self,
		events: `${self}/events`,
		socket: `${self}/socket`,
		cancel: `${self}/cancel`,
		workflow: `${self}/workflow`,
		attempts: `${self}/attempts`,
	};
}

async function progressOf(env: Env, id: string): Promise<ProgressTick[]> {
	try {
		return JSON.parse(await jobObject(env, id).progress()) as ProgressTick[];
	} catch {
		// Progress is a courtesy: a job is shown without it while its object cannot be reached.
		return [];
	}
}

function toTask(row: TaskRow, outputs: Asset[], source: GraphSource, why: Why | undefined): TaskResource {
	return {
		id: row.id,
		index: row.position,
		take: row.take,
		status: row.status,
		verdict: row.verdict,
		epoch: row.epoch,
		attempts: row.attempts,
		max_attempts: row.max_attempts,
		worker: row.worker_id,
		available_at: time(row.available_at),
		queue_reason: why?.reason ?? null,
		queued_at: time(row.queued_at),
		error: toError(row.error, source),
		outputs: outputs.filter((output) => output.task === row.id),
	};
}

function decisionOf({ decision }: JobParts["stages"][number]) {
	if (decision === null) return null;
	const { by, at, take, choice } = decision;
	return { by, at: time(at), take, choice };
}

/** The first decision that a job waits for; null where it waits for none. */
function awaitingOf(
	{ left_ms, deadline_at }: Pick<JobRow, "left_ms" | "deadline_at">,
	all: JobParts["stages"],
): JobResource["awaiting"] {
	const stage = all.find(({ status }) => status === "awaiting_approval");
	if (!stage) return null;
	const { key, since, take, gate } = stage;
	const until = left_ms === null ? null : time(deadline_at);
	return { stage: key, since: time(since), until, take, gate };
}

/** Whose graph a job runs: raw graphs, and workflows and pipelines of an account's own, are the client's. */
export function sourceOf({ workflow, pipeline }: Pick<JobRow, "workflow" | "pipeline">): GraphSource {
	if (pipeline === null && (workflow === TRAINING || workflow === COMPARISON)) return "library";
	const found = pipeline === null ? findWorkflow(nameOf(workflow)) : findPipeline(nameOf(pipeline));
	return found === undefined ? "client" : "library";
}

function nameOf(reference: string): string {
	return reference.split("@")[0] ?? "";
}

export function toError(failure: Failure | null, source: GraphSource): JobErrorResource | null {
	return (
		failure && {
			...failure,
			class: failureClass(failure.code),
			whose_fault: whoseFault(failure.code, source),
		}
	);
}

export function time(at: number): string {
	return new Date(at).toISOString();
}
