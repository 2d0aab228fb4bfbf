import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { promptText, sampler, scheduler, together } from "../../definition/parameters.ts";
import { BASE_PICTURE_TARGETS } from "../../definition/targets.ts";
import { realismNegative } from "../../prompts/negatives.ts";
import { qwenImage, qwenImageCompanions, qwenImageLightning8 } from "../files/images.ts";
import { canvas, type Sizes } from "../parts/canvas.ts";
import { firstSeed, realism, realisticPrompt, variations } from "../parts/pictures.ts";
import { negativeAboveOne, negativeAtHigherCfg, samplingSlots, speed } from "../parts/sampling.ts";
import graph from "./graph.json" with { type: "json" };

/** The sizes the model was trained at, but for 4:5, which has none: there the exact ratio near them. */
const sizes = {
	"1:1": { width: 1328, height: 1328 },
	"9:16": { width: 928, height: 1664 },
	"4:5": { width: 1152, height: 1440 },
	"16:9": { width: 1664, height: 928 },
} as const satisfies Sizes;

const speeds = {
	full: { steps: 20, cfg: 2.5 },
	fast: { steps: 8, cfg: 1 },
} as const;

const parameters = z
	.strictObject({
		prompt: promptText(4000).meta({
			description:
				"What is to be seen, in plain sentences. Text in quotation marks is written into the picture.",
		}),
		negative_prompt: negativeAtHigherCfg(realismNegative),
		realism: realism("none"),
		speed: speed(
			"full",
			"full: 20 steps at cfg 2.5. fast: 8 steps at cfg 1 with the Lightning LoRA, in about half the time.",
		),
		variations: variations(3),
		...canvas("1:1", sizes, { min: 512, max: 2048, step: 16 }),
		seed: firstSeed,
		steps: z.int().min(1).max(60).optional().meta({
			description: "Sampling steps; time grows with them. What speed says: 20 with full, 8 with fast.",
		}),
		cfg: z.number().min(1).max(10).optional().meta({
			description: "How closely the prompt is followed. What speed says: 2.5 with full, 1 with fast.",
		}),
		sampler: sampler("euler"),
		scheduler: scheduler("simple"),
	})
	.superRefine((sent, ctx) => together(sent, ctx, "width", "height"));

/** Base pictures by the model that follows long prompts and writes text. */
export const qwenImageBaseImage = defineWorkflow({
	id: "qwen-image-base-image",
	version: 1,
	title: "Base image (Qwen-Image)",
	purpose:
		"Pictures to choose from by Qwen-Image, which follows long prompts closely and can write text into the picture.",
	category: "image",
	family: "qwen-image",
	aliases: [{ name: "qwen-image", note: "the model; a picture by it." }],
	parameters,
	graph,
	slots: {
		negative_prompt: [{ node: "5", input: "text" }],
		width: [{ node: "7", input: "width" }],
		height: [{ node: "7", input: "height" }],
		...samplingSlots("8"),
		cfg: [{ node: "8", input: "cfg" }],
	},
	assets: {},
	computed: [realisticPrompt({ node: "4", input: "text" })],
	parts: [
		{
			name: "lightning",
			when: { parameter: "speed", is_not: "fast" },
			remove: ["11"],
			rewire: [{ node: "6", input: "model", to: ["1", 0] }],
		},
	],
	presets: [
		{ parameter: "aspect_ratio", choices: sizes },
		{ parameter: "speed", choices: speeds },
	],
	unused: [negativeAboveOne],
	seed: "seed",
	variations: { parameter: "variations", seed: "seed" },
	outputs: [{ name: "image", node: "10", kind: "image" }],
	models: [qwenImage, ...qwenImageCompanions, { ...qwenImageLightning8, part: "lightning" }],
	custom_nodes: [],
	comfyui: "0.3.64",
	vram_gb: 24,
	typical_seconds: 75,
	targets: BASE_PICTURE_TARGETS,
	timeout_seconds: 900,
	licence: "All weights are Apache-2.0: commercial use is allowed.",
	example: {
		prompt:
			"A shop window at dusk with the words “open late” in warm neon, a woman with short hair reading inside, photorealistic",
		seed: 7,
	},
	docs: {
		notes: [
			"With full speed a picture takes more than a minute on a 24 GB card (ComfyUI's documentation reports 71 s on an RTX 4090D with the model loaded, 34 s in 8 steps). Where three pictures must be there in half a minute, take z-image-turbo-base-image; where one must, take the speed fast.",
			"The Lightning LoRA is distilled for cfg 1: there the negative prompt has no effect. steps and cfg may be sent with either speed and then count instead.",
			"The weights are fp8 (20 GB) with an fp8 text encoder (9 GB).",
			"Sizes are those the model was trained at, about 1.6 megapixels; 4:5 is the exact ratio nearest to them.",
		],
		acceptance: [
			"full: 20 steps, cfg 2.5, no LoRA in the graph. fast: 8 steps, cfg 1, the Lightning LoRA between model and sampler.",
			"1328x1328 by default.",
			"Three variations by default: three tasks, three different seeds, one picture each.",
		],
	},
});
