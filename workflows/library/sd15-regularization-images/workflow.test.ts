import { expect, test } from "vitest";
import { planWorkflow } from "../../plan/plan.ts";
import { difference, planOf, problemsOf, random } from "../../testing/comfyui.ts";
import { sd15RegularizationImages } from "./workflow.ts";

const plan = (more: Record<string, unknown> = {}) =>
	planOf(planWorkflow(sd15RegularizationImages, more, random));

test.each([
	[undefined, 100],
	[150, 150],
	[200, 200],
])(
	"S2-DATA-03a %s variations are %i tasks with one picture and a seed each, and no LoRA",
	(variations, count) => {
		const { tasks } = plan({ variations, seed: 1000 });
		expect(tasks).toHaveLength(count);
		expect(new Set(tasks.map(({ graph }) => graph["6"]?.inputs.seed)).size).toBe(count);
		for (const { graph, index } of tasks) {
			expect(difference(tasks[0]?.graph ?? {}, graph)).toEqual(index === 0 ? [] : ["6.seed"]);
			expect(Object.values(graph).map((node) => node.class_type)).not.toContain("LoraLoader");
			expect(graph["5"]?.inputs).toEqual({ width: 512, height: 512, batch_size: 1 });
		}
	},
);

test("S2-DATA-03a the prompt is a generic anime one by default, from the base checkpoint", () => {
	const [task] = plan().tasks;
	expect(task?.graph["3"]?.inputs.text).toMatch(/^anime character/);
	expect(task?.models).toEqual([{ folder: "checkpoints", file: "AnythingV5_v5PrtRE.safetensors" }]);
});

test("S2-GEN-05 precision is that of the other SD 1.5 workflows", () => {
	const [task] = plan().tasks;
	expect(task?.graph["11"]?.inputs).toEqual({ dtype: "fp16", model: ["1", 0] });
	expect(task?.requires?.launch_flags).toEqual(["--fp32-vae"]);
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ variations: 0 }, "/parameters/variations", "invalid_parameter"],
	[{ variations: 201 }, "/parameters/variations", "invalid_parameter"],
	[{ lora: "spyke_plasma_v1.safetensors" }, "/parameters/lora", "unknown_parameter"],
	[{ trigger_word: "spyke_plasma_v1" }, "/parameters/trigger_word", "unknown_parameter"],
	[{ width: 500 }, "/parameters/width", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	expect(problemsOf(planWorkflow(sd15RegularizationImages, sent, random))).toEqual([[pointer, code]]);
});
