import { expect, test } from "vitest";
import { planWorkflow } from "../../plan/plan.ts";
import { difference, problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { qwenImageEditMultiReference } from "./workflow.ts";

const ids = ["a", "b", "c", "d"].map((mark) => `ast_${mark}${"0".repeat(25)}`);
const sent = { references: ids.slice(0, 2), prompt: "the woman of Picture 1 wears the coat of Picture 2" };
const task = (more: Record<string, unknown> = {}) =>
	taskOf(qwenImageEditMultiReference, { ...sent, ...more });

test.each([1, 2, 3])("S0-A15 both text encoders see %i references and have no input for others", (count) => {
	const { graph, inputs } = task({ references: ids.slice(0, count) });
	expect(inputs.map(({ asset_id, node }) => [asset_id, node])).toEqual(
		ids.slice(0, count).map((id, i) => [id, `1${i + 1}`]),
	);
	for (const id of ["4", "5"]) {
		const images = Object.entries(graph[id]?.inputs ?? {}).filter(([name]) => name.startsWith("image"));
		expect(images).toEqual(ids.slice(0, count).map((_, i) => [`image${i + 1}`, [`1${i + 1}`, 0]]));
	}
	expect(Object.values(graph).filter((node) => node.class_type === "LoadImage")).toHaveLength(count);
});

test("S0-A15 the model's own settings: 20 steps, cfg 4, shift 3.1, euler and simple", () => {
	const { graph, models } = task();
	expect(graph["8"]?.inputs).toMatchObject({
		steps: 20,
		cfg: 4,
		sampler_name: "euler",
		scheduler: "simple",
		model: ["15", 0],
		positive: ["4", 0],
		negative: ["5", 0],
	});
	expect(graph["6"]?.inputs).toMatchObject({ shift: 3.1, model: ["1", 0] });
	expect(models.map(({ file }) => file)).toEqual([
		"qwen_image_edit_2509_fp8_e4m3fn.safetensors",
		"qwen_2.5_vl_7b_fp8_scaled.safetensors",
		"qwen_image_vae.safetensors",
	]);
});

test("S0-A57 a base picture of the character is Picture 1, and the prompt reaches the encoder as sent", () => {
	const { graph } = task({ references: ids.slice(0, 1), prompt: "the woman of Picture 1, athletic build" });
	expect(graph["4"]?.inputs.prompt).toBe("the woman of Picture 1, athletic build");
	expect(graph["5"]?.inputs.prompt).toBe("");
	expect(qwenImageEditMultiReference.docs.notes[0]).toContain("Picture 1");
});

test("a LoRA such as Lightning goes between model and shift, and can bring steps and cfg down", () => {
	const { graph, models } = task({ lora: "lightning.safetensors", steps: 8, cfg: 1 });
	expect(difference(task().graph, graph).sort()).toEqual(["14", "6.model", "8.cfg", "8.steps"]);
	expect(graph["14"]?.inputs).toMatchObject({ strength_model: 1, model: ["1", 0] });
	expect(models).toContainEqual({ folder: "loras", file: "lightning.safetensors" });
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ references: [] }, "/parameters/references", "invalid_parameter"],
	[{ references: ids }, "/parameters/references", "invalid_parameter"],
	[{ references: undefined }, "/parameters/references", "missing_parameter"],
	[{ cfg: 0.9 }, "/parameters/cfg", "invalid_parameter"],
	[{ shift: 11 }, "/parameters/shift", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (more, pointer, code) => {
	const planned = planWorkflow(qwenImageEditMultiReference, { ...sent, ...more }, random);
	expect(problemsOf(planned)).toContainEqual([pointer, code]);
});
