import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { promptText, sampler, scheduler, steps, together } from "../../definition/parameters.ts";
import { BASE_PICTURE_TARGETS } from "../../definition/targets.ts";
import { realismNegative } from "../../prompts/negatives.ts";
import { flux1Companions, flux1Dev, flux1DevTerms } from "../files/flux.ts";
import { canvas, megapixelSizes } from "../parts/canvas.ts";
import { firstSeed, realism, realisticPrompt, variations } from "../parts/pictures.ts";
import {
	cfgFromOne,
	fluxWeightType,
	guidance,
	negativeAboveOne,
	negativeAtHigherCfg,
	samplingSlots,
} from "../parts/sampling.ts";
import graph from "./graph.json" with { type: "json" };

const parameters = z
	.strictObject({
		prompt: promptText(4000).meta({ description: "The person or thing to show, in plain sentences." }),
		negative_prompt: negativeAtHigherCfg(realismNegative),
		realism: realism("none"),
		variations: variations(3),
		...canvas("1:1", megapixelSizes, { min: 512, max: 1920, step: 16 }),
		seed: firstSeed,
		steps: steps(20, 50),
		guidance: guidance(3.5),
		cfg: cfgFromOne,
		sampler: sampler("euler"),
		scheduler: scheduler("simple"),
		weight_dtype: fluxWeightType,
	})
	.superRefine((sent, ctx) => together(sent, ctx, "width", "height"));

/** Base pictures of a character to choose from, by the slower and better model. */
export const fluxBaseImage = defineWorkflow({
	id: "flux-base-image",
	version: 1,
	title: "Base image (Flux.1 dev)",
	purpose:
		"Three photorealistic pictures of a new character to choose from, by Flux.1 dev: the alternative to Z-Image-Turbo where quality counts more than time.",
	category: "image",
	family: "flux",
	aliases: [{ name: "flux-dev", note: "the model; a picture by it." }],
	parameters,
	graph,
	slots: {
		negative_prompt: [{ node: "5", input: "text" }],
		width: [{ node: "7", input: "width" }],
		height: [{ node: "7", input: "height" }],
		...samplingSlots("8"),
		guidance: [{ node: "6", input: "guidance" }],
		cfg: [{ node: "8", input: "cfg" }],
		weight_dtype: [{ node: "1", input: "weight_dtype" }],
	},
	assets: {},
	computed: [realisticPrompt({ node: "4", input: "text" })],
	parts: [],
	presets: [{ parameter: "aspect_ratio", choices: megapixelSizes }],
	unused: [negativeAboveOne],
	seed: "seed",
	variations: { parameter: "variations", seed: "seed" },
	outputs: [{ name: "image", node: "10", kind: "image" }],
	models: [flux1Dev, ...flux1Companions],
	custom_nodes: [],
	comfyui: "0.3.64",
	vram_gb: 24,
	typical_seconds: 20,
	targets: BASE_PICTURE_TARGETS,
	timeout_seconds: 600,
	licence: flux1DevTerms,
	example: {
		prompt:
			"Portrait of a man of 30 with short black hair and green eyes, calm, attractive, 8K, hyper-realistic, photorealistic, natural skin texture, studio lighting, plain white background",
		seed: 7,
	},
	docs: {
		notes: [
			"The diffusion model, the two text encoders and the VAE are files of their own. A checkpoint that has all of it in fp8 is used by storyboard-image.",
			"16-bit weights take about 22 GB of GPU memory, and ComfyUI moves the text encoders out of the way before sampling. With `weight_dtype` fp8_e4m3fn the weights are rounded when they are loaded, and about 12 GB are enough.",
			"The negative prompt is not used at cfg 1, the default. A cfg above 1 brings in real classifier-free guidance; lower guidance with it.",
			"Each variation is a task, not a batch: the first picture is seen while the others are made. Picture n has the seed plus n, counted from 0.",
			"“8K” is a word for the prompt. The picture has about one megapixel; above about two the quality of Flux.1 drops.",
		],
		acceptance: [
			"Three variations by default: three tasks, three different seeds, one picture each.",
			"flux1-dev.safetensors at 20 steps, guidance 3.5, cfg 1.",
			"Without `realism` the prompt arrives in the graph unchanged.",
		],
	},
});
