import { and, desc, eq, sql } from "drizzle-orm";
import { TRAINED } from "../../../../workflows/pipelines/trainers/trainers.ts";
import type { TaskPlan } from "../../../../workflows/plan/plan.ts";
import type { TrainingResource } from "../../../contract/training/trainings.ts";
import { database } from "../../../db/client.ts";
import { tasks } from "../../../db/schema.ts";
import type { Env } from "../../../env.ts";
import { readJob } from "../../../jobs/show/resource.ts";
import { planOfTask } from "../../../jobs/store/task-plans.ts";
import { loadBody, MissingBody } from "../../../storage/bodies.ts";
import { toTraining } from "../../../trainings/resource.ts";
import { findTraining } from "../../../trainings/store.ts";

/** A training of an account as the API shows it; null where it is not there or not theirs. */
export async function readTraining(env: Env, account: string, id: string): Promise<TrainingResource | null> {
	const [job, training] = await Promise.all([
		readJob(env, account, id),
		findTraining(database(env.DB), account, id),
	]);
	if (!job || !training) return null;
	const shown = toTraining(await job.show(), training);
	if (job.row.pipeline === null) return shown;
	return { ...shown, recipe: (await recipeOfStage(env, id)) ?? shown.recipe };
}

/** How the stage of a pipeline trains, as it was planned; null where that is no longer in storage. */
async function recipeOfStage(env: Env, job: string): Promise<TrainingResource["recipe"] | null> {
	const [row] = await database(env.DB)
		.select({ plan: planOfTask })
		.from(tasks)
		.where(and(eq(tasks.job_id, job), sql`${tasks.expected} = ${JSON.stringify([TRAINED])}`))
		.orderBy(desc(tasks.take))
		.limit(1);
	if (!row) return null;
	try {
		const plan: Pick<TaskPlan, "training"> = JSON.parse(await loadBody(env.BUCKET, row.plan));
		return plan.training?.work.recipe ?? null;
	} catch (error) {
		if (error instanceof MissingBody) return null;
		throw error;
	}
}
