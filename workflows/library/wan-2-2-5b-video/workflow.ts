import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import {
	amount,
	assetId,
	loraName,
	sampler,
	scheduler,
	steps,
	together,
} from "../../definition/parameters.ts";
import { umt5Fp8, wan5b, wan22Vae } from "../files/films.ts";
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
import { loraFile, loraPart, modelLora, modelLoraSlots, promptWithTrigger } from "../parts/lora.ts";
import { negativeAboveOne, samplingSlots, shift } from "../parts/sampling.ts";
import { wanPrompt, wanTerms } from "../parts/wan.ts";
import graph from "./graph.json" with { type: "json" };

/** Sides in steps of 32, as this model's VAE wants them. */
const sizes = {
	"16:9": { width: 1280, height: 704 },
	"9:16": { width: 704, height: 1280 },
	"1:1": { width: 960, height: 960 },
	"4:5": { width: 768, height: 960 },
} as const satisfies Sizes;

const fps = 24;

const parameters = z
	.strictObject({
		...wanPrompt,
		start_image: assetId
			.optional()
			.meta({ description: `${startImage} Without it the film is made from words alone.` }),
		seconds: filmSeconds({ standard: 5, max: 8, advice: "The model was made for 5." }),
		...canvas("16:9", sizes, { min: 256, max: 1280, step: 32 }, "film"),
		seed: filmSeed,
		steps: steps(20, 50),
		cfg: amount({ standard: 5, min: 1, max: 10 }).meta({
			description: "How closely it follows the prompts. At 1 the negative prompt does not count.",
		}),
		shift: shift(8),
		sampler: sampler("uni_pc"),
		scheduler: scheduler("simple"),
		...modelLora,
		lora: loraName.optional().meta({
			description:
				"A LoRA for Wan 2.2 5B: `name@version` of one that is kept, or a file as the workers list it. One for 14B does not fit.",
		}),
	})
	.superRefine((sent, ctx) => together(sent, ctx, "width", "height"));

/** Text or a picture to a film, with the small model. */
export const wan225bVideo = defineWorkflow({
	id: "wan-2-2-5b-video",
	version: 1,
	title: "Film from words or a picture (Wan 2.2 5B)",
	purpose: "A film in 720p from words, or from a picture, on a small GPU.",
	category: "video",
	family: "wan",
	parameters,
	graph,
	slots: {
		negative_prompt: [{ node: "6", input: "text" }],
		width: [{ node: "8", input: "width" }],
		height: [{ node: "8", input: "height" }],
		...samplingSlots("9"),
		cfg: [{ node: "9", input: "cfg" }],
		shift: [{ node: "4", input: "shift" }],
		...modelLoraSlots("13"),
	},
	assets: { start_image: { node: "7", input: "image", kind: "image" } },
	computed: [
		promptWithTrigger([{ node: "5", input: "text" }]),
		frameCount(fps, [{ node: "8", input: "length" }]),
	],
	parts: [
		{
			name: "start_image",
			when: { absent: "start_image" },
			remove: ["7"],
			rewire: [{ node: "8", input: "start_image", to: null }],
		},
		loraPart("13", "1", { model: [{ node: "4", input: "model" }], clip: [] }),
	],
	presets: [{ parameter: "aspect_ratio", choices: sizes }],
	unused: [negativeAboveOne],
	seed: "seed",
	outputs: [{ name: "video", node: "12", kind: "video" }],
	models: [wan5b, umt5Fp8, wan22Vae, { ...loraFile, part: "lora" }],
	custom_nodes: [],
	comfyui: "0.3.64",
	vram_gb: 8,
	typical_seconds: 240,
	seconds: inProportion(240, 5),
	timeout_seconds: 3600,
	licence: wanTerms,
	example: {
		prompt:
			"A young woman with long brown hair walks along a harbour at sunset, turns to the camera and smiles, the camera follows her at walking pace",
		aspect_ratio: "9:16",
		seed: 7,
	},
	docs: {
		notes: [
			"One model of 5 billion parameters that takes words, or words and a picture. 24 frames a second.",
			inputCounts,
			inputIsCropped,
			"8 GB are enough because ComfyUI moves to main memory what it does not need just then; a larger card is faster. The 14B workflows move better and hold a face better.",
			"A LoRA for the 14B models does not fit.",
		],
		acceptance: [
			"5 seconds by default: 121 frames at 24 frames a second, in an MP4.",
			"1280x704 at 16:9; 9:16, 1:1 and 4:5 by name, sides in steps of 32.",
			"With a start image the film begins with it; without one the graph has no node that would load a picture.",
			acceptMotion,
			acceptInput,
		],
	},
});
