import * as z from "zod";
import { type ComputedValue, defineWorkflow, type GraphForm } from "../../definition/define.ts";
import { amount, seed } from "../../definition/parameters.ts";
import { textAt } from "../../definition/values.ts";
import { withTrigger } from "../../prompts/trigger.ts";
import { sd15Checkpoint, sd15Terms } from "../files/stable-diffusion.ts";
import { clipLayer, sd15Sampling } from "../parts/sd15.ts";
import {
	checkCaptions,
	datasetFields,
	datasetNotes,
	exampleDataset,
	weightsNote,
	weightsPromise,
	withTriggers,
} from "../parts/training.ts";
import graph3_76 from "./graph.0.3.76.json" with { type: "json" };
import graph11 from "./graph.0.11.0.json" with { type: "json" };
import graph from "./graph.json" with { type: "json" };

const parameters = z
	.strictObject({
		...datasetFields,
		checkpoint: sd15Sampling.checkpoint,
		clip_skip: sd15Sampling.clip_skip,
		steps: z.int().min(1).max(4000).default(1000).meta({
			description: "Training steps. 700 for a face; 800 to 1200 for 15 to 20 pictures.",
		}),
		learning_rate: z.number().min(0.000001).max(0.01).default(0.0005).meta({
			description:
				"How far each step goes. The node's alpha is fixed at 1, so this is higher than kohya's 1e-4.",
		}),
		rank: z.int().min(1).max(128).default(32).meta({
			description: "Size of the LoRA: what it can hold, and how large the file gets.",
		}),
		batch_size: z.int().min(1).max(4).default(1).meta({
			description: "Pictures per step. Memory and time grow with it.",
		}),
		optimizer: z
			.enum(["AdamW", "Adam", "SGD", "RMSprop"])
			.default("AdamW")
			.meta({ description: "Optimizer, as PyTorch names it. None of them is an 8-bit one." }),
		precision: z.enum(["bf16", "fp32"]).default("bf16").meta({
			description:
				"Numbers that are reckoned and stored with. fp32 where the hardware has no bf16; twice the memory.",
		}),
		resolution: z.int().min(256).max(768).multipleOf(64).default(512).meta({
			description: "Side of the square to which the pictures are scaled and cropped, in pixels.",
		}),
		sample_strength: amount({ standard: 1, min: 0, max: 2 }).meta({
			description: "Strength of the new LoRA in the sample.",
		}),
		seed: seed.optional().meta({
			description: "Seed of the noise in training and of the sample. Chosen when absent.",
		}),
	})
	.overwrite(withTriggers)
	.superRefine(checkCaptions);

const samplePrompt: ComputedValue = {
	name: "sample_full_prompt",
	from: ["trigger_word", "sample_prompt"],
	slots: [{ node: "21", input: "text" }],
	compute: (values) => withTrigger(textAt(values, "trigger_word"), textAt(values, "sample_prompt")),
	what: "the trigger word, a comma, and the sample prompt",
};
const filePrefix: ComputedValue = {
	name: "file_prefix",
	from: ["output_name"],
	slots: [{ node: "5", input: "prefix" }],
	compute: (values) => `loras/${textAt(values, "output_name")}`,
	what: "loras/ and the output name, below ComfyUI's output folder",
};

/** Everything but the graph: the forms differ in how their loaders and links are called. */
const form: Omit<GraphForm, "graph"> = {
	slots: {
		checkpoint: [{ node: "1", input: "ckpt_name" }],
		steps: [{ node: "4", input: "steps" }],
		learning_rate: [{ node: "4", input: "learning_rate" }],
		rank: [{ node: "4", input: "rank" }],
		batch_size: [{ node: "4", input: "batch_size" }],
		optimizer: [{ node: "4", input: "optimizer" }],
		precision: [
			{ node: "4", input: "training_dtype" },
			{ node: "4", input: "lora_dtype" },
		],
		resolution: ["10", "23"].flatMap((node) => [
			{ node, input: "width" },
			{ node, input: "height" },
		]),
		sample_strength: [{ node: "20", input: "strength_model" }],
		seed: [
			{ node: "4", input: "seed" },
			{ node: "24", input: "seed" },
		],
	},
	assets: {},
	folders: { dataset: { node: "2", input: "folder", kind: "image", path: "input", prefix: "img" } },
	computed: [clipLayer, samplePrompt, filePrefix],
	parts: [],
	outputs: [
		{ name: "lora", node: "5", kind: "file" },
		{ name: "sample", node: "26", kind: "image" },
		{ name: "loss", node: "7", kind: "text" },
		{ name: "steps", node: "8", kind: "text" },
	],
};

const trigger = "spyke_plasma_v1";

/** A LoRA of a character for SD 1.5, by ComfyUI's own nodes. */
export const trainLoraCore = defineWorkflow({
	id: "train-lora-core",
	version: 1,
	title: "LoRA training (SD 1.5, ComfyUI's own nodes)",
	purpose:
		"Trains a LoRA of a character on an SD 1.5 checkpoint inside ComfyUI, without any custom node, and makes a sample with it.",
	category: "training",
	family: "sd15",
	parameters,
	graph,
	...form,
	forms: [
		{ comfyui: "0.3.76", graph: graph3_76, ...form },
		{ comfyui: "0.11.0", graph: graph11, ...form },
	],
	seed: "seed",
	models: [sd15Checkpoint],
	custom_nodes: [],
	comfyui: "0.3.64",
	vram_gb: 12,
	typical_seconds: 1200,
	timeout_seconds: 4 * 3600,
	licence: `${sd15Terms} The LoRA is a derivative of the checkpoint.`,
	example: {
		dataset: exampleDataset(trigger),
		trigger_word: trigger,
		output_name: trigger,
		steps: 1000,
		seed: 42,
	},
	docs: {
		notes: [
			"What is delivered: the weights, a sample made with them, the loss of every step as JSON, and the number of steps.",
			weightsNote,
			"Only the U-Net is trained. Alpha is 1 and cannot be chosen, so rank and learning rate do not compare with kohya's network_dim, network_alpha and learning_rate. There are no checkpoints in between and no regularization pictures; for those use a kohya trainer.",
			"ComfyUI before 0.3.76 reports no progress during training: its worker needs a STALL_SECONDS that is longer than the training. It also refuses a data set whose pictures differ in size; later ones take any size.",
			"The seed sets the noise and the order of the pictures. The first weights are drawn elsewhere, so two trainings with one seed are alike but not equal.",
			...datasetNotes,
		],
		acceptance: [
			"Every caption begins with the trigger word, exactly once, in a text file beside its picture.",
			"Rank 32, 1000 steps, 512x512, batch size 1 and AdamW by default.",
			weightsPromise,
			"The sample is made with the weights that were just trained, and its prompt begins with the trigger word.",
			"The same parameters run on ComfyUI 0.3.64 and on newer ones, whose nodes have other names.",
			"A data set of fewer than 7 pictures, or a caption that says nothing, is refused before anything runs.",
		],
	},
});
