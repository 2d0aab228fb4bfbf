import { eq } from "drizzle-orm";
import { defaultNodePolicy } from "../../../workflows/validate/requests.ts";
import { subjectQuery } from "../../characters/subject.ts";
import type { JobResource } from "../../contract/jobs.ts";
import { type Database, database, isConflict } from "../../db/client.ts";
import { accounts, pools } from "../../db/schema.ts";
import type { Env } from "../../env.ts";
import { earlierQuery, once } from "../../idempotency/once.ts";
import { loadCapabilities } from "../../pools/capabilities.ts";
import { ApiError } from "../../problem.ts";
import { storageFull } from "../../storage/limit.ts";
import { noSuchPool } from "../../workflows/facts.ts";
import { knownServers } from "../../workflows/object-info.ts";
import { ownQuery } from "../../workflows/store.ts";
import type { Stage } from "../lifecycle/aggregate.ts";
import { openStages } from "../live/open-stages.ts";
import { type JobBodies, storeJobBodies } from "../planning/bodies.ts";
import { knownWorkers, workersQuery } from "../planning/known-workers.ts";
import { planRequest, workflowOf } from "../planning/plan-request.ts";
import { needsOfTasks } from "../planning/tasks.ts";
import { whyQueued } from "../show/queue-state.ts";
import { assembleResource, findJob, toResource } from "../show/resource.ts";
import { loadJob } from "../store/load.ts";
import { about, subjectOf } from "./about.ts";
import { type Adopted, adoptStages } from "./adopt.ts";
import { DEFAULT_POOL, refuseBeside } from "./apart.ts";
import { checkAssets } from "./check-assets.ts";
import { freshJob, insertJob, newJob, type Submission } from "./create.ts";
import { type PipelinePlan, planPipeline, stagesOf } from "./pipeline.ts";

export interface Submitted {
	job: JobResource;
	pool_id: string;
	/** True when the same idempotency key had made this job before. */
	replayed: boolean;
	/** Jobs of the account that may be unfinished at once, and how many more could be submitted now. */
	quota: { limit: number; remaining: number };
}

/**
 * Checks a request against everything that is known, and only then writes job, tasks and first event in one
 * transaction. Throws ApiError with pointers into the request; nothing is written then.
 */
export async function submitJob(env: Env, submission: Submission): Promise<Submitted> {
	const db = database(env.DB);
	const look = () => lookUp(db, submission, Date.now());
	const { made, known, replayed } = await once(submission.idempotency, {
		look,
		again: async (id) => {
			const row = await findJob(db, submission.account, id);
			if (!row) throw new ApiError("not_found", "the job that this idempotency key made is gone");
			return { job: await toResource(env, row), pool_id: row.pool_id };
		},
		make: (known) => makeJob(env, db, submission, known),
		// Others took the last place that the account had, or an input or the character was deleted.
		losesBy: ["event"],
	});
	const { limit, unfinished } = known;
	const remaining = Math.max(0, limit - unfinished - (replayed ? 0 : 1));
	return { ...made, replayed, quota: { limit, remaining } };
}

/** Makes the job, or throws and leaves nothing behind. */
async function makeJob(env: Env, db: Database, submission: Submission, known: Known) {
	const { account, request } = submission;
	const { limit, unfinished, pool, now } = known;
	if (!pool) throw noSuchPool(request.pool ?? "default");
	const subject = subjectOf(request, known.subject);
	if (unfinished >= limit) {
		throw new ApiError(
			"queue_full",
			`the account has ${unfinished} unfinished jobs of ${limit}; wait for some to end`,
			[],
			{ "retry-after": "10", ...quotaHeaders({ limit, remaining: 0 }) },
		);
	}
	if (submission.apart !== undefined) await refuseBeside(db, account, request, submission.apart);
	const kinds = await Promise.all(
		known.kinds.map(async ({ hash, ...kind }) => ({
			...kind,
			capabilities: await loadCapabilities(db, hash),
		})),
	);
	const capabilities = kinds.map((kind) => kind.capabilities);
	const servers = await knownServers(env.BUCKET, known.servers);
	const facts = { capabilities, policy: known.policy };
	if (request.pipeline !== undefined) {
		const planned = await lookingAgain(env, pool, () =>
			planPipeline(env, db, submission, subject, facts, servers),
		);
		if (request.wait_for_models) await lookAgain(env, pool);
		return { job: await makePipelineJob(env, db, submission, planned, pool, now), pool_id: pool };
	}
	const found = await workflowOf(env.BUCKET, submission, known.own);
	const asked =
		found && submission.retry_of === null ? about(request, found.workflow.parameters, subject) : request;
	const plan = await lookingAgain(env, pool, () => planRequest(asked, found, facts, servers));
	if (request.wait_for_models) await lookAgain(env, pool);
	await checkAssets(db, account, asked, plan);

	const needs = await needsOfTasks(plan);
	const aggregate = newJob(submission, plan, needs, pool, now);
	const bodies = await storeJobBodies(env.BUCKET, aggregate.job, { ...request }, plan);
	const rows = await inserted(env, db, account, bodies, () =>
		insertJob(db, aggregate, submission, plan, now, needs, bodies),
	);
	const job = assembleResource({
		...rows,
		row: { ...rows.row, pool: request.pool ?? DEFAULT_POOL },
		parameters: plan.parameters,
		outputs: [],
		waiting: whyQueued(rows.tasks, {
			fleet: kinds.filter((kind) => kind.serving),
			full: known.full,
			needs: rows.needs,
			now,
		}),
		progress: [],
	});
	return { job, pool_id: pool };
}

/** Makes a job of a pipeline, and opens what can open at once. Its rows are durable before anything of it opens. */
async function makePipelineJob(
	env: Env,
	db: Database,
	submission: Submission,
	{ reference, pinned, inputs, makes }: PipelinePlan,
	pool: string,
	now: number,
): Promise<JobResource> {
	const { account, request } = submission;
	const job = freshJob(submission, pool, now);
	const adopted = await stagesFor(db, submission, stagesOf(pinned.definition, now));
	const plan = { workflow: "", parameters: pinned.parameters, notices: [], tasks: [] };
	const bodies = await storeJobBodies(env.BUCKET, job, { ...request }, plan, pinned);
	const aggregate = { job, stages: adopted.stages, tasks: [] };
	const files = [...new Set([...inputs, ...adopted.inputs])];
	await inserted(env, db, account, bodies, () =>
		insertJob(db, aggregate, submission, plan, now, [], bodies, { reference, inputs: files, makes }),
	);
	await openStages(env, { job: job.id, pool });
	const row = await findJob(db, account, job.id);
	if (!row)
		throw new ApiError("unavailable", "the job was stored and cannot be read yet", [], {
			"retry-after": "1",
		});
	return toResource(env, row);
}

/** The stages of a new job: all of them to run, or some taken over from the job that it is a retry of. */
async function stagesFor(
	db: Database,
	{ retry_of, from_stage }: Submission,
	fresh: Stage[],
): Promise<Adopted> {
	if (retry_of === null || from_stage === undefined) return { stages: fresh, inputs: [] };
	const earlier = await loadJob(db, retry_of);
	if (!earlier) throw new ApiError("not_found", "the job to retry is gone");
	return adoptStages(db, fresh, earlier, from_stage);
}

/** Writes a job, and takes its bodies away again where D1 has refused it: the job will never be. */
async function inserted<T>(
	env: Env,
	db: Database,
	account: string,
	bodies: JobBodies,
	insert: () => Promise<T>,
): Promise<T> {
	try {
		return await insert();
	} catch (error) {
		// Where it has not answered, the job may be there.
		if (bodies.key !== null && isConflict(error, "event", "idempotency", "storage"))
			await env.BUCKET.delete(bodies.key);
		if (isConflict(error, "storage")) throw await storageFull(db, account, bodies.bytes);
		throw error;
	}
}

type Known = Awaited<ReturnType<typeof lookUp>>;

/** Where something is missing that may have come since, the pool's workers look at what they have. */
async function lookingAgain<T>(env: Env, pool: string, decide: () => T | Promise<T>): Promise<T> {
	try {
		return await decide();
	} catch (error) {
		if (error instanceof ApiError && error.code === "unsupported_capability") await lookAgain(env, pool);
		throw error;
	}
}

async function lookAgain(env: Env, pool: string): Promise<void> {
	// A hint: workers look by themselves twice a minute.
	await env.POOLS.get(env.POOLS.idFromName(pool))
		.refresh()
		.catch(() => {});
}

/** Everything a submission depends on, in one round trip. */
async function lookUp(db: Database, { account, request, idempotency }: Submission, now: number) {
	const named = eq(pools.name, request.pool ?? DEFAULT_POOL);
	const [poolRows, limits, seen, workerRows, own, whom] = await db.batch([
		db.select().from(pools).where(named),
		db.select().from(accounts).where(eq(accounts.id, account)),
		earlierQuery(db, account, idempotency),
		workersQuery(db, named, now),
		ownQuery(db, account, request.workflow ?? ""),
		subjectQuery(db, account, request.character ?? ""),
	]);
	const known = knownWorkers(workerRows);
	return {
		now,
		pool: poolRows[0]?.id,
		limit: limits[0]?.max_jobs ?? 0,
		unfinished: limits[0]?.unfinished_jobs ?? 0,
		full: (limits[0]?.running_tasks ?? 0) >= (limits[0]?.max_running ?? 0),
		policy: limits[0]?.node_policy ?? defaultNodePolicy,
		/** The workflow of the account's own that is asked for. */
		own: own[0],
		/** The character that it is about. */
		subject: whom[0],
		earlier: seen[0],
		...known,
	};
}

/** How many more jobs the account may have unfinished, as the IETF draft on rate limit headers says it. */
export function quotaHeaders({ limit, remaining }: Submitted["quota"]): Record<string, string> {
	return {
		"ratelimit-policy": `"unfinished-jobs";q=${limit}`,
		ratelimit: `"unfinished-jobs";r=${remaining}`,
	};
}
