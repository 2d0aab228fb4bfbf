import { expect, test } from "vitest";
import { maxSeed } from "../../definition/parameters.ts";
import { planWorkflow } from "../../plan/plan.ts";
import { difference, planOf, problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { findWorkflow } from "../index.ts";
import { storyboardImageFlux2 } from "./workflow.ts";

const prompt = "A fox crosses a frozen lake";
const asset = (n: number) => `ast_${String(n).padStart(26, "0")}`;
const task = (more: Record<string, unknown> = {}) => taskOf(storyboardImageFlux2, { prompt, ...more });

test("S1-02 the story's file name is answered by a graph that is Flux.2 indeed", () => {
	expect(findWorkflow("flux-2")).toBe(storyboardImageFlux2);
	expect(task().models.map(({ file }) => file)).toEqual([
		"flux2_dev_fp8mixed.safetensors",
		"mistral_3_small_flux2_fp8.safetensors",
		"flux2-vae.safetensors",
	]);
});

test("S1-09 S1-45 made at 1920x1088 and cropped to 1920x1080", () => {
	const { graph } = task();
	expect(graph["47"]?.inputs).toMatchObject({ width: 1920, height: 1088 });
	expect(graph["48"]?.inputs).toMatchObject({ width: 1920, height: 1088 });
	expect(graph["50"]).toMatchObject({
		class_type: "ImageScale",
		inputs: { width: 1920, height: 1080, crop: "center", upscale_method: "lanczos", image: ["8", 0] },
	});
	expect(graph["9"]?.inputs.images).toEqual(["50", 0]);
});

test.each([
	["9:16", [1080, 1920, 1088, 1920]],
	["1:1", [1080, 1080, 1088, 1088]],
	["4:5", [1080, 1350, 1088, 1360]],
])("S1-06 the aspect ratio %s sets all sizes, and nothing is enlarged", (aspect_ratio, [w, h, rw, rh]) => {
	const { graph } = task({ aspect_ratio });
	expect(graph["50"]?.inputs).toMatchObject({ width: w, height: h });
	expect(graph["47"]?.inputs).toMatchObject({ width: rw, height: rh });
	expect(graph["48"]?.inputs).toMatchObject({ width: rw, height: rh });
	expect(Number(rw) >= Number(w) && Number(rh) >= Number(h)).toBe(true);
});

test("S1-07 S1-51 references are chained by ReferenceLatent; without any there is none", () => {
	const classes = (references?: string[]) =>
		Object.values(task({ references }).graph).filter((node) => node.class_type === "ReferenceLatent");
	expect([undefined, [], [asset(1)], [1, 2, 3, 4].map(asset)].map((list) => classes(list).length)).toEqual([
		0, 0, 1, 4,
	]);
	expect(task().graph["22"]?.inputs.conditioning).toEqual(["26", 0]);
	const two = task({ references: [asset(1), asset(2)] });
	expect(two.graph["22"]?.inputs.conditioning).toEqual(["123", 0]);
	expect(two.graph["123"]?.inputs.conditioning).toEqual(["113", 0]);
	expect(two.graph["113"]?.inputs.conditioning).toEqual(["26", 0]);
	expect(two.inputs.map(({ asset_id, node }) => [asset_id, node])).toEqual([
		[asset(1), "110"],
		[asset(2), "120"],
	]);
});

test("S1-08 S1-31 a style LoRA is loaded onto the model only; without one there is no loader", () => {
	const { graph, models } = task({ style_lora: "ink.safetensors", style_lora_strength: 0.5 });
	expect(difference(task().graph, graph).sort()).toEqual(["14", "22.model"]);
	expect(graph["14"]).toMatchObject({
		class_type: "LoraLoaderModelOnly",
		inputs: { lora_name: "ink.safetensors", strength_model: 0.5, model: ["12", 0] },
	});
	expect(models).toContainEqual({ folder: "loras", file: "ink.safetensors" });
});

test("S1-28 the story's negative prompt is kept, and one of one's own is told to be unused", () => {
	const plan = (sent: Record<string, unknown>) =>
		planOf(planWorkflow(storyboardImageFlux2, { prompt, ...sent }, random));
	expect(plan({}).parameters.negative_prompt).toBe("blurry, low quality, distorted");
	expect(plan({}).notices).toEqual([]);
	expect(plan({ negative_prompt: "fog" }).notices).toHaveLength(1);
});

test("strengths without what they are the strength of are told to be unused", () => {
	const { notices } = planOf(
		planWorkflow(
			storyboardImageFlux2,
			{ prompt, style_lora_strength: 0.2, reference_megapixels: 0.5 },
			random,
		),
	);
	expect(notices.map(({ pointer }) => pointer)).toEqual([
		"/parameters/style_lora_strength",
		"/parameters/reference_megapixels",
	]);
});

test.each([0, 2 ** 31, maxSeed])("S1-30 S1-46 seed %s arrives in RandomNoise", (seed) => {
	expect(task({ seed })).toMatchObject({ seed, graph: { "25": { inputs: { noise_seed: seed } } } });
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ references: [1, 2, 3, 4, 5].map(asset) }, "/parameters/references", "invalid_parameter"],
	[{ render_width: 1920, render_height: 1080 }, "/parameters/render_height", "invalid_parameter"],
	[{ render_width: 2560, render_height: 1648 }, "/parameters/render_width", "invalid_parameter"],
	[{ width: 1080, height: 1920 }, "/parameters/width", "invalid_parameter"],
	[{ width: 1920 }, "/parameters/height", "invalid_parameter"],
	[{ style_lora: "/etc/ink.safetensors" }, "/parameters/style_lora", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	const planned = planWorkflow(storyboardImageFlux2, { prompt, ...sent }, random);
	expect(problemsOf(planned)).toContainEqual([pointer, code]);
});
