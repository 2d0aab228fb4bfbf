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
import { pulidFiles, pulidPack } from "../files/faces.ts";
import { flux1Companions, flux1ControlNetUnionPro2, flux1Dev, flux1DevTerms } from "../files/flux.ts";
import { controlnetAux, dwPoseFiles } from "../files/poses.ts";
import { canvas, megapixelSizes } from "../parts/canvas.ts";
import { firstSeed, realism } from "../parts/pictures.ts";
import { controlnetEnd, controlnetStrength, poseParameters, poseReader } from "../parts/pose.ts";
import { faceAsset, faceSlots, faceSpan, pulidNotes, pulidTerms } from "../parts/pulid.ts";
import { fluxWeightType, guidance, negativeNever, samplingSlots, unusedNegative } from "../parts/sampling.ts";
import graph from "./graph.json" with { type: "json" };
import { MAX_SHEET, sheetPrompt } from "./prompts.ts";

const parameters = z
	.strictObject({
		face: assetId.meta({
			description: "The character's base picture, best the skin-enhanced one: every picture holds this face.",
		}),
		prompt: promptText(3000).meta({
			description:
				"Who it is: hair, age, build, clothes. Pose, angle and surroundings of each picture are added to it.",
		}),
		negative_prompt: unusedNegative(),
		pictures: z.int().min(1).max(MAX_SHEET).default(10).meta({
			description: "How many pictures the sheet has. Each is a task of its own. 30 train a LoRA best.",
		}),
		first_picture: z
			.int()
			.min(0)
			.max(MAX_SHEET - 1)
			.default(0)
			.meta({
				description:
					"With which picture of the plan it begins, from 0: to continue a sheet, or to make one again.",
			}),
		scenes: z.array(promptText(500)).min(1).max(MAX_SHEET).optional().meta({
			description:
				"Poses, angles and surroundings of your own, one text for each picture, instead of the plan. After the last it begins again.",
		}),
		realism: realism("skin"),
		...poseParameters,
		controlnet_strength: controlnetStrength({ standard: 0.7, min: 0, max: 2 }),
		controlnet_end: controlnetEnd,
		face_strength: amount({ standard: 0.9, min: 0, max: 1.5 }).meta({
			description: "How strictly the face is held. Less gives expressions more room.",
		}),
		...faceSpan,
		...canvas("1:1", megapixelSizes, { min: 512, max: 1536, step: 16 }),
		seed: firstSeed,
		steps: steps(20, 50),
		guidance: guidance(3.5),
		sampler: sampler("euler"),
		scheduler: scheduler("simple"),
		weight_dtype: fluxWeightType,
	})
	.superRefine((sent, ctx) => {
		together(sent, ctx, "width", "height");
		if (sent.scenes !== undefined || sent.first_picture + sent.pictures <= MAX_SHEET) return;
		const left = MAX_SHEET - sent.first_picture;
		const message = `the plan has ${MAX_SHEET} pictures, and only ${left} from first_picture on. Ask for fewer, or send scenes`;
		ctx.addIssue({ code: "custom", path: ["pictures"], message });
	});

/** Many pictures of one face: what a LoRA is trained on. */
export const characterSheet = defineWorkflow({
	id: "character-sheet",
	version: 1,
	title: "Character sheet (Flux.1 dev, PuLID, ControlNet)",
	purpose:
		"One face in many poses, angles and surroundings, in the proportions that suit the training of a LoRA.",
	category: "character",
	family: "flux",
	parameters,
	graph,
	slots: {
		...samplingSlots("8"),
		...faceSlots,
		controlnet_strength: [{ node: "44", input: "strength" }],
		controlnet_end: [{ node: "44", input: "end_percent" }],
		width: [{ node: "7", input: "width" }],
		height: [{ node: "7", input: "height" }],
		guidance: [{ node: "6", input: "guidance" }],
		weight_dtype: [{ node: "1", input: "weight_dtype" }],
	},
	assets: { face: faceAsset, pose: { node: "40", input: "image", kind: "image" } },
	computed: [
		{
			name: "full_prompt",
			from: ["prompt", "scenes", "first_picture", "realism"],
			slots: [{ node: "4", input: "text" }],
			compute: sheetPrompt,
			what: "the prompt, then framing, angle, pose and surroundings of that picture by the plan (or its text of `scenes`), then the words that `realism` asks for",
		},
	],
	parts: [
		{
			name: "pose",
			when: { absent: "pose" },
			remove: ["40", "41", "42", "43", "44"],
			rewire: [
				{ node: "8", input: "positive", to: ["6", 0] },
				{ node: "8", input: "negative", to: ["5", 0] },
			],
		},
		poseReader("41", "40", { node: "44", input: "image" }),
	],
	presets: [{ parameter: "aspect_ratio", choices: megapixelSizes }],
	unused: [negativeNever],
	seed: "seed",
	variations: { parameter: "pictures", seed: "seed" },
	outputs: [{ name: "image", node: "10", kind: "image" }],
	models: [
		flux1Dev,
		...flux1Companions,
		...pulidFiles,
		{ ...flux1ControlNetUnionPro2, part: "pose" },
		...dwPoseFiles.map((file) => ({ ...file, part: "pose" })),
	],
	custom_nodes: [pulidPack, controlnetAux],
	comfyui: "0.3.64",
	vram_gb: 32,
	typical_seconds: 35,
	timeout_seconds: 600,
	// A figure before a bright studio wall: most of it is white, and is meant to be.
	standards: { bright_up_to: 0.9 },
	licence: pulidTerms(flux1DevTerms),
	example: {
		face: "ast_0123456789abcdefghijklmnop",
		prompt: "A woman of 25 with long brown hair, brown eyes and freckles, wearing a plain grey sweater",
		seed: 7,
	},
	docs: {
		notes: [
			"The plan is fixed and all its pictures differ: 70% upper body and face, 20% portrait, 10% full body at 30 pictures. A smaller sheet is the beginning of a larger one. No picture is seen from behind: there is no face to hold.",
			"Ten pictures by default; the training takes seven or more, and 30 (21, 6 and 3) train best.",
			"Enhance the skin of the base picture first, once: the face is read from it for every picture, and `realism` asks for it in words too: its lines on skin and hair, since those on light and camera would make all surroundings alike.",
			"The ControlNet comes in with a pose picture, at 0.7 where its makers advise 0.9. That pose is then the same in all pictures of the request: leave it out for training data, or ask for each pose by itself, with `pictures` 1 and `first_picture` going on.",
			"Of the union ControlNet version 2.0 the mode setting has no effect: it tells a skeleton from edges by itself. The node is there for version 1.",
			"By the size of the files the weights in 16 bit, PuLID and the ControlNet come to about 30 GB; weight_dtype fp8_e4m3fn takes 12 GB off, at some loss in the face.",
			...pulidNotes,
		],
		acceptance: [
			"As many tasks as pictures, each with its own seed and its own prompt; the face is loaded in every one.",
			"70/20/10 at 30 pictures, and no two pictures of the plan alike.",
			"The ControlNet and what reads the pose are in the graph only with a pose.",
			"Face strength 0.9, 20 steps, cfg 1, euler and simple, the pose at 0.7 up to 65% unless sent otherwise.",
		],
	},
});
