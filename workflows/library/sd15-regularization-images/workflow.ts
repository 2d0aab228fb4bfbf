import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { pixels, promptText } from "../../definition/parameters.ts";
import { sd15Checkpoint, sd15Terms } from "../files/stable-diffusion.ts";
import { firstSeed } from "../parts/pictures.ts";
import { negativeAboveOne } from "../parts/sampling.ts";
import { clipLayer, fp32Vae, precisionNote, sd15Prompts, sd15Sampling, sd15Slots } from "../parts/sd15.ts";
import graph from "./graph.json" with { type: "json" };

const side = pixels({ min: 256, max: 768, step: 64 });

const parameters = z.strictObject({
	...sd15Prompts,
	prompt: promptText(4000).default("anime character, 1person, standing, simple background").meta({
		description:
			"What the whole class looks like: nothing of the character that is trained, no trigger word.",
	}),
	variations: z.int().min(1).max(200).default(100).meta({
		description: "How many pictures. Each is a task of its own, with its own seed; 100 to 200 is usual.",
	}),
	width: side.default(512).meta({ description: "Width in pixels: that of the training." }),
	height: side.default(512).meta({ description: "Height in pixels: that of the training." }),
	...sd15Sampling,
	seed: firstSeed,
});

/** Pictures of a class of things, for training beside the pictures of one of them. */
export const sd15RegularizationImages = defineWorkflow({
	id: "sd15-regularization-images",
	version: 1,
	title: "Regularization pictures (SD 1.5)",
	purpose:
		"100 to 200 generic pictures from the base checkpoint, trained beside a character so that the model keeps its idea of everybody else.",
	category: "training",
	family: "sd15",
	parameters,
	graph,
	slots: {
		...sd15Slots,
		prompt: [{ node: "3", input: "text" }],
		width: [{ node: "5", input: "width" }],
		height: [{ node: "5", input: "height" }],
	},
	assets: {},
	computed: [clipLayer],
	parts: [],
	unused: [negativeAboveOne],
	seed: "seed",
	variations: { parameter: "variations", seed: "seed" },
	outputs: [{ name: "image", node: "8", kind: "image" }],
	models: [sd15Checkpoint],
	custom_nodes: [],
	launch_flags: fp32Vae,
	comfyui: "0.3.64",
	vram_gb: 4,
	typical_seconds: 4,
	timeout_seconds: 300,
	licence: sd15Terms,
	example: { variations: 120, seed: 0 },
	docs: {
		notes: [
			"Make them with the checkpoint, the clip skip and the size of the training: they must show what the model drew before it.",
			"There is no LoRA and no way to name one.",
			"A trainer wants them in a folder beside the training set, with the class as their only caption.",
			precisionNote,
		],
		acceptance: [
			"As many tasks as asked for, up to 200, with as many different seeds and one picture each.",
			"No LoraLoader in any of them; the prompt is generic by default.",
			"512x512 by default, the size of the training.",
		],
	},
});
