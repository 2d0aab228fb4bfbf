import * as z from "zod";
import { defineWorkflow, type OptionalPart } from "../../definition/define.ts";
import { assetIds, promptText, sampler, scheduler, steps, together } from "../../definition/parameters.ts";
import { clipL, flux1DevTerms, flux1KontextFp8, fluxVae, t5xxlFp8 } from "../files/flux.ts";
import { canvas, megapixelSizes } from "../parts/canvas.ts";
import { firstSeed, variations } from "../parts/pictures.ts";
import { guidance, negativeNever, samplingSlots, unusedNegative } from "../parts/sampling.ts";
import graph from "./graph.json" with { type: "json" };

const parameters = z
	.strictObject({
		references: assetIds({ min: 1, max: 4 }).meta({
			description: "One to four pictures to work from: persons, things, places. In the order of the prompt.",
		}),
		prompt: promptText(4000).meta({
			description: "What to do with them: what changes, what stays, who is where.",
		}),
		negative_prompt: unusedNegative(),
		method: z.enum(["stitch", "chained"]).default("stitch").meta({
			description:
				"How it sees several pictures: stitch puts them side by side into one; chained shows each by itself.",
		}),
		stitch_direction: z.enum(["right", "down"]).default("right").meta({
			description: "Where stitch puts the next picture. Right suits portraits, down suits wide ones.",
		}),
		reference_latents_method: z.enum(["offset", "index", "uxo/uno"]).default("offset").meta({
			description: "How chained tells the pictures apart: by place (offset) or by number (index).",
		}),
		variations: variations(1),
		...canvas("1:1", megapixelSizes, { min: 512, max: 1568, step: 16 }),
		seed: firstSeed,
		steps: steps(20, 50),
		guidance: guidance(2.5),
		sampler: sampler("euler"),
		scheduler: scheduler("simple"),
	})
	.superRefine((sent, ctx) => together(sent, ctx, "width", "height"));

/** Picture n without its nodes; the chain and the row close over the gap. */
function withoutReference(n: 2 | 3 | 4): OptionalPart {
	const [load, scale, encode, look] = [`1${n}`, `2${n}`, `3${n}`, `4${n}`];
	const before = n === 2 ? "11" : `6${n - 1}`;
	const [chain, row] =
		n === 4
			? [
					{ node: "50", input: "conditioning" },
					{ node: "65", input: "image" },
				]
			: [
					{ node: `4${n + 1}`, input: "conditioning" },
					{ node: `6${n + 1}`, input: "image1" },
				];
	return {
		name: `reference_${n}`,
		when: { list: "references", shorter_than: n },
		remove: [load, scale, encode, look, `6${n}`],
		rewire: [
			{ ...chain, to: [`4${n - 1}`, 0] },
			{ ...row, to: [before, 0] },
		],
	};
}

/** New pictures of what is on others. */
export const fluxKontextMultiReference = defineWorkflow({
	id: "flux-kontext-multi-reference",
	version: 1,
	title: "Several references (Flux.1 Kontext)",
	purpose: "Edits a picture by words, or brings persons and things of up to four pictures into a new one.",
	category: "edit",
	family: "flux",
	aliases: [
		{ name: "flux-kontext", note: "the model; pictures after others by it." },
		{
			name: "mickmumpitz-ccc",
			note: "the reference workflows of that name are large graphs of many custom packs, and run Qwen-Image-Edit and USO in their current version. This is what they are known for, several references with Flux Kontext, with core nodes; qwen-image-edit-multi-reference is the other half.",
		},
	],
	parameters,
	graph,
	slots: {
		...samplingSlots("8"),
		prompt: [{ node: "4", input: "text" }],
		stitch_direction: ["62", "63", "64"].map((node) => ({ node, input: "direction" })),
		reference_latents_method: [{ node: "50", input: "reference_latents_method" }],
		width: [{ node: "7", input: "width" }],
		height: [{ node: "7", input: "height" }],
		guidance: [{ node: "6", input: "guidance" }],
	},
	assets: {
		references: ["11", "12", "13", "14"].map((node) => ({ node, input: "image", kind: "image" as const })),
	},
	parts: [
		{
			name: "chained",
			when: { parameter: "method", is_not: "chained" },
			remove: ["21", "22", "23", "24", "31", "32", "33", "34", "41", "42", "43", "44", "50"],
			rewire: [{ node: "6", input: "conditioning", to: ["67", 0] }],
		},
		{
			name: "stitch",
			when: { parameter: "method", is: "chained" },
			remove: ["62", "63", "64", "65", "66", "67"],
			rewire: [],
		},
		withoutReference(2),
		withoutReference(3),
		withoutReference(4),
	],
	presets: [{ parameter: "aspect_ratio", choices: megapixelSizes }],
	unused: [negativeNever],
	seed: "seed",
	variations: { parameter: "variations", seed: "seed" },
	outputs: [{ name: "image", node: "10", kind: "image" }],
	models: [flux1KontextFp8, clipL, t5xxlFp8, fluxVae],
	custom_nodes: [],
	comfyui: "0.3.64",
	vram_gb: 16,
	typical_seconds: 30,
	timeout_seconds: 600,
	licence: flux1DevTerms,
	example: {
		references: ["ast_0123456789abcdefghijklmnop", "ast_0123456789abcdefghijklmnop"],
		prompt: "The woman on the left wears the coat on the right and walks through a park, photograph",
		seed: 7,
	},
	docs: {
		notes: [
			"The CCC workflows that are known for “Flux Kontext multi-reference” run Qwen-Image-Edit and USO in their current version. This one is Kontext; qwen-image-edit-multi-reference is the other.",
			"Kontext was trained to look at one picture. Stitched together several are one to it, so this is the default; in the prompt they are “on the left” and “on the right”. Chained keeps the detail of each, but it may mix them up.",
			"References are scaled to about one megapixel (together, when stitched) in a shape Kontext knows; what does not fit is cropped. The size of the result is free of theirs.",
			"Say what stays as well: “keep her face, hair and expression”. It is no face lock: measure the result with face-similarity.",
			"One reference is an edit by words; both methods then do the same.",
		],
		acceptance: [
			"One to four references; the loaders of those that were not sent are not in the graph.",
			"stitch: one row of pictures, encoded once. chained: each encoded by itself, one after the other on the conditioning.",
			"20 steps, guidance 2.5, cfg 1, euler and simple unless sent otherwise.",
		],
	},
});
