import type { WorkflowDefinition } from "../../definition/define.ts";
import { fromDocument } from "../../document/compile.ts";
import type { WorkflowDocument } from "../../document/document.ts";
import type { ApiGraph } from "../../graph/graph.ts";

/** What the tests of this folder share: a ComfyUI of our own making, and a graph for it. */

const combo = (...choices: string[]) => [choices];

export const objectInfo = {
	CheckpointLoaderSimple: {
		input: { required: { ckpt_name: combo("sdxl_base.safetensors", "other.safetensors") } },
		output: ["MODEL", "CLIP", "VAE"],
		display_name: "Load Checkpoint",
	},
	LoraLoader: {
		input: {
			required: {
				model: ["MODEL"],
				clip: ["CLIP"],
				lora_name: combo("ink.safetensors"),
				strength_model: ["FLOAT", { default: 1, min: -20, max: 20, step: 0.01 }],
				strength_clip: ["FLOAT", { default: 1, min: -20, max: 20, step: 0.01 }],
			},
		},
		output: ["MODEL", "CLIP"],
		display_name: "Load LoRA",
	},
	CLIPTextEncode: {
		input: { required: { text: ["STRING", { multiline: true }], clip: ["CLIP"] } },
		output: ["CONDITIONING"],
		display_name: "CLIP Text Encode (Prompt)",
	},
	EmptyLatentImage: {
		input: {
			required: {
				width: ["INT", { default: 512, min: 16, max: 4096, step: 8 }],
				height: ["INT", { default: 512, min: 16, max: 4096, step: 8 }],
				batch_size: ["INT", { default: 1, min: 1, max: 64 }],
			},
		},
		output: ["LATENT"],
	},
	LoadImage: {
		input: { required: { image: [["example.png"], { image_upload: true }] } },
		output: ["IMAGE", "MASK"],
		display_name: "Load Image",
	},
	VAEEncode: { input: { required: { pixels: ["IMAGE"], vae: ["VAE"] } }, output: ["LATENT"] },
	KSampler: {
		input: {
			required: {
				model: ["MODEL"],
				seed: ["INT", { default: 0, min: 0, max: 2 ** 64, control_after_generate: true }],
				steps: ["INT", { default: 20, min: 1, max: 10000 }],
				cfg: ["FLOAT", { default: 8, min: 0, max: 100, step: 0.1 }],
				sampler_name: combo("euler", "heun", "lms"),
				scheduler: combo("normal", "karras"),
				positive: ["CONDITIONING"],
				negative: ["CONDITIONING"],
				latent_image: ["LATENT"],
				denoise: ["FLOAT", { default: 1, min: 0, max: 1, step: 0.01 }],
			},
		},
		output: ["LATENT"],
	},
	VAEDecode: { input: { required: { samples: ["LATENT"], vae: ["VAE"] } }, output: ["IMAGE"] },
	SaveImage: {
		input: { required: { images: ["IMAGE"], filename_prefix: ["STRING", { default: "ComfyUI" }] } },
		output: [],
		output_node: true,
		display_name: "Save Image",
	},
	PreviewImage: { input: { required: { images: ["IMAGE"] } }, output: [], output_node: true },
	PartnerFilm: {
		input: {
			required: {
				prompt: ["STRING", { multiline: true }],
				seed: ["INT", { default: 0, min: 0, max: 2147483647, control_after_generate: true }],
				duration: combo("5", "10"),
			},
		},
		output: ["VIDEO"],
		api_node: true,
	},
	SaveVideo: {
		input: { required: { video: ["VIDEO"], filename_prefix: ["STRING", {}] } },
		output: [],
		output_node: true,
	},
	SharpenMore: {
		input: { required: { image: ["IMAGE"], strength: ["FLOAT", { min: 0, max: 2 }] } },
		output: ["IMAGE"],
		python_module: "custom_nodes.sharpen-pack",
	},
};

/** A picture from a picture, in the style of a LoRA. */
export function graph(): ApiGraph {
	return {
		"1": { class_type: "CheckpointLoaderSimple", inputs: { ckpt_name: "sdxl_base.safetensors" } },
		"2": {
			class_type: "LoraLoader",
			inputs: {
				model: ["1", 0],
				clip: ["1", 1],
				lora_name: "ink.safetensors",
				strength_model: 0.8,
				strength_clip: 0.8,
			},
			_meta: { title: "Load LoRA" },
		},
		"3": {
			class_type: "CLIPTextEncode",
			inputs: { text: "blurry", clip: ["2", 1] },
			_meta: { title: "CLIP Text Encode (Prompt)" },
		},
		"4": { class_type: "CLIPTextEncode", inputs: { text: "a pier at dawn", clip: ["2", 1] } },
		"5": { class_type: "LoadImage", inputs: { image: "mine.png" }, _meta: { title: "Start picture" } },
		"6": { class_type: "VAEEncode", inputs: { pixels: ["5", 0], vae: ["1", 2] } },
		"7": {
			class_type: "KSampler",
			inputs: {
				model: ["2", 0],
				seed: 1234,
				steps: 25,
				cfg: 6.5,
				sampler_name: "heun",
				scheduler: "karras",
				positive: ["4", 0],
				negative: ["3", 0],
				latent_image: ["6", 0],
				denoise: 0.7,
			},
			_meta: { title: "Sampler" },
		},
		"8": { class_type: "VAEDecode", inputs: { samples: ["7", 0], vae: ["1", 2] } },
		"9": { class_type: "SaveImage", inputs: { images: ["8", 0], filename_prefix: "pier" } },
		"10": { class_type: "PreviewImage", inputs: { images: ["8", 0] }, _meta: { title: "Look" } },
	};
}

/** The library's own graphs may reach folders: whoever imports them has read them. */
export const operator = { policy: { allow: null, deny: [], trusted: ["*"] } };

export function compiled(document: WorkflowDocument): WorkflowDefinition {
	const result = fromDocument(document, 1, operator);
	if (!result.ok) throw new Error(JSON.stringify(result.problems, null, 2));
	return result.workflow;
}
