import * as z from "zod";
import { assetIdSchema } from "../assets/assets.ts";
import { comparisonSchema } from "../jobs/comparison-request.ts";
import { jobRequestSchema } from "../jobs/jobs.ts";
import { jobIdSchema } from "../jobs/stages.ts";
import { JOB_STATUSES } from "../status.ts";

const { pool, priority, deadline_s, budget_micro_usd, wait_for_models } = jobRequestSchema.shape;

/** A comparison with what every job may say besides. */
export const comparisonRequestSchema = z
	.strictObject({
		...comparisonSchema.omit({ training: true }).shape,
		...{ pool, priority, deadline_s, budget_micro_usd, wait_for_models },
	})
	.meta({ id: "ComparisonRequest", description: "By which pictures checkpoints are to be compared" });

const step = z.int().nullable().describe("Steps of the checkpoint; null: without the LoRA");

const comparisonCellSchema = z.object({
	prompt: z.int().describe("Place of its prompt, from 0"),
	seed: z.int(),
	step,
	asset: assetIdSchema.nullable().describe("The picture; null until it is there"),
	sharpness: z.number().nullable().describe("What its worker measured; null: it did not"),
	likeness: z
		.number()
		.nullable()
		.describe(
			"How like the pictures of the training its face is, 0 to 1 (the calibrated score); null: nobody compared it",
		),
	faceless: z.boolean().describe("Faces were looked for, and none was found"),
	failed: z.array(z.string()).describe("Checks that it did not pass"),
});

const comparisonColumnSchema = z.object({
	step,
	lora: assetIdSchema.nullable().describe("The weights that are compared; null: none, or they are gone"),
	pictures: z.int().describe("Pictures that are there"),
	failed: z.int().describe("Of these, those that did not pass a check"),
	sharpness: z.number().nullable().describe("Mean of those that were measured; null: none was"),
	sharpness_ratio: z
		.number()
		.nullable()
		.describe(
			"Mean, over prompts and seeds, of its sharpness by that of the picture of the same prompt and seed without the LoRA; null: nothing was measured in pairs",
		),
	likeness: z
		.object({
			mean: z.number().describe("Mean of the scores"),
			passed: z.int().describe("Pictures that reach 95 %"),
			of: z.int().describe("Pictures that were compared"),
			low: z.number().describe("The share that passes is at least this, with 95 % certainty (Wilson)"),
			high: z.number().describe("And at most this"),
			faceless: z.int().describe("Pictures besides in which no face was found"),
		})
		.nullable()
		.describe("How like the pictures of the training its faces are; null: none was compared"),
	spread: z
		.number()
		.nullable()
		.describe(
			"How much its pictures differ from each other: mean share of the bits of perceptual hashes in which two differ. About 0.5: not alike; near 0: it makes one picture again and again. Null: fewer than two were measured",
		),
});

export const comparisonResourceSchema = z
	.object({
		id: jobIdSchema.describe("Id of the job that makes the pictures"),
		training: jobIdSchema,
		stage: z
			.string()
			.nullable()
			.describe("The stage of that job that makes them, where it is one of a pipeline; null: the whole job"),
		status: z.enum(JOB_STATUSES),
		workflow: z.string().describe("What makes the pictures"),
		prompts: z.array(z.string()),
		seeds: z.array(z.int()),
		columns: z
			.array(comparisonColumnSchema)
			.describe("Without the LoRA first, then each checkpoint by its step"),
		cells: z
			.array(comparisonCellSchema)
			.describe("Row by row: prompts, of each the seeds, of each the columns"),
		recommended: z
			.int()
			.nullable()
			.describe("Step of the checkpoint that the figures speak for; null: they speak for none"),
		report: z
			.string()
			.describe("What was compared and how, what speaks for the recommended one, and what was not looked at"),
		created_at: z.iso.datetime(),
		finished_at: z.iso.datetime().nullable(),
	})
	.meta({
		id: "Comparison",
		description: "Checkpoints of a training side by side, with and without the LoRA",
	});
export type ComparisonResource = z.infer<typeof comparisonResourceSchema>;
