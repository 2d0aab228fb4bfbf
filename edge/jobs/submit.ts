import { and, eq, gt, inArray, isNull, sql } from "drizzle-orm";
import { type Problem, pointer } from "../../workflows/graph/problems.ts";
import {
	hasTooManyPixels,
	MAX_INPUT_PIXELS,
	MAX_PICTURE_PIXELS,
} from "../../workflows/media/picture-size.ts";
import { blame } from "../../workflows/plan/blame.ts";
import { type JobPlan, planWorkflow, randomSeedLimit } from "../../workflows/plan/plan.ts";
import { planGraph } from "../../workflows/plan/raw.ts";
import { defaultNodePolicy } from "../../workflows/validate/requests.ts";
import type { JobRequest, JobResource } from "../contract/jobs.ts";
import type { ProblemCode } from "../contract/problem.ts";
import { type Database, database, isConflict, listOf } from "../db/client.ts";
import { accounts, assets, idempotencyKeys, pools, workers } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { CAPABILITIES_KEPT_MS, loadCapabilities, unionOf, WORKER_SEEN_MS } from "../pools/capabilities.ts";
import { ApiError } from "../problem.ts";
import { isStorageFull, storageFull } from "../storage/limit.ts";
import { missingFromAll, planProblems, uniqueProblems } from "../workflows/checks.ts";
import { type Facts, noSuchPool } from "../workflows/facts.ts";
import { type Offered, OutdatedDocument, offered } from "../workflows/resolve.ts";
import { ownQuery, type WorkflowRow } from "../workflows/store.ts";
import { storeJobBodies } from "./bodies.ts";
import { insertJob, newJob, type Submission } from "./create.ts";
import { assembleResource, findJob, queueReason, toResource } from "./resource.ts";

export interface Submitted {
	job: JobResource;
	pool_id: string;
	/** True when the same idempotency key had made this job before. */
	replayed: boolean;
	/** Jobs of the account that may be unfinished at once, and how many more could be submitted now. */
	quota: { limit: number; remaining: number };
}

/** The pool of requests that name none. */
const DEFAULT_POOL = "default";

/**
 * Checks a request against everything that is known, and only then writes job, tasks and first event in one
 * transaction. Throws ApiError with pointers into the request; nothing is written then.
 */
export async function submitJob(env: Env, submission: Submission, tries = 3): Promise<Submitted> {
	const db = database(env.DB);
	const { account, request, idempotency } = submission;
	const now = Date.now();
	const known = await lookUp(db, submission, now);
	const { limit, unfinished, pool } = known;
	if (known.earlier && idempotency) {
		if (known.earlier.body_hash !== idempotency.body_hash) throw keyReused(idempotency.key);
		const row = await findJob(db, account, known.earlier.resource_id);
		if (!row) throw new ApiError("not_found", "the job that this idempotency key made is gone");
		const remaining = Math.max(0, limit - unfinished);
		return {
			job: await toResource(env, row),
			pool_id: row.pool_id,
			replayed: true,
			quota: { limit, remaining },
		};
	}
	if (!pool) throw noSuchPool();
	if (unfinished >= limit) {
		throw new ApiError(
			"queue_full",
			`the account has ${unfinished} unfinished jobs of ${limit}; wait for some to end`,
			[],
			{ "retry-after": "10", ...quotaHeaders({ limit, remaining: 0 }) },
		);
	}
	const capabilities = await Promise.all(known.capabilities.map((hash) => loadCapabilities(db, hash)));
	const found = await workflowOf(submission, known.own);
	const plan = makePlan(request, found, { capabilities, policy: known.policy });
	await checkAssets(db, account, request, plan);

	const aggregate = newJob(submission, plan, pool, now);
	const bodies = await storeJobBodies(env.BUCKET, aggregate.job, { ...request }, plan);
	let rows: Awaited<ReturnType<typeof insertJob>>;
	try {
		rows = await insertJob(db, aggregate, submission, plan, now, bodies);
	} catch (error) {
		const full = isStorageFull(error);
		// D1 has refused: the job will never be. Where it has not answered, the job may be there.
		if (bodies.key !== null && (full || isConflict(error))) await env.BUCKET.delete(bodies.key);
		if (full) throw await storageFull(db, account, bodies.bytes);
		// Another submission at the same moment won: with the same key, and this one is its repeat; or it took
		// the last place that the account had.
		if (isConflict(error) && tries > 1) return submitJob(env, submission, tries - 1);
		throw error;
	}
	const job = assembleResource({
		...rows,
		row: { ...rows.row, pool: request.pool ?? DEFAULT_POOL },
		parameters: plan.parameters,
		outputs: [],
		queue_reason: queueReason(rows.tasks, rows.needs, known.workers ? capabilities : [], known.full, now),
		progress: [],
	});
	return { job, pool_id: pool, replayed: false, quota: { limit, remaining: limit - unfinished - 1 } };
}

/** Everything a submission depends on, in one round trip. */
async function lookUp(db: Database, { account, request, idempotency }: Submission, now: number) {
	const named = eq(pools.name, request.pool ?? DEFAULT_POOL);
	const [poolRows, limits, seen, workerRows, own] = await db.batch([
		db.select().from(pools).where(named),
		db.select().from(accounts).where(eq(accounts.id, account)),
		db
			.select()
			.from(idempotencyKeys)
			.where(
				and(
					eq(idempotencyKeys.account_id, account),
					eq(idempotencyKeys.route, idempotency?.route ?? ""),
					eq(idempotencyKeys.key, idempotency?.key ?? ""),
				),
			),
		db
			.select({ hash: workers.capabilities_hash, seen: sql<number>`max(${workers.last_seen_at})` })
			.from(workers)
			.innerJoin(pools, eq(pools.id, workers.pool_id))
			.where(and(named, gt(workers.last_seen_at, now - CAPABILITIES_KEPT_MS), isNull(workers.gone_at)))
			.groupBy(workers.capabilities_hash)
			.limit(20),
		ownQuery(db, account, request.workflow ?? ""),
	]);
	return {
		pool: poolRows[0]?.id,
		limit: limits[0]?.max_jobs ?? 0,
		unfinished: limits[0]?.unfinished_jobs ?? 0,
		full: (limits[0]?.running_tasks ?? 0) >= (limits[0]?.max_running ?? 0),
		policy: limits[0]?.node_policy ?? defaultNodePolicy,
		/** The workflow of the account's own that is asked for. */
		own: own[0],
		earlier: seen[0],
		/** What the workers of the pool said they have; empty when none was seen lately. */
		capabilities: workerRows.map((row) => row.hash),
		workers: workerRows.some((row) => row.seen > now - WORKER_SEEN_MS),
	};
}

/** How many more jobs the account may have unfinished, as the IETF draft on rate limit headers says it. */
export function quotaHeaders({ limit, remaining }: Submitted["quota"]): Record<string, string> {
	return {
		"ratelimit-policy": `"unfinished-jobs";q=${limit}`,
		ratelimit: `"unfinished-jobs";r=${remaining}`,
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
function makePlan(request: JobRequest, found: Offered | null, facts: Facts): JobPlan {
	const { capabilities: known, policy } = facts;
	const planned = found
		? planWorkflow(found.workflow, request.parameters ?? {}, randomness)
		: planGraph({ graph: request.graph, inputs: request.inputs }, unionOf(known), policy);
	if (!planned.ok) {
		const code = planned.problems[0]?.code;
		throw invalid(
			code === "workflow_format_ui" ? code : found ? "invalid_request" : "invalid_graph",
			planned.problems,
		);
	}
	const { plan } = planned;
	if (found?.own) {
		// It was looked at when it was stored; the policy may have changed since, and parameters came in.
		const problems = planProblems(found.workflow, plan, unionOf(known), policy);
		if (problems.length > 0)
			throw invalid(
				"invalid_request",
				problems.map((problem) => blame(found.workflow, problem)),
			);
	}
	const missing = missingFromAll(known, plan);
	if (missing.length > 0) {
		const told = found ? missing.map((problem) => blame(found.workflow, problem)) : missing;
		const limits = told.filter((problem) => problem.code === "over_profile_limit");
		// More than the machines are given is the request's to change; what they lack is not.
		if (limits.length === told.length) throw invalid("over_profile_limit", uniqueProblems(limits));
		throw invalid("unsupported_capability", uniqueProblems(told));
	}
	return plan;
}

const randomness = { seed: () => Math.floor(Math.random() * randomSeedLimit) };

/**
 * The workflow a request names, of the account's own or else of the library; null for a raw graph. A retired one
 * is refused, except where a job that had it is submitted again.
 */
async function workflowOf(
	{ request, retry_of }: Submission,
	row: WorkflowRow | undefined,
): Promise<Offered | null> {
	const reference = request.workflow;
	if (reference === undefined) return null;
	const refuse = (code: "unknown_workflow" | "workflow_retired" | "invalid_request", message: string) =>
		invalid(code, [{ pointer: "/workflow", code, message }]);
	if (row && row.retired_at !== null && retry_of === null)
		throw refuse(
			"workflow_retired",
			`${row.id}@${row.version} is retired; GET /v1/workflows/${row.id}/versions shows which versions there are`,
		);
	try {
		const found = await offered(row, reference);
		if (found) return found;
	} catch (error) {
		if (!(error instanceof OutdatedDocument)) throw error;
		throw refuse("invalid_request", error.message);
	}
	throw refuse(
		"unknown_workflow",
		`there is no workflow ${JSON.stringify(reference.slice(0, 100))}; GET /v1/workflows lists them`,
	);
}

/** Every asset must be there, belong to the account and be of the kind its place wants. */
async function checkAssets(db: Database, account: string, request: JobRequest, plan: JobPlan): Promise<void> {
	const files = plan.tasks.flatMap((task) => [
		...task.inputs,
		...(task.folders ?? []).flatMap((folder) =>
			folder.files.flatMap((file) => ("text" in file ? [] : [file])),
		),
	]);
	const wanted = new Map(files.map((file) => [file.asset_id, file]));
	if (wanted.size === 0) return;
	const rows = await db
		.select({ id: assets.id, kind: assets.kind, width: assets.width, height: assets.height })
		.from(assets)
		.where(and(eq(assets.account_id, account), inArray(assets.id, listOf([...wanted.keys()]))));
	const kinds = new Map(rows.map((row) => [row.id, row.kind]));
	const pictures = new Map(rows.map((row) => [row.id, row]));
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
		const picture = pictures.get(input.asset_id);
		if (picture && hasTooManyPixels(picture)) {
			const size = `${picture.width} x ${picture.height}`;
			const message = `asset ${input.asset_id} has ${size} pixels; at most ${MAX_PICTURE_PIXELS} pixels are read, so make it smaller`;
			return [{ pointer: place, code: "invalid_parameter", message }];
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
	const missing = problems.some((problem) => problem.code === "missing_asset");
	if (problems.length > 0) throw invalid(missing ? "missing_asset" : "invalid_request", problems);
	for (const task of plan.tasks) {
		// One picture that is loaded in many places is in memory as often.
		const read = task.inputs.map(({ asset_id }) => pictures.get(asset_id));
		const pixels = read.reduce((sum, picture) => sum + (picture?.width ?? 0) * (picture?.height ?? 0), 0);
		if (pixels <= MAX_INPUT_PIXELS) continue;
		const message = `the ${read.length} pictures have ${pixels} pixels together; one prompt reads at most ${MAX_INPUT_PIXELS}, so send fewer or smaller ones`;
		const at = request.graph === undefined ? "/parameters" : "/inputs";
		throw invalid("invalid_request", [{ pointer: at, code: "invalid_parameter", message }]);
	}
}

function placeOf(request: JobRequest, assetId: string): string {
	for (const [key, value] of Object.entries(request.parameters ?? {})) {
		if (value === assetId) return pointer("parameters", key);
		const items: unknown[] = Array.isArray(value) ? value : [];
		const at = items.findIndex(
			(item) =>
				item === assetId ||
				(typeof item === "object" && item !== null && "image" in item && item.image === assetId),
		);
		if (at >= 0) return pointer("parameters", key, at);
	}
	for (const [key, value] of Object.entries(request.inputs ?? {})) {
		if (value === assetId) return pointer("inputs", key);
	}
	return "";
}
