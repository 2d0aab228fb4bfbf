import * as z from "zod";
import { families } from "../definition/define.ts";

/**
 * What a training is: everything that a worker needs to know to train a LoRA by a program beside ComfyUI, and to go on
 * where another one was lost. Pure data; it travels with the task.
 */

export const TRAINERS = ["sd-scripts", "sd-scripts-flux", "ai-toolkit"] as const;
export type Trainer = (typeof TRAINERS)[number];

const SCHEDULERS = ["constant", "constant_with_warmup", "linear", "cosine", "cosine_with_restarts"] as const;
/** Trainers import what they are told to optimise by: nothing but these names ever reaches one. */
const OPTIMIZERS = ["AdamW", "AdamW8bit", "AdaFactor", "Prodigy"] as const;

/** What a file of a checkpoint is for: to go on from, the weights, or the losses. */
export const CHECKPOINT_ROLES = ["state", "lora", "log"] as const;
export type CheckpointRole = (typeof CHECKPOINT_ROLES)[number];

/** How it is trained. */
export const recipeSchema = z.object({
	steps: z.int().min(1).max(20_000),
	rank: z.int().min(1).max(256),
	alpha: z.number().positive().max(256),
	unet_learning_rate: z.number().positive().max(1),
	/** 0: the text encoder is left as it is. */
	text_encoder_learning_rate: z.number().min(0).max(1),
	scheduler: z.enum(SCHEDULERS),
	optimizer: z.enum(OPTIMIZERS),
	batch: z.int().min(1).max(64),
	/** Side of the square that pictures are scaled to, in pixels. */
	resolution: z.int().min(64).max(2048),
	precision: z.enum(["fp16", "bf16", "fp32"]),
	/** Steps between two checkpoints. */
	save_every: z.int().min(1).max(20_000),
	seed: z.int().min(0),
	clip_skip: z.int().min(1).max(12),
	gradient_checkpointing: z.boolean(),
	prior_loss_weight: z.number().min(0).max(10),
	shuffle_captions: z.boolean(),
	keep_tokens: z.int().min(0).max(50),
});
export type Recipe = z.infer<typeof recipeSchema>;

/**
 * Steps of a training that are done again at most when its worker dies, as long as storage takes states at all: an
 * interval, because the trainer saves no more often, and a tenth of it, in which a state may be on its way. Pure.
 */
export function mostRepeated({ save_every }: Pick<Recipe, "save_every">): number {
	return save_every + Math.ceil(save_every / 10);
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const picture = z.object({
	/** Without extension: that comes from what the file is. */
	name: z.string().max(200),
	sha256,
	bytes: z.int().nonnegative(),
	caption: z.string().max(2000),
});

const checkpointFileSchema = z.object({
	role: z.enum(CHECKPOINT_ROLES),
	/** Of the file alone, as it is called where it is needed again. */
	name: z.string().max(200),
	sha256,
	bytes: z.int().nonnegative(),
});
export type CheckpointFile = z.infer<typeof checkpointFileSchema>;
const checkpointSchema = z.object({
	/** Steps that are done. */
	step: z.int().positive(),
	files: z.array(checkpointFileSchema),
});
/** A point that a training can go on from. */
export type Checkpoint = z.infer<typeof checkpointSchema>;
const resumeSchema = checkpointSchema.extend({
	before: checkpointSchema
		.nullable()
		.default(null)
		.describe(
			"The checkpoint before it, for where a file of the newest is not what it should be; null: there is none",
		),
});
export type Resume = z.infer<typeof resumeSchema>;

export const trainingWorkSchema = z.object({
	trainer: z.enum(TRAINERS),
	/** Family of the base model. */
	family: z.enum(families),
	/** As ComfyUI's folders list it: `checkpoints/v1-5.safetensors`. */
	base_model: z.string().max(300),
	recipe: recipeSchema,
	/** The word that it is learned under. */
	trigger: z.string().max(200),
	output_name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/),
	pictures: z.array(picture),
	/** How often each picture comes in one round. */
	repeats: z.int().min(1),
	/** Pictures of the base model without the LoRA. */
	regularisation: z
		.object({ class_prompt: z.string().max(2000), repeats: z.int().min(1), pictures: z.array(picture) })
		.nullable(),
	/** Where the attempts before had come to. */
	resume: resumeSchema.nullable(),
});
export type TrainingWork = z.infer<typeof trainingWorkSchema>;
