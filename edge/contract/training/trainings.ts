import * as z from "zod";
import { families } from "../../../workflows/definition/define.ts";
import { assetIdSchema } from "../assets/assets.ts";
import { jobCostSchema } from "../jobs/cost.ts";
import { estimateSchema } from "../jobs/estimates.ts";
import { progressTickSchema } from "../jobs/events.ts";
import { jobRequestSchema } from "../jobs/jobs.ts";
import { queueSchema } from "../jobs/queue.ts";
import { jobErrorSchema, jobIdSchema } from "../jobs/stages.ts";
import { trainingSchema } from "../jobs/training-request.ts";
import { JOB_STATUSES } from "../status.ts";
import { loraNameSchema } from "./loras.ts";

const { pool, priority, deadline_s, budget_micro_usd, wait_for_models, metadata } = jobRequestSchema.shape;

/** A training with what every job may say besides. */
export const trainingRequestSchema = z
	.strictObject({
		...trainingSchema.shape,
		...{ pool, priority, deadline_s, budget_micro_usd, wait_for_models, metadata },
	})
	.meta({ id: "TrainingRequest", description: "What is to be trained, and what the job may cost and take" });
export type TrainingRequest = z.infer<typeof trainingRequestSchema>;

export const trainingEstimateSchema = z
	.object({
		pictures: z.int().describe("How many it would learn from"),
		trigger: z.string().describe("The word that it would be learned under"),
		recipe: trainingSchema.shape.recipe.describe(
			"How it would be trained, with all that the request left open; a seed that it leaves open is another each time",
		),
		estimate: estimateSchema,
		budget_micro_usd: z.int().nullable().describe("What its job may cost; null: it has no limit of its own"),
	})
	.meta({ id: "TrainingEstimate", description: "What a training would do, take and cost" });
export type TrainingEstimate = z.infer<typeof trainingEstimateSchema>;

/** What stands in the row of a training. */
const fields = {
	id: jobIdSchema.describe("Id of its job: what can be asked of that can be asked with this"),
	status: z.enum(JOB_STATUSES),
	output_name: loraNameSchema,
	trainer: z.string(),
	family: z.enum(families),
	base_model: z.string(),
	steps: z.int().describe("Steps that it takes"),
	step: z
		.int()
		.describe("Step of its last checkpoint: another worker would go on from there; 0: there is none"),
	pictures: z.int().describe("How many it learns from"),
	dataset: z
		.string()
		.nullable()
		.describe("The version of a dataset that those are, as `name@version`; null: of none"),
	error: jobErrorSchema.nullable(),
	created_at: z.iso.datetime(),
	started_at: z.iso.datetime().nullable(),
	finished_at: z.iso.datetime().nullable(),
};

export const trainingSummarySchema = z
	.object({
		...fields,
		micro_usd: z.int().describe("What the account pays for it so far, in millionths of a US dollar"),
		worker: z
			.string()
			.nullable()
			.describe("Name of the worker of its newest attempt; null: none has taken it"),
	})
	.meta({ id: "TrainingSummary", description: "A training as a list shows it" });
export type TrainingSummary = z.infer<typeof trainingSummarySchema>;

const trainingCheckpointSchema = z
	.object({
		step: z.int().describe("Steps that were done"),
		epoch: z.int().describe("Number of the attempt that came so far"),
		loss: z.number().nullable().describe("What the trainer said of it; null: nothing"),
		lora: assetIdSchema.nullable().describe("The weights as they were then; null: it left none"),
		losses: assetIdSchema.nullable().describe("The losses up to then, as lines of JSON; null: it left none"),
		resumable: z.boolean().describe("Its state is kept: of the newest two, while the training goes on"),
		versions: z.array(z.string()).describe("Versions of LoRAs that were made of it, as `name@version`"),
		created_at: z.iso.datetime(),
	})
	.meta({ id: "TrainingCheckpoint", description: "How far a training had come, and what it left there" });

const trainingPromotionSchema = z
	.object({
		version: z.string().describe("The version of the LoRA, as `name@version`"),
		step: z.int().describe("Steps that its weights have been trained for"),
		by: z
			.object({
				kind: z
					.enum(["key", "identity", "job"])
					.describe(
						"A key, or what was made with one; a user of an identity provider; the job by itself, with what its comparison speaks for or its last weights, as nobody had chosen",
					),
				key: z.string().nullable().describe("Id of the key, the session, or the OIDC issuer; null: the job"),
				subject: z
					.string()
					.nullable()
					.describe("Of an identity provider: whose token it was (`sub`); null: none"),
			})
			.describe("Who promoted it, the last time that somebody did"),
		at: z.iso.datetime(),
	})
	.meta({ id: "TrainingPromotion", description: "Who made a version of the LoRA of a checkpoint, and when" });

export const trainingResourceSchema = z
	.object({
		...fields,
		trigger: z.string(),
		recipe: trainingSchema.shape.recipe.describe("How it is trained, with all that the request left open"),
		progress: progressTickSchema.nullable().describe("Where it stands now; null where it does not run"),
		queue: queueSchema.nullable(),
		checkpoints: z.array(trainingCheckpointSchema).describe("In the order of their steps"),
		weights: assetIdSchema
			.nullable()
			.describe("The weights after the last step; null until it has succeeded"),
		weights_versions: z
			.array(z.string())
			.describe("Versions of LoRAs that were made of those, as `name@version`"),
		promotions: z
			.array(trainingPromotionSchema)
			.describe("Who made versions of the LoRA of it, the newest first; at most 50"),
		comparison: jobIdSchema
			.nullable()
			.describe(
				"The job of its newest comparison (`GET /v1/trainings/{id}/comparison`); null: there is none",
			),
		cost: jobCostSchema,
		urls: z.object({
			self: z.string(),
			job: z.string(),
			events: z.string(),
			socket: z.string(),
			cancel: z.string(),
			promote: z.string().describe("Make a LoRA of one of its checkpoints"),
			lora: z.string().describe("The LoRA of its name"),
		}),
	})
	.meta({ id: "Training", description: "A training with its checkpoints" });
export type TrainingResource = z.infer<typeof trainingResourceSchema>;

export const promotionSchema = z
	.strictObject({
		step: z
			.int()
			.positive()
			.optional()
			.describe("Step of the checkpoint; absent: the weights after the last step"),
		recommend: z
			.boolean()
			.default(true)
			.describe("Recommend this version of the LoRA from now on; the first one always is"),
		licence: z.string().trim().min(1).max(2000).optional().describe("Terms of use, in words"),
		note: z
			.string()
			.trim()
			.min(1)
			.max(2000)
			.optional()
			.describe("Why this one, or whatever is to be remembered"),
	})
	.meta({ id: "Promotion", description: "The checkpoint that is to be a version of the LoRA" });
