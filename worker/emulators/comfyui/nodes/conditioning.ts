import type { Conditioning } from "../values.ts";
import type { NodeDef } from "./define.ts";
import { combo } from "./specs.ts";

const SHIFT = (value: number) => ["FLOAT", { default: value, min: 0.0, max: 100.0, step: 0.01 }] as const;

function modelSampling(name: string, shift: number, category: string): NodeDef {
	return {
		name,
		display: name,
		module: "comfy_extras.nodes_model_advanced",
		category,
		style: "v1",
		required: { model: ["MODEL"], shift: SHIFT(shift) },
		outputs: [["MODEL"]],
		run: (inputs) => {
			const model = inputs.need("model", "MODEL");
			return { outputs: [{ ...model, patches: [...model.patches, `shift=${inputs.text("shift")}`] }] };
		},
	};
}

export const conditioning: readonly NodeDef[] = [
	{
		name: "CLIPTextEncode",
		display: "CLIP Text Encode (Prompt)",
		module: "nodes",
		category: "model/conditioning",
		style: "v1",
		required: { text: ["STRING", { multiline: true, dynamicPrompts: true }], clip: ["CLIP", {}] },
		outputs: [["CONDITIONING"]],
		run: (inputs) => {
			const clip = inputs.need("clip", "CLIP");
			const text = [inputs.text("text"), ...clip.patches.filter((patch) => patch.includes("*"))].join(" ");
			return { outputs: [{ type: "CONDITIONING", text, zeroed: false, guidance: 0, references: [] }] };
		},
	},
	{
		name: "CLIPSetLastLayer",
		display: "CLIP Set Last Layer",
		module: "nodes",
		category: "model/conditioning",
		style: "v1",
		required: {
			clip: ["CLIP"],
			stop_at_clip_layer: ["INT", { default: -1, min: -24, max: -1, step: 1, advanced: true }],
		},
		outputs: [["CLIP"]],
		run: (inputs) => ({ outputs: [inputs.need("clip", "CLIP")] }),
	},
	{
		name: "ConditioningZeroOut",
		display: "Conditioning Zero Out",
		oldDisplay: "ConditioningZeroOut",
		module: "nodes",
		category: "model/conditioning/transform",
		style: "v1",
		required: { conditioning: ["CONDITIONING"] },
		outputs: [["CONDITIONING"]],
		run: (inputs) => {
			const from = inputs.need("conditioning", "CONDITIONING");
			return { outputs: [{ ...from, text: "", zeroed: true, references: [] }] };
		},
	},
	{
		name: "FluxGuidance",
		display: null,
		module: "comfy_extras.nodes_flux",
		category: "model/conditioning/flux",
		style: "v3",
		required: {
			conditioning: ["CONDITIONING", {}],
			guidance: ["FLOAT", { default: 3.5, min: 0.0, max: 100.0, step: 0.1 }],
		},
		outputs: [["CONDITIONING"]],
		run: (inputs) => {
			const from = inputs.need("conditioning", "CONDITIONING");
			return { outputs: [{ ...from, guidance: inputs.number("guidance") }] };
		},
	},
	{
		name: "ReferenceLatent",
		display: "Set Reference Latent",
		module: "comfy_extras.nodes_edit_model",
		category: "model/conditioning",
		style: "v3",
		required: { conditioning: ["CONDITIONING", {}] },
		optional: { latent: ["LATENT", {}] },
		outputs: [["CONDITIONING"]],
		run: (inputs) => {
			const from = inputs.need("conditioning", "CONDITIONING");
			const references = [...from.references, ...(inputs.maybe("latent", "LATENT")?.frames ?? [])];
			return { outputs: [{ ...from, references }] };
		},
	},
	{
		name: "FluxKontextMultiReferenceLatentMethod",
		display: "Edit Model Reference Method",
		module: "comfy_extras.nodes_flux",
		category: "model/conditioning/flux",
		style: "v3",
		extra: { experimental: true },
		required: {
			conditioning: ["CONDITIONING", {}],
			reference_latents_method: combo(["offset", "index", "uxo/uno", "index_timestep_zero"], {
				advanced: true,
			}),
		},
		outputs: [["CONDITIONING"]],
		run: (inputs) => ({ outputs: [inputs.need("conditioning", "CONDITIONING")] }),
	},
	{
		name: "ControlNetApplyAdvanced",
		display: "Apply ControlNet",
		module: "nodes",
		category: "model/conditioning/controlnet",
		style: "v1",
		required: {
			positive: ["CONDITIONING"],
			negative: ["CONDITIONING"],
			control_net: ["CONTROL_NET"],
			image: ["IMAGE"],
			strength: ["FLOAT", { default: 1.0, min: 0.0, max: 10.0, step: 0.01 }],
			start_percent: ["FLOAT", { default: 0.0, min: 0.0, max: 1.0, step: 0.001 }],
			end_percent: ["FLOAT", { default: 1.0, min: 0.0, max: 1.0, step: 0.001 }],
		},
		optional: { vae: ["VAE"] },
		outputs: [
			["CONDITIONING", "positive"],
			["CONDITIONING", "negative"],
		],
		run: (inputs) => {
			const positive = inputs.need("positive", "CONDITIONING");
			const guided: Conditioning = {
				...positive,
				references: [...positive.references, ...inputs.need("image", "IMAGE").frames.slice(0, 1)],
			};
			return { outputs: [guided, inputs.need("negative", "CONDITIONING")] };
		},
	},
	modelSampling("ModelSamplingAuraFlow", 1.73, "model/patch"),
	modelSampling("ModelSamplingSD3", 3.0, "model/patch/stable diffusion"),
];
