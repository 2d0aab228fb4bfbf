import * as z from "zod";
import { defineWorkflow } from "../../define.ts";
import { pixels, promptText, seed } from "../../parameters.ts";
import graph from "./graph.json" with { type: "json" };

/** All near one megapixel, exact ratios, sides in steps of 16. */
const sizes = {
	"1:1": { width: 1024, height: 1024 },
	"9:16": { width: 720, height: 1280 },
	"4:5": { width: 896, height: 1120 },
	"16:9": { width: 1280, height: 720 },
} as const;

const side = pixels({ min: 512, max: 1536, step: 16 });

const parameters = z
	.strictObject({
		prompt: promptText(4000).meta({ description: "The person or thing to show, in plain sentences." }),
		variations: z.int().min(1).max(4).default(3).meta({
			description: "How many pictures to choose from. Each is a task of its own, with its own seed.",
		}),
		aspect_ratio: z
			.enum(["1:1", "9:16", "4:5", "16:9"])
			.default("1:1")
			.meta({ description: "Shape of the picture; brings width and height along." }),
		width: side.optional().meta({ description: "Width in pixels. 1024 at 1:1. Send it with height." }),
		height: side.optional().meta({ description: "Height in pixels. 1024 at 1:1. Send it with width." }),
		seed: seed
			.optional()
			.meta({ description: "Seed of the first picture; each further one has the next. Chosen when absent." }),
		steps: z
			.int()
			.min(1)
			.max(20)
			.default(8)
			.meta({ description: "Sampling steps. The model was made for 8." }),
	})
	.superRefine((sent, ctx) => {
		if ((sent.width === undefined) === (sent.height === undefined)) return;
		const [absent, given] = sent.width === undefined ? ["width", "height"] : ["height", "width"];
		ctx.addIssue({ code: "custom", path: [absent], message: `must be sent together with ${given}` });
	});

/** Base pictures of a character to choose from. */
export const zImageTurboBaseImage = defineWorkflow({
	id: "z-image-turbo-base-image",
	version: 1,
	title: "Base image (Z-Image-Turbo)",
	purpose: "Three photorealistic pictures of a new character to choose from, each ready within seconds.",
	category: "image",
	family: "z-image",
	parameters,
	graph,
	slots: {
		prompt: [{ node: "4", input: "text" }],
		width: [{ node: "7", input: "width" }],
		height: [{ node: "7", input: "height" }],
		seed: [{ node: "8", input: "seed" }],
		steps: [{ node: "8", input: "steps" }],
	},
	assets: {},
	parts: [],
	presets: [{ parameter: "aspect_ratio", choices: sizes }],
	seed: "seed",
	variations: { parameter: "variations", seed: "seed" },
	outputs: [{ name: "image", node: "10", kind: "image" }],
	models: [
		{
			folder: "diffusion_models",
			file: "z_image_turbo_bf16.safetensors",
			licence: "Apache-2.0",
			source: "https://huggingface.co/Comfy-Org/z_image_turbo",
		},
		{
			folder: "text_encoders",
			file: "qwen_3_4b.safetensors",
			licence: "Apache-2.0",
			source: "https://huggingface.co/Comfy-Org/z_image_turbo",
		},
		{
			folder: "vae",
			file: "ae.safetensors",
			licence: "Apache-2.0",
			source: "https://huggingface.co/Comfy-Org/z_image_turbo",
		},
	],
	custom_nodes: [],
	comfyui: "0.3.64",
	vram_gb: 16,
	typical_seconds: 8,
	timeout_seconds: 300,
	licence: "All weights are Apache-2.0: commercial use is allowed.",
	example: {
		prompt:
			"Portrait of a woman of 25 with long brown hair and brown eyes, friendly, attractive, 8K, hyper-realistic, photorealistic, natural skin texture, soft daylight, plain white background",
		seed: 7,
	},
	docs: {
		notes: [
			"Z-Image-Turbo is a 6B diffusion transformer of its own; only its text encoder is a Qwen (Qwen3-4B).",
			"There is no negative prompt: the model is distilled to run at cfg 1, where a negative has no effect, so the graph gives it a zeroed one.",
			"Each variation is a task, not a batch: the first picture is seen while the others are made, and they spread over GPUs. Picture n has the seed plus n, counted from 0.",
			"“8K” is a word for the prompt. The picture has about one megapixel; more needs an upscaling workflow.",
		],
		acceptance: [
			"Three variations by default: three tasks, three different seeds, one picture each.",
			"The quality words of a prompt arrive in the graph unchanged.",
			"8 steps, so that a picture takes seconds on a warm GPU.",
		],
	},
});
