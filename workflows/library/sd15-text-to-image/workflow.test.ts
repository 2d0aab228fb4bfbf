import { expect, test } from "vitest";
import { missingFrom } from "../../plan/missing.ts";
import { planWorkflow } from "../../plan/plan.ts";
import { difference, ownCapabilities, planOf, problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { findWorkflow } from "../index.ts";
import { sd15TextToImage } from "./workflow.ts";

const prompt = "1girl, red hair";
const lora = "spyke_plasma_v1.safetensors";
const task = (more: Record<string, unknown> = {}) => taskOf(sd15TextToImage, { prompt, ...more });

test("S2-GEN-04b the five slots and the further ones arrive, and nothing else changes", () => {
	const sent = {
		prompt: "1boy, ginger hair",
		negative_prompt: "hands",
		seed: 99,
		lora,
		checkpoint: "realistic.safetensors",
	};
	const { graph } = task(sent);
	expect(graph["3"]?.inputs.text).toBe(sent.prompt);
	expect(graph["4"]?.inputs.text).toBe(sent.negative_prompt);
	expect(graph["6"]?.inputs.seed).toBe(99);
	expect(graph["2"]?.inputs.lora_name).toBe(lora);
	expect(graph["1"]?.inputs.ckpt_name).toBe(sent.checkpoint);
	expect(JSON.stringify(graph)).not.toMatch(/\{\{|<[A-Z_]+>|@[A-Z_]+@/);
	const further = {
		steps: 30,
		cfg: 5.5,
		sampler: "dpmpp_2m",
		scheduler: "karras",
		width: 384,
		height: 640,
		clip_skip: 1,
		lora_strength: 1,
	};
	expect(difference(graph, task({ ...sent, ...further }).graph).sort()).toEqual([
		"2.strength_clip",
		"2.strength_model",
		"5.height",
		"5.width",
		"6.cfg",
		"6.sampler_name",
		"6.scheduler",
		"6.steps",
		"9.stop_at_clip_layer",
	]);
});

test("S2-GEN-04c the graph of a job has the nodes of the template, less those of the LoRA", () => {
	expect(Object.keys(task({ lora }).graph).sort()).toEqual(Object.keys(sd15TextToImage.graph).sort());
	expect(Object.values(task().graph).map((node) => node.class_type)).not.toContain("LoraLoader");
	expect(task().graph["11"]?.inputs.model).toEqual(["1", 0]);
	expect(task().graph["9"]?.inputs.clip).toEqual(["1", 1]);
	expect(task().models).toEqual([{ folder: "checkpoints", file: "AnythingV5_v5PrtRE.safetensors" }]);
	expect(task({ lora }).models).toContainEqual({ folder: "loras", file: lora });
});

test("S2-DATA-02c S0-B13 the trigger word stands first in the prompt, and once", () => {
	const trigger_word = "spyke_plasma_v1";
	expect(task({ lora, trigger_word }).graph["3"]?.inputs.text).toBe("spyke_plasma_v1, 1girl, red hair");
	const twice = task({ lora, trigger_word, prompt: "portrait of spyke_plasma_v1, smiling" });
	expect(twice.graph["3"]?.inputs.text).toBe("spyke_plasma_v1, portrait of, smiling");
});

test("S2-GEN-05 the U-Net runs in fp16 by a node, whatever the LoRA; the VAE's fp32 is demanded of ComfyUI", () => {
	for (const more of [{}, { lora }]) {
		const { graph, requires } = task(more);
		expect(graph["11"]).toMatchObject({ class_type: "ModelComputeDtype", inputs: { dtype: "fp16" } });
		expect(graph["6"]?.inputs.model).toEqual(["11", 0]);
		expect(requires?.launch_flags).toEqual(["--fp32-vae"]);
	}
	const without = { ...ownCapabilities(), launch_flags: ["--force-fp16"] };
	const flagless = missingFrom(without, task()).filter(({ code }) => code === "missing_setting");
	expect(flagless.map(({ message }) => message).join()).toContain("--fp32-vae");
	const withFlag = { ...without, launch_flags: ["--force-fp16", "--fp32-vae"] };
	expect(missingFrom(withFlag, task()).map(({ code }) => code)).not.toContain("missing_setting");
});

test("S2-HW-1 S2-GEN-03a S2-GEN-03b the profile m1-16gb takes 512x768 and nothing above", () => {
	const over = (more: Record<string, unknown>) =>
		missingFrom({ ...ownCapabilities(), profile: "m1-16gb" }, task(more))
			.filter(({ code }) => code === "over_profile_limit")
			.map(({ pointer }) => pointer);
	expect(over({})).toEqual([]);
	expect(over({ width: 520, height: 768 })).toEqual(["/graph/5/inputs/width"]);
	expect(over({ width: 512, height: 776 })).toEqual(["/graph/5/inputs/height"]);
	expect(over({ aspect_ratio: "16:9" })).toEqual(["/graph/5/inputs/width"]);
});

test("S2-GEN-03c one picture at a time, and no way to ask for more", () => {
	expect(task().graph["5"]?.inputs.batch_size).toBe(1);
	const asked = planWorkflow(sd15TextToImage, { prompt, batch_size: 2 }, random);
	expect(problemsOf(asked)).toEqual([["/parameters/batch_size", "unknown_parameter"]]);
});

test.each([
	["2:3", 512, 768],
	["9:16", 432, 768],
	["4:5", 512, 640],
	["1:1", 512, 512],
	["16:9", 768, 432],
])("S0-D47 the shape %s is exactly that, %ix%i", (aspect_ratio, width, height) => {
	const [w, h] = aspect_ratio.split(":").map(Number);
	expect(width / height).toBe((w ?? 0) / (h ?? 1));
	expect(task({ aspect_ratio }).graph["5"]?.inputs).toMatchObject({ width, height });
});

test("S2-GEN-01b the defaults are those of the story: 512x768, 20 steps, Euler a, cfg 7", () => {
	expect(task({ seed: 0 }).graph["6"]?.inputs).toMatchObject({
		seed: 0,
		steps: 20,
		cfg: 7,
		sampler_name: "euler_ancestral",
		scheduler: "normal",
		denoise: 1,
	});
	expect(task().graph["9"]?.inputs.stop_at_clip_layer).toBe(-2);
});

test("S2-CTRL-03 txt2img-lora is this workflow", () => {
	expect(findWorkflow("txt2img-lora")?.id).toBe("sd15-text-to-image");
});

test("a negative prompt at cfg 1, and a strength without a LoRA, are accepted and told to have no effect", () => {
	const plan = planOf(
		planWorkflow(sd15TextToImage, { prompt, cfg: 1, negative_prompt: "hands", lora_strength: 1 }, random),
	);
	expect(plan.notices.map(({ pointer }) => pointer)).toEqual([
		"/parameters/negative_prompt",
		"/parameters/lora_strength",
	]);
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ prompt: undefined }, "/parameters/prompt", "missing_parameter"],
	[{ prompt: " " }, "/parameters/prompt", "invalid_parameter"],
	[{ lora: "../secret.safetensors" }, "/parameters/lora", "invalid_parameter"],
	[{ checkpoint: "/etc/passwd" }, "/parameters/checkpoint", "invalid_parameter"],
	[{ clip_skip: 3 }, "/parameters/clip_skip", "invalid_parameter"],
	[{ width: 512 }, "/parameters/height", "invalid_parameter"],
	[{ width: 513, height: 768 }, "/parameters/width", "invalid_parameter"],
	[{ sampler: "euler a" }, "/parameters/sampler", "invalid_parameter"],
	[{ trigger_word: "" }, "/parameters/trigger_word", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	expect(problemsOf(planWorkflow(sd15TextToImage, { prompt, ...sent }, random))).toContainEqual([
		pointer,
		code,
	]);
});
