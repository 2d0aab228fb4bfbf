import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import {
	amount,
	assetId,
	promptText,
	sampler,
	scheduler,
	steps,
	together,
} from "../../definition/parameters.ts";
import {
	fetchedNote,
	instantXFluxAdapter,
	ipAdapterFluxPack,
	ipAdapterFluxVersionNote,
	siglipSo400m,
} from "../files/faces.ts";
import { flux1Companions, flux1Dev, flux1DevTerms } from "../files/flux.ts";
import { canvas, megapixelSizes } from "../parts/canvas.ts";
import { loraFile, loraPart, modelLora, modelLoraSlots, promptWithTrigger } from "../parts/lora.ts";
import { firstSeed, variations } from "../parts/pictures.ts";
import { fluxWeightType, guidance, negativeNever, samplingSlots, unusedNegative } from "../parts/sampling.ts";
import graph from "./graph.json" with { type: "json" };

const parameters = z
	.strictObject({
		reference: assetId.meta({ description: "A picture of the style or subject to follow." }),
		prompt: promptText(4000).meta({ description: "What is to be seen, in plain sentences." }),
		negative_prompt: unusedNegative(),
		...modelLora,
		reference_strength: amount({ standard: 0.75, min: 0, max: 1.5 }).meta({
			description: "How much the reference counts against the prompt. Above 1 it takes over.",
		}),
		reference_start: amount({ standard: 0, min: 0, max: 1 }).meta({
			description:
				"From which share of the sampling on it counts. Above 0 the prompt decides the composition.",
		}),
		reference_end: amount({ standard: 1, min: 0, max: 1 }).meta({
			description: "Up to which share of the sampling it counts. Below 1 the prompt decides the detail.",
		}),
		variations: variations(1),
		...canvas("1:1", megapixelSizes, { min: 512, max: 1536, step: 16 }),
		seed: firstSeed,
		steps: steps(25, 50),
		guidance: guidance(3.5),
		sampler: sampler("euler"),
		scheduler: scheduler("simple"),
		weight_dtype: fluxWeightType,
	})
	.superRefine((sent, ctx) => together(sent, ctx, "width", "height"));

/** A picture in the manner of another. */
export const fluxStyleReference = defineWorkflow({
	id: "flux-style-reference",
	version: 1,
	title: "Style of a reference (Flux.1 dev, InstantX IP-Adapter)",
	purpose: "A new picture in the style, or with the subject, of a reference picture.",
	category: "edit",
	family: "flux",
	parameters,
	graph,
	slots: {
		...samplingSlots("8"),
		...modelLoraSlots("11"),
		reference_strength: [{ node: "24", input: "weight" }],
		reference_start: [{ node: "24", input: "start_percent" }],
		reference_end: [{ node: "24", input: "end_percent" }],
		width: [{ node: "7", input: "width" }],
		height: [{ node: "7", input: "height" }],
		guidance: [{ node: "6", input: "guidance" }],
		weight_dtype: [{ node: "1", input: "weight_dtype" }],
	},
	assets: { reference: { node: "23", input: "image", kind: "image" } },
	computed: [promptWithTrigger([{ node: "4", input: "text" }])],
	parts: [loraPart("11", "1", { model: [{ node: "24", input: "model" }], clip: [] })],
	presets: [{ parameter: "aspect_ratio", choices: megapixelSizes }],
	unused: [negativeNever],
	seed: "seed",
	variations: { parameter: "variations", seed: "seed" },
	outputs: [{ name: "image", node: "10", kind: "image" }],
	models: [flux1Dev, ...flux1Companions, instantXFluxAdapter, ...siglipSo400m, { ...loraFile, part: "lora" }],
	custom_nodes: [ipAdapterFluxPack],
	comfyui: "0.3.64",
	vram_gb: 32,
	typical_seconds: 35,
	timeout_seconds: 600,
	licence: flux1DevTerms,
	example: {
		reference: "ast_0123456789abcdefghijklmnop",
		prompt: "A cottage by a lake at dawn, mist over the water",
		seed: 7,
	},
	docs: {
		notes: [
			"Style and subject, no face: its makers say themselves that it is not meant for fine-grained style transfer or for consistent characters. A face is what face-swap-flux-pulid and the LoRA are for.",
			"storyboard-image has a reference too, through Redux, with core nodes only; this adapter follows style more strongly and needs a pack.",
			"The whole reference is read as a square of 384 pixels: fine detail of it cannot arrive.",
			"By the size of the files the model in 16 bit and the adapter (5 GB) come to about 30 GB; weight_dtype fp8_e4m3fn takes 12 GB off.",
			ipAdapterFluxVersionNote,
			fetchedNote,
		],
		acceptance: [
			"The reference is loaded and applied with strength 0.75 from start to end unless sent otherwise.",
			"25 steps, guidance 3.5, cfg 1, euler and simple unless sent otherwise.",
			"A LoRA is loaded before the adapter; without one there is no loader.",
		],
	},
});
