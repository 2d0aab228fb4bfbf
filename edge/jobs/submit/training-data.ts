import {
	FEWEST_TRAINING_PICTURES,
	MAX_TRAINING_PICTURES,
	type Training,
} from "../../contract/jobs/training-request.ts";
import { datasetForTraining, type TrainingDataset } from "../../datasets/read.ts";
import type { Env } from "../../env.ts";
import { ApiError } from "../../problem.ts";
import type { TrainingData } from "../planning/training/plan-training.ts";

/**
 * What a training learns from: the pictures that its request names, or those of a version of a dataset. Throws ApiError
 * with pointers into `/training` where it says both or neither, or there is no such version.
 */
export async function trainingData(
	env: Pick<Env, "DB">,
	account: string,
	{ dataset, pictures, trigger, regularisation }: Training,
): Promise<TrainingData> {
	if ((dataset === undefined) === (pictures === undefined))
		throw refused("pictures", "give one of `pictures` and `dataset`");
	if (pictures !== undefined) {
		if (trigger === undefined) throw refused("trigger", "give the word that it is learned under");
		return { trigger, pictures, regularisation: regularisation ?? null };
	}
	const found = await datasetForTraining(env, account, dataset ?? "").catch((error: unknown) => {
		if (!(error instanceof ApiError) || error.code !== "not_found") throw error;
		throw refused(
			"dataset",
			`there is no version ${dataset} of a dataset of yours; GET /v1/datasets lists them`,
		);
	});
	const number = found.pictures.length;
	if (number < FEWEST_TRAINING_PICTURES || number > MAX_TRAINING_PICTURES)
		throw refused(
			"dataset",
			`${dataset} has ${number} pictures; a training takes ${FEWEST_TRAINING_PICTURES} to ${MAX_TRAINING_PICTURES}`,
		);
	return {
		trigger: trigger ?? found.trigger_word,
		pictures: found.pictures.map(({ asset_id, caption }) => ({ asset: asset_id, caption })),
		regularisation: regularisation === undefined ? classOf(found) : regularisation,
	};
}

/** The pictures of the class that a dataset has; null: none. */
function classOf({ regularisation, class_words }: TrainingDataset): TrainingData["regularisation"] {
	if (regularisation.length === 0) return null;
	const pictures = regularisation.slice(0, MAX_TRAINING_PICTURES).map(({ asset_id }) => asset_id);
	return { class_prompt: class_words, pictures, repeats: 1 };
}

function refused(field: string, message: string): ApiError {
	return new ApiError("invalid_request", message, [
		{ pointer: `/training/${field}`, code: "invalid_parameter", message },
	]);
}
