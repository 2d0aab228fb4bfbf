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
import { hunyuanFiles, hunyuanTerms } from "../files/films.ts";
import { clipL } from "../files/flux.ts";
import { canvas, type Sizes } from "../parts/canvas.ts";
import {
	acceptInput,
	acceptMotion,
	filmSeed,
	inputCounts,
	inputIsCropped,
	startImage,
} from "../parts/film-notes.ts";
import { filmSeconds, frameCount, inProportion } from "../parts/frames.ts";
import { negativeNever, shift, unusedNegative } from "../parts/sampling.ts";
import graph from "./graph.json" with { type: "json" };

/** About half a megapixel, steps of 16. */
const sizes = {
	"16:9": { width: 960, height: 544 },
	"9:16": { width: 544, height: 960 },
	"1:1": { width: 720, height: 720 },
	"4:5": { width: 640, height: 800 },
} as const satisfies Sizes;

const fps = 24;

const parameters = z
	.strictObject({
		start_image: assetId.meta({ description: startImage }),
		prompt: promptText(4000).meta({ description: "What happens, in plain sentences." }),
		negative_prompt: unusedNegative(),
		seconds: filmSeconds({ standard: 2.5, max: 5, advice: "The model was made for up to 5." }),
		...canvas("16:9", sizes, { min: 256, max: 1280, step: 16 }, "film"),
		seed: filmSeed,
		steps: steps(20, 50),
		guidance: amount({ standard: 6, min: 1, max: 20 }).meta({
			description: "HunyuanVideo's own guidance: how closely it follows the prompt.",
		}),
		shift: shift(7),
		sampler: sampler("euler"),
		scheduler: scheduler("simple"),
	})
	.superRefine((sent, ctx) => together(sent, ctx, "width", "height"));

/** A film that begins with a picture, by the first HunyuanVideo. */
export const hunyuanImageToVideo = defineWorkflow({
	id: "hunyuan-image-to-video",
	version: 1,
	title: "Film from a picture (HunyuanVideo)",
	purpose: "A picture of a character begins to move, made by HunyuanVideo.",
	category: "video",
	family: "hunyuan-video",
	aliases: [
		{
			name: "hunyuan-video",
			note: "the model; a film from a picture by it. hunyuan-1-5-image-to-video is its successor.",
		},
	],
	parameters,
	graph,
	slots: {
		prompt: [{ node: "80", input: "prompt" }],
		width: [{ node: "78", input: "width" }],
		height: [{ node: "78", input: "height" }],
		seed: [{ node: "25", input: "noise_seed" }],
		steps: [{ node: "17", input: "steps" }],
		guidance: [{ node: "26", input: "guidance" }],
		shift: [{ node: "67", input: "shift" }],
		sampler: [{ node: "16", input: "sampler_name" }],
		scheduler: [{ node: "17", input: "scheduler" }],
	},
	assets: { start_image: { node: "83", input: "image", kind: "image" } },
	computed: [frameCount(fps, [{ node: "78", input: "length" }])],
	parts: [],
	presets: [{ parameter: "aspect_ratio", choices: sizes }],
	unused: [negativeNever],
	seed: "seed",
	outputs: [{ name: "video", node: "75", kind: "video" }],
	models: [...hunyuanFiles, clipL],
	custom_nodes: [],
	comfyui: "0.3.64",
	vram_gb: 48,
	typical_seconds: 300,
	seconds: inProportion(300, 2.5),
	timeout_seconds: 3600,
	licence: hunyuanTerms,
	example: {
		start_image: "ast_0123456789abcdefghijklmnop",
		prompt: "She turns her head to the camera and smiles, her hair moves in the wind",
		aspect_ratio: "9:16",
		seed: 7,
	},
	docs: {
		notes: [
			inputCounts,
			inputIsCropped,
			"The weights are the second edition of image-to-video (“replace”), which keeps the start image better than the first. In 16 bits they fill 26 GB; a card of 24 GB runs them too, moving parts in and out, and takes longer.",
			"A vision-language model reads the picture and the prompt together. There is no negative prompt.",
			"HunyuanVideo 1.5 (hunyuan-1-5-image-to-video) is newer and smaller.",
		],
		acceptance: [
			"2.5 seconds by default: 61 frames at 24 frames a second, in an MP4.",
			"20 steps at guidance 6.",
			"16:9 by default (960x544); 9:16, 1:1 and 4:5 by name.",
			acceptMotion,
			acceptInput,
		],
	},
});
