import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { assetId } from "../../definition/parameters.ts";
import { wanImageFiles } from "../files/films.ts";
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
		...wanFilm({ steps: 20, maxSteps: 40, cfg: 3.5, shift: 8 }),
	})
	.superRefine(checkWan);

/** A film that begins with a picture. */
export const wan22ImageToVideo = defineWorkflow({
	id: "wan-2-2-image-to-video",
	version: 1,
	title: "Film from a picture (Wan 2.2)",
	purpose: "A picture begins to move as described: the way to films of a character whose picture there is.",
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
	parts: wanLoraParts(["1", 0], ["2", 0]),
	presets: [{ parameter: "aspect_ratio", choices: wanSizes }],
	unused: [negativeAboveOne],
	seed: "seed",
	outputs: [{ name: "video", node: "17", kind: "video" }],
	models: [...wanImageFiles, ...wanLoraFiles],
	custom_nodes: [],
	comfyui: "0.3.64",
	vram_gb: 24,
	typical_seconds: 510,
	seconds: inProportion(510, 5),
	timeout_seconds: 5400,
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
			"For a first look take wan-2-2-image-to-video-fast: a seventh of the time.",
			wanLength,
			wanLoraNote,
			wanTimes,
		],
		acceptance: [
			"5 seconds by default: 81 frames at 16 frames a second, in an MP4.",
			"16:9 by default (832x480); 9:16, 1:1 and 4:5 by name.",
			"Twenty steps at cfg 3.5, ten in each pass.",
			"With a LoRA each model has its file; without one there is no node that would load one.",
			acceptMotion,
			acceptInput,
		],
	},
});
