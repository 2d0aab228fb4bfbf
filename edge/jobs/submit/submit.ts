import { inputsOf } from "../../../workflows/plan/files.ts";
import type { JobResource } from "../../contract/jobs/jobs.ts";
import { type Database, database, isConflict } from "../../db/client.ts";
import type { Env } from "../../env.ts";
import { once } from "../../idempotency/once.ts";
import { ApiError } from "../../problem.ts";
import { askedBudget, moneyOfWorkflow } from "../budgets/money.ts";
import { refuseOverBudget } from "../budgets/refuse.ts";
import { reservedOf } from "../budgets/reserved.ts";
import type { Stage } from "../lifecycle/aggregate.ts";
import { openStages } from "../live/open-stages.ts";
import { qualityOf, refuseSameAgain, takesOf } from "../planning/quality-policy.ts";
import { planRequest, workflowOf } from "../planning/request/plan-request.ts";
import { storeJobBodies } from "../planning/stage/bodies.ts";
import { needsOfTasks } from "../planning/tasks.ts";
import { whyQueued } from "../show/queue-state.ts";
import { assembleResource, findJob, toResource } from "../show/resource.ts";
import { loadJob } from "../store/load.ts";
import { about, subjectOf } from "./about.ts";
import { type Adopted, adoptStages } from "./adopt.ts";
import { DEFAULT_POOL, refuseBeside } from "./apart.ts";
import { checkAssets } from "./check-assets.ts";
import { comparisonStatement, planOfComparison } from "./comparison.ts";
import {
	type Besides,
	freshJob,
	insertJobs,
	type JobRows,
	type NewJob,
	newJob,
	type Submission,
} from "./create.ts";
import { inserted } from "./inserted.ts";
import {
	type Known,
	lookAgain,
	lookingAgain,
	lookUp,
	poolWithRoom,
	type Quota,
	surroundings,
} from "./known.ts";
import { type PipelinePlan, planPipeline, stagesOf } from "./pipeline.ts";
import {
	awaitTrained,
	freeName,
	nameTaken,
	planOfTraining,
	trainedNameTaken,
	trainingStatements,
} from "./training.ts";
import { lorasOfRequest, unplannedJob, withoutMadeUp } from "./waiting-loras.ts";

export interface Submitted {
	job: JobResource;
	pool_id: string;
	/** True when the same idempotency key had made this job before. */
	replayed: boolean;
	quota: Quota;
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
		// Others took the last place that the account had, or an input or the character was deleted; or the shot's
		// picture is being made by now.
		losesBy: ["event", "feed"],
	});
	const { limit, unfinished } = known;
	const remaining = Math.max(0, limit - unfinished - (replayed ? 0 : 1));
	return { ...made, replayed, quota: { limit, remaining } };
}

/** Makes the job, or throws and leaves nothing behind. */
async function makeJob(env: Env, db: Database, submission: Submission, known: Known) {
	const { account, request } = submission;
	const { now } = known;
	const pool = poolWithRoom(known, 1);
	const subject = subjectOf(request, known.subject);
	if (submission.apart !== undefined) await refuseBeside(db, account, request, submission.apart);
	const { kinds, facts, servers } = await surroundings(env, db, known);
	if (request.pipeline !== undefined) {
		const planned = await lookingAgain(env, pool, () =>
			planPipeline(env, db, submission, subject, facts, servers),
		);
		if (request.wait_for_models) await lookAgain(env, pool);
		refuseOverBudget(known.budget_left, []);
		return { job: await makePipelineJob(env, db, submission, planned, pool, now), pool_id: pool };
	}
	const { training, comparison } = request;
	const found = (training ?? comparison) ? null : await workflowOf(env.BUCKET, submission, known.own);
	const asked =
		found && submission.retry_of === null ? about(request, found.workflow.parameters, subject) : request;
	refuseSameAgain(request.quality, found);
	const offered = found === null ? [] : [found];
	const quality = qualityOf(request.quality, offered);
	const { loras, madeUp } = await lorasOfRequest(env, account, request, asked.parameters);
	const planned = await lookingAgain(env, pool, () =>
		training
			? planOfTraining(env, db, account, request, training, facts.capabilities)
			: comparison
				? planOfComparison(db, account, comparison, request, facts, servers)
				: planRequest(asked, found, { ...facts, loras }, servers),
	);
	if (request.wait_for_models) await lookAgain(env, pool);
	const { plan, waits } = withoutMadeUp(planned, madeUp);
	await checkAssets(db, account, asked, plan);
	if (training) await freeName(env, account, training);

	const again = (await submission.shotAgain?.()) ?? null;
	const submitted = again === null ? submission : { ...submission, shot: again.shot };
	const needs = waits ? [] : await needsOfTasks(plan);
	const aggregate = waits
		? unplannedJob(submitted, pool, quality, now)
		: newJob(submitted, plan, needs, pool, quality, now);
	const money = moneyOfWorkflow(askedBudget(submission), plan, takesOf(request.quality, offered));
	refuseOverBudget(known.budget_left, [{ reserved: reservedOf(aggregate), budget: money.budget_micro_usd }]);
	const stored = waits ? { ...plan, tasks: [] } : plan;
	const bodies = await storeJobBodies(env.BUCKET, aggregate.job, { ...request }, stored);
	const rows = await insertOne(
		env,
		db,
		{
			aggregate,
			submission: submitted,
			plan: stored,
			needs,
			bodies,
			pipeline: null,
			reads: inputsOf(plan),
			money,
		},
		{
			key: submission.idempotency,
			statements: [
				...(again?.statements(aggregate.job.id) ?? []),
				...(training ? trainingStatements(db, account, aggregate.job.id, plan, training, now) : []),
				...(comparison ? [comparisonStatement(db, account, aggregate.job.id, comparison)] : []),
			],
		},
		now,
	).catch((error: unknown) => {
		throw isConflict(error, "lora") ? nameTaken(plan) : error;
	});
	if (waits) return { job: await opened(env, db, account, aggregate.job.id, pool), pool_id: pool };
	const job = assembleResource({
		...rows,
		row: { ...rows.row, pool: request.pool ?? DEFAULT_POOL },
		parameters: plan.parameters,
		outputs: [],
		spent: [],
		waiting: whyQueued(rows.tasks, {
			fleet: kinds.filter((kind) => kind.serving),
			endpoints: known.endpoints,
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
	{ pinned, offered, money, ...pipeline }: PipelinePlan,
	pool: string,
	now: number,
): Promise<JobResource> {
	const { account, request } = submission;
	const job = freshJob(submission, pool, now);
	const adopted = await stagesFor(db, submission, stagesOf(pinned.definition, request.quality, offered, now));
	const plan = { workflow: "", parameters: pinned.parameters, notices: [], tasks: [] };
	const bodies = await storeJobBodies(env.BUCKET, job, { ...request }, plan, pinned);
	const aggregate = { job, stages: adopted.stages, tasks: [] };
	const files = [...new Set([...pipeline.inputs, ...adopted.inputs])];
	// What was trained before and is taken over has its name already.
	const trains = adopted.inputs.length > 0 ? [] : pipeline.trains;
	for (const { name } of trains) await freeName(env, account, { output_name: name });
	await insertOne(
		env,
		db,
		{
			aggregate,
			submission,
			plan,
			needs: [],
			bodies,
			pipeline: { ...pipeline, inputs: files, trains },
			money,
		},
		{ key: submission.idempotency, statements: awaitTrained(db, account, job.id, trains, now) },
		now,
	).catch((error: unknown) => {
		throw isConflict(error, "lora") ? trainedNameTaken(trains) : error;
	});
	return opened(env, db, account, job.id, pool);
}

/** The job once all of it has opened that can. */
async function opened(
	env: Env,
	db: Database,
	account: string,
	job: string,
	pool: string,
): Promise<JobResource> {
	await openStages(env, { job, pool });
	const row = await findJob(db, account, job);
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

/** Writes a job; where D1 refuses it, its bodies are taken away again. */
async function insertOne(
	env: Env,
	db: Database,
	job: NewJob,
	besides: Pick<Besides, "key" | "statements">,
	now: number,
): Promise<JobRows> {
	const { id, account_id } = job.aggregate.job;
	const [rows] = await inserted(env, db, account_id, [job.bodies], () =>
		insertJobs(db, [job], { ...besides, resource: id }, now),
	);
	if (!rows) throw new Error("a job was written without its rows");
	return rows;
}
