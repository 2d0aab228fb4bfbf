import { expect, test } from "vitest";
import { planWorkflow } from "../../plan/plan.ts";
import { problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { someAsset } from "../../testing/variants.ts";
import { wan225bVideo } from "./workflow.ts";

const request = { prompt: "She dances" };
const task = (more: Record<string, unknown> = {}) => taskOf(wan225bVideo, { ...request, ...more });

test("S0-A08 one model, twenty steps of uni_pc at cfg 5, shift 8, 24 frames a second", () => {
	const { graph, models } = task();
	expect(graph["9"]?.inputs).toMatchObject({
		steps: 20,
		cfg: 5,
		sampler_name: "uni_pc",
		scheduler: "simple",
	});
	expect(graph["4"]?.inputs).toMatchObject({ shift: 8, model: ["1", 0] });
	expect(graph["11"]?.inputs.fps).toBe(24);
	expect(graph["8"]?.inputs).toMatchObject({ width: 1280, height: 704, length: 121 });
	expect(models.map(({ file }) => file)).toEqual([
		"wan2.2_ti2v_5B_fp16.safetensors",
		"umt5_xxl_fp8_e4m3fn_scaled.safetensors",
		"wan2.2_vae.safetensors",
	]);
});

test("words alone, or words and a picture", () => {
	expect(task().inputs).toEqual([]);
	expect(task().graph["7"]).toBeUndefined();
	expect(task().graph["8"]?.inputs).not.toHaveProperty("start_image");
	const { graph, inputs } = task({ start_image: someAsset });
	expect(inputs).toEqual([{ asset_id: someAsset, node: "7", input: "image", kind: "image" }]);
	expect(graph["8"]?.inputs.start_image).toEqual(["7", 0]);
});

test("a LoRA stands between model and shift", () => {
	const { graph, models } = task({ lora: "ana5b.safetensors", lora_strength: 0.7, trigger_word: "ohwx" });
	expect(graph["13"]?.inputs).toEqual({
		model: ["1", 0],
		lora_name: "ana5b.safetensors",
		strength_model: 0.7,
	});
	expect(graph["4"]?.inputs.model).toEqual(["13", 0]);
	expect(graph["5"]?.inputs.text).toBe("ohwx, She dances");
	expect(models.at(-1)).toEqual({ folder: "loras", file: "ana5b.safetensors" });
});

test.each([
	[2, 49],
	[5, 121],
	[8, 193],
])("%i seconds are %i frames", (seconds, length) => {
	expect(task({ seconds }).graph["8"]?.inputs.length).toBe(length);
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ width: 1280, height: 720 }, "/parameters/height", "invalid_parameter"],
	[{ width: 1280 }, "/parameters/height", "invalid_parameter"],
	[{ seconds: 9 }, "/parameters/seconds", "invalid_parameter"],
	[{ lora_low_noise: "a.safetensors" }, "/parameters/lora_low_noise", "unknown_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	expect(problemsOf(planWorkflow(wan225bVideo, { ...request, ...sent }, random))).toContainEqual([
		pointer,
		code,
	]);
});
