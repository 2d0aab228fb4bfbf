import { expect, test } from "vitest";
import { maxSeed } from "../../definition/parameters.ts";
import { summariseObjectInfo } from "../../object-info/capabilities.ts";
import { missingFrom } from "../../plan/missing.ts";
import { planWorkflow } from "../../plan/plan.ts";
import { realismModules } from "../../prompts/realism.ts";
import { difference, ownCapabilities, planOf, problemsOf, random, recording } from "../../testing/comfyui.ts";
import { zImageTurboBaseImage } from "./workflow.ts";

const prompt = "A woman at a harbour, 8K, hyper-realistic, photorealistic";
const plan = (more: Record<string, unknown> = {}) =>
	planOf(planWorkflow(zImageTurboBaseImage, { prompt, ...more }, random));

test("S0-A33 S0-A36 three tasks with three different seeds, one picture each, and nothing else differs", () => {
	const { tasks } = plan({ seed: 10 });
	expect(tasks.map(({ index, seed }) => [index, seed])).toEqual([
		[0, 10],
		[1, 11],
		[2, 12],
	]);
	for (const { graph, seed } of tasks) {
		expect(difference(tasks[0]?.graph ?? {}, graph)).toEqual(seed === 10 ? [] : ["8.seed"]);
		expect(graph["8"]?.inputs.seed).toBe(seed);
		expect(graph["7"]?.inputs.batch_size).toBe(1);
	}
});

test.each([1, 2, 4])("S0-A33 %i variations are as many tasks", (variations) => {
	expect(plan({ variations }).tasks).toHaveLength(variations);
});

test("S1-30 seed 0 is kept, and seeds go on from 0 after the largest one", () => {
	expect(plan({ seed: 0 }).tasks.map(({ seed }) => seed)).toEqual([0, 1, 2]);
	expect(plan({ seed: maxSeed - 1, variations: 4 }).tasks.map(({ seed }) => seed)).toEqual([
		maxSeed - 1,
		maxSeed,
		0,
		1,
	]);
});

test("S0-A32 Z-Image-Turbo with the Qwen3-4B text encoder and the Flux VAE, core nodes only", () => {
	const [task] = plan().tasks;
	expect(task?.models).toEqual([
		{ folder: "diffusion_models", file: "z_image_turbo_bf16.safetensors" },
		{ folder: "text_encoders", file: "qwen_3_4b.safetensors" },
		{ folder: "vae", file: "ae.safetensors" },
	]);
	expect(task?.graph["2"]?.inputs.type).toBe("lumina2");
	expect(task?.graph["8"]?.inputs).toMatchObject({
		steps: 8,
		cfg: 1,
		sampler_name: "res_multistep",
		scheduler: "simple",
	});
	expect(task?.graph["8"]?.inputs.negative).toEqual(["5", 0]);
	expect(task?.graph["5"]?.class_type).toBe("ConditioningZeroOut");
});

test("S0-A34 the prompt with its quality words arrives unchanged in every task", () => {
	for (const { graph } of plan().tasks) expect(graph["4"]?.inputs.text).toBe(prompt);
	expect(zImageTurboBaseImage.example.prompt).toMatch(/8K, hyper-realistic, photorealistic/);
});

test("S0-A34 S0-D06 realism puts the words of a photograph after the prompt, none twice, and all tasks get them", () => {
	const tags = plan({ realism: "tags" }).tasks.map(({ graph }) => graph["4"]?.inputs.text);
	expect(new Set(tags).size).toBe(1);
	expect(tags[0]).toMatch(/^A woman at a harbour, 8K, hyper-realistic, photorealistic, 8K hyper-realistic, /);
	expect(String(tags[0]).match(/(?<!-)photorealistic/g)).toHaveLength(1);
	const all = String(plan({ realism: "all" }).tasks[0]?.graph["4"]?.inputs.text);
	for (const { text } of realismModules) expect(all).toContain(text);
	expect(all.startsWith(prompt)).toBe(true);
});

test("a negative prompt is accepted, changes nothing, and that is said", () => {
	const planned = plan({ negative_prompt: "hands" });
	expect(difference(plan().tasks[0]?.graph ?? {}, planned.tasks[0]?.graph ?? {})).toEqual([]);
	expect(planned.notices).toEqual([
		expect.objectContaining({
			pointer: "/parameters/negative_prompt",
			code: "parameter_not_used",
			message: expect.stringContaining("cfg 1"),
		}),
	]);
	expect(plan().notices).toEqual([]);
});

test("by estimate a warm task takes well under 30 s", () => {
	for (const { typical_seconds } of plan().tasks) expect(3 * typical_seconds).toBeLessThan(30);
});

test.each([
	["1:1", 1024, 1024],
	["9:16", 720, 1280],
	["4:5", 896, 1120],
	["16:9", 1280, 720],
])("the aspect ratio %s renders exactly that shape, %ix%i", (aspect_ratio, width, height) => {
	const [w, h] = aspect_ratio.split(":").map(Number);
	expect(width / height).toBe((w ?? 0) / (h ?? 1));
	expect(plan({ aspect_ratio }).tasks[0]?.graph["7"]?.inputs).toMatchObject({ width, height });
});

test("a size of one's own is taken", () => {
	expect(plan({ width: 512, height: 1536 }).tasks[0]?.graph["7"]?.inputs).toMatchObject({
		width: 512,
		height: 1536,
	});
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ prompt: undefined }, "/parameters/prompt", "missing_parameter"],
	[{ cfg: 4 }, "/parameters/cfg", "unknown_parameter"],
	[{ realism: "some" }, "/parameters/realism", "invalid_parameter"],
	[{ steps: 21 }, "/parameters/steps", "invalid_parameter"],
	[{ variations: 0 }, "/parameters/variations", "invalid_parameter"],
	[{ variations: 5 }, "/parameters/variations", "invalid_parameter"],
	[{ variations: 2.5 }, "/parameters/variations", "invalid_parameter"],
	[{ width: 1024 }, "/parameters/height", "invalid_parameter"],
	[{ width: 1000, height: 1024 }, "/parameters/width", "invalid_parameter"],
	[{ width: 4096, height: 4096 }, "/parameters/width", "invalid_parameter"],
	[{ seed: -1 }, "/parameters/seed", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	const planned = planWorkflow(zImageTurboBaseImage, { prompt, ...sent }, random);
	expect(problemsOf(planned)).toContainEqual([pointer, code]);
});

test("a worker without the VAE file is noticed though its list is not empty", () => {
	const [task] = plan().tasks;
	if (task === undefined) throw new Error("no task");
	expect(missingFrom(ownCapabilities(), task)).toEqual([
		{
			pointer: "/graph/3/inputs/vae_name",
			code: "missing_model",
			message: expect.stringContaining('"ae.safetensors" in models/vae (input vae_name)'),
		},
	]);
});

test.each(["core-0.3.64", "core-0.33.0"])("S0-A31 a real ComfyUI (%s) has every node", (name) => {
	const info = recording(`object_info/${name}.json`);
	const [task] = plan().tasks;
	if (info === undefined || task === undefined) return;
	const missing = missingFrom(summariseObjectInfo(info, name), task);
	expect(missing.map(({ pointer }) => pointer)).toEqual([
		"/graph/1/inputs/unet_name",
		"/graph/2/inputs/clip_name",
		"/graph/3/inputs/vae_name",
	]);
});
