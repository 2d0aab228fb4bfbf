import * as z from "zod";
import { defineWorkflow } from "../../define.ts";
import {
	amount,
	aspectRatio,
	modelFileName,
	negativePrompt,
	pixels,
	promptText,
	seed,
	steps,
	together,
} from "../../parameters.ts";
import { flux1Companions, flux1Dev, flux1DevTerms } from "../files/flux.ts";
import { loraFile, promptWithTrigger, triggerWord } from "../lora.ts";
import graph from "./graph.json" with { type: "json" };

/** All near one megapixel in steps of 16; only 9:16 and 16:9 are a little narrower than their names. */
const sizes = {
	"1:1": { width: 1024, height: 1024 },
	"4:5": { width: 896, height: 1120 },
	"9:16": { width: 768, height: 1360 },
	"16:9": { width: 1360, height: 768 },
} as const;

const side = pixels({ min: 512, max: 1536, step: 16 });

const parameters = z
	.strictObject({
		prompt: promptText(4000).meta({
			description: "What the character does, where and in which light, in plain sentences.",
		}),
		negative_prompt: negativePrompt(""),
		lora: modelFileName.meta({
			description: "The LoRA trained on the character, as the workers list it.",
		}),
		lora_strength: amount({ standard: 1, min: 0.8, max: 1.2 }).meta({
			description: "Strength of the LoRA. Lower it where the scene suffers, raise it where the face does.",
		}),
		trigger_word: triggerWord,
		variations: z.int().min(1).max(8).default(1).meta({
			description: "How many pictures to choose from. Each is a task of its own, with its own seed.",
		}),
		aspect_ratio: aspectRatio("1:1"),
		width: side.optional().meta({ description: "Width in pixels. 1024 at 1:1. Send it with height." }),
		height: side.optional().meta({ description: "Height in pixels. 1024 at 1:1. Send it with width." }),
		seed: seed
			.optional()
			.meta({ description: "Seed of the first picture; each further one has the next. Chosen when absent." }),
		steps: steps(25, 50),
		guidance: amount({ standard: 3.5, min: 0, max: 20 }).meta({
			description: "Flux's own guidance: how closely it follows the prompt. 2 to 5 is usual.",
		}),
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
		seed: [{ node: "8", input: "seed" }],
		steps: [{ node: "8", input: "steps" }],
		guidance: [{ node: "6", input: "guidance" }],
		lora: [{ node: "30", input: "lora_name" }],
		lora_strength: [{ node: "30", input: "strength_model" }],
	},
	assets: {},
	computed: [promptWithTrigger([{ node: "4", input: "text" }])],
	parts: [],
	presets: [{ parameter: "aspect_ratio", choices: sizes }],
	unused: [{ parameter: "negative_prompt", why: "at cfg 1: Flux.1 dev is guidance-distilled" }],
	seed: "seed",
	variations: { parameter: "variations", seed: "seed" },
	outputs: [{ name: "image", node: "10", kind: "image" }],
	models: [flux1Dev, ...flux1Companions, loraFile],
	custom_nodes: [],
	comfyui: "0.3.64",
	vram_gb: 24,
	typical_seconds: 30,
	timeout_seconds: 600,
	licence: flux1DevTerms,
	example: {
		prompt: "reading by a tall window in the morning, linen shirt, 50mm photograph, soft daylight",
		lora: "ohwx_woman.safetensors",
		trigger_word: "ohwx woman",
		seed: 7,
	},
	docs: {
		notes: [
			"It needs a LoRA that exists: until the training is done the workers do not list the file, and the job is refused.",
			"The LoRA works on the diffusion model only, as Flux LoRAs are trained.",
			"No PuLID: a trained LoRA carries the face, and both at once pull it to the one picture PuLID sees. Where there is no LoRA yet, use character-sheet.",
			"The negative prompt is accepted and not used: Flux.1 dev runs at cfg 1. Say in the prompt what should be there instead.",
			"How like the character is cannot be promised by a workflow: measure it with a face comparison.",
		],
		acceptance: [
			"A job without a LoRA or without its trigger word is refused.",
			"The trigger word stands first in the prompt, exactly once.",
			"The strength of the LoRA is 1 by default and may be 0.8 to 1.2.",
			"As many tasks as variations, with as many different seeds.",
		],
	},
});
