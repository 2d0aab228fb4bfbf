import { sceneOf } from "../../../../workflows/datasets/scenes.ts";
import type { Capabilities } from "../../../../workflows/object-info/capabilities.ts";
import type { PipelineDefinition } from "../../../../workflows/pipelines/definition/document.ts";
import { stageAt } from "../../../../workflows/pipelines/definition/runs.ts";
import type { StageRequest } from "../../../../workflows/pipelines/plan/plan-stage.ts";
import { type TrainerStage, trainerStageSchema } from "../../../../workflows/pipelines/trainers/trainers.ts";
import type { JobPlan } from "../../../../workflows/plan/plan.ts";
import { withTrigger } from "../../../../workflows/prompts/trigger.ts";
import { filledRecipe } from "../../../../workflows/training/recipe.ts";
import type { Trainer } from "../../../../workflows/training/work.ts";
import { type Training, trainingSchema } from "../../../contract/jobs/training-request.ts";
import { ApiError } from "../../../problem.ts";
import type { OpenedTraining } from "../../store/opened-training.ts";
import { deviceOf, type Picture, planTraining, type TrainingData } from "./plan-training.ts";

/** A stage that trains, and what its pictures were made as. */
export interface TrainerRequest {
	request: Pick<StageRequest, "parameters">;
	trainer: Trainer;
	/** What varies in a picture; null: nobody can tell. */
	captionOf(asset: string): string | null;
	/** What is known of the pictures, by id. */
	pictures: ReadonlyMap<string, Picture>;
	known: readonly Capabilities[];
	/** What no worker has now is waited for. */
	wait: boolean;
	/** In [0, 1). */
	random: number;
	/** The dataset that is made of its pictures. */
	dataset: string;
}

/**
 * The plan of a stage that trains, and the rows that come with it. Throws ApiError with pointers into `/parameters`
 * where what it was given is no training, or no worker of the pool could run it. Pure.
 */
export function planTrainerStage(asked: TrainerRequest): { plan: JobPlan; training: OpenedTraining } {
	const { trainer, captionOf, known } = asked;
	const given = readStage(asked.request.parameters);
	const { pictures, class_pictures = [], class_words } = given;
	const training = trainingFor(given, trainer, asked.random);
	const data: TrainingData = {
		trigger: given.trigger,
		pictures: pictures.map((asset) => ({ asset, caption: captionOf(asset) ?? "" })),
		regularisation:
			class_pictures.length === 0
				? null
				: { class_prompt: class_words, pictures: class_pictures, repeats: 1 },
	};
	const recipe = filledRecipe(training.recipe, {
		...{ trainer, pictures: pictures.length, family: training.family },
		...{ device: deviceOf(training, known), random: asked.random },
	});
	const plan = planTraining(training, data, recipe, asked.pictures, known, asked.wait);
	const { output_name, family, base_model } = training;
	return {
		plan,
		training: {
			...{ output_name, trainer, family, base_model, steps: recipe.steps, trigger_word: given.trigger },
			dataset: {
				...{ name: asked.dataset, class_words },
				items: [
					...data.pictures.map(({ asset, caption }) => ({
						...{ asset, caption: withTrigger(given.trigger, caption), role: "picture" as const },
					})),
					...class_pictures.map((asset) => ({ asset, caption: null, role: "regularisation" as const })),
				],
			},
		},
	};
}

function readStage(parameters: Record<string, unknown>): TrainerStage {
	const read = trainerStageSchema.safeParse(parameters);
	if (read.success) return read.data;
	const [issue] = read.error.issues;
	const at = issue?.path.join("/") ?? "";
	const message = `${at}: ${issue?.message ?? "it is no training"}`;
	throw new ApiError("invalid_request", message, [
		{ pointer: `/parameters/${at}`, code: "invalid_parameter", message },
	]);
}

function trainingFor(given: TrainerStage, trainer: Trainer, random: number): Training {
	const { output_name, family, base_folder, base_model, steps, save_every, seed } = given;
	return trainingSchema.parse({
		...{ output_name, trainer, family, base_model: `${base_folder}/${base_model}`, promote: "last" },
		recipe: {
			...(steps !== undefined && { steps }),
			...(save_every !== undefined && { save_every }),
			// Trainers take less than others.
			seed: seed === undefined ? Math.floor(random * 2 ** 31) : seed % 2 ** 31,
		},
	});
}

/** What varies in a picture that a stage of a pipeline made: as its plan, or the list that it ran for, says. Pure. */
export function captionIn(
	{ definition, parameters }: { definition: PipelineDefinition; parameters: Record<string, unknown> },
	stage: string,
	index: number,
): string | null {
	const pipeline = `${definition.id}@${definition.version}`;
	const scene = sceneOf({ workflow: null, pipeline, parameters }, stage, index);
	if (scene !== null) return scene;
	const each = stageAt(definition, stage)?.stage.each;
	const list = each !== undefined && "parameter" in each ? parameters[each.parameter] : undefined;
	const text: unknown = Array.isArray(list) ? list[index] : undefined;
	return typeof text === "string" ? text : null;
}
