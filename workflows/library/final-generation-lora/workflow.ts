import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import {
	amount,
	loraName,
	promptText,
	sampler,
	scheduler,
	steps,
	together,
} from "../../definition/parameters.ts";
import { textAt } from "../../definition/values.ts";
import { faceMatchTargets } from "../../quality/face-match.ts";
import { flux1Companions, flux1Dev, flux1DevTerms } from "../files/flux.ts";
import { canvas, megapixelSizes } from "../parts/canvas.ts";
import { loraFile, modelLoraSlots, triggered, triggerWord } from "../parts/lora.ts";
import { firstSeed, realism, realistic, variations } from "../parts/pictures.ts";
import { fluxWeightType, guidance, negativeNever, samplingSlots, unusedNegative } from "../parts/sampling.ts";
import graph from "./graph.json" with { type: "json" };

const parameters = z
	.strictObject({
		prompt: promptText(4000).meta({
			description: "What the character does, where and in which light, in plain sentences.",
		}),
		negative_prompt: unusedNegative(),
		lora: loraName.meta({
			description:
				"The LoRA trained on the character: `name@version` of one that is kept, or a file as the workers list it.",
		}),
		lora_strength: amount({ standard: 1, min: 0, max: 2 }).meta({
			description:
				"Strength of the LoRA. 0.8 to 1.2 is usual: lower it where the scene suffers, raise it where the face does. 0 shows what the prompt gives without it.",
		}),
		trigger_word: triggerWord,
		realism: realism("none"),
		variations: variations(1),
		...canvas("1:1", megapixelSizes, { min: 512, max: 1536, step: 16 }),
		seed: firstSeed,
		steps: steps(25, 50),
		guidance: guidance(3.5),
		sampler: sampler("euler"),
		scheduler: scheduler("simple"),
		weight_dtype: fluxWeightType,
	})
	.superRefine((sent, ctx) => together(sent, ctx, "width", "height"));

/** Pictures of a character by the LoRA that was trained on it. */
export const finalGenerationLora = defineWorkflow({
	id: "final-generation-lora",
	version: 1,
	title: "Character picture (Flux.1 dev with LoRA)",
	purpose: "Final pictures of a character with Flux.1 dev and the LoRA that was trained on that character.",
	category: "character",
	family: "flux",
	parameters,
	graph,
	slots: {
		width: [{ node: "7", input: "width" }],
		height: [{ node: "7", input: "height" }],
		...samplingSlots("8"),
		...modelLoraSlots("30"),
		guidance: [{ node: "6", input: "guidance" }],
		weight_dtype: [{ node: "1", input: "weight_dtype" }],
	},
	assets: {},
	computed: [
		{
			name: "full_prompt",
			from: ["trigger_word", "prompt", "realism"],
			slots: [{ node: "4", input: "text" }],
			compute: (values) => triggered(values, realistic(textAt(values, "prompt"), values.realism)),
			what: "the trigger word, a comma, the prompt without further ones of it, and the words that `realism` asks for, on one line",
		},
	],
	parts: [],
	presets: [{ parameter: "aspect_ratio", choices: megapixelSizes }],
	unused: [negativeNever],
	seed: "seed",
	variations: { parameter: "variations", seed: "seed" },
	outputs: [{ name: "image", node: "10", kind: "image" }],
	models: [flux1Dev, ...flux1Companions, loraFile],
	custom_nodes: [],
	comfyui: "0.3.64",
	vram_gb: 24,
	standards: { face_match_target: faceMatchTargets.lora / 100 },
	typical_seconds: 30,
	timeout_seconds: 600,
	licence: flux1DevTerms,
	example: {
		prompt: "reading by a tall window in the morning, linen shirt, 50mm photograph, soft daylight",
		lora: "ohwx_woman.safetensors",
		trigger_word: "ohwx woman",
		realism: "photo",
		seed: 7,
	},
	docs: {
		notes: [
			"It needs a LoRA that exists. One that is kept (`name@version`) is brought to the worker with the job; a file has to be there already, or the job is refused.",
			"The LoRA works on the diffusion model only, as Flux LoRAs are trained.",
			"No PuLID: a trained LoRA carries the face, and both at once pull it to the one picture PuLID sees. Where there is no LoRA yet, use character-sheet.",
			"The negative prompt is accepted and not used: Flux.1 dev runs at cfg 1. Say in the prompt what should be there instead.",
			"How like the character is cannot be promised by a workflow: measure it with face-similarity. For a comparison with and without the LoRA send the same seed once with lora_strength 0.",
		],
		acceptance: [
			"A job without a LoRA or without its trigger word is refused.",
			"The trigger word stands first in the prompt, exactly once.",
			"The strength of the LoRA is 1 by default and may be 0 to 2.",
			"As many tasks as variations, with as many different seeds.",
		],
	},
});
