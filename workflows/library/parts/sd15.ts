import * as z from "zod";
import type { ComputedValue, Slot } from "../../definition/define.ts";
import {
	amount,
	modelFileName,
	negativePrompt,
	promptText,
	sampler,
	scheduler,
	steps,
} from "../../definition/parameters.ts";
import { numberAt } from "../../definition/values.ts";
import { sd15Checkpoints } from "../files/stable-diffusion.ts";
import { canvas, type Sizes } from "./canvas.ts";
import { oneSeed } from "./pictures.ts";
import { samplingSlots } from "./sampling.ts";

/**
 * What the SD 1.5 workflows share. Their graphs number the nodes alike: 1 checkpoint, 2 LoRA, 9 CLIP skip, 3 and
 * 4 prompts, 11 precision of the U-Net, 5 canvas, 6 sampler.
 */

/** No side over 768, where SD 1.5 begins to double things; all exact ratios in steps of 16. */
export const sd15Sizes = {
	"2:3": { width: 512, height: 768 },
	"9:16": { width: 432, height: 768 },
	"4:5": { width: 512, height: 640 },
	"1:1": { width: 512, height: 512 },
	"16:9": { width: 768, height: 432 },
} as const satisfies Sizes;

/** A free size with a shape that brings it along; 2:3 is the format of a page. Check it with `together`. */
export const sd15Size = canvas("2:3", sd15Sizes, { min: 256, max: 1024, step: 8 });

const usualNegative = "lowres, blurry, bad anatomy, bad hands, extra fingers, watermark, signature, text";

/** What is to be seen and what not. */
export const sd15Prompts = {
	prompt: promptText(4000).meta({
		description: "What is to be seen; words and phrases with commas between serve SD 1.5 best.",
	}),
	negative_prompt: negativePrompt(usualNegative),
};

/** The checkpoint and how it samples. */
export const sd15Sampling = {
	checkpoint: modelFileName.default(sd15Checkpoints.anythingV5).meta({
		description: `An SD 1.5 checkpoint, as the workers list it: ${sd15Checkpoints.anythingV5} for comics, ${sd15Checkpoints.realisticVisionV6} for photographs.`,
	}),
	clip_skip: z.int().min(1).max(2).default(2).meta({
		description:
			"Which layer of the text encoder is read, from the end: 2 for anime checkpoints, 1 for most others.",
	}),
	seed: oneSeed,
	steps: steps(20, 100),
	cfg: amount({ standard: 7, min: 1, max: 20 }).meta({
		description: "How closely the prompt is followed. 5 to 9 is usual.",
	}),
	sampler: sampler("euler_ancestral"),
	scheduler: scheduler("normal"),
};

/** The places of the parameters above, apart from the size. */
export const sd15Slots: Readonly<Record<string, readonly Slot[]>> = {
	negative_prompt: [{ node: "4", input: "text" }],
	checkpoint: [{ node: "1", input: "ckpt_name" }],
	...samplingSlots("6"),
	cfg: [{ node: "6", input: "cfg" }],
};

/** What hangs on the LoRA loader. */
export const sd15BehindLora = {
	model: [{ node: "11", input: "model" }],
	clip: [{ node: "9", input: "clip" }],
};

/** ComfyUI counts the layers from -1 downwards. */
export const clipLayer: ComputedValue = {
	name: "clip_layer",
	from: ["clip_skip"],
	slots: [{ node: "9", input: "stop_at_clip_layer" }],
	compute: (values) => -numberAt(values, "clip_skip"),
	what: "minus clip_skip, as CLIPSetLastLayer counts",
};

/** ComfyUI must have been started with this, for no core node sets the precision of a VAE. */
export const fp32Vae = ["--fp32-vae"] as const;

/** How the graphs see to the precision. */
export const precisionNote =
	"Precision is explicit: ModelComputeDtype runs the U-Net in fp16. No core node can set that of the VAE, so the workflow demands a ComfyUI that was started with --fp32-vae; a worker without that flag is not given the task.";
export const repeatableNote =
	"The same seed, checkpoint, LoRA and parameters give a picture that looks the same, not the same bytes: GPUs and versions of PyTorch round differently.";
