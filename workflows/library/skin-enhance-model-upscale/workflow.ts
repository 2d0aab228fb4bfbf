import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { assetId, modelFileName } from "../../definition/parameters.ts";
import { numberAt } from "../../definition/values.ts";
import { chosenUpscaler, skinDiffDetail, ultraSharpFile, upscalerTerms } from "../files/upscalers.ts";
import graph from "./graph.json" with { type: "json" };

/** How many times the upscaling model enlarges, whatever is wanted in the end. */
const modelScale = 4;

const parameters = z.strictObject({
	image: assetId.meta({ description: "The picture to enlarge." }),
	upscale_by: z.number().min(1).max(modelScale).multipleOf(0.1).default(2).meta({
		description: "How many times as wide and as high the result is. 4 makes 7680x4320 of 1920x1080.",
	}),
	skin_pass: z.boolean().default(true).meta({
		description: "Runs a model for the detail of skin over the picture before it is enlarged.",
	}),
	upscale_model: modelFileName.default(ultraSharpFile).meta({
		description: "The model that enlarges, as the workers list it. It must be one that enlarges four times.",
	}),
});

/** More pixels without a diffusion model. */
export const skinEnhanceModelUpscale = defineWorkflow({
	id: "skin-enhance-model-upscale",
	version: 1,
	title: "Skin detail and upscale (models only)",
	purpose: "Adds detail to skin and enlarges a picture up to four times within seconds; nothing is redrawn.",
	category: "upscale",
	family: "none",
	parameters,
	graph,
	slots: { upscale_model: [{ node: "4", input: "model_name" }] },
	assets: { image: { node: "1", input: "image", kind: "image" } },
	computed: [
		{
			name: "scale_by",
			from: ["upscale_by"],
			slots: [{ node: "6", input: "scale_by" }],
			// In thousandths, so that a third decimal of binary fractions does not show.
			compute: (values) => Math.round((1000 * numberAt(values, "upscale_by")) / modelScale) / 1000,
			what: `upscale_by divided by ${modelScale}, which is what the model enlarges by`,
		},
	],
	parts: [
		{
			name: "skin_pass",
			when: { parameter: "skin_pass", is: false },
			remove: ["2", "3"],
			rewire: [{ node: "5", input: "image", to: ["1", 0] }],
		},
	],
	outputs: [{ name: "image", node: "7", kind: "image" }],
	models: [{ ...skinDiffDetail, part: "skin_pass" }, chosenUpscaler],
	custom_nodes: [],
	comfyui: "0.3.64",
	vram_gb: 6,
	typical_seconds: 8,
	timeout_seconds: 300,
	licence: upscalerTerms,
	example: { image: "ast_0123456789abcdefghijklmnop", upscale_by: 2 },
	docs: {
		notes: [
			"Nothing is invented: the same person, to the pixel. skin-enhance-upscale redraws and adds more.",
			"The picture is first enlarged four times and then reduced with Lanczos: a large picture needs memory for the sixteenfold whatever upscale_by says.",
			"“8K” in pixels: 1920x1080 times 4 is 7680x4320.",
			"The skin model was made for textures of skin in games and is subtle.",
			"Both models are for non-commercial use. With a free one as upscale_model and skin_pass false nothing of them is loaded.",
		],
		acceptance: [
			"The result is upscale_by times as wide and high as the picture, 1 to 4.",
			"Core nodes only. Without skin_pass its model is neither loaded nor needed.",
		],
	},
});
