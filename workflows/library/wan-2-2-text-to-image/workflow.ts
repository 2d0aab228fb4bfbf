import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { wanTextFiles } from "../files/films.ts";
import { canvas, type Sizes } from "../parts/canvas.ts";
import { variations } from "../parts/pictures.ts";
import { negativeAboveOne } from "../parts/sampling.ts";
import {
	checkWan,
	wanComputed,
	wanLora,
	wanLoraFiles,
	wanLoraNote,
	wanLoraParts,
	wanPair,
	wanPrompt,
	wanSlots,
	wanTerms,
} from "../parts/wan.ts";
import graph from "./graph.json" with { type: "json" };

/** About 0.9 megapixels, steps of 16. */
const sizes = {
	"16:9": { width: 1280, height: 720 },
	"9:16": { width: 720, height: 1280 },
	"1:1": { width: 960, height: 960 },
	"4:5": { width: 832, height: 1040 },
} as const satisfies Sizes;

const parameters = z
	.strictObject({
		...wanPrompt,
		variations: variations(1),
		...canvas("16:9", sizes, { min: 256, max: 1920, step: 16 }, "film"),
		...wanPair({ steps: 20, maxSteps: 40, cfg: 3.5, shift: 8 }),
		...wanLora,
	})
	.superRefine(checkWan);

/** A film of one frame. */
export const wan22TextToImage = defineWorkflow({
	id: "wan-2-2-text-to-image",
	version: 1,
	title: "Picture from words (Wan 2.2)",
	purpose: "A photographic picture by the video model: start images that look like the films made from them.",
	category: "image",
	family: "wan",
	aliases: [
		{
			name: "251007-mickmumpitz-wan-2-2-img-smpl",
			note: "the same model, with core nodes only.",
		},
	],
	parameters,
	graph,
	slots: {
		...wanSlots,
		width: [{ node: "12", input: "width" }],
		height: [{ node: "12", input: "height" }],
	},
	assets: {},
	computed: wanComputed,
	parts: wanLoraParts(["1", 0], ["2", 0]),
	presets: [{ parameter: "aspect_ratio", choices: sizes }],
	unused: [negativeAboveOne],
	seed: "seed",
	variations: { parameter: "variations", seed: "seed" },
	outputs: [{ name: "image", node: "16", kind: "image" }],
	models: [...wanTextFiles, ...wanLoraFiles],
	custom_nodes: [],
	comfyui: "0.3.64",
	vram_gb: 24,
	typical_seconds: 60,
	timeout_seconds: 900,
	licence: wanTerms,
	example: {
		prompt:
			"Photograph of a young woman with long brown hair at a harbour at sunset, half body, looking at the camera, natural skin, film grain",
		seed: 7,
	},
	docs: {
		notes: [
			"It is the text-to-video model, asked for a film of one frame and saved as a picture. Both models are loaded one after the other, which takes much of the time.",
			"Each variation is a task with the next seed.",
			wanLoraNote,
		],
		acceptance: [
			"One frame: the length is 1, and the output is a PNG, no film.",
			"1280x720 by default; 9:16, 1:1 and 4:5 by name.",
			"As many tasks as variations, each with another seed.",
		],
	},
});
