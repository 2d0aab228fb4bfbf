import { and, eq, inArray } from "drizzle-orm";
import { type TaskPlan, taskFor } from "../../workflows/plan/plan.ts";
import { assetPath } from "../assets/resource.ts";
import { issueGrant } from "../auth/grants.ts";
import type { ClaimedFolder, ClaimedTask } from "../contract/workers.ts";
import { type Database, database, listOf } from "../db/client.ts";
import { assets, tasks, type workers } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { findTask, type Job, type Task } from "../jobs/lifecycle/aggregate.ts";
import { askJob } from "../jobs/live/ask.ts";
import { assembleJob, jobQueries } from "../jobs/store/load.ts";
import { inputsOfTask } from "../jobs/submit/bodies.ts";
import { endOverdue } from "../jobs/sweep/end-overdue.ts";
import { overdueJobs, sweepAndTell } from "../jobs/sweep/sweep.ts";
import { leaseMs } from "../lease.ts";
import { loadCapabilities } from "../pools/capabilities.ts";
import { type Candidate, match } from "../pools/match.ts";
import { heardNow, silenceCounts } from "../pools/presence.ts";
import { Fitness } from "../pools/stored-needs.ts";
import { loadBody } from "../storage/bodies.ts";
import { candidateQuery } from "./queue.ts";
import { planQuery, reserve, unreserve } from "./reserve.ts";
import { MissingInputs, undeliverable } from "./undeliverable.ts";

/** Overdue jobs that one claim looks after on its way. */
const SWEPT_PER_CLAIM = 3;
/** How often a claim looks again when others took everything it was offered. */
const MAX_ROUNDS = 5;
/** How often it looks again because what it was offered turned out to be nothing for it. */
const MAX_LESSONS = 12;

/** Refusals that say nothing of the task: others wrote at the same moment, or a limit beside the job is reached. */
const NOT_NOW: ReadonlySet<string> = new Set(["busy", "guard_failed"]);

type Worker = typeof workers.$inferSelect;

export interface ClaimRequest {
	claim_id: string;
	warm_models: string[];
}
export interface Claim {
	claimed: ClaimedTask;
	/** Whether there is work left that this worker could have taken as well. */
	more: boolean;
}

/**
 * Gives a worker the task it should run next, or null. Asking again with the same `claim_id` gives the same
 * task, so a reply that got lost does not cost a lease.
 */
export async function claimTask(env: Env, worker: Worker, request: ClaimRequest): Promise<Claim | null> {
	const db = database(env.DB);
	const capabilities = await loadCapabilities(db, worker.capabilities_hash);
	const fitness = new Fitness(worker.capabilities_hash, {
		capabilities,
		vram_bytes: worker.gpu.vram_bytes,
	});
	const refused = new Set<string>();
	let lessons = 0;
	for (let round = 0; round < MAX_ROUNDS; ) {
		const now = Date.now();
		const query = {
			pool: worker.pool_id,
			now,
			unfit: fitness.unfit,
			random: Math.random,
			depth: 4 ** round,
		};
		const [, earlier, overdue, near] = await db.batch([
			heardNow(db, env, worker.pool_id, now),
			answeredQuery(db, worker, request.claim_id),
			overdueJobs(db, now, SWEPT_PER_CLAIM, worker.pool_id, silenceCounts(env, worker.pool_id, now)),
			candidateQuery(db, query),
		]);
		if (earlier[0]) return sameAgain(env, db, worker, earlier[0].job, earlier[0].task);
		// Of many accounts only some were looked at: what this worker can run may wait at others.
		const offers = near.length > 0 ? near : await candidateQuery(db, { ...query, by: "kinds" });
		for (const { job } of overdue) await sweepAndTell(env, { job, pool: worker.pool_id }, now);
		const expired = offers.filter((offer) => offer.deadline_at <= now);
		if (expired.length > 0 && (await endOverdue(env, worker.pool_id, now)) === 0) {
			// A worker holds a task of what is left: such jobs end one by one.
			const held = [...new Set(expired.map((offer) => offer.job))].slice(0, SWEPT_PER_CLAIM);
			for (const job of held) await sweepAndTell(env, { job, pool: worker.pool_id }, now);
		}
		const fit = await fitness.among(db, new Set(offers.map((offer) => offer.needs_hash)));
		const candidates = offers.flatMap((offer): Candidate[] => {
			const needs = fit.get(offer.needs_hash);
			return needs && offer.deadline_at > now && !refused.has(offer.task) ? [{ ...offer, needs }] : [];
		});
		if (candidates.length === 0) {
			// What stood in the way is swept away, or known now: what it hid can be seen.
			const learned = offers.some((offer) => !fit.has(offer.needs_hash));
			if (learned && ++lessons < MAX_LESSONS) continue;
			if (!learned && overdue.length === 0 && offers.length === 0) return null;
			round += 1;
			continue;
		}
		const ordered = match(candidates, { warm_models: request.warm_models, now, random: Math.random });
		const taken = await take(env, db, ordered, worker, request.claim_id);
		if (taken && "claimed" in taken) return { ...taken, more: candidates.length > 1 };
		if (taken) {
			refused.add(taken.refused);
			await sweepAndTell(env, { job: taken.job, pool: worker.pool_id }, now);
		}
		round += 1;
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
	if (!task || !plan) return null;
	const claimed = await orFail(env, job.job, task, () => describe(env, db, worker, job.job, task, plan));
	return claimed && { ...claimed, more: false };
}

/**
 * Reserves the best of the candidates that is free, and claims it. Null where others were faster, or the task
 * that cannot be claimed as it stands.
 */
async function take(
	env: Env,
	db: Database,
	ordered: Candidate[],
	worker: Worker,
	claimId: string,
): Promise<Pick<Claim, "claimed"> | { refused: string; job: string } | null> {
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
		reserved.loaded,
	);
	if (!answer.ok) {
		await unreserve(db, reserved.task);
		return NOT_NOW.has(answer.code) ? null : { refused: reserved.task, job: job.id };
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
): Promise<Pick<Claim, "claimed"> | null> {
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
