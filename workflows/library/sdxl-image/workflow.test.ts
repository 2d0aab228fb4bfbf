import { expect, test } from "vitest";
import { planWorkflow } from "../../plan/plan.ts";
import { difference, planOf, problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { sdxlImage } from "./workflow.ts";

const prompt = "portrait of a woman";
const task = (more: Record<string, unknown> = {}) => taskOf(sdxlImage, { prompt, ...more });

test("S0-A21 SDXL base alone: 30 steps at cfg 7 with dpmpp_2m and karras, 1024x1024, no LoRA", () => {
	const { graph, models } = task();
	expect(models).toEqual([{ folder: "checkpoints", file: "sd_xl_base_1.0.safetensors" }]);
	expect(graph["2"]).toBeUndefined();
	expect(graph["6"]?.inputs).toMatchObject({
		steps: 30,
		cfg: 7,
		sampler_name: "dpmpp_2m",
		scheduler: "karras",
		denoise: 1,
		model: ["1", 0],
	});
	expect(graph["5"]?.inputs).toMatchObject({ width: 1024, height: 1024 });
	expect(graph["3"]?.inputs).toMatchObject({ text: prompt, clip: ["1", 1] });
	expect(graph["4"]?.inputs.text).toBe("blurry, low quality, distorted");
});

test("S2-GEN-04b a LoRA comes between checkpoint, texts and sampler, with one strength for both", () => {
	const { graph, models } = task({ lora: "hero.safetensors", lora_strength: 0.6 });
	expect(difference(task().graph, graph).sort()).toEqual(["2", "3.clip", "4.clip", "6.model"]);
	expect(graph["2"]?.inputs).toMatchObject({
		lora_name: "hero.safetensors",
		strength_model: 0.6,
		strength_clip: 0.6,
	});
	expect(models).toContainEqual({ folder: "loras", file: "hero.safetensors" });
});

test("S2-GEN-04b the checkpoint can be another one", () => {
	const { graph, models } = task({ checkpoint: "other/xl.safetensors" });
	expect(graph["1"]?.inputs.ckpt_name).toBe("other/xl.safetensors");
	expect(models).toEqual([{ folder: "checkpoints", file: "other/xl.safetensors" }]);
});

test("S0-B13 the trigger word stands first in the prompt, once", () => {
	const sent = { prompt: "portrait of ohwx woman, smiling", trigger_word: "ohwx woman" };
	expect(task(sent).graph["3"]?.inputs.text).toBe("ohwx woman, portrait of, smiling");
});

test("S1-28 the negative prompt counts, but for cfg 1", () => {
	const notices = (more: Record<string, unknown>) =>
		planOf(planWorkflow(sdxlImage, { prompt, negative_prompt: "hands", ...more }, random)).notices;
	expect(notices({})).toEqual([]);
	expect(notices({ cfg: 1 })).toHaveLength(1);
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ checkpoint: "../x.safetensors" }, "/parameters/checkpoint", "invalid_parameter"],
	[{ lora: "hero" }, "/parameters/lora", "invalid_parameter"],
	[{ lora_strength: 3 }, "/parameters/lora_strength", "invalid_parameter"],
	[{ trigger_word: " " }, "/parameters/trigger_word", "invalid_parameter"],
	[{ cfg: 21 }, "/parameters/cfg", "invalid_parameter"],
	[{ width: 1024 }, "/parameters/height", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	const planned = planWorkflow(sdxlImage, { prompt, ...sent }, random);
	expect(problemsOf(planned)).toContainEqual([pointer, code]);
});
