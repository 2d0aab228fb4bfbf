import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { assetId, promptText, sampler, scheduler, steps } from "../../definition/parameters.ts";
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

const sides = ["left", "top", "right", "bottom"] as const;

function border(side: (typeof sides)[number]) {
	return z
		.int()
		.min(0)
		.max(2048)
		.multipleOf(8)
		.default(0)
		.meta({ description: `How many pixels are added at the ${side}.` });
}

const parameters = z
	.strictObject({
		image: assetId.meta({ description: "The picture to extend. It keeps its size inside the larger one." }),
		left: border("left"),
		top: border("top"),
		right: border("right"),
		bottom: border("bottom"),
		feathering: z.int().min(0).max(256).default(24).meta({
			description: "Over how many pixels inside the old edge old and new run into one another.",
		}),
		prompt: promptText(4000).meta({
			description: "The whole picture as it shall be, old and new, in plain sentences.",
		}),
		negative_prompt: negativeAtHigherCfg(""),
		seed: oneSeed,
		steps: steps(20, 50),
		guidance: fillGuidance,
		cfg: cfgFromOne,
		sampler: sampler("euler"),
		scheduler: scheduler("normal"),
		weight_dtype: fluxWeightType,
	})
	.superRefine((sent, ctx) => {
		if (sides.some((side) => sent[side] > 0)) return;
		const message = `at least one of ${sides.join(", ")} must be above 0, else there is nothing to add`;
		ctx.addIssue({ code: "custom", path: ["left"], message });
	});

/** A picture with more around it. */
export const fluxOutpaint = defineWorkflow({
	id: "flux-outpaint",
	version: 1,
	title: "Outpainting (Flux.1 Fill)",
	purpose: "Extends a picture beyond its edges, such as a portrait to a wide banner.",
	category: "edit",
	family: "flux",
	parameters,
	graph,
	slots: {
		...samplingSlots("8"),
		left: [{ node: "13", input: "left" }],
		top: [{ node: "13", input: "top" }],
		right: [{ node: "13", input: "right" }],
		bottom: [{ node: "13", input: "bottom" }],
		feathering: [{ node: "13", input: "feathering" }],
		prompt: [{ node: "4", input: "text" }],
		negative_prompt: [{ node: "5", input: "text" }],
		guidance: [{ node: "6", input: "guidance" }],
		cfg: [{ node: "8", input: "cfg" }],
		weight_dtype: [{ node: "1", input: "weight_dtype" }],
	},
	assets: { image: { node: "11", input: "image", kind: "image" } },
	parts: [],
	unused: [negativeAboveOne],
	seed: "seed",
	outputs: [{ name: "image", node: "10", kind: "image" }],
	models: [flux1Fill, ...flux1Companions],
	custom_nodes: [],
	comfyui: "0.3.64",
	vram_gb: 24,
	typical_seconds: 40,
	timeout_seconds: 600,
	licence: flux1DevTerms,
	example: {
		image: "ast_0123456789abcdefghijklmnop",
		left: 400,
		right: 400,
		prompt: "A woman stands on a wide beach at sunset, soft waves, photograph",
		seed: 7,
	},
	docs: {
		notes: [
			"The result measures the picture plus its borders. A portrait of 768x1024 becomes 16:9 with about 528 pixels left and right; a square of 1024 becomes 9:16 with 400 above and below.",
			"Nothing is scaled: keep the result at one to two megapixels, and borders below the size of the picture. For more, extend twice.",
			"Sides of the result that are no multiple of 8 lose up to 7 pixels.",
			"The old part goes through the VAE too and changes by a trace; feathering lets the seam vanish.",
		],
		acceptance: [
			"The four borders and the feathering arrive as sent, in steps of 8 pixels; without any border the request is refused.",
			"20 steps, guidance 30, cfg 1, euler and normal unless sent otherwise.",
		],
	},
});
