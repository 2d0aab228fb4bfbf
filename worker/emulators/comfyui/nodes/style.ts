import type { NodeDef } from "./define.ts";

const BASE = { module: "nodes", style: "v1" } as const;

/** A picture as a prompt (FLUX.1 Redux): what a vision model saw joins the conditioning. */
export const style: readonly NodeDef[] = [
	{
		...BASE,
		name: "CLIPVisionLoader",
		display: "Load CLIP Vision",
		category: "model/loaders",
		required: { clip_name: [{ files: "clip_vision" }] },
		outputs: [["CLIP_VISION"]],
		run: async (inputs, context) => {
			await context.loadModel(inputs.text("clip_name"));
			return { outputs: [{ type: "OPAQUE", of: "CLIP_VISION", tag: inputs.text("clip_name") }] };
		},
	},
	{
		...BASE,
		name: "CLIPVisionEncode",
		display: "CLIP Vision Encode",
		category: "model/conditioning",
		required: { clip_vision: ["CLIP_VISION"], image: ["IMAGE"], crop: [["center", "none"]] },
		outputs: [["CLIP_VISION_OUTPUT"]],
		// The emulated vision model sees the picture itself.
		run: (inputs) => ({ outputs: [{ type: "IMAGE", frames: inputs.need("image", "IMAGE").frames }] }),
	},
	{
		...BASE,
		name: "StyleModelLoader",
		display: "Load Style Model",
		category: "model/loaders",
		required: { style_model_name: [{ files: "style_models" }] },
		outputs: [["STYLE_MODEL"]],
		run: async (inputs, context) => {
			await context.loadModel(inputs.text("style_model_name"));
			return { outputs: [{ type: "OPAQUE", of: "STYLE_MODEL", tag: inputs.text("style_model_name") }] };
		},
	},
	{
		...BASE,
		name: "StyleModelApply",
		display: "Apply Style Model",
		category: "model/conditioning",
		required: {
			conditioning: ["CONDITIONING"],
			style_model: ["STYLE_MODEL"],
			clip_vision_output: ["CLIP_VISION_OUTPUT"],
			strength: ["FLOAT", { default: 1.0, min: 0.0, max: 10.0, step: 0.001 }],
			strength_type: [["multiply", "attn_bias"]],
		},
		outputs: [["CONDITIONING"]],
		run: (inputs) => {
			const from = inputs.need("conditioning", "CONDITIONING");
			const seen = inputs.need("clip_vision_output", "IMAGE").frames;
			return { outputs: [{ ...from, references: [...from.references, ...seen] }] };
		},
	},
];
