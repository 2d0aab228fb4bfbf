import * as z from "zod";
import { type ComputedValue, defineWorkflow } from "../../definition/define.ts";
import { amount, assetId, together } from "../../definition/parameters.ts";
import { numberAt } from "../../definition/values.ts";
import { controlnetAux, openposeFiles } from "../files/poses.ts";
import { openposeControlNet, sd15Checkpoint, sd15Terms } from "../files/stable-diffusion.ts";
import { loraFile, loraPart, loraSlots, optionalLora, promptWithTrigger } from "../parts/lora.ts";
import { controlnetStrength, poseParameters, poseReader } from "../parts/pose.ts";
import { negativeAboveOne } from "../parts/sampling.ts";
import {
	clipLayer,
	fp32Vae,
	precisionNote,
	repeatableNote,
	sd15BehindLora,
	sd15Prompts,
	sd15Sampling,
	sd15Size,
	sd15Sizes,
	sd15Slots,
} from "../parts/sd15.ts";
import graph from "./graph.json" with { type: "json" };

const parameters = z
	.strictObject({
		...sd15Prompts,
		init_image: assetId.optional().meta({
			description: "The picture to begin with, cropped to the shape. Without it the picture begins as noise.",
		}),
		denoise: amount({ standard: 0.6, min: 0.05, max: 1 }).meta({
			description:
				"How much of the initial picture is made anew: 0.3 touches it up, 0.8 keeps little. Used with init_image only.",
		}),
		...poseParameters,
		controlnet_strength: controlnetStrength({ standard: 0.65, min: 0.4, max: 0.9 }),
		...optionalLora,
		...sd15Size,
		...sd15Sampling,
	})
	.superRefine((sent, ctx) => together(sent, ctx, "width", "height"));

/** On a blank canvas there is nothing to keep: less than all would leave noise in the picture. */
const denoising: ComputedValue = {
	name: "denoising",
	from: ["denoise", "init_image"],
	slots: [{ node: "6", input: "denoise" }],
	compute: (values) => (values.init_image === undefined ? 1 : numberAt(values, "denoise")),
	what: "denoise with an initial picture, 1 without",
};

/** A picture made from a picture, in a given pose, with Stable Diffusion 1.5. */
export const sd15ImageToImage = defineWorkflow({
	id: "sd15-image-to-image",
	version: 1,
	title: "Picture from picture and pose (SD 1.5)",
	purpose:
		"One picture with Stable Diffusion 1.5 from an initial picture, a pose and the LoRA of a character; each may be absent.",
	category: "image",
	family: "sd15",
	aliases: [{ name: "img2img-lora-controlnet", note: "this workflow with a pose and a lora." }],
	parameters,
	graph,
	slots: {
		...sd15Slots,
		...loraSlots("2"),
		width: [
			{ node: "5", input: "width" },
			{ node: "21", input: "width" },
		],
		height: [
			{ node: "5", input: "height" },
			{ node: "21", input: "height" },
		],
		controlnet_strength: [{ node: "33", input: "strength" }],
	},
	assets: {
		init_image: { node: "20", input: "image", kind: "image" },
		pose: { node: "30", input: "image", kind: "image" },
	},
	computed: [promptWithTrigger([{ node: "3", input: "text" }]), clipLayer, denoising],
	parts: [
		loraPart("2", "1", sd15BehindLora),
		{
			name: "initial_picture",
			when: { absent: "init_image" },
			remove: ["20", "21", "22"],
			rewire: [{ node: "6", input: "latent_image", to: ["5", 0] }],
		},
		{ name: "blank_canvas", when: { present: "init_image" }, remove: ["5"], rewire: [] },
		{
			name: "pose",
			when: { absent: "pose" },
			remove: ["30", "31", "32", "33"],
			rewire: [
				{ node: "6", input: "positive", to: ["3", 0] },
				{ node: "6", input: "negative", to: ["4", 0] },
			],
		},
		poseReader("31", "30", { node: "33", input: "image" }),
	],
	presets: [{ parameter: "aspect_ratio", choices: sd15Sizes }],
	unused: [negativeAboveOne],
	seed: "seed",
	outputs: [{ name: "image", node: "8", kind: "image" }],
	models: [
		sd15Checkpoint,
		{ ...loraFile, part: "lora" },
		{ ...openposeControlNet, part: "pose" },
		...openposeFiles.map((file) => ({ ...file, part: "pose" })),
	],
	custom_nodes: [controlnetAux],
	launch_flags: fp32Vae,
	comfyui: "0.3.64",
	vram_gb: 6,
	typical_seconds: 8,
	timeout_seconds: 300,
	licence: `${sd15Terms} What reads the pose out of a photo goes back to OpenPose, which is for non-commercial research; a skeleton does without.`,
	example: {
		prompt: "1boy, knight in silver armor, kneeling, ruined hall, evening light",
		init_image: "ast_0123456789abcdefghijklmnop",
		pose: "ast_0123456789abcdefghijklmnop",
		seed: 7,
	},
	docs: {
		notes: [
			precisionNote,
			"With a pose and no initial picture this is text to picture in a given pose; with neither it is sd15-text-to-image.",
			"The initial picture is scaled and cropped from its middle to the size; the pose is cropped likewise by the ControlNet, so send it in the same shape.",
			"A skeleton needs no detector: with pose_kind skeleton the custom node is not in the graph. The detector's three files are fetched by its pack at the first use.",
			"There is one ControlNet and never more, as small machines demand.",
			repeatableNote,
		],
		acceptance: [
			"The strength of the pose is 0.65 by default and may be 0.4 to 0.9; nothing in the graph fixes it.",
			"Without a pose neither ControlNet nor detector is in the graph; with a skeleton the detector is not.",
			"Without an initial picture the canvas is blank and denoise is 1; with one it is 0.6 by default.",
			"U-Net in fp16 by a node, VAE in fp32 by a flag that is checked before the task is given out.",
		],
	},
});
