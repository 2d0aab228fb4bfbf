import type { ApiGraph } from "../../workflows/graph/graph.ts";

/** What a ComfyUI with a handful of nodes answers to `GET /object_info`. Seeds go up to 2^64-1 there. */
export const OBJECT_INFO = `{
	"CheckpointLoaderSimple": { "input": { "required": { "ckpt_name": [["flux1-dev-fp8.safetensors"], {}] } },
		"output": ["MODEL", "CLIP", "VAE"], "output_name": ["MODEL", "CLIP", "VAE"], "python_module": "nodes" },
	"CLIPTextEncode": { "input": { "required": { "text": ["STRING", { "multiline": true }], "clip": ["CLIP", {}] } },
		"output": ["CONDITIONING"], "output_name": ["CONDITIONING"], "python_module": "nodes" },
	"EmptySD3LatentImage": { "input": { "required": {
			"width": ["INT", { "default": 1024, "min": 16, "max": 16384, "step": 16 }],
			"height": ["INT", { "default": 1024, "min": 16, "max": 16384, "step": 16 }],
			"batch_size": ["INT", { "default": 1, "min": 1, "max": 4096 }] } },
		"output": ["LATENT"], "output_name": ["LATENT"], "python_module": "comfy_extras.nodes_sd3" },
	"KSampler": { "input": { "required": {
			"model": ["MODEL", {}],
			"seed": ["INT", { "default": 0, "min": 0, "max": 18446744073709551615, "control_after_generate": true }],
			"steps": ["INT", { "default": 20, "min": 1, "max": 10000 }],
			"cfg": ["FLOAT", { "default": 8.0, "min": 0.0, "max": 100.0, "step": 0.1, "round": 0.01 }],
			"sampler_name": [["euler", "dpmpp_2m"], {}], "scheduler": [["simple", "karras"], {}],
			"positive": ["CONDITIONING", {}], "negative": ["CONDITIONING", {}], "latent_image": ["LATENT", {}],
			"denoise": ["FLOAT", { "default": 1.0, "min": 0.0, "max": 1.0, "step": 0.01 }] } },
		"output": ["LATENT"], "output_name": ["LATENT"], "python_module": "nodes" },
	"VAEDecode": { "input": { "required": { "samples": ["LATENT", {}], "vae": ["VAE", {}] } },
		"output": ["IMAGE"], "output_name": ["IMAGE"], "python_module": "nodes" },
	"LoadImage": { "input": { "required": { "image": [["example.png"], { "image_upload": true }] } },
		"output": ["IMAGE", "MASK"], "output_name": ["IMAGE", "MASK"], "python_module": "nodes" },
	"SaveImage": { "input": { "required": { "images": ["IMAGE", {}], "filename_prefix": ["STRING", { "default": "ComfyUI" }] },
			"hidden": { "prompt": "PROMPT" } },
		"output": [], "output_name": [], "output_node": true, "python_module": "nodes", "is_changed": NaN }
}`;
/** The same as a client would send it. */
export const SENT_INFO: unknown = JSON.parse(OBJECT_INFO.replace("NaN", "null"));

/** Text to a picture, in API format. */
export const GRAPH = {
	"1": { class_type: "CheckpointLoaderSimple", inputs: { ckpt_name: "flux1-dev-fp8.safetensors" } },
	"2": { class_type: "CLIPTextEncode", inputs: { text: "a harbour at night", clip: ["1", 1] } },
	"3": { class_type: "CLIPTextEncode", inputs: { text: "", clip: ["1", 1] } },
	"4": { class_type: "EmptySD3LatentImage", inputs: { width: 512, height: 512, batch_size: 1 } },
	"5": {
		class_type: "KSampler",
		inputs: {
			model: ["1", 0],
			seed: 7,
			steps: 20,
			cfg: 7,
			sampler_name: "euler",
			scheduler: "simple",
			positive: ["2", 0],
			negative: ["3", 0],
			latent_image: ["4", 0],
			denoise: 1,
		},
	},
	"6": { class_type: "VAEDecode", inputs: { samples: ["5", 0], vae: ["1", 2] } },
	"7": { class_type: "SaveImage", inputs: { images: ["6", 0], filename_prefix: "harbour" } },
} satisfies ApiGraph;

/** The same as the editor saves it, with a date in the file name that no edge fills in. */
export const UI = {
	version: 0.4,
	last_node_id: 7,
	last_link_id: 9,
	nodes: [
		uiNode(
			1,
			"CheckpointLoaderSimple",
			["flux1-dev-fp8.safetensors"],
			{},
			{ MODEL: [1], CLIP: [2, 3], VAE: [4] },
		),
		uiNode(2, "CLIPTextEncode", ["a harbour at night"], { clip: ["CLIP", 2] }, { CONDITIONING: [5] }),
		uiNode(3, "CLIPTextEncode", [""], { clip: ["CLIP", 3] }, { CONDITIONING: [6] }),
		uiNode(4, "EmptySD3LatentImage", [512, 512, 1], {}, { LATENT: [7] }),
		uiNode(
			5,
			"KSampler",
			[7, "randomize", 20, 7, "euler", "simple", 1],
			{
				model: ["MODEL", 1],
				positive: ["CONDITIONING", 5],
				negative: ["CONDITIONING", 6],
				latent_image: ["LATENT", 7],
			},
			{ LATENT: [8] },
		),
		uiNode(6, "VAEDecode", [], { samples: ["LATENT", 8], vae: ["VAE", 4] }, { IMAGE: [9] }),
		uiNode(7, "SaveImage", ["%date:yyyy%/harbour"], { images: ["IMAGE", 9] }, {}),
	],
	links: [
		[1, 1, 0, 5, 0, "MODEL"],
		[2, 1, 1, 2, 0, "CLIP"],
		[3, 1, 1, 3, 0, "CLIP"],
		[4, 1, 2, 6, 1, "VAE"],
		[5, 2, 0, 5, 1, "CONDITIONING"],
		[6, 3, 0, 5, 2, "CONDITIONING"],
		[7, 4, 0, 5, 3, "LATENT"],
		[8, 5, 0, 6, 0, "LATENT"],
		[9, 6, 0, 7, 0, "IMAGE"],
	],
	groups: [],
	config: {},
	extra: {},
};

function uiNode(
	id: number,
	type: string,
	widgets: unknown[],
	inputs: Record<string, [type: string, link: number]>,
	outputs: Record<string, number[]>,
) {
	return {
		id,
		type,
		pos: [0, 0],
		size: [200, 100],
		flags: {},
		order: id,
		mode: 0,
		inputs: Object.entries(inputs).map(([name, [of, link]]) => ({ name, type: of, link })),
		outputs: Object.entries(outputs).map(([name, links]) => ({ name, type: name, links })),
		properties: {},
		widgets_values: widgets,
	};
}
