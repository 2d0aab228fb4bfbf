import type { ModelFamily } from "../definition/define.ts";
import type { Recipe, Trainer } from "./work.ts";

/** Fewest steps: what faces take, and so what a sheet of 7 to 10 pictures gets. */
const FEWEST_STEPS = 700;
const MOST_STEPS = 1_200;

/**
 * Steps for so many pictures: 80 for each, less 400, and never under 700 or over 1,200. That gives the figures of
 * the source documents: 700 for the faces of a sheet (7 to 13 pictures), 800 for 15 pictures and 1,200 for 20. For
 * more pictures they say nothing, and it stays at 1,200. Pure.
 */
export function stepsFor(pictures: number): number {
	return Math.min(MOST_STEPS, Math.max(FEWEST_STEPS, 80 * pictures - 400));
}

/** Steps between two checkpoints. */
const SAVE_EVERY = 200;

/** How many states of its LoRA a training leaves: its checkpoints, and the weights of the last step. Pure. */
export function checkpointsFor(steps: number, saveEvery = SAVE_EVERY): number {
	return Math.ceil(steps / saveEvery);
}

export interface RecipeFacts {
	trainer: Trainer;
	/** Pictures of the data set, without those of the regularisation. */
	pictures: number;
	family: ModelFamily;
	/** What it will run on; null: not known, or several. */
	device: "cuda" | "mps" | "cpu" | null;
	/** In [0, 1). */
	random: number;
}

/** Seeds are below this: what trainers take. */
const SEEDS = 2 ** 31;

/**
 * A recipe with what was left open as the source documents have it: `network_dim=32`, `network_alpha=16`,
 * `resolution=512,512`, batch 1, AdamW, a checkpoint each 200 steps. Learning rates, cosine, gradient checkpointing and
 * clip skip 2 are those of the training that the documents describe. Pure.
 *
 * Mended: `mixed_precision=fp16` stays on CUDA only. On MPS accelerate refuses it ("fp16 mixed precision requires a
 * GPU"), so it is fp32 there, and on a CPU. Flux is not stable in fp16 and trains in bf16, without its text encoders;
 * it and SDXL know no clip skip, and were made for 1024 pixels. Prodigy finds its rate itself, and is told 1, one for
 * all: with 1e-4 it learns nothing that can be seen. ai-toolkit has one rate for UNet and text encoder and no clip
 * skip; all of its examples leave the text encoder as it is.
 */
export function filledRecipe(
	asked: { [Field in keyof Recipe]?: Recipe[Field] | undefined },
	{ trainer, pictures, family, device, random }: RecipeFacts,
): Recipe {
	const small = family === "sd15";
	const unets = small || family === "sdxl";
	const slow = device === "mps" || device === "cpu";
	const own = asked.optimizer === "Prodigy";
	const kohya = trainer !== "ai-toolkit";
	const standard: Recipe = {
		steps: stepsFor(pictures),
		rank: 32,
		alpha: 16,
		unet_learning_rate: own ? 1 : 1e-4,
		text_encoder_learning_rate: unets && kohya ? (own ? 1 : 5e-5) : 0,
		scheduler: "cosine",
		optimizer: "AdamW",
		batch: 1,
		resolution: small ? 512 : 1024,
		precision: slow ? "fp32" : unets ? "fp16" : "bf16",
		save_every: SAVE_EVERY,
		seed: Math.floor(random * SEEDS),
		clip_skip: small && kohya ? 2 : 1,
		gradient_checkpointing: true,
		prior_loss_weight: 1,
		shuffle_captions: true,
		keep_tokens: 1,
	};
	const said = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
	return { ...standard, ...said };
}
