import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { amount, assetIds, promptText, seed } from "../../definition/parameters.ts";
import { textAt } from "../../definition/values.ts";
import { withTrigger } from "../../prompts/trigger.ts";
import { flux1Companions, flux1Dev, flux1DevTerms } from "../files/flux.ts";
import {
	checkCaptions,
	datasetFields,
	datasetNotes,
	exampleDataset,
	weightsNote,
	weightsPromise,
	withTriggers,
} from "../parts/training.ts";
import graph from "./graph.json" with { type: "json" };

const parameters = z
	.strictObject({
		...datasetFields,
		regularization_images: assetIds({ min: 1, max: 200 }).optional().meta({
			description: "Generic pictures of the class, so that the model keeps its idea of everybody else.",
		}),
		regularization_class: promptText(100).default("person").meta({
			description: "The class those pictures show, as their caption. Used with regularization_images only.",
		}),
		steps: z.int().min(10).max(4000).default(700).meta({
			description: "Training steps. 700 for a face; more for clothes and small details.",
		}),
		learning_rate: z.number().min(0.000001).max(0.01).default(0.0004).meta({
			description: "How far each step goes.",
		}),
		rank: z.int().min(1).max(128).default(16).meta({
			description: "Size of the LoRA (network_dim): what it can hold, and how large the file gets.",
		}),
		alpha: amount({ standard: 16, min: 1, max: 128 }).meta({
			description: "Scale of the LoRA (network_alpha). Equal to the rank is usual.",
		}),
		batch_size: z.int().min(1).max(4).default(1).meta({
			description: "Pictures per step. Memory and time grow with it.",
		}),
		optimizer: z.enum(["adamw8bit", "adamw", "Lion8bit", "Lion"]).default("adamw8bit").meta({
			description: "Optimizer. Those in 8 bit need bitsandbytes, and less memory.",
		}),
		resolution: z.int().min(512).max(1024).multipleOf(64).default(1024).meta({
			description:
				"Pictures are sorted into sizes of about this side squared, in pixels; 512 is much faster.",
		}),
		blocks_to_swap: z.int().min(0).max(35).default(0).meta({
			description:
				"Blocks of the model kept in main memory: 18 or more for cards of 16 GB. Slower with each.",
		}),
		sample_seed: seed
			.default(42)
			.meta({ description: "Seed of the sample. The training's own is always 42." }),
	})
	.overwrite(withTriggers)
	.superRefine(checkCaptions);

const trigger = "ohwx woman";

/** A LoRA of a character for Flux.1 dev. */
export const trainLoraFluxTrainer = defineWorkflow({
	id: "train-lora-flux-trainer",
	version: 1,
	title: "LoRA training (Flux.1 dev, FluxTrainer)",
	purpose:
		"Trains a LoRA of a character on Flux.1 dev with kohya's scripts inside ComfyUI, and makes a sample with it.",
	category: "training",
	family: "flux",
	aliases: [
		{
			name: "flux-dev-lora-trainer",
			note: "trained on a worker of your own instead of Replicate's service of that name",
		},
	],
	parameters,
	graph,
	slots: {
		regularization_class: [{ node: "9", input: "class_tokens" }],
		steps: [
			{ node: "5", input: "max_train_steps" },
			{ node: "6", input: "steps" },
		],
		learning_rate: [{ node: "5", input: "learning_rate" }],
		rank: [{ node: "5", input: "network_dim" }],
		alpha: [{ node: "5", input: "network_alpha" }],
		batch_size: [{ node: "3", input: "batch_size" }],
		optimizer: [{ node: "4", input: "optimizer_type" }],
		resolution: ["3", "10"].flatMap((node) => [
			{ node, input: "width" },
			{ node, input: "height" },
		]),
		blocks_to_swap: [{ node: "5", input: "blocks_to_swap" }],
		output_name: [{ node: "5", input: "output_name" }],
		sample_seed: [{ node: "10", input: "seed" }],
	},
	assets: {},
	folders: {
		dataset: { node: "3", input: "dataset_path", kind: "image", path: "absolute", prefix: "img" },
		regularization_images: {
			node: "9",
			input: "dataset_path",
			kind: "image",
			path: "absolute",
			prefix: "reg",
		},
	},
	computed: [
		{
			name: "sample_full_prompt",
			from: ["trigger_word", "sample_prompt"],
			slots: [{ node: "5", input: "sample_prompts" }],
			// The node cuts its list of prompts at each "|".
			compute: (values) =>
				withTrigger(
					textAt(values, "trigger_word").replaceAll("|", " "),
					textAt(values, "sample_prompt").replaceAll("|", " "),
				),
			what: "the trigger word, a comma, and the sample prompt without bars",
		},
	],
	parts: [
		{
			name: "regularization",
			when: { absent: "regularization_images" },
			remove: ["9"],
			rewire: [{ node: "3", input: "regularization", to: null }],
		},
	],
	outputs: [
		{ name: "lora", node: "7", kind: "file" },
		{ name: "sample", node: "12", kind: "image" },
	],
	models: [flux1Dev, ...flux1Companions],
	custom_nodes: [
		{
			name: "ComfyUI-FluxTrainer",
			source: "https://github.com/kijai/ComfyUI-FluxTrainer",
			licence: "Apache-2.0",
		},
	],
	comfyui: "0.3.64",
	vram_gb: 24,
	typical_seconds: 45 * 60,
	timeout_seconds: 6 * 3600,
	licence: `${flux1DevTerms} A LoRA is a derivative of them.`,
	example: {
		dataset: exampleDataset(trigger),
		trigger_word: trigger,
		output_name: "ohwx_woman",
		steps: 700,
	},
	docs: {
		notes: [
			"What is delivered: the weights and a sample made with them.",
			weightsNote,
			"The diffusion model alone is trained, held in fp8 as it is read. 24 GB are enough at 1024 with batch size 1; with blocks_to_swap 16 GB are said to be enough.",
			"The data set's settings are made anew for each task: the pack would otherwise keep the folder of the task before in the list and train on it too.",
			"The training's own seed is fixed at 42 by the pack.",
			"A new run with other parameters begins from nothing; no state is kept to go on from.",
			...datasetNotes,
		],
		acceptance: [
			"Every caption begins with the trigger word, exactly once, in a text file beside its picture.",
			"700 steps, rank 16, learning rate 4e-4 and 1024x1024 by default.",
			"With regularization pictures they are a second set with the class as their only caption; without them there is no node for it.",
			weightsPromise,
			"The sample is made with the weights that were just trained, and its prompt begins with the trigger word.",
			"A data set of fewer than 7 pictures, or a caption that says nothing, is refused before anything runs.",
		],
	},
});
