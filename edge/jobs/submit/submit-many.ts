import type { BatchItem } from "drizzle-orm/batch";
import { filesOfEveryForm } from "../../../workflows/plan/files.ts";
import type { JobPlan } from "../../../workflows/plan/plan.ts";
import type { JobRequest } from "../../contract/jobs/jobs.ts";
import type { ProblemItem } from "../../contract/problem.ts";
import type { Database } from "../../db/client.ts";
import type { Env } from "../../env.ts";
import type { IdempotencyKey } from "../../idempotency/once.ts";
import { lorasNamed } from "../../loras/awaited.ts";
import { ApiError, MAX_ITEMS } from "../../problem.ts";
import type { Offered } from "../../workflows/resolve.ts";
import { moneyOfWorkflow } from "../budgets/money.ts";
import { refuseOverBudget } from "../budgets/refuse.ts";
import { qualityOf } from "../planning/quality-policy.ts";
import { planRequest, workflowOf } from "../planning/request/plan-request.ts";
import { storeJobBodies } from "../planning/stage/bodies.ts";
import { needsOfTasks } from "../planning/tasks.ts";
import { assetProblems, storedFiles } from "./check-assets.ts";
import { insertJobs, type NewJob, newJob, type ShotOfJob } from "./create.ts";
import { inserted } from "./inserted.ts";
import { type Known, lookingAgain, poolWithRoom, surroundings } from "./known.ts";

/** Bodies that are put into R2 at the same moment. */
const PUT_AT_ONCE = 20;

/** One of many jobs of one workflow in one pool. */
export interface OneOfMany {
	request: JobRequest;
	shot: ShotOfJob;
	/** Says of a problem with the request's parameters where in the client's own request it is. */
	blame(problem: ProblemItem): ProblemItem;
}

export interface Many {
	account: string;
	list: readonly OneOfMany[];
	key: IdempotencyKey | null;
	/** What the key names from then on; and what else belongs into the transaction. Asked with the ids of the jobs. */
	written(jobs: readonly string[]): { resource: string; statements: BatchItem<"sqlite">[] };
}

/**
 * Checks many requests of one workflow and pool as `submitJob` does each, and then writes all of their jobs in one
 * transaction of some ten statements, or none. Throws ApiError with what is wrong with any of them, and what D1
 * throws: conflict `event` where an input, a character or the account's room is gone. Answers with the pool.
 */
export async function submitMany(env: Env, db: Database, known: Known, many: Many): Promise<string> {
	const { account, list, key } = many;
	const { now } = known;
	const pool = poolWithRoom(known, list.length);
	const { plans, offered } = await lookingAgain(env, pool, () => planAll(env, db, known, many));
	await checkFiles(db, account, list, plans);
	refuseOverBudget(
		known.budget_left,
		plans.map((plan) => ({
			reserved: moneyOfWorkflow(undefined, plan).estimate_micro_usd ?? 0,
			budget: null,
		})),
	);
	const jobs: NewJob[] = [];
	for (let at = 0; at < list.length; at += PUT_AT_ONCE) {
		const part = list.slice(at, at + PUT_AT_ONCE);
		jobs.push(
			...(await Promise.all(
				part.map(async ({ request, shot }, i): Promise<NewJob> => {
					const plan = plans[at + i] as JobPlan;
					const submission = { account, request, shot, retry_of: null };
					const needs = await needsOfTasks(plan);
					// A millisecond apart, so that the queue offers them in their order.
					const aggregate = newJob(
						submission,
						plan,
						needs,
						pool,
						qualityOf(request.quality, offered),
						now + at + i,
					);
					const bodies = await storeJobBodies(env.BUCKET, aggregate.job, { ...request }, plan);
					const money = moneyOfWorkflow(request.budget_micro_usd, plan);
					return { aggregate, submission, plan, needs, bodies, pipeline: null, money };
				}),
			)),
		);
	}
	const { resource, statements } = many.written(jobs.map(({ aggregate }) => aggregate.job.id));
	await inserted(
		env,
		db,
		account,
		jobs.map(({ bodies }) => bodies),
		() => insertJobs(db, jobs, { key, resource, statements }, now),
	);
	return pool;
}

/** The plans of all of them. Throws the first refusal, with the problems of the others beside its own. */
async function planAll(
	env: Env,
	db: Database,
	known: Known,
	{ account, list }: Many,
): Promise<{ plans: JobPlan[]; offered: Offered[] }> {
	const [first] = list;
	if (!first) return { plans: [], offered: [] };
	const { facts, servers } = await surroundings(env, db, known);
	const found = await workflowOf(env.BUCKET, { request: first.request, retry_of: null }, known.own);
	const loras = await lorasNamed(
		env,
		account,
		list.map(({ request }) => request.parameters),
	);
	const plans: JobPlan[] = [];
	const refusals: ApiError[] = [];
	for (const { request, blame } of list) {
		try {
			plans.push(planRequest(request, found, { ...facts, loras }, servers));
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
			const { code, message, errors, headers } = error;
			refusals.push(new ApiError(code, message, errors.map(blame), headers));
			if (refusals.length === MAX_ITEMS) break;
		}
	}
	const [refusal] = refusals;
	if (!refusal) return { plans, offered: found === null ? [] : [found] };
	const { code, message, headers } = refusal;
	throw new ApiError(
		code,
		message,
		refusals.flatMap(({ errors }) => errors),
		headers,
	);
}

/** The files of all of them, looked at in one query. */
async function checkFiles(
	db: Database,
	account: string,
	list: readonly OneOfMany[],
	plans: readonly JobPlan[],
): Promise<void> {
	const files = plans.flatMap(({ tasks }) => tasks.flatMap(filesOfEveryForm));
	const stored = await storedFiles(db, account, files);
	const problems = list.flatMap(({ request, blame }, i) => {
		const plan = plans[i];
		return plan ? assetProblems(request, plan, stored).map(blame) : [];
	});
	const [first] = problems;
	if (!first) return;
	const missing = problems.some(({ code }) => code === "missing_asset");
	throw new ApiError(missing ? "missing_asset" : "invalid_request", first.message, problems);
}
