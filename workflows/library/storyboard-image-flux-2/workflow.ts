import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { amount, aspectRatio, assetIds, loraName, promptText } from "../../definition/parameters.ts";
import { defaultNegative } from "../../prompts/negatives.ts";
import { flux2DevTerms, flux2Files } from "../files/flux.ts";
import {
	checkFlux2Area,
	flux2Height,
	flux2Sampling,
	flux2Sides,
	flux2Slots,
	flux2Width,
} from "../parts/flux-2.ts";
import { loraFile } from "../parts/lora.ts";
import {
	type ReferenceChain,
	referenceParts,
	referenceSizeSlots,
	referenceSlots,
} from "../parts/references.ts";
import { negativeNever, unusedNegative } from "../parts/sampling.ts";
import { checkSides, storyboardSides } from "../parts/storyboard.ts";
import graph from "./graph.json" with { type: "json" };

/** Flux.2 takes sides in steps of 16: a little more is made than is delivered, and the rest cropped. */
const sizes = {
	"16:9": { width: 1920, height: 1080, render_width: 1920, render_height: 1088 },
	"9:16": { width: 1080, height: 1920, render_width: 1088, render_height: 1920 },
	"1:1": { width: 1080, height: 1080, render_width: 1088, render_height: 1088 },
	"4:5": { width: 1080, height: 1350, render_width: 1088, render_height: 1360 },
} as const;

const chain: ReferenceChain = {
	list: "references",
	nodes: [
		["110", "111", "112", "113"],
		["120", "121", "122", "123"],
		["130", "131", "132", "133"],
		["140", "141", "142", "143"],
	],
	from: "26",
	to: { node: "22", input: "conditioning" },
	required: 0,
};

const parameters = z
	.strictObject({
		prompt: promptText(4000).meta({ description: "What is to be seen, in plain sentences." }),
		negative_prompt: unusedNegative(defaultNegative),
		aspect_ratio: aspectRatio("16:9").meta({
			description: "Shape of the picture; brings the four sizes along.",
		}),
		...storyboardSides("16:9", sizes["16:9"], flux2Sides),
		...flux2Sampling,
		references: assetIds({ min: 0, max: chain.nodes.length }).optional().meta({
			description: "Up to four pictures of the characters and places to hold on to, in any shape.",
		}),
		reference_megapixels: amount({ standard: 1, min: 0.1, max: 2 }).meta({
			description: "How large each reference is read, in megapixels. Used with references only.",
		}),
		style_lora: loraName.optional().meta({
			description:
				"A Flux.2 LoRA for the style: `name@version` of one that is kept, or a file as the workers list it. One for Flux.1 does not fit.",
		}),
		style_lora_strength: amount({ standard: 0.8, min: -2, max: 2 }).meta({
			description: "Strength of the style LoRA. Used with style_lora only.",
		}),
	})
	.superRefine((sent, ctx) => {
		checkSides(sent, ctx, sizes[sent.aspect_ratio]);
		checkFlux2Area(sent, ctx, "render_width", "render_height");
	});

/** One picture for one sentence of a script, by the larger model. */
export const storyboardImageFlux2 = defineWorkflow({
	id: "storyboard-image-flux-2",
	version: 1,
	title: "Storyboard picture (Flux.2 dev)",
	purpose:
		"One 1920x1080 picture for one sentence of a script by Flux.2 dev, with up to four character references and an optional style LoRA.",
	category: "image",
	family: "flux2",
	aliases: [
		{
			name: "flux-2",
			note: "the file of that name in the story is a graph of Flux.1; this one is Flux.2. The Flux.1 form is storyboard-image.",
		},
	],
	parameters,
	graph,
	slots: {
		...flux2Slots,
		render_width: flux2Width,
		render_height: flux2Height,
		width: [{ node: "50", input: "width" }],
		height: [{ node: "50", input: "height" }],
		reference_megapixels: referenceSizeSlots(chain),
		style_lora: [{ node: "14", input: "lora_name" }],
		style_lora_strength: [{ node: "14", input: "strength_model" }],
	},
	assets: { references: referenceSlots(chain) },
	parts: [
		...referenceParts(chain),
		{
			name: "style_lora",
			when: { absent: "style_lora" },
			remove: ["14"],
			rewire: [{ node: "22", input: "model", to: ["12", 0] }],
		},
	],
	presets: [{ parameter: "aspect_ratio", choices: sizes }],
	unused: [negativeNever],
	seed: "seed",
	outputs: [{ name: "image", node: "9", kind: "image" }],
	models: [...flux2Files, { ...loraFile, file: { parameter: "style_lora" }, part: "style_lora" }],
	custom_nodes: [],
	comfyui: "0.3.72",
	vram_gb: 48,
	typical_seconds: 120,
	timeout_seconds: 900,
	licence: flux2DevTerms,
	example: {
		prompt:
			"A lighthouse keeper climbs a spiral staircase with a lantern, wide shot, storm light through the windows",
		seed: 7,
	},
	docs: {
		notes: [
			"16:9 is made at 1920x1088, because Flux.2 takes sides in steps of 16, and four rows are cropped above and below: nothing is enlarged. The other shapes are made a little larger than they are delivered.",
			"References are laid on the prompt by ReferenceLatent nodes, in the order of the list: Flux.2 was trained to read them. Say in the prompt who is who: the man of image 1.",
			"A style LoRA goes onto the diffusion model only; the text encoder, a Mistral, stays as it is.",
			"There is no negative prompt: Flux.2 is guided by one prompt. The default of the story is accepted and kept.",
			"48 GB of GPU memory, not 12: the weights alone are 35.5 GB. storyboard-image needs 12 GB. A first picture may take minutes longer while 54 GB are read, so the limit is 15 minutes here.",
		],
		acceptance: [
			"16:9 by default: made at 1920x1088, delivered at 1920x1080.",
			"As many ReferenceLatent nodes as references were sent, none to four.",
			"A style LoRA is loaded by a LoraLoaderModelOnly; without one there is none.",
			"The seed arrives in RandomNoise, 0 too.",
		],
	},
});
