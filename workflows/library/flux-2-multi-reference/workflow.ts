import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { amount, assetIds, promptText, together } from "../../definition/parameters.ts";
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
import {
	type ReferenceChain,
	referenceParts,
	referenceSizeSlots,
	referenceSlots,
} from "../parts/references.ts";
import { negativeNever, unusedNegative } from "../parts/sampling.ts";
import graph from "./graph.json" with { type: "json" };

const chain: ReferenceChain = {
	list: "references",
	nodes: [
		["110", "111", "112", "113"],
		["120", "121", "122", "123"],
		["130", "131", "132", "133"],
		["140", "141", "142", "143"],
		["150", "151", "152", "153"],
		["160", "161", "162", "163"],
	],
	from: "26",
	to: { node: "22", input: "conditioning" },
	required: 1,
};

const parameters = z
	.strictObject({
		prompt: promptText(4000).meta({
			description:
				"What is to be seen. Name the references by number: the woman of image 1 in the coat of image 2.",
		}),
		negative_prompt: unusedNegative(),
		references: assetIds({ min: 1, max: chain.nodes.length }).meta({
			description:
				"One to six pictures to hold on to: characters, clothes, places. Their order is their number.",
		}),
		reference_megapixels: amount({ standard: 1, min: 0.1, max: 2 }).meta({
			description: "How large each reference is read, in megapixels. Time and memory grow with it.",
		}),
		...canvas("16:9", twoMegapixelSizes, flux2Sides),
		...flux2Sampling,
	})
	.superRefine((sent, ctx) => {
		together(sent, ctx, "width", "height");
		checkFlux2Area(sent, ctx, "width", "height");
	});

/** A new picture with what several others show. */
export const flux2MultiReference = defineWorkflow({
	id: "flux-2-multi-reference",
	version: 1,
	title: "Picture from several references (Flux.2 dev)",
	purpose: "A new picture with the characters, clothes and places of one to six others, by Flux.2 dev.",
	category: "character",
	family: "flux2",
	parameters,
	graph,
	slots: {
		...flux2Slots,
		width: flux2Width,
		height: flux2Height,
		reference_megapixels: referenceSizeSlots(chain),
	},
	assets: { references: referenceSlots(chain) },
	parts: referenceParts(chain),
	presets: [{ parameter: "aspect_ratio", choices: twoMegapixelSizes }],
	unused: [negativeNever],
	seed: "seed",
	outputs: [{ name: "image", node: "9", kind: "image" }],
	models: flux2Files,
	custom_nodes: [],
	comfyui: "0.3.72",
	vram_gb: 48,
	typical_seconds: 180,
	timeout_seconds: 1200,
	licence: flux2DevTerms,
	example: {
		prompt: "The woman of image 1 reads a letter at the table of image 2, morning light, 35mm photograph",
		references: ["ast_0123456789abcdefghijklmnop", "ast_0123456789abcdefghijklmnop"],
		seed: 7,
	},
	docs: {
		notes: [
			"Each reference is scaled to one megapixel, encoded, and laid on the prompt by a ReferenceLatent; they are chained in the order of the list. Flux.2 was trained to read them so: in Flux.1 dev the same nodes would do nothing useful.",
			"The model reads up to ten references. Six are offered here, because every further one costs about as much as another picture of its size at each step.",
			"Nothing is cropped: a reference keeps its shape.",
			"The size of the result is chosen freely and does not follow the references.",
			"A likeness, not an identity lock: check faces, or train a LoRA where the same face must come back every time.",
		],
		acceptance: [
			"As many LoadImage and ReferenceLatent nodes as references were sent, one to six, in their order.",
			"Width and height are the same in the empty picture and in the schedule.",
			"Needs no custom node.",
		],
	},
});
