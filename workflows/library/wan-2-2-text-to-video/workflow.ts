import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { wanTextFiles } from "../files/films.ts";
import { acceptMotion } from "../parts/film-notes.ts";
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
		...wanFilm({ steps: 20, maxSteps: 40, cfg: 3.5, shift: 8 }),
	})
	.superRefine(checkWan);

/** A film from words. */
export const wan22TextToVideo = defineWorkflow({
	id: "wan-2-2-text-to-video",
	version: 1,
	title: "Film from words (Wan 2.2)",
	purpose: "A film of a few seconds from a description, in the best quality Wan 2.2 has.",
	category: "video",
	family: "wan",
	aliases: [
		{ name: "one-2-2", note: "one-2.2 is Wan 2.2, heard wrongly." },
		{
			name: "one-2-1",
			note: "one-2.1 is Wan 2.1, heard wrongly. There is no workflow of it: Wan 2.2 follows it and runs instead.",
		},

		{
			name: "251007-mickmumpitz-wan-2-2-vid-smpl",
			note: "that file is made of nodes of several custom packs and takes words only. This is the same model with core nodes; for a film from a picture take wan-2-2-image-to-video.",
		},
		{ name: "wan-2-2", note: "the model; from words. From a picture, take wan-2-2-image-to-video." },
	],
	parameters,
	graph,
	slots: {
		...wanSlots,
		width: [{ node: "12", input: "width" }],
		height: [{ node: "12", input: "height" }],
	},
	assets: {},
	computed: [...wanComputed, frameCount(wanFps, [{ node: "12", input: "length" }])],
	parts: wanLoraParts(["1", 0], ["2", 0]),
	presets: [{ parameter: "aspect_ratio", choices: wanSizes }],
	unused: [negativeAboveOne],
	seed: "seed",
	outputs: [{ name: "video", node: "17", kind: "video" }],
	models: [...wanTextFiles, ...wanLoraFiles],
	custom_nodes: [],
	comfyui: "0.3.64",
	vram_gb: 24,
	typical_seconds: 510,
	seconds: inProportion(510, 5),
	timeout_seconds: 5400,
	licence: wanTerms,
	example: {
		prompt:
			"A young woman with long brown hair walks along a harbour at sunset, turns to the camera and smiles, the camera follows her at walking pace",
		aspect_ratio: "9:16",
		seed: 7,
	},
	docs: {
		notes: [
			"Two models of 14 billion parameters take turns: one lays out motion and picture, the other does the details.",
			"For a first look take wan-2-2-text-to-video-fast: a seventh of the time.",
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
		],
	},
});
