import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { promptText, together } from "../../definition/parameters.ts";
import { flux2DevTerms, flux2Files } from "../files/flux.ts";
import { canvas, twoMegapixelSizes } from "../parts/canvas.ts";
import {
	checkFlux2Area,
	flux2Height,
	flux2Sampling,
	flux2Sides,
	flux2Slots,
	flux2Width,
} from "../parts/flux-2.ts";
import { negativeNever, unusedNegative } from "../parts/sampling.ts";
import graph from "./graph.json" with { type: "json" };

const parameters = z
	.strictObject({
		prompt: promptText(4000).meta({ description: "What is to be seen, in plain sentences." }),
		negative_prompt: unusedNegative(),
		...canvas("16:9", twoMegapixelSizes, flux2Sides),
		...flux2Sampling,
	})
	.superRefine((sent, ctx) => {
		together(sent, ctx, "width", "height");
		checkFlux2Area(sent, ctx, "width", "height");
	});

/** A picture by Flux 2 from words alone. */
export const flux2Image = defineWorkflow({
	id: "flux-2-image",
	version: 1,
	title: "Picture (Flux.2 dev)",
	purpose: "A picture of two megapixels by Flux.2 dev, from words alone.",
	category: "image",
	family: "flux2",
	parameters,
	graph,
	slots: { ...flux2Slots, width: flux2Width, height: flux2Height },
	assets: {},
	parts: [],
	presets: [{ parameter: "aspect_ratio", choices: twoMegapixelSizes }],
	unused: [negativeNever],
	seed: "seed",
	outputs: [{ name: "image", node: "9", kind: "image" }],
	models: flux2Files,
	custom_nodes: [],
	comfyui: "0.3.72",
	vram_gb: 48,
	typical_seconds: 120,
	timeout_seconds: 900,
	licence: flux2DevTerms,
	example: {
		prompt:
			"A narrow street in a hill town after rain, laundry between the houses, a cat on a windowsill, 35mm photograph",
		seed: 7,
	},
	docs: {
		notes: [
			"The weights are 35.5 GB beside a text encoder of about 18 GB: 48 GB of GPU memory hold one of them at a time. ComfyUI can run it on less by moving weights to and fro, much slower; the 12 GB that the storyboard story names are not realistic.",
			"Width and height go to the empty picture and to the schedule, which depends on the size. Sides are in steps of 16, so Full HD is 1920x1088; storyboard-image-flux-2 cuts it to 1080.",
			"There is no negative prompt: Flux.2 is guided by one prompt. Long prompts are followed closely.",
			"The seed is that of RandomNoise; there is no KSampler in this graph.",
		],
		acceptance: [
			"1920x1088 by default, the same size in the empty picture and in the schedule.",
			"20 steps, guidance 4, euler.",
			"Needs no custom node.",
		],
	},
});
