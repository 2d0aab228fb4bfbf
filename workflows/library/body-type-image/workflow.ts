import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { amount, assetId, sampler, scheduler, steps, together } from "../../definition/parameters.ts";
import { numberAt } from "../../definition/values.ts";
import { bodyTypeNegative } from "../../prompts/negatives.ts";
import { zImageFiles, zImageFunControlnet } from "../files/images.ts";
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
import { poseParameters, poseReader } from "../parts/pose.ts";
import { negativeAboveOne, negativeAtHigherCfg, samplingSlots } from "../parts/sampling.ts";
import graph from "./graph.json" with { type: "json" };

const parameters = z
	.strictObject({
		...bodyTypeCharacter,
		negative_prompt: negativeAtHigherCfg(bodyTypeNegative),
		...poseParameters,
		controlnet_strength: bodyTypeStrength,
		base_image: assetId.optional().meta({
			description: "The base character image. The picture starts from it instead of from noise alone.",
		}),
		base_strength: amount({ standard: 0.2, min: 0.05, max: 0.7 }).meta({
			description:
				"How much of the base image stays. High values keep its body as well. Used with base_image only.",
		}),
		...canvas("4:5", bodyTypeSizes, { min: 512, max: 1536, step: 16 }),
		seed: oneSeed,
		steps: steps(8, 20).meta({ description: "Sampling steps. The model was made for 8." }),
		cfg: amount({ standard: 1, min: 1, max: 4 }).meta({
			description:
				"Classifier-free guidance. The model was made for 1; a little above it the negative prompt counts, and sampling takes twice as long.",
		}),
		sampler: sampler("res_multistep"),
		scheduler: scheduler("simple"),
	})
	.superRefine((sent, ctx) => together(sent, ctx, "width", "height"));

/** A full-body picture of one of eight body types. */
export const bodyTypeImage = defineWorkflow({
	id: "body-type-image",
	version: 1,
	title: "Body type (Z-Image-Turbo)",
	purpose:
		"A full-body picture of a character with one of eight body types, in a given pose. Eight jobs make the set.",
	category: "character",
	family: "z-image",
	parameters,
	graph,
	slots: {
		negative_prompt: [{ node: "5", input: "text" }],
		controlnet_strength: [{ node: "23", input: "strength" }],
		width: [
			{ node: "7", input: "width" },
			{ node: "31", input: "width" },
		],
		height: [
			{ node: "7", input: "height" },
			{ node: "31", input: "height" },
		],
		...samplingSlots("8"),
		cfg: [{ node: "8", input: "cfg" }],
	},
	assets: {
		pose: { node: "20", input: "image", kind: "image" },
		base_image: { node: "30", input: "image", kind: "image" },
	},
	computed: [
		bodyTypePositive({ node: "4", input: "text" }),
		{
			name: "denoise",
			from: ["base_strength", "base_image"],
			slots: [{ node: "8", input: "denoise" }],
			compute: (values) =>
				values.base_image === undefined ? 1 : Math.round(100 * (1 - numberAt(values, "base_strength"))) / 100,
			what: "1 without a base image, else what base_strength leaves of 1",
		},
	],
	parts: [
		{
			name: "pose",
			when: { absent: "pose" },
			remove: ["20", "21", "22", "23"],
			rewire: [{ node: "6", input: "model", to: ["1", 0] }],
		},
		poseReader("21", "20", { node: "23", input: "image" }),
		{
			name: "base_image",
			when: { absent: "base_image" },
			remove: ["30", "31", "32"],
			rewire: [{ node: "8", input: "latent_image", to: ["7", 0] }],
		},
		{ name: "canvas", when: { present: "base_image" }, remove: ["7"], rewire: [] },
	],
	presets: bodyTypePresets,
	unused: [negativeAboveOne],
	seed: "seed",
	outputs: [{ name: "image", node: "10", kind: "image" }],
	models: [
		...zImageFiles,
		{ ...zImageFunControlnet, part: "pose" },
		...dwPoseFiles.map((file) => ({ ...file, part: "pose" })),
	],
	custom_nodes: [controlnetAux],
	comfyui: "0.4.0",
	vram_gb: 16,
	typical_seconds: 10,
	timeout_seconds: 300,
	// A figure before a bright studio wall: most of it is white, and is meant to be.
	standards: { bright_up_to: 0.9 },
	licence: "All weights are Apache-2.0: commercial use is allowed.",
	example: {
		body_type: "female-athletic",
		hair_style: "long",
		hair_color: "red",
		eye_color: "green",
		seed: 7,
	},
	docs: {
		notes: [
			"The eight pictures are eight jobs, one per body type: `bodyTypePlan` in library/parts/body-type.ts makes the requests. With the same seed, features and pose they differ in the body and little else.",
			"The prompt is the template of the requirements, line breaks included, with the body's description in its slot and the character's own features in the places of the template's. A man is “a handsome, attractive man” of 28 unless an age is sent.",
			"The negative prompt is that of the requirements, word for word. At cfg 1, which the model was made for, it has no effect; a cfg a little above 1 makes it count.",
			"The pose goes through the Fun ControlNet union, a patch of the model. A photograph is read by DWPose first, whose two files the pack comfyui_controlnet_aux fetches itself on first use into its own folder; a picture that is a skeleton already needs neither.",
			"A skeleton carries the proportions of whoever it was taken from, so bodies far from average follow it less closely. The strengths are starting values by that reasoning, not measurements.",
			"Z-Image-Turbo cannot look at a reference. With a base image the picture starts from it: colours and composition carry over, a likeness only in part. Name hair, eyes and age as well; body-type-image-flux looks at the base image, and a face swap makes the face certain.",
			"Without a pose any ComfyUI from 0.3.75 on will do; the control patch is read from 0.4.0 on.",
		],
		acceptance: [
			"Eight body types, four female and four male, each with words and parameters of its own.",
			"The prompt template and the negative prompt are those of the requirements, character for character.",
			"768x960 unless another shape is sent, 8 steps, full body.",
			"With a pose the graph has the control patch; without one it has no node of it. With a base image sampling starts from it.",
		],
	},
});
