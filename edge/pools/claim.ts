import { and, eq, inArray } from "drizzle-orm";
import { type TaskPlan, taskFor } from "../../workflows/plan/plan.ts";
import { assetPath } from "../assets/resource.ts";
import { issueGrant } from "../auth/grants.ts";
import type { ClaimedFolder, ClaimedTask } from "../contract/workers.ts";
import { type Database, database, listOf } from "../db/client.ts";
import { assets, tasks, type workers } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { findTask, type Job, type Task } from "../jobs/aggregate.ts";
import { askJob } from "../jobs/ask.ts";
import { inputsOfTask } from "../jobs/bodies.ts";
import { assembleJob, jobQueries } from "../jobs/store.ts";
import { overdueLeases, sweepAndTell } from "../jobs/sweep.ts";
import { loadBody } from "../storage/bodies.ts";
import { loadCapabilities } from "./capabilities.ts";
import { leaseMs } from "./lease.ts";
import { type Candidate, match } from "./match.ts";
import {
	candidateQuery,
	heldQuery,
	PER_ACCOUNT,
	planQuery,
	reserve,
	toCandidates,
	unreserve,
} from "./queue.ts";
import { MissingInputs, undeliverable } from "./undeliverable.ts";

/** Jobs with an expired lease that one claim looks after on its way. */
const SWEPT_PER_CLAIM = 3;
/** How often a claim looks again when others took everything it was offered. */
const MAX_ROUNDS = 5;

type Worker = typeof workers.$inferSelect;

export interface ClaimRequest {
	claim_id: string;
	warm_models: string[];
}
export interface Claim {
	claimed: ClaimedTask;
}

/**
 * Gives a worker the task it should run next, or null. Asking again with the same `claim_id` gives the same
 * task, so a reply that got lost does not cost a lease.
 */
export async function claimTask(env: Env, worker: Worker, request: ClaimRequest): Promise<Claim | null> {
	const db = database(env.DB);
	const capabilities = await loadCapabilities(db, worker.capabilities_hash);
	let offered = 0;
	for (let round = 0; round < MAX_ROUNDS; round++) {
		const now = Date.now();
		const [earlier, overdue, rows, held] = await db.batch([
			answeredQuery(db, worker, request.claim_id),
			overdueLeases(db, now, SWEPT_PER_CLAIM, worker.pool_id),
			candidateQuery(db, worker.pool_id, now, PER_ACCOUNT * 4 ** round),
			heldQuery(db),
		]);
		if (earlier[0]) return sameAgain(env, db, worker, earlier[0].job, earlier[0].task);
		for (const { job } of overdue) await sweepAndTell(env, job);
		const full = new Set(held.filter((row) => row.held >= row.max_running).map((row) => row.account));
		const ordered = match(
			toCandidates(rows).filter((candidate) => !full.has(candidate.account)),
			new Map(held.map((row) => [row.account, row.held])),
			{ capabilities, warm_models: request.warm_models, now, random: Math.random },
		);
		// Tasks at the head of a queue that this worker cannot run must not hide those behind them: the next
		// round looks further, unless this one has seen all there is.
		if (ordered.length === 0 && overdue.length === 0 && rows.length === offered) return null;
		offered = rows.length;
		if (ordered.length === 0) continue;
		const taken = await take(env, db, ordered, worker, request.claim_id);
		if (taken) return taken;
	}
	return null;
}

/** The answer that this claim was given before, or null. It is a promise even where nothing new may be taken. */
export async function repeatedClaim(env: Env, worker: Worker, claimId: string): Promise<Claim | null> {
	const db = database(env.DB);
	const [earlier] = await answeredQuery(db, worker, claimId);
	return earlier ? sameAgain(env, db, worker, earlier.job, earlier.task) : null;
}

function answeredQuery(db: Database, worker: Worker, claimId: string) {
	return db
		.select({ job: tasks.job_id, task: tasks.id })
		.from(tasks)
		.where(and(eq(tasks.worker_id, worker.id), eq(tasks.claim_id, claimId)));
}

/** The task that this very claim was given before: its reply got lost. */
async function sameAgain(
	env: Env,
	db: Database,
	worker: Worker,
	jobId: string,
	taskId: string,
): Promise<Claim | null> {
	const [jobRows, stageRows, taskRows, plans] = await db.batch([
		...jobQueries(db, jobId),
		planQuery(db, taskId),
	]);
	const job = assembleJob(jobRows, stageRows, taskRows);
	const task = job && findTask(job, taskId);
	const plan = plans[0];
	return task && plan
		? orFail(env, job.job, task, () => describe(env, db, worker, job.job, task, plan))
		: null;
}

/** Reserves the best of the candidates that is free, and claims it. Null where others were faster. */
async function take(
	env: Env,
	db: Database,
	ordered: Candidate[],
	worker: Worker,
	claimId: string,
): Promise<Claim | null> {
	const ids = ordered.map((candidate) => candidate.task);
	const reserved = await reserve(db, ids, crypto.randomUUID(), Date.now());
	if (!reserved) return null;
	const { job } = reserved.loaded;
	const answer = await askJob(
		env,
		{ job: job.id, pool: job.pool_id },
		{
			command: {
				type: "claim",
				task: reserved.task,
				worker: worker.id,
				claim_id: claimId,
				lease_ms: leaseMs(env),
			},
		},
	);
	if (!answer.ok) {
		await unreserve(db, reserved.task);
		return null;
	}
	const { task } = answer;
	if (!task) throw new Error("a claimed task is not in its own job");
	return orFail(env, answer.job, task, () => describe(env, db, worker, answer.job, task, reserved.plan));
}

/** Where a task cannot be handed over, its attempt ends with the reason, and the worker gets another. */
async function orFail(
	env: Env,
	job: Job,
	{ id, epoch }: Task,
	describeTask: () => Promise<ClaimedTask>,
): Promise<Claim | null> {
	try {
		return { claimed: await describeTask() };
	} catch (error) {
		const failure = undeliverable(error);
		if (failure === null) throw error;
		const command = { type: "fail" as const, task: id, epoch, failure, gpu_ms: 0 };
		await askJob(env, { job: job.id, pool: job.pool_id }, { command });
		return null;
	}
}

async function describe(
	env: Env,
	db: Database,
	worker: Worker,
	job: Job,
	task: Task,
	row: { plan: string; workflow: string },
): Promise<ClaimedTask> {
	const body = await loadBody(env.BUCKET, row.plan);
	const plan = taskFor(JSON.parse(body) as TaskPlan, worker.comfyui_version);
	const folders = plan.folders ?? [];
	const ids = inputsOfTask(plan);
	const rows =
		ids.length === 0
			? []
			: await db
					.select()
					.from(assets)
					.where(and(eq(assets.account_id, job.account_id), inArray(assets.id, listOf(ids))));
	const byId = new Map(rows.map((row) => [row.id, row]));
	const gone = ids.filter((id) => !byId.has(id));
	if (gone.length > 0) throw new MissingInputs(gone);
	const grant = await issueGrant(
		env,
		{
			account: job.account_id,
			pool: job.pool_id,
			job: job.id,
			task: task.id,
			epoch: task.epoch,
			worker: worker.id,
			token: worker.token_id,
		},
		Date.now(),
	);
	return {
		task_id: task.id,
		job_id: job.id,
		stage: task.stage,
		index: task.index,
		epoch: task.epoch,
		lease_until: new Date(task.lease_until).toISOString(),
		grant,
		workflow: row.workflow,
		graph: plan.graph,
		inputs: plan.inputs.flatMap((input) => {
			const asset = byId.get(input.asset_id);
			if (!asset) return [];
			return [{ ...input, ...downloadOf(asset) }];
		}),
		folders: folders.map(({ files, ...folder }) => ({
			...folder,
			files: files.flatMap((file): ClaimedFolder["files"] => {
				if ("text" in file) return [file];
				const asset = byId.get(file.asset_id);
				return asset ? [{ ...file, ...downloadOf(asset) }] : [];
			}),
		})),
		partner: plan.requires?.partner ?? false,
		training: plan.requires?.training ?? false,
		outputs: plan.outputs,
		models: plan.models,
		typical_seconds: plan.typical_seconds,
		timeout_seconds: plan.timeout_seconds,
	};
}

function downloadOf(asset: typeof assets.$inferSelect) {
	return {
		url: assetPath(asset.id),
		filename: asset.filename,
		content_type: asset.content_type,
		size: asset.size,
		sha256: asset.sha256,
	};
}
