import { expect, test } from "vitest";
import { missingFrom } from "../../plan/missing.ts";
import { planWorkflow } from "../../plan/plan.ts";
import { difference, ownCapabilities, planOf, problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { finalGenerationLora } from "./workflow.ts";

const sent = {
	prompt: "reading by a window",
	lora: "ohwx_woman.safetensors",
	trigger_word: "ohwx woman",
	seed: 3,
};
const task = (more: Record<string, unknown> = {}) => taskOf(finalGenerationLora, { ...sent, ...more });
const refused = (more: Record<string, unknown>) =>
	problemsOf(planWorkflow(finalGenerationLora, { ...sent, ...more }, random));

test("S0-A45 Flux.1 dev with the trained LoRA, which goes through the model alone", () => {
	const { graph, models } = task();
	expect(graph["30"]).toMatchObject({
		class_type: "LoraLoaderModelOnly",
		inputs: { lora_name: sent.lora, strength_model: 1, model: ["1", 0] },
	});
	expect(graph["8"]?.inputs).toMatchObject({ model: ["30", 0], steps: 25, cfg: 1, sampler_name: "euler" });
	expect(models.map(({ file }) => file)).toEqual([
		"flux1-dev.safetensors",
		"clip_l.safetensors",
		"t5xxl_fp16.safetensors",
		"ae.safetensors",
		sent.lora,
	]);
});

test("S0-A45 a job without a LoRA or its trigger word is refused", () => {
	expect(refused({ lora: undefined })).toEqual([["/parameters/lora", "missing_parameter"]]);
	expect(refused({ trigger_word: undefined })).toEqual([["/parameters/trigger_word", "missing_parameter"]]);
});

test("S0-A47 a LoRA that is not there yet is missing, by its name", () => {
	const own = ownCapabilities();
	const has = {
		...own,
		nodes: [...own.nodes, "LoraLoaderModelOnly"],
		model_inputs: { ...own.model_inputs, LoraLoaderModelOnly: { lora_name: ["other.safetensors"] } },
	};
	const about = (lora: string) =>
		missingFrom(has, task({ lora })).filter(({ pointer }) => pointer === "/graph/30/inputs/lora_name");
	expect(about(sent.lora)).toMatchObject([
		{ code: "missing_model", message: expect.stringContaining(sent.lora) },
	]);
	expect(about("other.safetensors")).toEqual([]);
});

test("S0-B13 the trigger word stands first in the prompt, and once", () => {
	expect(task().graph["4"]?.inputs.text).toBe("ohwx woman, reading by a window");
	expect(task({ prompt: "ohwx woman, reading" }).graph["4"]?.inputs.text).toBe("ohwx woman, reading");
});

test.each([-0.1, 2.1])("a strength of %f is out of range", (lora_strength) => {
	expect(refused({ lora_strength })).toEqual([["/parameters/lora_strength", "invalid_parameter"]]);
});
test.each([0, 0.8, 1.2])("S0-A45 a strength of %f arrives", (lora_strength) => {
	expect(difference(task().graph, task({ lora_strength }).graph)).toEqual(["30.strength_model"]);
});

test("S0-B13 S0-D14 the words of a photograph follow the prompt, and the trigger word stays first", () => {
	const text = String(task({ realism: "photo" }).graph["4"]?.inputs.text);
	expect(text).toMatch(
		/^ohwx woman, reading by a window, Shot on Fujifilm GFX 100S, 80mm prime lens, f\/2\.8, /,
	);
});

test("variations are tasks with seeds of their own, for the face to be compared in each", () => {
	const { tasks } = planOf(planWorkflow(finalGenerationLora, { ...sent, variations: 3 }, random));
	expect(tasks.map(({ seed }) => seed)).toEqual([3, 4, 5]);
});

test("the negative prompt is accepted, and told to have no effect", () => {
	const plan = planOf(planWorkflow(finalGenerationLora, { ...sent, negative_prompt: "hands" }, random));
	expect(plan.notices.map(({ pointer }) => pointer)).toEqual(["/parameters/negative_prompt"]);
	expect(task().graph["8"]?.inputs.negative).toEqual(["5", 0]);
});
