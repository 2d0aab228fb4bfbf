import { expect, test } from "vitest";
import { planWorkflow } from "../../plan/plan.ts";
import { difference, planOf, problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { qwenImageBaseImage } from "./workflow.ts";

const prompt = "A shop window";
const plan = (more: Record<string, unknown> = {}) =>
	planOf(planWorkflow(qwenImageBaseImage, { prompt, ...more }, random));
const task = (more: Record<string, unknown> = {}) => taskOf(qwenImageBaseImage, { prompt, ...more });
const files = (more: Record<string, unknown>) => task(more).models.map(({ file }) => file);
const fast = "Qwen-Image-Lightning-8steps-V1.0.safetensors";

test("S0-A21 Qwen-Image with full speed: 20 steps at cfg 2.5, shift 3.1, no LoRA", () => {
	const { graph } = task();
	expect(graph["8"]?.inputs).toMatchObject({
		steps: 20,
		cfg: 2.5,
		sampler_name: "euler",
		scheduler: "simple",
	});
	expect(graph["6"]).toMatchObject({
		class_type: "ModelSamplingAuraFlow",
		inputs: { shift: 3.1, model: ["1", 0] },
	});
	expect(graph["2"]?.inputs.type).toBe("qwen_image");
	expect(graph["11"]).toBeUndefined();
	expect(files({})).toEqual([
		"qwen_image_fp8_e4m3fn.safetensors",
		"qwen_2.5_vl_7b_fp8_scaled.safetensors",
		"qwen_image_vae.safetensors",
	]);
});

test("S0-A18 fast: 8 steps at cfg 1 through the LoRA", () => {
	const { graph } = task({ speed: "fast" });
	expect(difference(task().graph, graph).sort()).toEqual(["11", "6.model", "8.cfg", "8.steps"]);
	expect(graph["8"]?.inputs).toMatchObject({ steps: 8, cfg: 1 });
	expect(graph["6"]?.inputs.model).toEqual(["11", 0]);
	expect(graph["11"]).toMatchObject({
		class_type: "LoraLoaderModelOnly",
		inputs: { lora_name: fast, strength_model: 1, model: ["1", 0] },
	});
	expect(files({ speed: "fast" })).toContain(fast);
});

test("steps and cfg that are sent count instead of those of the speed", () => {
	expect(task({ speed: "fast", steps: 12, cfg: 1.5 }).graph["8"]?.inputs).toMatchObject({
		steps: 12,
		cfg: 1.5,
	});
	expect(plan({ speed: "fast", steps: 12 }).parameters).toMatchObject({ steps: 12, cfg: 1 });
});

test("the negative prompt counts with full speed and is told to be unused with fast", () => {
	expect(plan({ negative_prompt: "hands" }).notices).toEqual([]);
	expect(task({ negative_prompt: "hands" }).graph["5"]?.inputs.text).toBe("hands");
	expect(plan({ negative_prompt: "hands", speed: "fast" }).notices).toHaveLength(1);
	expect(plan({ negative_prompt: "hands", speed: "fast", cfg: 2 }).notices).toEqual([]);
});

test.each([
	["1:1", 1328, 1328],
	["16:9", 1664, 928],
	["9:16", 928, 1664],
	["4:5", 1152, 1440],
])("the aspect ratio %s is made at %ix%i", (aspect_ratio, width, height) => {
	expect(task({ aspect_ratio }).graph["7"]?.inputs).toMatchObject({ width, height });
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ speed: "lightning" }, "/parameters/speed", "invalid_parameter"],
	[{ cfg: 0 }, "/parameters/cfg", "invalid_parameter"],
	[{ steps: 61 }, "/parameters/steps", "invalid_parameter"],
	[{ width: 2064, height: 1024 }, "/parameters/width", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	const planned = planWorkflow(qwenImageBaseImage, { prompt, ...sent }, random);
	expect(problemsOf(planned)).toContainEqual([pointer, code]);
});
