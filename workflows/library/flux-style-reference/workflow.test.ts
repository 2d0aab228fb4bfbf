import { expect, test } from "vitest";
import { planWorkflow } from "../../plan/plan.ts";
import { difference, planOf, problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { fluxStyleReference } from "./workflow.ts";

const sent = { reference: "ast_0123456789abcdefghijklmnop", prompt: "A cottage by a lake" };
const task = (more: Record<string, unknown> = {}) => taskOf(fluxStyleReference, { ...sent, ...more });

test("S0-A15 the reference is applied to Flux.1 dev with strength 0.75 over all steps", () => {
	const { graph, inputs, models } = task();
	expect(graph["24"]).toMatchObject({
		class_type: "ApplyIPAdapterFlux",
		inputs: { model: ["1", 0], image: ["23", 0], weight: 0.75, start_percent: 0, end_percent: 1 },
	});
	expect(graph["8"]?.inputs).toMatchObject({ model: ["24", 0], steps: 25, cfg: 1 });
	expect(inputs).toEqual([{ asset_id: sent.reference, node: "23", input: "image", kind: "image" }]);
	expect(models).toContainEqual({ folder: "ipadapter-flux", file: "ip-adapter.bin" });
});

test("S0-A13 it says that it holds no face", () => {
	expect(fluxStyleReference.docs.notes[0]).toMatch(/^Style and subject, no face/);
});

test("a LoRA comes before the adapter", () => {
	const { graph } = task({ lora: "ink.safetensors", lora_strength: 0.5, trigger_word: "inkstyle" });
	expect(difference(task().graph, graph).sort()).toEqual(["11", "24.model", "4.text"]);
	expect(graph["11"]?.inputs).toMatchObject({ lora_name: "ink.safetensors", strength_model: 0.5 });
	expect(graph["4"]?.inputs.text).toBe("inkstyle, A cottage by a lake");
});

test("several pictures are several tasks", () => {
	const { tasks } = planOf(planWorkflow(fluxStyleReference, { ...sent, variations: 4, seed: 0 }, random));
	expect(tasks.map(({ seed }) => seed)).toEqual([0, 1, 2, 3]);
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ reference: undefined }, "/parameters/reference", "missing_parameter"],
	[{ reference_strength: 1.6 }, "/parameters/reference_strength", "invalid_parameter"],
	[{ reference_end: -0.1 }, "/parameters/reference_end", "invalid_parameter"],
	[{ lora: "ink" }, "/parameters/lora", "invalid_parameter"],
	[{ cfg: 2 }, "/parameters/cfg", "unknown_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (more, pointer, code) => {
	const planned = planWorkflow(fluxStyleReference, { ...sent, ...more }, random);
	expect(problemsOf(planned)).toContainEqual([pointer, code]);
});
