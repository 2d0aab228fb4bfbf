import { and, asc, desc, eq, getTableColumns, inArray, isNotNull, lt, sql } from "drizzle-orm";
import { findWorkflow } from "../../workflows/library/index.ts";
import type { Capabilities } from "../../workflows/object-info/capabilities.ts";
import { toAsset } from "../assets/resource.ts";
import type { Asset } from "../contract/assets.ts";
import type { ProgressTick } from "../contract/events.ts";
import { type Failure, failureClass, type GraphSource, whoseFault } from "../contract/failures.ts";
import type { JobErrorResource, JobResource, TaskResource } from "../contract/jobs.ts";
import { type Database, database, listOf } from "../db/client.ts";
import { accounts, assets, attempts, jobs, pools, stages, tasks } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { aliveCapabilities, fleetQuery } from "../pools/capabilities.ts";
import { abilityOf, canRun } from "../pools/match.ts";
import type { TaskNeeds } from "../pools/needs.ts";
import { loadNeeds } from "../pools/stored-needs.ts";
import { isStored, loadBodies, loadBody } from "../storage/bodies.ts";

/** A job without its request, which holds the whole graph and is wanted only for a retry. */
const { request: _request, ...columns } = getTableColumns(jobs);
/** With its pool's name, which is what requests call it by. */
const shown = { ...columns, pool: pools.name };
type JobRow = Omit<typeof jobs.$inferSelect, "request"> & { pool: string };
type TaskRow = typeof tasks.$inferSelect;

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

export interface JobFilter {
	limit: number;
	cursor?: string | undefined;
	status?: JobRow["status"] | undefined;
	workflow?: string | undefined;
}

/** Jobs of an account, newest first; one more than `limit`, to see whether there are more. */
export function listJobs(db: Database, account: string, filter: JobFilter): Promise<JobRow[]> {
	return db
		.select(shown)
		.from(jobs)
		.innerJoin(pools, eq(pools.id, jobs.pool_id))
		.where(
			and(
				eq(jobs.account_id, account),
				filter.cursor === undefined ? undefined : lt(jobs.id, filter.cursor),
				filter.status === undefined ? undefined : eq(jobs.status, filter.status),
				filter.workflow === undefined ? undefined : eq(jobs.workflow, filter.workflow),
			),
		)
		.orderBy(desc(jobs.id))
		.limit(filter.limit + 1);
}

/**
 * Jobs of one account as a list shows them, in the order given. One round trip for any number of jobs: long
 * parameters, which do not stand in the row, are left out.
 */
export async function toResources(env: Env, rows: JobRow[]): Promise<JobResource[]> {
	const [first] = rows;
	if (!first) return [];
	const db = database(env.DB);
	const now = Date.now();
	const ids = rows.map((row) => row.id);
	return assembleAll(env, rows, await db.batch(partQueries(db, first.account_id, ids, now)), now);
}

/** What the jobs of an account consist of beside their rows. */
function partQueries(db: Database, account: string, jobIds: string[], now: number) {
	const ids = listOf(jobIds);
	return [
		db.select().from(stages).where(inArray(stages.job_id, ids)).orderBy(asc(stages.position)),
		db.select().from(tasks).where(inArray(tasks.job_id, ids)).orderBy(asc(tasks.position)),
		db
			.select()
			.from(assets)
			.where(and(isNotNull(assets.job_id), inArray(assets.job_id, ids)))
			.orderBy(asc(assets.position)),
		fleetQuery(db, now),
		fullQuery(db, account),
	] as const;
}
type Answers<T extends readonly PromiseLike<unknown>[]> = { -readonly [K in keyof T]: Awaited<T[K]> };

async function assembleAll(
	env: Env,
	rows: JobRow[],
	[stageRows, taskRows, assetRows, fleet, account]: Readonly<Answers<ReturnType<typeof partQueries>>>,
	now: number,
): Promise<JobResource[]> {
	const db = database(env.DB);
	const alive = await aliveCapabilities(db, fleet);
	const full = account[0]?.full === 1;
	const queued = new Set(rows.flatMap((row) => (row.status === "queued" ? [row.id] : [])));
	const known = await loadNeeds(
		db,
		taskRows.flatMap((task) => (queued.has(task.job_id) ? [task.needs_hash] : [])),
	);
	const needsOf = (own: TaskRow[]) =>
		[...new Set(own.map((task) => task.needs_hash))].flatMap((hash) => known.get(hash) ?? []);
	return Promise.all(
		rows.map(async (row) => {
			const ownTasks = taskRows.filter((task) => task.job_id === row.id);
			return assembleResource({
				row,
				parameters: isStored(row.parameters) ? null : (JSON.parse(row.parameters) as Json),
				stages: stageRows.filter((stage) => stage.job_id === row.id),
				tasks: ownTasks,
				outputs: assetRows.filter((asset) => asset.job_id === row.id).map(toAsset),
				queue_reason:
					row.status === "queued"
						? queueReason(ownTasks, needsOf(ownTasks), alive.get(row.pool_id) ?? [], full, now)
						: null,
				progress: row.status === "running" ? await progressOf(env, row.id) : [],
			});
		}),
	);
}

/** One job of an account with all that belongs to it, in one round trip; null where it is not there or not theirs. */
export async function readJob(env: Env, account: string, id: string) {
	const db = database(env.DB);
	const now = Date.now();
	const [[row], ...parts] = await db.batch([
		jobQuery(db, account, id),
		...partQueries(db, account, [id], now),
	]);
	if (!row) return null;
	return { row, show: () => withParameters(env, row, assembleAll(env, [row], parts, now)) };
}

export interface JobParts {
	row: Omit<JobRow, "parameters">;
	/** Null: left out. */
	parameters: Json | null;
	stages: (typeof stages.$inferSelect)[];
	tasks: TaskRow[];
	outputs: Asset[];
	queue_reason: JobResource["queue_reason"];
	progress: ProgressTick[];
}

/** A job as the API shows it, from rows that were read or written just now. */
export function assembleResource({ row, outputs, ...parts }: JobParts): JobResource {
	const self = `/v1/jobs/${row.id}`;
	return {
		id: row.id,
		status: row.status,
		version: row.version,
		workflow: row.workflow,
		parameters: parts.parameters ?? {},
		parameters_omitted: parts.parameters === null,
		priority: row.priority,
		notices: row.notices,
		metadata: row.metadata,
		pool: row.pool,
		queue_reason: parts.queue_reason,
		progress: parts.progress,
		stages: parts.stages.map((stage) => ({
			key: stage.key,
			status: stage.status,
			needs: stage.needs,
			tasks: parts.tasks
				.filter((task) => task.stage === stage.key)
				.map((task) => toTask(task, outputs, sourceOf(row))),
		})),
		outputs: parts.tasks.flatMap((task) => outputs.filter((output) => output.task === task.id)),
		error: toError(row.error, sourceOf(row)),
		retry_of: row.retry_of,
		created_at: time(row.created_at),
		started_at: row.started_at === null ? null : time(row.started_at),
		finished_at: row.finished_at === null ? null : time(row.finished_at),
		deadline_at: time(row.deadline_at),
		urls: {
			self,
			events: `${self}/events`,
			socket: `${self}/socket`,
			cancel: `${self}/cancel`,
			workflow: `${self}/workflow`,
			attempts: `${self}/attempts`,
		},
	};
}

/** A job with its parameters, however long. */
export async function toResource(env: Env, row: JobRow): Promise<JobResource> {
	return withParameters(env, row, toResources(env, [row]));
}

async function withParameters(
	env: Env,
	row: JobRow,
	assembled: Promise<JobResource[]>,
): Promise<JobResource> {
	const [resource] = await assembled;
	if (!resource) throw new Error("one row makes one resource");
	if (!resource.parameters_omitted) return resource;
	const parameters = JSON.parse(await loadBody(env.BUCKET, row.parameters)) as Json;
	return { ...resource, parameters, parameters_omitted: false };
}

/** Whether the account holds as many workers as it may. */
function fullQuery(db: Database, account: string) {
	return db
		.select({ full: sql<number>`${accounts.running_tasks} >= ${accounts.max_running}` })
		.from(accounts)
		.where(eq(accounts.id, account));
}

/** Why a queued job does not run. `alive` is what the workers of its pool that are there now can run. */
export function queueReason(
	own: TaskRow[],
	needs: TaskNeeds[],
	alive: Capabilities[],
	full: boolean,
	now: number,
): JobResource["queue_reason"] {
	if (own.every((task) => task.available_at > now)) return "retry_wait";
	if (alive.length === 0) return "no_worker";
	const runnable = alive.some((capabilities) => {
		const able = abilityOf(capabilities);
		return needs.some((body) => canRun(body, able));
	});
	if (!runnable) return "no_capable_worker";
	return full ? "account_limit" : "workers_busy";
}

async function progressOf(env: Env, id: string): Promise<ProgressTick[]> {
	try {
		return JSON.parse(await env.JOBS.get(env.JOBS.idFromName(id)).progress()) as ProgressTick[];
	} catch {
		// Progress is a courtesy: a job is shown without it while its object cannot be reached.
		return [];
	}
}

function toTask(row: TaskRow, outputs: Asset[], source: GraphSource): TaskResource {
	return {
		id: row.id,
		index: row.position,
		status: row.status,
		epoch: row.epoch,
		attempts: row.attempts,
		max_attempts: row.max_attempts,
		worker: row.worker_id,
		available_at: time(row.available_at),
		error: toError(row.error, source),
		outputs: outputs.filter((output) => output.task === row.id),
	};
}

/** Whose graph a job runs: raw graphs and workflows of an account's own are the client's. */
export function sourceOf({ workflow }: Pick<JobRow, "workflow">): GraphSource {
	return findWorkflow(workflow.split("@")[0] ?? "") === undefined ? "client" : "library";
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

export function attemptRows(db: Database, jobId: string) {
	return db
		.select({ attempt: attempts, stage: tasks.stage, index: tasks.position })
		.from(attempts)
		.innerJoin(tasks, eq(tasks.id, attempts.task_id))
		.where(eq(attempts.job_id, jobId))
		.orderBy(asc(attempts.started_at), asc(attempts.epoch));
}

export function time(at: number): string {
	return new Date(at).toISOString();
}
