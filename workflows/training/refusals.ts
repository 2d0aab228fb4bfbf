import { type Problem, pointer } from "../graph/problems.ts";
import type { Recipe, Trainer, TrainingWork } from "./work.ts";

/** What of a hardware profile limits trainings; null: no limit. */
export interface TrainingLimits {
	id: string;
	families: readonly string[] | null;
	max_batch: number | null;
	/** Pixels. */
	max_width: number | null;
}

/** What it is to run on. */
export interface TrainingMachine {
	device: "cuda" | "mps" | "cpu";
	/** Its hardware profile; null: no limits but those of the device. */
	profile: TrainingLimits | null;
}

/** What of a training a machine may refuse. */
export interface RefusableTraining extends Pick<TrainingWork, "trainer" | "family"> {
	recipe: Pick<Recipe, "precision" | "optimizer" | "batch" | "resolution">;
}

/** Families that each trainer is driven for here: ai-toolkit reads the parts of Flux from a folder, not from ComfyUI's files. */
const TRAINS: Readonly<Record<Trainer, readonly string[]>> = {
	"sd-scripts": ["sd15", "sdxl"],
	"sd-scripts-flux": ["flux"],
	"ai-toolkit": ["sd15", "sdxl"],
};

/**
 * Why a training cannot run on a machine, each with the value and what to send instead; empty: it can. Pointers are
 * into the training.
 *
 * On MPS: accelerate refuses fp16 there ("fp16 mixed precision requires a GPU (not 'mps')"); AdamW8bit is
 * bitsandbytes, which is CUDA only, as are xformers and triton: no argument for these is ever made. On m1-16gb only
 * batches of 1 are safe, and only SD 1.5 fits. Pure.
 */
export function trainingRefusals(work: RefusableTraining, machine: TrainingMachine): Problem[] {
	const { recipe, family, trainer } = work;
	const { device, profile } = machine;
	const found: Problem[] = [];
	const refuse = (at: string[], message: string) =>
		found.push({ pointer: pointer(...at), code: "over_profile_limit", message });
	if (!TRAINS[trainer].includes(family))
		refuse(["family"], `${trainer} trains ${TRAINS[trainer].join(", ")}, not ${family}.`);
	if (device !== "cuda") {
		if (recipe.precision === "fp16")
			refuse(["recipe", "precision"], `There is no fp16 training on ${device}: send fp32.`);
		if (recipe.optimizer === "AdamW8bit")
			refuse(
				["recipe", "optimizer"],
				`AdamW8bit needs bitsandbytes, which runs on CUDA only, not on ${device}: send AdamW.`,
			);
	}
	if (device === "mps" && recipe.precision === "bf16")
		refuse(["recipe", "precision"], "bf16 training is not supported on mps by every macOS: send fp32.");
	if (profile === null) return found;
	const { id, families, max_batch, max_width } = profile;
	if (max_batch !== null && recipe.batch > max_batch)
		refuse(["recipe", "batch"], `The batch is ${recipe.batch}; ${id} takes ${max_batch} at most.`);
	if (families !== null && !families.includes(family))
		refuse(["family"], `${id} does not train ${family}: it has memory for ${families.join(", ")} only.`);
	if (max_width !== null && recipe.resolution > max_width)
		refuse(
			["recipe", "resolution"],
			`The resolution is ${recipe.resolution}; ${id} takes ${max_width} at most.`,
		);
	return found;
}

/**
 * What a trainer would pass over in silence on any machine, each with what to send instead; empty: it does as it is told.
 * Pointers are into the training. Pure.
 */
export function passedOver({ trainer, recipe }: Pick<TrainingWork, "trainer" | "recipe">): Problem[] {
	if (trainer !== "ai-toolkit") return [];
	const { unet_learning_rate: unet, text_encoder_learning_rate: text, clip_skip } = recipe;
	const found: Problem[] = [];
	const refuse = (field: keyof Recipe, message: string) =>
		found.push({ pointer: pointer("recipe", field), code: "invalid_parameter", message });
	if (text !== 0 && text !== unet)
		refuse(
			"text_encoder_learning_rate",
			`ai-toolkit trains the text encoder at the rate of the UNet or not at all: send ${unet} or 0.`,
		);
	if (clip_skip > 1) refuse("clip_skip", "ai-toolkit has no clip skip: send 1.");
	return found;
}
