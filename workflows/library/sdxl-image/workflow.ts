import * as z from "zod";
import { defineWorkflow } from "../../define.ts";
import {
	amount,
	modelFileName,
	negativePrompt,
	promptText,
	sampler,
	scheduler,
	steps,
	together,
} from "../../parameters.ts";
import { defaultNegative } from "../../prompts/negatives.ts";
import { sdxlBase } from "../files/images.ts";
import { loraFile, loraPart, loraSlots, optionalLora, promptWithTrigger } from "../lora.ts";
import { canvas, firstSeed, megapixelSizes, variations } from "../pictures.ts";
import graph from "./graph.json" with { type: "json" };

const parameters = z
	.strictObject({
		prompt: promptText(4000).meta({ description: "What is to be seen; short phrases work best." }),
		negative_prompt: negativePrompt(defaultNegative),
		checkpoint: modelFileName
			.default("sd_xl_base_1.0.safetensors")
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
	aliases: [{ name: "sdxl-txt2img-lora", note: "the LoRA is optional here." }],
	parameters,
	graph,
	slots: {
		negative_prompt: [{ node: "4", input: "text" }],
		checkpoint: [{ node: "1", input: "ckpt_name" }],
		...loraSlots("2"),
		width: [{ node: "5", input: "width" }],
		height: [{ node: "5", input: "height" }],
		seed: [{ node: "6", input: "seed" }],
		steps: [{ node: "6", input: "steps" }],
		cfg: [{ node: "6", input: "cfg" }],
		sampler: [{ node: "6", input: "sampler_name" }],
		scheduler: [{ node: "6", input: "scheduler" }],
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
	unused: [
		{
			parameter: "negative_prompt",
			unless: { parameter: "cfg", above: 1 },
			why: "at cfg 1, where a negative has no effect",
		},
	],
	seed: "seed",
	variations: { parameter: "variations", seed: "seed" },
	outputs: [{ name: "image", node: "8", kind: "image" }],
	models: [
		{
			...sdxlBase,
			file: { parameter: "checkpoint" },
			licence: "CreativeML Open RAIL++-M for SDXL base 1.0; another checkpoint has its own",
		},
		{ ...loraFile, part: "lora" },
	],
	custom_nodes: [],
	comfyui: "0.3.64",
	vram_gb: 8,
	typical_seconds: 10,
	timeout_seconds: 300,
	licence:
		"SDXL base 1.0 is under CreativeML Open RAIL++-M: commercial use is allowed within its use restrictions.",
	example: {
		prompt: "portrait of a woman with red hair in a library, warm lamps, shallow depth of field",
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
