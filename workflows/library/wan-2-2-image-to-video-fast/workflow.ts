import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { assetId } from "../../definition/parameters.ts";
import { lightx2vImageHigh, lightx2vImageLow, wanImageFiles } from "../files/films.ts";
import { acceptInput, acceptMotion, inputCounts, inputIsCropped, startImage } from "../parts/film-notes.ts";
import { frameCount, inProportion } from "../parts/frames.ts";
import { negativeAboveOne } from "../parts/sampling.ts";
import {
	checkWan,
	wanComputed,
	wanFilm,
	wanFps,
	wanLength,
	wanLoraFiles,
	wanLoraNote,
	wanLoraParts,
	wanSizes,
	wanSlots,
	wanTerms,
	wanTimes,
} from "../parts/wan.ts";
import graph from "./graph.json" with { type: "json" };

const parameters = z
	.strictObject({
		start_image: assetId.meta({ description: startImage }),
		...wanFilm({ steps: 4, maxSteps: 12, cfg: 1, shift: 5 }),
	})
	.superRefine(checkWan);

/** A film that begins with a picture, in four steps. */
export const wan22ImageToVideoFast = defineWorkflow({
	id: "wan-2-2-image-to-video-fast",
	version: 1,
	title: "Film from a picture, fast (Wan 2.2, four steps)",
	purpose: "A picture begins to move as described, in about a minute: to try, and often good enough.",
	category: "video",
	family: "wan",
	parameters,
	graph,
	slots: {
		...wanSlots,
		width: [{ node: "12", input: "width" }],
		height: [{ node: "12", input: "height" }],
	},
	assets: { start_image: { node: "11", input: "image", kind: "image" } },
	computed: [...wanComputed, frameCount(wanFps, [{ node: "12", input: "length" }])],
	parts: wanLoraParts(["7", 0], ["8", 0]),
	presets: [{ parameter: "aspect_ratio", choices: wanSizes }],
	unused: [negativeAboveOne],
	seed: "seed",
	outputs: [{ name: "video", node: "17", kind: "video" }],
	models: [...wanImageFiles, lightx2vImageHigh, lightx2vImageLow, ...wanLoraFiles],
	custom_nodes: [],
	comfyui: "0.3.64",
	vram_gb: 24,
	typical_seconds: 75,
	seconds: inProportion(75, 5),
	timeout_seconds: 1800,
	licence: wanTerms,
	example: {
		start_image: "ast_0123456789abcdefghijklmnop",
		prompt:
			"She turns her head to the camera and smiles, her hair moves in the wind, the camera stands still",
		aspect_ratio: "9:16",
		seed: 7,
	},
	docs: {
		notes: [
			inputCounts,
			inputIsCropped,
			"The LightX2V LoRAs let the models finish in four steps at cfg 1. Motion is calmer than with twenty steps, and the negative prompt does not count.",
			"The same seed does not give the film of the twenty-step workflow.",
			wanLength,
			wanLoraNote,
			wanTimes,
		],
		acceptance: [
			"5 seconds by default: 81 frames at 16 frames a second, in an MP4.",
			"16:9 by default (832x480); 9:16, 1:1 and 4:5 by name.",
			"Four steps at cfg 1, two in each pass, with the LightX2V LoRA on both models.",
			"With a LoRA each model has its file; without one there is no node that would load one.",
			acceptMotion,
			acceptInput,
		],
	},
});
