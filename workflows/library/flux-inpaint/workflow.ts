import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { amount, assetId, promptText, sampler, scheduler, steps } from "../../definition/parameters.ts";
import { flux1Companions, flux1DevTerms, flux1Fill } from "../files/flux.ts";
import { oneSeed } from "../parts/pictures.ts";
import {
	cfgFromOne,
	fillGuidance,
	fluxWeightType,
	negativeAboveOne,
	negativeAtHigherCfg,
	samplingSlots,
} from "../parts/sampling.ts";
import graph from "./graph.json" with { type: "json" };

const parameters = z.strictObject({
	image: assetId.meta({ description: "The picture to change. It keeps its size." }),
	mask: assetId.optional().meta({
		description:
			"A picture of the same shape that is white where something new is to be made. Without it the transparent places of image are filled.",
	}),
	mask_channel: z.enum(["red", "green", "blue", "alpha"]).default("red").meta({
		description:
			"Which channel of mask counts: red of a black and white picture; alpha where the places to change are transparent.",
	}),
	mask_grow: z.int().min(0).max(256).default(0).meta({
		description:
			"By how many pixels of the mask its edge is moved outwards, so that no rim of the old is left.",
	}),
	prompt: promptText(4000).meta({
		description: "What is to be seen at the masked places, in plain sentences.",
	}),
	negative_prompt: negativeAtHigherCfg(""),
	denoise: amount({ standard: 1, min: 0.1, max: 1 }).meta({
		description: "How much of what was there may go. 1 forgets it; less keeps its colours and shapes.",
	}),
	seed: oneSeed,
	steps: steps(20, 50),
	guidance: fillGuidance,
	cfg: cfgFromOne,
	sampler: sampler("euler"),
	scheduler: scheduler("normal"),
	weight_dtype: fluxWeightType,
});

/** Something new inside a picture. */
export const fluxInpaint = defineWorkflow({
	id: "flux-inpaint",
	version: 1,
	title: "Inpainting (Flux.1 Fill)",
	purpose: "Makes something new at the masked places of a picture, fitted to what is around them.",
	category: "edit",
	family: "flux",
	parameters,
	graph,
	slots: {
		...samplingSlots("8"),
		mask_channel: [{ node: "13", input: "channel" }],
		mask_grow: [{ node: "14", input: "expand" }],
		prompt: [{ node: "4", input: "text" }],
		negative_prompt: [{ node: "5", input: "text" }],
		denoise: [{ node: "8", input: "denoise" }],
		guidance: [{ node: "6", input: "guidance" }],
		cfg: [{ node: "8", input: "cfg" }],
		weight_dtype: [{ node: "1", input: "weight_dtype" }],
	},
	assets: {
		image: { node: "11", input: "image", kind: "image" },
		mask: { node: "13", input: "image", kind: "mask" },
	},
	parts: [
		{
			name: "mask",
			when: { absent: "mask" },
			remove: ["13"],
			rewire: [{ node: "14", input: "mask", to: ["11", 1] }],
		},
	],
	unused: [negativeAboveOne],
	seed: "seed",
	outputs: [{ name: "image", node: "10", kind: "image" }],
	models: [flux1Fill, ...flux1Companions],
	custom_nodes: [],
	comfyui: "0.3.64",
	vram_gb: 24,
	typical_seconds: 30,
	timeout_seconds: 600,
	licence: flux1DevTerms,
	example: {
		image: "ast_0123456789abcdefghijklmnop",
		mask: "ast_0123456789abcdefghijklmnop",
		prompt: "A red silk scarf around her neck, same light as the rest of the photograph",
		seed: 7,
	},
	docs: {
		notes: [
			"The mask is a file of its own, or the transparency of the picture. A picture without transparency and without a mask comes back almost as it was: there is nothing to fill.",
			"A mask of another size is stretched to the picture; a value from one half on counts as masked. Grow it where a rim of the old shows.",
			"The picture is not scaled: one to two megapixels work best, larger ones take time and memory. Sides that are no multiple of 8 lose up to 7 pixels.",
			"The whole picture goes through the VAE, so places that are not masked change by a trace, as with a good JPEG. Lay the original over them where every pixel counts.",
			"Describe what is to be there, not what is to go: to remove something, mask it and describe the background.",
		],
		acceptance: [
			"Flux.1 Fill with the mask as a separate file or from the picture's alpha; the loader of the other is not in the graph.",
			"20 steps, guidance 30, cfg 1, euler and normal unless sent otherwise.",
			"What is masked is made new, what is not is kept but for the trace that the VAE leaves.",
		],
	},
});
