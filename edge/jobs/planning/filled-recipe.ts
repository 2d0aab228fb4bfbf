import type { Recipe } from "../../../workflows/training/work.ts";

/** What a recipe is where a request leaves it open: as the manga document asks for it, and 700 steps for a face (S0-B11). */
const STANDARD: Omit<Recipe, "seed"> = {
	steps: 700,
	rank: 32,
	alpha: 16,
	unet_learning_rate: 1e-4,
	text_encoder_learning_rate: 5e-5,
	scheduler: "cosine_with_restarts",
	optimizer: "AdamW",
	batch: 1,
	resolution: 512,
	precision: "fp16",
	save_every: 200,
	clip_skip: 1,
	gradient_checkpointing: true,
	prior_loss_weight: 1,
	shuffle_captions: true,
	keep_tokens: 1,
};

/** Seeds are below this: what trainers take. */
const SEEDS = 2 ** 31;

/** The recipe with what was left open. `random` is in [0, 1). Pure. */
export function filledRecipe(
	asked: { [Field in keyof Recipe]?: Recipe[Field] | undefined },
	random: number,
): Recipe {
	const said = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
	return { ...STANDARD, seed: Math.floor(random * SEEDS), ...said };
}
