import * as z from "zod";
import { families } from "../../../workflows/definition/define.ts";
import { LORA_NAME } from "../../../workflows/definition/lora-reference.ts";
import { line, promptText } from "../../../workflows/definition/parameters.ts";
import { MAX_CAPTION, MAX_TRIGGER } from "../../../workflows/prompts/trigger.ts";
import { recipeSchema, TRAINERS } from "../../../workflows/training/work.ts";
import { assetIdSchema } from "../assets/assets.ts";

/** What a job that trains by a program beside ComfyUI is called where others name their workflow. */
export const TRAINING = "training@1";

/** Pictures of a training, and of its regularisation set. */
export const MAX_TRAINING_PICTURES = 500;
/** Fewer teach one pose (S0-B01). */
export const FEWEST_TRAINING_PICTURES = 7;

/** What is trained, by which program, and on what: with it a job trains instead of running a workflow. */
export const trainingSchema = z
	.strictObject({
		output_name: z
			.string()
			.regex(LORA_NAME, "lower case letters, digits, `-` and `_`, at most 64, as in mia_v1")
			.describe("What the file is called, and the LoRA of the account that awaits it"),
		trainer: z.enum(TRAINERS).default("sd-scripts").describe("The program that trains, beside ComfyUI"),
		family: z.enum(families).describe("Family of the base model"),
		base_model: z
			.string()
			.max(300)
			.regex(
				/^[A-Za-z0-9_-]+(?:\/(?!\.)[^/\\]+)+$/,
				"folder and file below ComfyUI's models, as in checkpoints/v1-5.safetensors",
			)
			.describe("The model to train on, as ComfyUI's folders list it: `checkpoints/v1-5.safetensors`"),
		trigger: line(MAX_TRIGGER)
			.optional()
			.describe(
				"The word that it is learned under; it comes first in every caption. Absent: that of the dataset",
			),
		recipe: recipeSchema
			.partial()
			.default({})
			.describe(
				"How it is trained; what is not said is what the trainer's authors recommend for so many pictures",
			),
		dataset: z
			.string()
			.max(100)
			.optional()
			.describe("What to learn from: a frozen version of a dataset, as `name@version`. This or `pictures`"),
		pictures: z
			.array(
				z.strictObject({
					asset: assetIdSchema.describe("The picture, as it was uploaded or made"),
					caption: promptText(MAX_CAPTION).describe(
						"What varies in this picture: framing, pose, background. Not what is to be learned",
					),
				}),
			)
			.min(FEWEST_TRAINING_PICTURES)
			.max(MAX_TRAINING_PICTURES)
			.optional()
			.describe("The pictures to learn from, each with its caption"),
		repeats: z.int().min(1).max(1000).default(10).describe("How often each picture comes in one round"),
		regularisation: z
			.strictObject({
				class_prompt: promptText(MAX_CAPTION).describe("What all of them show, as in `1girl`: their caption"),
				pictures: z.array(assetIdSchema).min(1).max(MAX_TRAINING_PICTURES),
				repeats: z.int().min(1).max(1000).default(1),
			})
			.nullable()
			.optional()
			.describe(
				"Pictures of the base model without the LoRA, that keep it from forgetting the rest; null: none. Absent: those of the dataset",
			),
		promote: z
			.enum(["choose", "last"])
			.default("choose")
			.describe(
				"What becomes the next version of the LoRA: the checkpoint that is promoted, or by itself the weights after the last step",
			),
	})
	.meta({ id: "TrainingRecipe", description: "What is trained, by which program, and on what" });
export type Training = z.infer<typeof trainingSchema>;
