import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import {
	amount,
	assetId,
	negativePrompt,
	promptText,
	sampler,
	scheduler,
	steps,
	together,
} from "../../definition/parameters.ts";
import { hunyuan15Files, hunyuanTerms } from "../files/films.ts";
import { sigclipVision } from "../files/flux.ts";
import { qwen25VlFp8 } from "../files/images.ts";
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
import { negativeAboveOne, shift } from "../parts/sampling.ts";
import graph from "./graph.json" with { type: "json" };

/** The 720p the weights are for, steps of 16. */
const sizes = {
	"16:9": { width: 1280, height: 720 },
	"9:16": { width: 720, height: 1280 },
	"1:1": { width: 960, height: 960 },
	"4:5": { width: 832, height: 1040 },
} as const satisfies Sizes;

const fps = 24;

const parameters = z
	.strictObject({
		start_image: assetId.meta({ description: startImage }),
		prompt: promptText(4000).meta({ description: "What happens, in plain sentences." }),
		negative_prompt: negativePrompt(""),
		seconds: filmSeconds({ standard: 5, max: 10, advice: "The model was made for 5 to 10." }),
		...canvas("16:9", sizes, { min: 256, max: 1280, step: 16 }, "film"),
		seed: filmSeed,
		steps: steps(20, 50),
		cfg: amount({ standard: 6, min: 1, max: 15 }).meta({
			description: "How closely it follows the prompts. At 1 the negative prompt does not count.",
		}),
		shift: shift(7),
		sampler: sampler("euler"),
		scheduler: scheduler("simple"),
	})
	.superRefine((sent, ctx) => together(sent, ctx, "width", "height"));

/** A film that begins with a picture, by HunyuanVideo 1.5. */
export const hunyuan15ImageToVideo = defineWorkflow({
	id: "hunyuan-1-5-image-to-video",
	version: 1,
	title: "Film from a picture (HunyuanVideo 1.5)",
	purpose: "A picture of a character begins to move in 720p, made by HunyuanVideo 1.5.",
	category: "video",
	family: "hunyuan-video",
	parameters,
	graph,
	slots: {
		prompt: [{ node: "44", input: "text" }],
		negative_prompt: [{ node: "93", input: "text" }],
		width: [{ node: "78", input: "width" }],
		height: [{ node: "78", input: "height" }],
		seed: [{ node: "127", input: "noise_seed" }],
		steps: [{ node: "126", input: "steps" }],
		cfg: [{ node: "129", input: "cfg" }],
		shift: [{ node: "130", input: "shift" }],
		sampler: [{ node: "128", input: "sampler_name" }],
		scheduler: [{ node: "126", input: "scheduler" }],
	},
	assets: { start_image: { node: "80", input: "image", kind: "image" } },
	computed: [frameCount(fps, [{ node: "78", input: "length" }])],
	parts: [],
	presets: [{ parameter: "aspect_ratio", choices: sizes }],
	unused: [negativeAboveOne],
	seed: "seed",
	outputs: [{ name: "video", node: "102", kind: "video" }],
	models: [...hunyuan15Files, qwen25VlFp8, sigclipVision],
	custom_nodes: [],
	comfyui: "0.33.0",
	vram_gb: 24,
	typical_seconds: 1200,
	seconds: inProportion(1200, 5),
	timeout_seconds: 7200,
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
			"8.3 billion parameters. Films in 720p take long; a smaller size, such as 848x480 sent as width and height, takes much less.",
			"The nodes came after ComfyUI 0.3.64; it is known to run from 0.33.0 on, and somewhat older ones may do.",
		],
		acceptance: [
			"5 seconds by default: 121 frames at 24 frames a second, in an MP4.",
			"1280x720 by default; 9:16, 1:1 and 4:5 by name.",
			"20 steps at cfg 6.",
			acceptMotion,
			acceptInput,
		],
	},
});
