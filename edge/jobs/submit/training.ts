import { and, eq, inArray } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { Capabilities } from "../../../workflows/object-info/capabilities.ts";
import type { JobPlan } from "../../../workflows/plan/plan.ts";
import { filledRecipe } from "../../../workflows/training/recipe.ts";
import type { JobRequest } from "../../contract/jobs/jobs.ts";
import type { Training } from "../../contract/jobs/training-request.ts";
import { type Database, listOf } from "../../db/client.ts";
import { assets, trainings } from "../../db/schema.ts";
import type { Env } from "../../env.ts";
import { settle } from "../../loras/awaited.ts";
import { awaitJob } from "../../loras/store.ts";
import { ApiError } from "../../problem.ts";
import { deviceOf, planTraining } from "../planning/training/plan-training.ts";
import type { OfPipeline } from "./of-pipeline.ts";
import { trainingData } from "./training-data.ts";

/** The plan of a training, with what is known of its pictures. Throws ApiError where nobody could run it. */
export async function planOfTraining(
	env: Pick<Env, "DB">,
	db: Database,
	account: string,
	{ wait_for_models = false }: Pick<JobRequest, "wait_for_models">,
	training: Training,
	known: readonly Capabilities[],
): Promise<JobPlan> {
	const data = await trainingData(env, account, training);
	const { pictures, regularisation } = data;
	const ids = [...pictures.map(({ asset }) => asset), ...(regularisation?.pictures ?? [])];
	const rows = await db
		.select({ id: assets.id, sha256: assets.sha256, size: assets.size })
		.from(assets)
		.where(and(eq(assets.account_id, account), inArray(assets.id, listOf([...new Set(ids)]))));
	const recipe = filledRecipe(training.recipe, {
		trainer: training.trainer,
		pictures: pictures.length,
		family: training.family,
		device: deviceOf(training, known),
		random: Math.random(),
	});
	const stored = new Map(rows.map((row) => [row.id, row]));
	return planTraining(training, data, recipe, stored, known, wait_for_models);
}

/** What a training writes beside its job: its row in lists, and that the LoRA of its name awaits it. */
export function trainingStatements(
	db: Database,
	account: string,
	job: string,
	plan: JobPlan,
	{ promote, dataset }: Training,
	now: number,
): BatchItem<"sqlite">[] {
	return plan.tasks.flatMap(({ training }) => {
		if (training === undefined) return [];
		const { output_name, trainer, family, base_model, recipe, pictures, trigger } = training.work;
		const row = { output_name, trainer, family, base_model, steps: recipe.steps, pictures: pictures.length };
		const texts = { trigger_word: trigger, licence: null, note: null };
		return [
			db.insert(trainings).values({
				job_id: job,
				account_id: account,
				...row,
				promote,
				dataset: dataset ?? null,
				trigger_word: trigger,
			}),
			...awaitJob(db, account, output_name, job, texts, now),
		];
	});
}

/** What ended before under the name of a training stands in its way no more. */
export async function freeName(
	env: Env,
	account: string,
	{ output_name }: Pick<Training, "output_name">,
): Promise<void> {
	await settle(env, account, [output_name]);
}

/** The refusal of a training whose LoRA awaits another, or can be none of the account's. */
export function nameTaken({ tasks }: JobPlan): ApiError {
	const name = tasks[0]?.training?.work.output_name ?? "";
	const message = `the LoRA ${name} awaits another training, or the account has as many LoRAs as it may; wait for that one (GET /v1/loras/${name}), or choose another name`;
	return new ApiError("conflict", message, [{ pointer: "/training/output_name", code: "conflict", message }]);
}

type Trained = OfPipeline["trains"];

/** The LoRAs that stages of a pipeline train await its job from the beginning. */
export function awaitTrained(
	db: Database,
	account: string,
	job: string,
	trains: Trained,
	now: number,
): BatchItem<"sqlite">[] {
	return trains.flatMap(({ name, trigger }) =>
		awaitJob(db, account, name, job, { trigger_word: trigger, licence: null, note: null }, now),
	);
}

/** The refusal of a pipeline that trains under a name that awaits another job. */
export function trainedNameTaken(trains: Trained): ApiError {
	const names = trains.map(({ name }) => name).join(", ");
	const message = `the LoRA ${names} awaits another training, or the account has as many LoRAs as it may; wait for that one (GET /v1/loras/${names}), or choose another name`;
	return new ApiError("conflict", message, [{ pointer: "/parameters", code: "conflict", message }]);
}
