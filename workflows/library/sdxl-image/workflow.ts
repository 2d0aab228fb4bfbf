import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import {
	amount,
	modelFileName,
	negativePrompt,
	promptText,
	sampler,
	scheduler,
	steps,
	together,
} from "../../definition/parameters.ts";
import { defaultNegative } from "../../prompts/negatives.ts";
import { sdxlBase, sdxlBaseFile, sdxlCheckpointLicence } from "../files/images.ts";
import { sdxlTerms } from "../files/stable-diffusion.ts";
import { canvas, megapixelSizes } from "../parts/canvas.ts";
import { loraFile, loraPart, loraSlots, optionalLora, promptWithTrigger } from "../parts/lora.ts";
import { firstSeed, variations } from "../parts/pictures.ts";
import { negativeAboveOne, samplingSlots } from "../parts/sampling.ts";
import graph from "./graph.json" with { type: "json" };

const parameters = z
	.strictObject({
		prompt: promptText(4000).meta({ description: "What is to be seen; short phrases work best." }),
		negative_prompt: negativePrompt(defaultNegative),
		checkpoint: modelFileName
			.default(sdxlBaseFile)
			.meta({ description: "An SDXL checkpoint, as the workers list it." }),
		...optionalLora,
		variations: variations(1),
		...canvas("1:1", megapixelSizes, { min: 512, max: 2048, step: 8 }),
		seed: firstSeed,
		steps: steps(30, 100),
		cfg: amount({ standard: 7, min: 1, max: 20 }).meta({
			description:
				"How closely the prompt is followed. 5 to 8 is usual; at 1 the negative prompt has no effect.",
		}),
		sampler: sampler("dpmpp_2m"),
		scheduler: scheduler("karras"),
	})
	.superRefine((sent, ctx) => together(sent, ctx, "width", "height"));

/** Pictures by SDXL and the many checkpoints and LoRAs made from it. */
export const sdxlImage = defineWorkflow({
	id: "sdxl-image",
	version: 1,
	title: "Picture (SDXL)",
	purpose: "A picture by SDXL or a checkpoint made from it, with an optional LoRA and its trigger word.",
	category: "image",
	family: "sdxl",
	aliases: [{ name: "sdxl", note: "the family of models; a picture by it." }],
	parameters,
	graph,
	slots: {
		negative_prompt: [{ node: "4", input: "text" }],
		checkpoint: [{ node: "1", input: "ckpt_name" }],
		...loraSlots("2"),
		width: [{ node: "5", input: "width" }],
		height: [{ node: "5", input: "height" }],
		...samplingSlots("6"),
		cfg: [{ node: "6", input: "cfg" }],
	},
	assets: {},
	computed: [promptWithTrigger([{ node: "3", input: "text" }])],
	parts: [
		loraPart("2", "1", {
			model: [{ node: "6", input: "model" }],
			clip: [
				{ node: "3", input: "clip" },
				{ node: "4", input: "clip" },
			],
		}),
	],
	presets: [{ parameter: "aspect_ratio", choices: megapixelSizes }],
	unused: [negativeAboveOne],
	seed: "seed",
	variations: { parameter: "variations", seed: "seed" },
	outputs: [{ name: "image", node: "8", kind: "image" }],
	models: [
		{
			...sdxlBase,
			file: { parameter: "checkpoint" },
			licence: sdxlCheckpointLicence,
		},
		{ ...loraFile, part: "lora" },
	],
	custom_nodes: [],
	comfyui: "0.3.64",
	vram_gb: 8,
	typical_seconds: 10,
	timeout_seconds: 300,
	licence: sdxlTerms,
	example: {
		prompt:
			"portrait photograph of a woman with red hair in a library, photorealistic, visible pores, warm lamps, shallow depth of field, DSLR photo quality",
		seed: 7,
	},
	docs: {
		notes: [
			"SDXL is trained at about one megapixel. Pictures much smaller or larger repeat limbs and faces.",
			"The base model alone, without the refiner. Checkpoints made from SDXL by others are named with `checkpoint`.",
			"The text encoders read 77 tokens at a time; ComfyUI joins the pieces of a longer prompt, but what stands first counts most. That is why the trigger word goes first.",
			"A trigger word is put into the prompt also without a LoRA, for checkpoints that have one of their own.",
		],
		acceptance: [
			"The checkpoint, the LoRA, the trigger word, the seed, steps, cfg, sampler, scheduler and sizes arrive through declared slots.",
			"Without a LoRA there is no LoraLoader in the graph.",
			"The trigger word stands first in the prompt, exactly once.",
			"30 steps at cfg 7 with dpmpp_2m and karras by default.",
		],
	},
});
