import type { NodeDef, NodeInputs } from "./define.ts";

const CLIP_TYPES = [
	...["stable_diffusion", "stable_cascade", "sd3", "stable_audio", "mochi", "ltxv", "pixart", "cosmos"],
	...[
		"lumina2",
		"wan",
		"hidream",
		"chroma",
		"ace",
		"omnigen2",
		"qwen_image",
		"hunyuan_image",
		"flux2",
		"ovis",
	],
	...["longcat_image", "cogvideox", "lens", "pixeldit", "ideogram4", "boogu", "krea2", "joyimage", "mage"],
	"minimax",
];
const DUAL_CLIP_TYPES = [
	...["sdxl", "sd3", "flux", "hunyuan_video", "hidream", "hunyuan_image", "hunyuan_video_15", "kandinsky5"],
	...["kandinsky5_image", "ltxv", "newbie", "ace"],
];
const DEVICE = { device: [["default", "cpu"], { advanced: true }] } as const;
const LORA_STRENGTH = ["FLOAT", { default: 1.0, min: -100.0, max: 100.0, step: 0.01 }] as const;
const ESSENTIAL = { essentials_category: "Image Generation" };
const BASE = { module: "nodes", category: "model/loaders", style: "v1" } as const;

function patched(inputs: NodeInputs, strength: string): string {
	return `${inputs.text("lora_name")}*${inputs.text(strength, "1")}`;
}

export const loaders: readonly NodeDef[] = [
	{
		...BASE,
		name: "UNETLoader",
		display: "Load Diffusion Model",
		required: {
			unet_name: [{ files: "diffusion_models" }],
			weight_dtype: [["default", "fp8_e4m3fn", "fp8_e4m3fn_fast", "fp8_e5m2"], { advanced: true }],
		},
		outputs: [["MODEL"]],
		run: async (inputs, context) => {
			await context.loadModel(inputs.text("unet_name"));
			const patches = [inputs.text("weight_dtype")];
			return { outputs: [{ type: "MODEL", name: inputs.text("unet_name"), patches }] };
		},
	},
	{
		...BASE,
		name: "CLIPLoader",
		display: "Load CLIP",
		required: { clip_name: [{ files: "text_encoders" }], type: [CLIP_TYPES] },
		optional: DEVICE,
		outputs: [["CLIP"]],
		run: async (inputs, context) => {
			await context.loadModel(inputs.text("clip_name"));
			return { outputs: [{ type: "CLIP", name: inputs.text("clip_name"), patches: [inputs.text("type")] }] };
		},
	},
	{
		...BASE,
		name: "DualCLIPLoader",
		display: "Load CLIP (Dual)",
		required: {
			clip_name1: [{ files: "text_encoders" }],
			clip_name2: [{ files: "text_encoders" }],
			type: [DUAL_CLIP_TYPES],
		},
		optional: DEVICE,
		outputs: [["CLIP"]],
		run: async (inputs, context) => {
			const name = `${inputs.text("clip_name1")}+${inputs.text("clip_name2")}`;
			await context.loadModel(name);
			return { outputs: [{ type: "CLIP", name, patches: [inputs.text("type")] }] };
		},
	},
	{
		...BASE,
		name: "VAELoader",
		display: "Load VAE",
		required: { vae_name: [{ files: "vae", also: ["pixel_space"] }] },
		outputs: [["VAE"]],
		run: async (inputs, context) => {
			await context.loadModel(inputs.text("vae_name"));
			return { outputs: [{ type: "VAE", name: inputs.text("vae_name") }] };
		},
	},
	{
		...BASE,
		name: "CheckpointLoaderSimple",
		display: "Load Checkpoint",
		required: { ckpt_name: [{ files: "checkpoints" }, {}] },
		outputs: [["MODEL"], ["CLIP"], ["VAE"]],
		run: async (inputs, context) => {
			const name = inputs.text("ckpt_name");
			await context.loadModel(name);
			return {
				outputs: [
					{ type: "MODEL", name, patches: [] },
					{ type: "CLIP", name, patches: [] },
					{ type: "VAE", name },
				],
			};
		},
	},
	{
		...BASE,
		name: "LoraLoader",
		extra: ESSENTIAL,
		display: "Load LoRA (Model and CLIP)",
		required: {
			model: ["MODEL", {}],
			clip: ["CLIP", {}],
			lora_name: [{ files: "loras" }, {}],
			strength_model: LORA_STRENGTH,
			strength_clip: LORA_STRENGTH,
		},
		outputs: [["MODEL"], ["CLIP"]],
		run: async (inputs, context) => {
			await context.loadModel(inputs.text("lora_name"));
			const model = inputs.need("model", "MODEL");
			const clip = inputs.need("clip", "CLIP");
			return {
				outputs: [
					{ ...model, patches: [...model.patches, patched(inputs, "strength_model")] },
					{ ...clip, patches: [...clip.patches, patched(inputs, "strength_clip")] },
				],
			};
		},
	},
	{
		...BASE,
		name: "LoraLoaderModelOnly",
		extra: ESSENTIAL,
		display: "Load LoRA",
		required: { model: ["MODEL"], lora_name: [{ files: "loras" }], strength_model: LORA_STRENGTH },
		outputs: [["MODEL"]],
		run: async (inputs, context) => {
			await context.loadModel(inputs.text("lora_name"));
			const model = inputs.need("model", "MODEL");
			return { outputs: [{ ...model, patches: [...model.patches, patched(inputs, "strength_model")] }] };
		},
	},
	{
		...BASE,
		name: "ControlNetLoader",
		display: "Load ControlNet Model",
		required: { control_net_name: [{ files: "controlnet" }] },
		outputs: [["CONTROL_NET"]],
		run: async (inputs, context) => {
			await context.loadModel(inputs.text("control_net_name"));
			return { outputs: [{ type: "CONTROL_NET", name: inputs.text("control_net_name") }] };
		},
	},
];
