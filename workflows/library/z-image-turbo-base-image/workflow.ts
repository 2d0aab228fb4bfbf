import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { promptText, sampler, scheduler, steps, together } from "../../definition/parameters.ts";
import { BASE_PICTURE_TARGETS } from "../../definition/targets.ts";
import { zImageFiles } from "../files/images.ts";
import { canvas, megapixelSizes } from "../parts/canvas.ts";
import { firstSeed, realism, realisticPrompt, variations } from "../parts/pictures.ts";
import { negativeNever, samplingSlots, unusedNegative } from "../parts/sampling.ts";
import graph from "./graph.json" with { type: "json" };

const parameters = z
	.strictObject({
		prompt: promptText(4000).meta({ description: "The person or thing to show, in plain sentences." }),
		negative_prompt: unusedNegative(),
		realism: realism("none"),
		variations: variations(3),
		...canvas("1:1", megapixelSizes, { min: 512, max: 1536, step: 16 }),
		seed: firstSeed,
		steps: steps(8, 20).meta({ description: "Sampling steps. The model was made for 8." }),
		sampler: sampler("res_multistep"),
		scheduler: scheduler("simple"),
	})
	.superRefine((sent, ctx) => together(sent, ctx, "width", "height"));

/** Base pictures of a character to choose from. */
export const zImageTurboBaseImage = defineWorkflow({
	id: "z-image-turbo-base-image",
	version: 1,
	title: "Base image (Z-Image-Turbo)",
	purpose: "Three photorealistic pictures of a new character to choose from, each ready within seconds.",
	category: "image",
	family: "z-image",
	aliases: [
		{
			name: "z-image-turbo",
			note: "the model; a picture by it. It is no Qwen model: only its text encoder is one.",
		},
	],
	parameters,
	graph,
	slots: {
		width: [{ node: "7", input: "width" }],
		height: [{ node: "7", input: "height" }],
		...samplingSlots("8"),
	},
	computed: [realisticPrompt({ node: "4", input: "text" })],
	assets: {},
	parts: [],
	presets: [{ parameter: "aspect_ratio", choices: megapixelSizes }],
	unused: [negativeNever],
	seed: "seed",
	variations: { parameter: "variations", seed: "seed" },
	outputs: [{ name: "image", node: "10", kind: "image" }],
	models: zImageFiles,
	custom_nodes: [],
	comfyui: "0.3.75",
	vram_gb: 16,
	typical_seconds: 8,
	targets: BASE_PICTURE_TARGETS,
	timeout_seconds: 300,
	licence: "All weights are Apache-2.0: commercial use is allowed.",
	example: {
		prompt:
			"Portrait of a woman of 25 with long brown hair and brown eyes, friendly, attractive, 8K, hyper-realistic, photorealistic, natural skin texture, soft daylight, plain white background",
		seed: 7,
	},
	docs: {
		notes: [
			"Z-Image-Turbo is a 6B diffusion transformer of its own; only its text encoder is a Qwen (Qwen3-4B).",
			"ComfyUI 0.3.64 has every node of the graph, but reads the weights of Z-Image from 0.3.75 on.",
			"A negative prompt is accepted and not used: the model is distilled to run at cfg 1, where a negative has no effect, so the graph gives it a zeroed one. Say in the prompt what should be there instead.",
			"These are the pictures of the wizard's sixth step: the character is chosen among them. `realism` adds the words of a photograph to a prompt that lacks them.",
			"Each variation is a task, not a batch: the first picture is seen while the others are made, and they spread over GPUs. Picture n has the seed plus n, counted from 0.",
			"“8K” is a word for the prompt. The picture has about one megapixel; more needs an upscaling workflow.",
		],
		acceptance: [
			"Three variations by default: three tasks, three different seeds, one picture each.",
			"Without `realism` a prompt arrives in the graph unchanged, quality words and all; with it the words follow the prompt, none twice.",
			"8 steps, so that a picture takes seconds on a warm GPU.",
		],
	},
});
