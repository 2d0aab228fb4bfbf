import * as z from "zod";
import { promptText, seed } from "../../../workflows/definition/parameters.ts";
import { MAX_PROMPTS } from "../../../workflows/training/compared.ts";
import { jobIdSchema } from "./stages.ts";

/** What a job that compares checkpoints is called where others name their workflow. */
export const COMPARISON = "comparison@1";

/** Seeds and checkpoints of one. */
const MAX_SEEDS = 12;
const MAX_COMPARED_CHECKPOINTS = 40;

/** Which checkpoints are compared, and by what: each prompt with each seed, with each of them and without any. */
export const comparisonSchema = z
	.strictObject({
		training: jobIdSchema.describe("The training whose checkpoints are compared"),
		prompts: z
			.array(promptText(3000))
			.min(1)
			.max(MAX_PROMPTS)
			.describe("What is shown, a scene each; the trigger word is put first"),
		seeds: z
			.array(seed)
			.min(1)
			.max(MAX_SEEDS)
			.default([1, 2])
			.describe("Each prompt is made with each of these"),
		steps: z
			.array(z.int().positive())
			.min(1)
			.max(MAX_COMPARED_CHECKPOINTS)
			.optional()
			.describe("Checkpoints by their step; absent: all, and the weights after the last step"),
		workflow: z
			.string()
			.min(1)
			.max(200)
			.optional()
			.describe(
				"What makes the pictures: a workflow of the library with `prompt`, `seed`, `lora`, `lora_strength` and `trigger_word`; absent: the one for the family of the base model",
			),
		parameters: z
			.record(z.string(), z.unknown())
			.default({})
			.describe("Further parameters of that workflow, the same for every picture"),
	})
	.meta({ id: "ComparisonOrder", description: "Checkpoints of a training that are to be compared" });
export type Comparison = z.infer<typeof comparisonSchema>;
