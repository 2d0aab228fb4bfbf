import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import {
	amount,
	assetId,
	modelFileName,
	promptText,
	sampler,
	scheduler,
	steps,
} from "../../definition/parameters.ts";
import { realismNegative } from "../../prompts/negatives.ts";
import { withRealism } from "../../prompts/realism.ts";
import { flux1Companions, flux1Dev, flux1DevTerms } from "../files/flux.ts";
import { chosenUpscaler, ultimateUpscalePack, ultraSharpFile } from "../files/upscalers.ts";
import { loraFile, loraPart, modelLora, modelLoraSlots, promptWithTrigger } from "../parts/lora.ts";
import { oneSeed } from "../parts/pictures.ts";
import {
	cfgFromOne,
	fluxWeightType,
	guidance,
	negativeAboveOne,
	negativeAtHigherCfg,
	samplingSlots,
} from "../parts/sampling.ts";
import graph from "./graph.json" with { type: "json" };

/** Of skin and nothing else: each tile is redrawn with these words, also one that shows a wall. */
const skinPrompt = withRealism("Photograph, natural skin", ["strands", "pores", "subsurface_scattering"]);

const parameters = z.strictObject({
	image: assetId.meta({ description: "The picture to enhance, such as the base picture that was chosen." }),
	prompt: promptText(4000).default(skinPrompt).meta({
		description: "What each tile is redrawn with: words for texture, not for the scene.",
	}),
	negative_prompt: negativeAtHigherCfg(realismNegative),
	...modelLora,
	upscale_by: z.number().min(1).max(4).multipleOf(0.05).default(2).meta({
		description: "How many times as wide and as high the result is. Time grows with its square.",
	}),
	denoise: amount({ standard: 0.2, min: 0.05, max: 0.5 }).meta({
		description:
			"How much is redrawn. 0.2 adds texture and keeps the person; from about 0.35 on the face changes.",
	}),
	tile: z.int().min(512).max(2048).multipleOf(64).default(1024).meta({
		description:
			"Width and height of a tile in pixels. Larger ones show the model more and take more memory.",
	}),
	tile_padding: z.int().min(0).max(256).multipleOf(8).default(32).meta({
		description: "How many pixels of its neighbours a tile sees.",
	}),
	seam_fix: z.enum(["None", "Band Pass", "Half Tile", "Half Tile + Intersections"]).default("None").meta({
		description: "A second pass over the seams between tiles, where they show. Costs time.",
	}),
	upscale_model: modelFileName.default(ultraSharpFile).meta({
		description: "The model that enlarges before the redrawing, as the workers list it.",
	}),
	seed: oneSeed,
	steps: steps(20, 50),
	guidance: guidance(3.5),
	cfg: cfgFromOne,
	sampler: sampler("euler"),
	scheduler: scheduler("simple"),
	weight_dtype: fluxWeightType,
});

/** More skin, and more pixels, without another person. */
export const skinEnhanceUpscale = defineWorkflow({
	id: "skin-enhance-upscale",
	version: 1,
	title: "Skin enhancement (Flux.1 dev, tiled upscale)",
	purpose:
		"Enlarges a picture and redraws it lightly, tile by tile, so that skin and hair get the texture of a photograph.",
	category: "upscale",
	family: "flux",
	aliases: [
		{ name: "skin-enhancement", note: "the one of the three ways that needs no partner and redraws." },
	],
	parameters,
	graph,
	slots: {
		...samplingSlots("13"),
		...modelLoraSlots("7"),
		negative_prompt: [{ node: "5", input: "text" }],
		upscale_by: [{ node: "13", input: "upscale_by" }],
		denoise: [{ node: "13", input: "denoise" }],
		tile: [
			{ node: "13", input: "tile_width" },
			{ node: "13", input: "tile_height" },
		],
		tile_padding: [{ node: "13", input: "tile_padding" }],
		seam_fix: [{ node: "13", input: "seam_fix_mode" }],
		upscale_model: [{ node: "12", input: "model_name" }],
		guidance: [{ node: "6", input: "guidance" }],
		cfg: [{ node: "13", input: "cfg" }],
		weight_dtype: [{ node: "1", input: "weight_dtype" }],
	},
	assets: { image: { node: "11", input: "image", kind: "image" } },
	computed: [promptWithTrigger([{ node: "4", input: "text" }])],
	parts: [loraPart("7", "1", { model: [{ node: "13", input: "model" }], clip: [] })],
	unused: [negativeAboveOne],
	seed: "seed",
	outputs: [{ name: "image", node: "10", kind: "image" }],
	models: [flux1Dev, ...flux1Companions, chosenUpscaler, { ...loraFile, part: "lora" }],
	custom_nodes: [ultimateUpscalePack],
	comfyui: "0.3.64",
	vram_gb: 24,
	typical_seconds: 90,
	timeout_seconds: 1200,
	licence: `${flux1DevTerms} 4x-UltraSharp is CC-BY-NC-SA-4.0: not for commercial use.`,
	example: { image: "ast_0123456789abcdefghijklmnop", seed: 7 },
	docs: {
		notes: [
			"Enhance once, right after the base picture was chosen: character sheet, training and every later picture then start from the enhanced skin, and none needs it again.",
			"Denoise 0.2 leaves the face as it is. Where it should change not at all use skin-enhance-model-upscale; where it may change more, give the character's LoRA along.",
			"A picture of 1024x1024 enlarged twice is four tiles of 1024, which is four times the sampling of one picture.",
			"“8K” needs enlarging: 1920x1080 times 4 is 7680x4320. That is 40 tiles of 1024 here; skin-enhance-model-upscale gets there in seconds, without redrawing.",
			"“Enhancer V3 skin fix” is no node or model that exists; skin-enhance-magnific is what comes closest to the name, this is what does the same on a GPU of one's own.",
		],
		acceptance: [
			"Denoise 0.2, tiles of 1024 and twice the size unless sent otherwise; 20 steps, cfg 1, euler and simple.",
			"A LoRA is loaded only where one is sent.",
			"The negative prompt counts only where cfg is above 1.",
		],
	},
});
