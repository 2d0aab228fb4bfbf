import { expect, test } from "vitest";
import { planWorkflow } from "../../plan/plan.ts";
import { realismNegative } from "../../prompts/negatives.ts";
import { difference, planOf, problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { fluxBaseImage } from "./workflow.ts";

const prompt = "A man in a studio";
const plan = (more: Record<string, unknown> = {}) =>
	planOf(planWorkflow(fluxBaseImage, { prompt, ...more }, random));
const task = (more: Record<string, unknown> = {}) => taskOf(fluxBaseImage, { prompt, ...more });

test("S0-A37 Flux.1 dev with its text encoders and VAE, core nodes only", () => {
	const { graph, models } = task();
	expect(models).toEqual([
		{ folder: "diffusion_models", file: "flux1-dev.safetensors" },
		{ folder: "text_encoders", file: "clip_l.safetensors" },
		{ folder: "text_encoders", file: "t5xxl_fp16.safetensors" },
		{ folder: "vae", file: "ae.safetensors" },
	]);
	expect(fluxBaseImage.custom_nodes).toEqual([]);
	expect(graph["2"]?.inputs.type).toBe("flux");
	expect(graph["6"]).toMatchObject({ class_type: "FluxGuidance", inputs: { guidance: 3.5 } });
	expect(graph["8"]?.inputs).toMatchObject({
		steps: 20,
		cfg: 1,
		sampler_name: "euler",
		scheduler: "simple",
		denoise: 1,
		positive: ["6", 0],
		negative: ["5", 0],
	});
	expect(graph["7"]?.inputs).toMatchObject({ width: 1024, height: 1024, batch_size: 1 });
});

test("S0-A33 three variations with seeds that follow one another, and nothing else differs", () => {
	const { tasks } = plan({ seed: 10 });
	expect(tasks.map(({ seed }) => seed)).toEqual([10, 11, 12]);
	expect(difference(tasks[0]?.graph ?? {}, tasks[2]?.graph ?? {})).toEqual(["8.seed"]);
});

test("S0-D13 the negative names the plastic look; it counts from a cfg above 1 on", () => {
	expect(task().graph["5"]).toMatchObject({
		class_type: "CLIPTextEncode",
		inputs: { text: realismNegative },
	});
	expect(plan({ negative_prompt: "hands" }).notices).toHaveLength(1);
	expect(plan({ negative_prompt: "hands", cfg: 2 }).notices).toEqual([]);
	expect(difference(task().graph, task({ negative_prompt: "hands" }).graph)).toEqual(["5.text"]);
});

test("S0-A34 the prompt arrives unchanged, or with the words that realism asks for", () => {
	expect(task().graph["4"]?.inputs.text).toBe(prompt);
	expect(task({ realism: "tags" }).graph["4"]?.inputs.text).toMatch(/^A man in a studio, 8K hyper-realistic/);
});

test("weights can be rounded to fp8 when they are loaded", () => {
	expect(difference(task().graph, task({ weight_dtype: "fp8_e4m3fn" }).graph)).toEqual(["1.weight_dtype"]);
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ prompt: undefined }, "/parameters/prompt", "missing_parameter"],
	[{ steps: 51 }, "/parameters/steps", "invalid_parameter"],
	[{ guidance: 21 }, "/parameters/guidance", "invalid_parameter"],
	[{ cfg: 0.9 }, "/parameters/cfg", "invalid_parameter"],
	[{ weight_dtype: "fp4" }, "/parameters/weight_dtype", "invalid_parameter"],
	[{ sampler: "res_2s" }, "/parameters/sampler", "invalid_parameter"],
	[{ height: 1024 }, "/parameters/width", "invalid_parameter"],
	[{ width: 1000, height: 1024 }, "/parameters/width", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	const planned = planWorkflow(fluxBaseImage, { prompt, ...sent }, random);
	expect(problemsOf(planned)).toContainEqual([pointer, code]);
});
