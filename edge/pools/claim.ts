import { and, eq, inArray } from "drizzle-orm";
import type { Capabilities } from "../../workflows/capabilities.ts";
import type { TaskPlan } from "../../workflows/plan.ts";
import { assetPath } from "../assets/resource.ts";
import { signGrant } from "../auth/signed.ts";
import { type ClaimedTask, LEASE_MS } from "../contract/workers.ts";
import { type Database, database } from "../db/client.ts";
import { assets, capabilities, jobs, taskPlans, tasks, type workers } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { findTask, type JobAggregate, type Task } from "../jobs/aggregate.ts";
import { announce } from "../jobs/announce.ts";
import { type Changed, changeJob } from "../jobs/change.ts";
import { belowAccountLimit, loadJob } from "../jobs/store.ts";
import { overdueLeases, sweepJob } from "../jobs/sweep.ts";
import { type Candidate, match } from "./match.ts";
import { candidateQuery, heldQuery, toCandidates } from "./queue.ts";

/** Jobs with an expired lease that one claim looks after on its way. */
const SWEPT_PER_CLAIM = 3;

export interface ClaimRequest {
	claim_id: string;
	warm_models: string[];
}
export interface Claim {
	claimed: ClaimedTask;
	/** Null when the same claim was answered before. */
	changed: Changed | null;
	/** Other jobs that were found overdue on the way. */
	swept: Changed[];
}

/**
 * Gives a worker the task it should run next, or null. Asking again with the same `claim_id` gives the same
 * task, so a reply that got lost does not cost a lease.
 */
export async function claimTask(
	env: Env,
	worker: typeof workers.$inferSelect,
	request: ClaimRequest,
): Promise<Claim | null> {
	const db = database(env.DB);
	const now = Date.now();
	const [again, overdue, rows, held] = await db.batch([
		db
			.select({ job: tasks.job_id, task: tasks.id })
			.from(tasks)
			.where(and(eq(tasks.worker_id, worker.id), eq(tasks.claim_id, request.claim_id))),
		overdueLeases(db, now, SWEPT_PER_CLAIM, worker.pool_id),
		candidateQuery(db, worker.pool_id, now),
		heldQuery(db),
	]);
	if (again[0]) {
		const job = await loadJob(db, again[0].job);
		const task = job && findTask(job, again[0].task);
		if (job && task) {
			const claimed = await describe(env, db, job, task, await loadPlan(db, task.id));
			return { claimed, changed: null, swept: [] };
		}
	}
	const swept: Changed[] = [];
	for (const { job } of overdue) {
		const { changed } = await sweepJob(db, job);
		if (changed) swept.push(changed);
	}
	const full = new Set(held.filter((row) => row.held >= row.max_running).map((row) => row.account));
	const ordered = match(
		toCandidates(rows).filter((candidate) => !full.has(candidate.account)),
		new Map(held.map((row) => [row.account, row.held])),
		{
			capabilities: await loadCapabilities(db, worker.capabilities_hash),
			warm_models: request.warm_models,
			now,
		},
	);
	const taken = await takeFirst(db, ordered, worker.id, request.claim_id);
	for (const changed of swept) await announce(env, changed);
	if (!taken) return null;
	const task = findTask(taken.changed.decision.state, taken.task);
	if (!task) throw new Error("a claimed task is not in its own job");
	const claimed = await describe(env, db, taken.changed.decision.state, task, taken.plan);
	return { claimed, changed: taken.changed, swept };
}

/** Tries the candidates in order. After a lost race it jumps ahead, away from the others who lost it too. */
async function takeFirst(db: Database, ordered: Candidate[], worker: string, claimId: string) {
	let losses = 0;
	for (let i = 0; i < ordered.length; i += 1 + Math.floor(Math.random() * losses)) {
		const candidate = ordered[i];
		if (!candidate) break;
		const [result, plan] = await Promise.all([
			changeJob(
				db,
				candidate.job,
				{ type: "claim", task: candidate.task, worker, claim_id: claimId, lease_ms: LEASE_MS },
				{ guards: [belowAccountLimit(candidate.account)], rounds: 2 },
			),
			loadPlan(db, candidate.task),
		]);
		if (result.ok) return { changed: result, task: candidate.task, plan };
		losses += 1;
	}
	return null;
}

async function loadPlan(db: Database, taskId: string): Promise<TaskPlan> {
	const [row] = await db
		.select({ plan: taskPlans.plan })
		.from(taskPlans)
		.where(eq(taskPlans.task_id, taskId));
	if (!row) throw new Error(`task ${taskId} has no plan`);
	return JSON.parse(row.plan) as TaskPlan;
}

/** Capabilities never change under their hash, so this isolate may keep them. */
const capabilitiesByHash = new Map<string, Capabilities>();
const MAX_CACHED_CAPABILITIES = 50;

export async function loadCapabilities(db: Database, hash: string): Promise<Capabilities> {
	const cached = capabilitiesByHash.get(hash);
	if (cached) return cached;
	const [row] = await db.select().from(capabilities).where(eq(capabilities.hash, hash));
	if (!row) throw new Error(`no capabilities under ${hash}`);
	const body = JSON.parse(row.body) as Capabilities;
	if (capabilitiesByHash.size >= MAX_CACHED_CAPABILITIES) capabilitiesByHash.clear();
	capabilitiesByHash.set(hash, body);
	return body;
}

async function describe(
	env: Env,
	db: Database,
	{ job }: JobAggregate,
	task: Task,
	plan: TaskPlan,
): Promise<ClaimedTask> {
	const ids = [...new Set(plan.inputs.map((input) => input.asset_id))];
	const [rows, workflow] = await Promise.all([
		ids.length === 0
			? []
			: db
					.select()
					.from(assets)
					.where(and(eq(assets.account_id, job.account_id), inArray(assets.id, ids))),
		db.select({ workflow: jobs.workflow }).from(jobs).where(eq(jobs.id, job.id)),
	]);
	const byId = new Map(rows.map((row) => [row.id, row]));
	const grant = await signGrant(
		env.SIGNING_SECRET,
		{
			account: job.account_id,
			pool: job.pool_id,
			job: job.id,
			task: task.id,
			epoch: task.epoch,
			worker: task.worker_id ?? "",
			inputs: ids,
		},
		job.deadline_at + LEASE_MS,
	);
	return {
		task_id: task.id,
		job_id: job.id,
		stage: task.stage,
		index: task.index,
		epoch: task.epoch,
		lease_until: new Date(task.lease_until).toISOString(),
		grant,
		workflow: workflow[0]?.workflow ?? "graph",
		graph: plan.graph,
		inputs: plan.inputs.flatMap((input) => {
			const asset = byId.get(input.asset_id);
			if (!asset) return [];
			return [
				{
					...input,
					url: assetPath(asset.id),
					filename: asset.filename,
					content_type: asset.content_type,
					size: asset.size,
					sha256: asset.sha256,
				},
			];
		}),
		outputs: plan.outputs,
		models: plan.models,
		typical_seconds: plan.typical_seconds,
		timeout_seconds: plan.timeout_seconds,
		watched: false,
	};
}
