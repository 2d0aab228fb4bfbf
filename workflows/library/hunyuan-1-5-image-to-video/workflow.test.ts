import { expect, test } from "vitest";
import { planWorkflow } from "../../plan/plan.ts";
import { difference, problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { someAsset } from "../../testing/variants.ts";
import { hunyuan15ImageToVideo } from "./workflow.ts";

const request = { prompt: "She smiles", start_image: someAsset };
const task = (more: Record<string, unknown> = {}) => taskOf(hunyuan15ImageToVideo, { ...request, ...more });

test("S0-A51 HunyuanVideo 1.5 in 720p: twenty steps at cfg 6, shift 7, 24 frames a second", () => {
	const { graph, models } = task();
	expect(graph["78"]).toMatchObject({
		class_type: "HunyuanVideo15ImageToVideo",
		inputs: { width: 1280, height: 720, length: 121, start_image: ["80", 0], clip_vision_output: ["79", 0] },
	});
	expect(graph["126"]?.inputs).toMatchObject({ steps: 20, scheduler: "simple" });
	expect(graph["129"]?.inputs.cfg).toBe(6);
	expect(graph["130"]?.inputs.shift).toBe(7);
	expect(graph["101"]?.inputs.fps).toBe(24);
	expect(graph["11"]?.inputs.type).toBe("hunyuan_video_15");
	expect(models.map(({ file }) => file)).toEqual([
		"hunyuanvideo1.5_720p_i2v_fp16.safetensors",
		"byt5_small_glyphxl_fp16.safetensors",
		"hunyuanvideo15_vae_fp16.safetensors",
		"qwen_2.5_vl_7b_fp8_scaled.safetensors",
		"sigclip_vision_patch14_384.safetensors",
	]);
});

test("the negative prompt counts here", () => {
	expect(difference(task().graph, task({ negative_prompt: "rain" }).graph)).toEqual(["93.text"]);
});

test("ten seconds are 241 frames", () => {
	expect(task({ seconds: 10 }).graph["78"]?.inputs.length).toBe(241);
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ start_image: undefined }, "/parameters/start_image", "missing_parameter"],
	[{ seconds: 10.5 }, "/parameters/seconds", "invalid_parameter"],
	[{ guidance: 6 }, "/parameters/guidance", "unknown_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	expect(problemsOf(planWorkflow(hunyuan15ImageToVideo, { ...request, ...sent }, random))).toContainEqual([
		pointer,
		code,
	]);
});
