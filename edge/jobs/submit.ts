import { and, eq, gt, inArray, isNull, sql } from "drizzle-orm";
import { missingFrom } from "../../workflows/capabilities.ts";
import { findWorkflow } from "../../workflows/library.ts";
import { type JobPlan, planWorkflow, randomSeedLimit, type TaskPlan } from "../../workflows/plan.ts";
import { type Problem, pointer } from "../../workflows/problems.ts";
import { planGraph } from "../../workflows/raw.ts";
import { ApiError } from "../api/problem.ts";
import { makeId, newId } from "../contract/ids.ts";
import type { JobRequest } from "../contract/jobs.ts";
import type { ProblemCode } from "../contract/problem.ts";
import { type Database, database, isConflict } from "../db/client.ts";
import {
	accounts,
	assets,
	events,
	idempotencyKeys,
	jobs,
	pools,
	stages,
	type TaskNeeds,
	taskPlans,
	tasks,
	workers,
} from "../db/schema.ts";
import type { Env } from "../env.ts";
import { loadCapabilities } from "../pools/claim.ts";
import type { JobAggregate } from "./aggregate.ts";
import type { Decision } from "./draft.ts";
import { toEvents } from "./record.ts";
import { MAX_ATTEMPTS } from "./retry.ts";

/** A worker that registered and was seen within this time stands for what its pool can run. */
const CAPABILITIES_KEPT_MS = 24 * 60 * 60 * 1000;
/** The one stage of a job that is not a pipeline. */
const ONLY_STAGE = "main";

export interface Submission {
	account: string;
	request: JobRequest;
	retry_of: string | null;
	idempotency: { route: string; key: string; body_hash: string } | null;
}
export interface Submitted {
	job: string;
	pool: string;
	tasks: number;
	/** True when the same idempotency key had made this job before. */
	replayed: boolean;
	/** Jobs of the account that may still be submitted, and how many there may be in all. */
	quota: { limit: number; remaining: number };
}

/**
 * Checks a request against everything that is known, and only then writes job, tasks and first event in one
 * transaction. Throws ApiError with pointers into the request; nothing is written then.
 */
export async function submitJob(env: Env, submission: Submission): Promise<Submitted> {
	const db = database(env.DB);
	const { account, request, idempotency } = submission;
	const now = Date.now();
	const poolName = request.pool ?? "default";
	const [pool, limits, unfinished, seen] = await db.batch([
		db.select().from(pools).where(eq(pools.name, poolName)),
		db.select().from(accounts).where(eq(accounts.id, account)),
		db
			.select({ count: sql<number>`count(*)` })
			.from(jobs)
			.where(and(eq(jobs.account_id, account), isNull(jobs.finished_at))),
		idempotency
			? db
					.select()
					.from(idempotencyKeys)
					.where(
						and(
							eq(idempotencyKeys.account_id, account),
							eq(idempotencyKeys.route, idempotency.route),
							eq(idempotencyKeys.key, idempotency.key),
						),
					)
			: db.select().from(idempotencyKeys).where(sql`0`),
	]);
	const limit = limits[0]?.max_jobs ?? 0;
	const count = unfinished[0]?.count ?? 0;
	const earlier = seen[0];
	if (earlier && idempotency) {
		if (earlier.body_hash !== idempotency.body_hash) throw keyReused(idempotency.key);
		return {
			job: earlier.resource_id,
			pool: pool[0]?.id ?? "",
			tasks: 0,
			replayed: true,
			quota: { limit, remaining: Math.max(0, limit - count) },
		};
	}
	const poolRow = pool[0];
	if (!poolRow) {
		throw invalid("invalid_request", [
			{ pointer: "/pool", code: "invalid_parameter", message: `there is no pool called ${poolName}` },
		]);
	}
	if (count >= limit) {
		throw new ApiError(
			"queue_full",
			`the account has ${count} unfinished jobs of ${limit}; wait for some to end`,
			[],
			{
				"retry-after": "10",
			},
		);
	}
	const plan = await makePlan(db, poolRow.id, request, now);
	await checkAssets(db, account, request, plan);

	const job = newJob(submission, plan, poolRow.id, now);
	try {
		await insertJob(db, job, submission, plan, now);
	} catch (error) {
		// The same key at the same moment: the other one won, and this one is its repeat.
		if (idempotency && isConflict(error)) return submitJob(env, submission);
		throw error;
	}
	return {
		job: job.job.id,
		pool: poolRow.id,
		tasks: job.tasks.length,
		replayed: false,
		quota: { limit, remaining: limit - count - 1 },
	};
}

function keyReused(key: string): ApiError {
	return new ApiError(
		"idempotency_key_reuse",
		`the key ${JSON.stringify(key)} was used within 24 hours with another body; use a new key for a new request`,
	);
}

function invalid(
	code: ProblemCode,
	problems: Problem[] | { pointer: string; code: string; message: string }[],
): ApiError {
	return new ApiError(code, problems[0]?.message ?? "the request does not fit", problems);
}

/** The plan of a request, refused where it does not fit its workflow or no worker of the pool could run it. */
async function makePlan(db: Database, pool: string, request: JobRequest, now: number): Promise<JobPlan> {
	const known = await knownCapabilities(db, pool, now);
	const planned = request.workflow
		? planNamed(request.workflow, request.parameters ?? {})
		: planGraph({ graph: request.graph, inputs: request.inputs }, known[0] ?? null);
	if (!planned.ok) {
		const code = planned.problems[0]?.code;
		throw invalid(
			code === "workflow_format_ui" || code === "unknown_workflow"
				? code
				: request.workflow
					? "invalid_request"
					: "invalid_graph",
			planned.problems,
		);
	}
	const { plan } = planned;
	if (known.length > 0) {
		const missing = known
			.map((capabilities) => plan.tasks.flatMap((task) => missingFrom(capabilities, task)))
			.sort((a, b) => a.length - b.length)[0];
		if (missing && missing.length > 0) {
			throw invalid("unsupported_capability", uniqueProblems(missing));
		}
	}
	return plan;
}

function planNamed(reference: string, parameters: Record<string, unknown>) {
	const workflow = findWorkflow(reference);
	if (!workflow) {
		throw invalid("unknown_workflow", [
			{
				pointer: "/workflow",
				code: "unknown_workflow",
				message: `there is no workflow ${JSON.stringify(reference.slice(0, 100))}; GET /v1/workflows lists them`,
			},
		]);
	}
	return planWorkflow(workflow, parameters, { seed: () => Math.floor(Math.random() * randomSeedLimit) });
}

function uniqueProblems(problems: Problem[]): Problem[] {
	return [...new Map(problems.map((problem) => [problem.message, problem])).values()];
}

/** What the workers of a pool said they have, newest first; empty when none was seen lately. */
async function knownCapabilities(db: Database, pool: string, now: number) {
	const rows = await db
		.selectDistinct({ hash: workers.capabilities_hash })
		.from(workers)
		.where(
			and(
				eq(workers.pool_id, pool),
				gt(workers.last_seen_at, now - CAPABILITIES_KEPT_MS),
				isNull(workers.gone_at),
			),
		)
		.limit(20);
	return Promise.all(rows.map((row) => loadCapabilities(db, row.hash)));
}

/** Every asset must be there, belong to the account and be of the kind its place wants. */
async function checkAssets(db: Database, account: string, request: JobRequest, plan: JobPlan): Promise<void> {
	const wanted = new Map(plan.tasks.flatMap((task) => task.inputs).map((input) => [input.asset_id, input]));
	if (wanted.size === 0) return;
	const rows = await db
		.select({ id: assets.id, kind: assets.kind })
		.from(assets)
		.where(and(eq(assets.account_id, account), inArray(assets.id, [...wanted.keys()])));
	const kinds = new Map(rows.map((row) => [row.id, row.kind]));
	const problems = [...wanted.values()].flatMap((input) => {
		const place = placeOf(request, input.asset_id);
		const kind = kinds.get(input.asset_id);
		if (kind === undefined) {
			return [
				{
					pointer: place,
					code: "missing_asset",
					message: `there is no asset ${input.asset_id}, or it is not yours`,
				},
			];
		}
		if (kind === (input.kind === "mask" ? "image" : input.kind)) return [];
		return [
			{
				pointer: place,
				code: "invalid_parameter",
				message: `asset ${input.asset_id} is ${kind}, not ${input.kind}`,
			},
		];
	});
	if (problems.length > 0) throw invalid("missing_asset", problems);
}

function placeOf(request: JobRequest, assetId: string): string {
	for (const [key, value] of Object.entries(request.parameters ?? {})) {
		if (value === assetId) return pointer("parameters", key);
		if (Array.isArray(value) && value.includes(assetId))
			return pointer("parameters", key, value.indexOf(assetId));
	}
	for (const [key, value] of Object.entries(request.inputs ?? {})) {
		if (value === assetId) return pointer("inputs", key);
	}
	return "";
}

/** A job as it begins: one stage, open, with one queued task for each prompt. */
function newJob(submission: Submission, plan: JobPlan, pool: string, now: number): JobAggregate {
	return {
		job: {
			id: newId("job"),
			account_id: submission.account,
			pool_id: pool,
			status: "queued",
			version: 1,
			deadline_at: now + submission.request.deadline_s * 1000,
			started_at: null,
			finished_at: null,
			error: null,
		},
		stages: [{ key: ONLY_STAGE, position: 0, status: "queued", needs: [], approval: false }],
		tasks: plan.tasks.map((task) => ({
			// A millisecond apart, so that the queue offers the tasks of a job in their order.
			id: makeId("task", now + task.index, crypto.getRandomValues(new Uint8Array(10))),
			stage: ONLY_STAGE,
			index: task.index,
			status: "queued",
			epoch: 0,
			worker_id: null,
			claim_id: null,
			lease_until: 0,
			attempts: 0,
			max_attempts: MAX_ATTEMPTS,
			available_at: now,
			expected: task.outputs.map((output) => output.name),
			error: null,
		})),
	};
}

/** The event every job begins with. */
function firstEvents(job: JobAggregate, now: number) {
	const decision: Decision = {
		ok: true,
		state: job,
		changes: [{ type: "job", status: "queued", error: null }],
		attempts: [],
		effects: [],
	};
	return toEvents(decision, 0, now);
}

/** Writes a new job in one transaction. Exported for tests that compare the model with D1. */
export async function insertJob(
	db: Database,
	{ job, stages: stageList, tasks: taskList }: JobAggregate,
	submission: Submission,
	plan: JobPlan,
	now: number,
): Promise<void> {
	const { idempotency, request } = submission;
	const aggregate = { job, stages: stageList, tasks: taskList };
	await db.batch([
		db.insert(jobs).values({
			...job,
			workflow: plan.workflow,
			request: { ...request },
			parameters: plan.parameters,
			metadata: request.metadata,
			priority: request.priority,
			retry_of: submission.retry_of,
			created_at: now,
		}),
		...(idempotency
			? [
					db.insert(idempotencyKeys).values({
						...idempotency,
						account_id: submission.account,
						resource_id: job.id,
						created_at: now,
					}),
				]
			: []),
		...stageList.map((stage) => db.insert(stages).values({ ...stage, job_id: job.id })),
		...taskList.map(({ index, ...task }, i) => {
			const taskPlan = plan.tasks[i];
			return db.insert(tasks).values({
				...task,
				position: index,
				job_id: job.id,
				account_id: job.account_id,
				pool_id: job.pool_id,
				priority: request.priority,
				needs: taskPlan ? needsOf(taskPlan) : { nodes: [], models: [] },
			});
		}),
		...taskList.map((task, i) =>
			db.insert(taskPlans).values({ task_id: task.id, plan: JSON.stringify(plan.tasks[i] ?? {}), ran: null }),
		),
		...firstEvents(aggregate, now).map((event) =>
			db.insert(events).values({ job_id: job.id, seq: event.seq, body: JSON.stringify(event) }),
		),
	]);
}

function needsOf(plan: TaskPlan): TaskNeeds {
	return {
		nodes: [...new Set(Object.values(plan.graph).map((node) => node.class_type))],
		models: plan.models,
	};
}
