import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { promptText, sampler, scheduler, steps, together } from "../../definition/parameters.ts";
import { BASE_PICTURE_TARGETS } from "../../definition/targets.ts";
import { flux1Companions, flux1Schnell } from "../files/flux.ts";
import { canvas, megapixelSizes } from "../parts/canvas.ts";
import { firstSeed, realism, realisticPrompt, variations } from "../parts/pictures.ts";
import { fluxWeightType, negativeNever, samplingSlots, unusedNegative } from "../parts/sampling.ts";
import graph from "./graph.json" with { type: "json" };

const parameters = z
	.strictObject({
		prompt: promptText(4000).meta({ description: "The person or thing to show, in plain sentences." }),
		negative_prompt: unusedNegative(),
		realism: realism("none"),
		variations: variations(3),
		...canvas("1:1", megapixelSizes, { min: 512, max: 1920, step: 16 }),
		seed: firstSeed,
		steps: steps(4, 12).meta({ description: "Sampling steps. The model was made for 1 to 4." }),
		sampler: sampler("euler"),
		scheduler: scheduler("simple"),
		weight_dtype: fluxWeightType,
	})
	.superRefine((sent, ctx) => together(sent, ctx, "width", "height"));

/** Base pictures by the fast Flux, which may be used commercially. */
export const fluxSchnellBaseImage = defineWorkflow({
	id: "flux-schnell-base-image",
	version: 1,
	title: "Base image (Flux.1 schnell)",
	purpose: "Quick pictures to choose from, in four steps, with weights that may be used commercially.",
	category: "image",
	family: "flux",
	aliases: [{ name: "flux-schnell", note: "the model; a picture by it." }],
	parameters,
	graph,
	slots: {
		width: [{ node: "7", input: "width" }],
		height: [{ node: "7", input: "height" }],
		...samplingSlots("8"),
		weight_dtype: [{ node: "1", input: "weight_dtype" }],
	},
	assets: {},
	computed: [realisticPrompt({ node: "4", input: "text" })],
	parts: [],
	presets: [{ parameter: "aspect_ratio", choices: megapixelSizes }],
	unused: [negativeNever],
	seed: "seed",
	variations: { parameter: "variations", seed: "seed" },
	outputs: [{ name: "image", node: "10", kind: "image" }],
	models: [flux1Schnell, ...flux1Companions],
	custom_nodes: [],
	comfyui: "0.3.64",
	vram_gb: 24,
	typical_seconds: 6,
	targets: BASE_PICTURE_TARGETS,
	timeout_seconds: 600,
	licence: "All weights are Apache-2.0: commercial use is allowed.",
	example: {
		prompt:
			"Portrait of a woman of 40 with grey eyes in a rain coat, attractive, 8K, hyper-realistic, photorealistic, natural skin texture, soft daylight",
		seed: 7,
	},
	docs: {
		notes: [
			"Flux.1 schnell is distilled to four steps and takes no guidance, so there is no FluxGuidance in the graph and nothing to set.",
			"A negative prompt is accepted and not used: at cfg 1 it has no effect. Say in the prompt what should be there instead.",
			"With `weight_dtype` fp8_e4m3fn the weights are rounded when they are loaded, and about 12 GB of GPU memory are enough.",
			"More than four steps change little. Where skin and hands matter, flux-base-image or z-image-turbo-base-image do better.",
		],
		acceptance: [
			"Four steps at cfg 1 by default, without FluxGuidance.",
			"Three variations by default: three tasks, three different seeds, one picture each.",
			"Every file is Apache-2.0.",
		],
	},
});
