import { expect, test } from "vitest";
import { planWorkflow } from "../../plan/plan.ts";
import { difference, problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { faceSwapSdxlFaceid } from "./workflow.ts";

const sent = { face: "ast_0123456789abcdefghijklmnop", prompt: "photograph of a woman in a café" };
const task = (more: Record<string, unknown> = {}) => taskOf(faceSwapSdxlFaceid, { ...sent, ...more });

test("S0-A13 S0-A42 FaceID Plus V2 on SDXL: the loader, its LoRA at 0.6, weight 0.8, likeness 2", () => {
	const { graph, inputs } = task();
	expect(graph["2"]).toMatchObject({
		class_type: "IPAdapterUnifiedLoaderFaceID",
		inputs: { preset: "FACEID PLUS V2", lora_strength: 0.6, model: ["1", 0] },
	});
	expect(graph["4"]).toMatchObject({
		class_type: "IPAdapterFaceID",
		inputs: {
			weight: 0.8,
			weight_faceidv2: 2,
			weight_type: "linear",
			combine_embeds: "concat",
			embeds_scaling: "V only",
			model: ["2", 0],
			ipadapter: ["2", 1],
			image: ["3", 0],
		},
	});
	expect(graph["8"]?.inputs).toMatchObject({
		steps: 30,
		cfg: 6.5,
		sampler_name: "dpmpp_2m",
		scheduler: "karras",
		model: ["4", 0],
		negative: ["6", 0],
	});
	expect(inputs).toEqual([{ asset_id: sent.face, node: "3", input: "image", kind: "image" }]);
});

test("S0-A13 the files the loader looks for by name are asked for: adapter, its LoRA, image encoder", () => {
	expect(task().models).toEqual([
		{ folder: "checkpoints", file: "sd_xl_base_1.0.safetensors" },
		{ folder: "ipadapter", file: "ip-adapter-faceid-plusv2_sdxl.bin" },
		{ folder: "loras", file: "ip-adapter-faceid-plusv2_sdxl_lora.safetensors" },
		{ folder: "clip_vision", file: "CLIP-ViT-H-14-laion2B-s32B-b79K.safetensors" },
	]);
	// The patterns by which ComfyUI_IPAdapter_plus finds them (utils.py at 9d076a3).
	const names = task().models.map(({ file }) => file);
	for (const pattern of [
		/faceid.plusv2.sdxl\.(safetensors|bin)$/i,
		/faceid.plusv2.sdxl.lora\.safetensors$/i,
		/ViT.H.14.*s32B.b79K\.(bin|safetensors)/i,
	])
		expect(names.filter((name) => pattern.test(name))).toHaveLength(1);
});

test("S0-A16 a LoRA of the character's own comes before the adapter, with its trigger word in front", () => {
	const { graph, models } = task({ lora: "mia.safetensors", lora_strength: 0.7, trigger_word: "ohwx woman" });
	expect(difference(task().graph, graph).sort()).toEqual(["11", "2.model", "5.clip", "5.text", "6.clip"]);
	expect(graph["11"]?.inputs).toMatchObject({
		lora_name: "mia.safetensors",
		strength_model: 0.7,
		strength_clip: 0.7,
	});
	expect(graph["5"]?.inputs.text).toBe(`ohwx woman, ${sent.prompt}`);
	expect(models).toContainEqual({ folder: "loras", file: "mia.safetensors" });
});

test("another checkpoint is loaded and asked for", () => {
	const { graph, models } = task({ checkpoint: "photo/real.safetensors" });
	expect(graph["1"]?.inputs.ckpt_name).toBe("photo/real.safetensors");
	expect(models[0]).toEqual({ folder: "checkpoints", file: "photo/real.safetensors" });
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ face: undefined }, "/parameters/face", "missing_parameter"],
	[{ checkpoint: "../x.safetensors" }, "/parameters/checkpoint", "invalid_parameter"],
	[{ likeness: 3.5 }, "/parameters/likeness", "invalid_parameter"],
	[{ face_lora_strength: 1.2 }, "/parameters/face_lora_strength", "invalid_parameter"],
	[{ cfg: 0 }, "/parameters/cfg", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (more, pointer, code) => {
	const planned = planWorkflow(faceSwapSdxlFaceid, { ...sent, ...more }, random);
	expect(problemsOf(planned)).toContainEqual([pointer, code]);
});
