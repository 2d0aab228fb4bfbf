import { and, eq, inArray } from "drizzle-orm";
import type { DecisionRequest } from "../../contract/jobs/stages.ts";
import type { ProblemItem } from "../../contract/problem.ts";
import { type Database, database, listOf } from "../../db/client.ts";
import { assets } from "../../db/schema.ts";
import type { Env } from "../../env.ts";
import { ApiError } from "../../problem.ts";
import type { JobAggregate, Stage } from "../lifecycle/aggregate.ts";
import type { Choice } from "../lifecycle/commands.ts";
import { askJob, identityOf } from "../live/ask.ts";
import { planOfStage } from "../planning/planner.ts";

/**
 * Gives a person's word about a stage to its job. Throws ApiError where the stage does not wait for one, or the
 * choice does not fit; nothing is changed then.
 */
export async function decideStage(
	env: Env,
	job: JobAggregate,
	key: string,
	by: string,
	request: DecisionRequest,
): Promise<void> {
	const db = database(env.DB);
	const stage = job.stages.find((one) => one.key === key);
	if (!stage) throw new ApiError("not_found", "the job has no such stage");
	const choice = await choiceOf(db, job, request);
	// Whether another take can be made is found out before the job is asked: it would fail by it.
	if ("retake" in choice && stage.status === "awaiting_approval") await tryTake(env, job, stage, choice);
	const command = { type: "decide", stage: key, take: request.take ?? null, by, choice } as const;
	const answer = await askJob(env, identityOf(job), { command });
	if (answer.ok) return;
	switch (answer.code) {
		case "unknown_stage":
		case "unknown_job":
			throw new ApiError("not_found", answer.message);
		case "not_awaiting_approval":
			throw new ApiError("conflict", `${answer.message}; nothing is to be decided there (any more)`);
		case "choice_refused":
			throw invalid([{ pointer: "/choice", code: "invalid_parameter", message: answer.message }]);
		case "busy":
			throw new ApiError("unavailable", answer.message, [], { "retry-after": "1" });
		default:
			throw new ApiError("conflict", answer.message);
	}
}

async function choiceOf(db: Database, job: JobAggregate, request: DecisionRequest): Promise<Choice> {
	switch (request.choice) {
		case "approve":
			return { approve: true };
		case "reject":
			return { reject: request.reason };
		case "retake":
			return { retake: { indexes: request.indexes ?? null, changes: request.parameters } };
		case "pick": {
			const rows = await db
				.select({ id: assets.id, task: assets.task_id })
				.from(assets)
				.where(
					and(
						eq(assets.account_id, job.job.account_id),
						eq(assets.job_id, job.job.id),
						inArray(assets.id, listOf(request.outputs)),
					),
				);
			const tasks = new Map(rows.map(({ id, task }) => [id, task]));
			const foreign = request.outputs.flatMap((asset, i): ProblemItem[] =>
				tasks.get(asset)
					? []
					: [
							{
								pointer: `/outputs/${i}`,
								code: "missing_asset",
								message: `${asset} is no output of this job`,
							},
						],
			);
			if (foreign.length > 0) throw invalid(foreign);
			return { pick: request.outputs.map((asset) => ({ asset, task: tasks.get(asset) ?? "" })) };
		}
	}
}

async function tryTake(
	env: Env,
	job: JobAggregate,
	stage: Stage,
	{ retake }: Extract<Choice, { retake: unknown }>,
): Promise<void> {
	const planned = await planOfStage(env, job, { ...stage, retake }, [], Date.now());
	if (!("failure" in planned)) return;
	const { message } = planned.failure;
	throw invalid([{ pointer: "/parameters", code: "invalid_parameter", message }]);
}

function invalid(problems: ProblemItem[]): ApiError {
	return new ApiError("invalid_request", problems[0]?.message ?? "the decision does not fit", problems);
}
