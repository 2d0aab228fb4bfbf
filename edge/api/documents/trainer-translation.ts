import { readLoraReference } from "../../../workflows/definition/lora-reference.ts";
import { pointer } from "../../../workflows/graph/problems.ts";
import { sd15Checkpoints } from "../../../workflows/library/files/stable-diffusion.ts";
import { type Lora, type LoraRequest, readSide } from "../../contract/documents/pages.ts";
import { type JobRequest, type JobResource, jobRequestSchema } from "../../contract/jobs/jobs.ts";
import { TRAINING, trainingSchema } from "../../contract/jobs/training-request.ts";
import { ApiError } from "../../problem.ts";
import { folderElsewhere, modelFile, progressOf } from "./page-translation.ts";

/** Between the words of the routes for manga pages and those of trainings by a program beside ComfyUI. */

/**
 * The job that such a training is. @throws ApiError with pointers into the training where its name or another of its
 * fields is none that a training takes
 */
export function trainerJob(lora: LoraRequest): JobRequest {
	const { datasetDir, dataset, outputName, triggerWord, steps, checkpoint, seed, trainer, pool } = lora;
	if (datasetDir !== undefined && readLoraReference(datasetDir) === null) throw folderElsewhere();
	const side = readSide(lora.resolution);
	const read = trainingSchema.safeParse({
		output_name: outputName ?? "character",
		trainer,
		family: "sd15",
		base_model: `checkpoints/${modelFile(checkpoint ?? sd15Checkpoints.anythingV5)}`,
		trigger: triggerWord,
		recipe: { steps, seed, resolution: side ?? undefined },
		dataset: datasetDir,
		pictures: dataset?.map(({ image, caption }) => ({ asset: image, caption })),
	});
	if (read.success) return jobRequestSchema.parse({ training: read.data, ...(pool && { pool }) });
	const problems = read.error.issues.map(({ path, message }) => ({
		pointer: pointer("training", ...path.map(String)),
		code: "invalid_parameter",
		message,
	}));
	throw new ApiError("invalid_request", problems[0]?.message ?? "the training does not fit", problems);
}

/** Such a training as the status of a LoRA; null where it is none. `url` is where its file can be had. */
export function toTrainerLora(job: JobResource, url: string | null): Lora | null {
	if (job.workflow !== TRAINING) return null;
	const { output_name, trigger, recipe } = trainingSchema
		.pick({ output_name: true, trigger: true, recipe: true })
		.parse(pick(job.parameters, ["output_name", "trigger", "recipe"]));
	return {
		id: job.id,
		...progressOf(job, "lora", url),
		loraId: output_name,
		outputName: output_name,
		triggerWord: trigger ?? null,
		steps: recipe.steps ?? null,
		resolution: recipe.resolution ?? null,
		batchSize: recipe.batch ?? null,
	};
}

function pick(values: Readonly<Record<string, unknown>>, names: readonly string[]) {
	return Object.fromEntries(names.map((name) => [name, values[name]]));
}
