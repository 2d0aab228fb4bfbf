import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { amount, assetId, sampler, scheduler, steps, together } from "../../definition/parameters.ts";
import { bodyTypeNegative } from "../../prompts/negatives.ts";
import {
	flux1Companions,
	flux1ControlNetUnionPro2,
	flux1Dev,
	flux1DevTerms,
	flux1Redux,
	sigclipVision,
} from "../files/flux.ts";
import { controlnetAux, dwPoseFiles } from "../files/poses.ts";
import {
	bodyTypeCharacter,
	bodyTypePositive,
	bodyTypePresets,
	bodyTypeSizes,
	bodyTypeStrength,
} from "../parts/body-type.ts";
import { canvas } from "../parts/canvas.ts";
import { oneSeed } from "../parts/pictures.ts";
import { controlnetEnd, poseParameters, poseReader } from "../parts/pose.ts";
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
		...bodyTypeCharacter,
		negative_prompt: negativeAtHigherCfg(bodyTypeNegative),
		...poseParameters,
		controlnet_strength: bodyTypeStrength,
		controlnet_end: controlnetEnd.meta({
			description: "The share of the sampling after which the pose is let go. Used with pose only.",
		}),
		base_image: assetId.optional().meta({
			description: "The base character image, whose looks are held on to. Its middle square is read.",
		}),
		base_strength: amount({ standard: 0.35, min: 0.01, max: 1 }).meta({
			description: "How much the base image counts against the words. Used with base_image only.",
		}),
		...canvas("4:5", bodyTypeSizes, { min: 512, max: 1920, step: 16 }),
		seed: oneSeed,
		steps: steps(20, 50),
		guidance: guidance(3.5),
		cfg: cfgFromOne,
		sampler: sampler("euler"),
		scheduler: scheduler("simple"),
		weight_dtype: fluxWeightType,
	})
	.superRefine((sent, ctx) => together(sent, ctx, "width", "height"));

/** A full-body picture of one of eight body types, by the model that can look at the base character. */
export const bodyTypeImageFlux = defineWorkflow({
	id: "body-type-image-flux",
	version: 1,
	title: "Body type (Flux.1 dev)",
	purpose:
		"A full-body picture of a character with one of eight body types by Flux.1 dev, in a given pose and after the base character image.",
	category: "character",
	family: "flux",
	parameters,
	graph,
	slots: {
		negative_prompt: [{ node: "5", input: "text" }],
		controlnet_strength: [{ node: "23", input: "strength" }],
		controlnet_end: [{ node: "23", input: "end_percent" }],
		base_strength: [{ node: "34", input: "strength" }],
		width: [{ node: "7", input: "width" }],
		height: [{ node: "7", input: "height" }],
		...samplingSlots("8"),
		guidance: [{ node: "6", input: "guidance" }],
		cfg: [{ node: "8", input: "cfg" }],
		weight_dtype: [{ node: "1", input: "weight_dtype" }],
	},
	assets: {
		pose: { node: "20", input: "image", kind: "image" },
		base_image: { node: "30", input: "image", kind: "image" },
	},
	computed: [bodyTypePositive({ node: "4", input: "text" })],
	parts: [
		{
			name: "base_image",
			when: { absent: "base_image" },
			remove: ["30", "31", "32", "33", "34"],
			rewire: [{ node: "23", input: "positive", to: ["6", 0] }],
		},
		{
			name: "pose",
			when: { absent: "pose" },
			remove: ["20", "21", "22", "23"],
			rewire: [
				{ node: "8", input: "positive", to: ["34", 0] },
				{ node: "8", input: "negative", to: ["5", 0] },
			],
		},
		poseReader("21", "20", { node: "23", input: "image" }),
	],
	presets: bodyTypePresets,
	unused: [negativeAboveOne],
	seed: "seed",
	outputs: [{ name: "image", node: "10", kind: "image" }],
	models: [
		flux1Dev,
		...flux1Companions,
		{ ...flux1ControlNetUnionPro2, part: "pose" },
		...dwPoseFiles.map((file) => ({ ...file, part: "pose" })),
		{ ...sigclipVision, part: "base_image" },
		{ ...flux1Redux, part: "base_image" },
	],
	custom_nodes: [controlnetAux],
	comfyui: "0.3.64",
	vram_gb: 24,
	typical_seconds: 25,
	timeout_seconds: 600,
	// A figure before a bright studio wall: most of it is white, and is meant to be.
	standards: { bright_up_to: 0.9 },
	licence: flux1DevTerms,
	example: { body_type: "male-muscular", hair_style: "short", hair_color: "black", seed: 7 },
	docs: {
		notes: [
			"The eight pictures are eight jobs, one per body type: `bodyTypePlan` in library/parts/body-type.ts makes the requests. With the same seed, features and pose they differ in the body and little else.",
			"The prompt is the template of the requirements, and the negative prompt theirs, word for word. At cfg 1 the negative has no effect, because Flux.1 dev is guidance-distilled.",
			"The base image goes through FLUX.1 Redux: looks and palette carry over, but it is no face lock. Its middle square is read, so a full-body base image loses head and feet; a portrait suits better.",
			"The pose goes through FLUX.1-dev-ControlNet-Union-Pro-2.0. Version 2.0 tells poses from edges by itself, so no union type is set. Its publisher advises strength 0.9 and letting go at 0.65 for poses; the strengths of the body types lie below, to leave the body its own proportions, and are not measured.",
			"A photograph of a pose is read by DWPose, whose two files the pack comfyui_controlnet_aux fetches itself on first use into its own folder. A picture that is a skeleton already needs neither.",
		],
		acceptance: [
			"The same eight body types, prompts and sizes as body-type-image, by flux1-dev.safetensors.",
			"With a pose the graph has a ControlNet with the VAE of Flux; without one it has no node of it.",
			"With a base image the graph has the nodes of Redux; without one it has none.",
		],
	},
});
