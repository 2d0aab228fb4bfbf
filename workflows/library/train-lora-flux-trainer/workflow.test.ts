import { expect, test } from "vitest";
import { describeWorkflow } from "../../definition/describe.ts";
import { planWorkflow } from "../../plan/plan.ts";
import { problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { findWorkflow } from "../index.ts";
import { trainLoraFluxTrainer } from "./workflow.ts";

const trigger_word = "ohwx woman";
const image = "ast_0123456789abcdefghijklmnop";
const dataset = Array.from({ length: 7 }, (_, n) => ({ image, caption: `portrait, pose ${n}, park` }));
const task = (more: Record<string, unknown> = {}) =>
	taskOf(trainLoraFluxTrainer, { dataset, trigger_word, ...more });

test("S0-B11 700 steps for a face by default, and what was asked for otherwise", () => {
	const { graph } = task();
	expect(graph["5"]?.inputs).toMatchObject({ max_train_steps: 700, network_dim: 16, learning_rate: 0.0004 });
	expect(graph["6"]?.inputs.steps).toBe(700);
	const other = task({ steps: 900, rank: 32, alpha: 32, learning_rate: 0.0001, output_name: "mia.v2" }).graph;
	expect(other["5"]?.inputs).toMatchObject({
		max_train_steps: 900,
		network_dim: 32,
		network_alpha: 32,
		learning_rate: 0.0001,
		output_name: "mia.v2",
	});
	expect(other["6"]?.inputs.steps).toBe(900);
});

test("S0-A12 the data set is a folder by its absolute path, with captions that begin with the trigger word once", () => {
	const [folder, ...others] = task().folders ?? [];
	expect(others).toEqual([]);
	expect(folder).toMatchObject({ node: "3", input: "dataset_path", path: "absolute" });
	expect(folder?.files.slice(0, 2)).toEqual([
		{ name: "img_0", asset_id: image, kind: "image" },
		{ name: "img_0.txt", text: "ohwx woman, portrait, pose 0, park" },
	]);
	// The pack would put this in front of each caption once more.
	expect(task().graph["3"]?.inputs.class_tokens).toBe("");
});

test("S2-DATA-03b regularization pictures are a second folder, with the class as their caption; or there is no node", () => {
	expect(task().graph["9"]).toBeUndefined();
	expect(task().graph["3"]?.inputs).not.toHaveProperty("regularization");
	const regularization_images = [image, image.replace("0", "1")];
	const { graph, folders } = task({ regularization_images, regularization_class: "woman" });
	expect(graph["3"]?.inputs.regularization).toEqual(["9", 0]);
	expect(graph["9"]?.inputs).toMatchObject({ class_tokens: "woman", num_repeats: 1 });
	expect(folders?.[1]).toEqual({
		node: "9",
		input: "dataset_path",
		path: "absolute",
		files: regularization_images.map((asset_id, n) => ({ name: `reg_${n}`, asset_id, kind: "image" })),
	});
});

test("one task never trains on the folder of the task before, and leaves nothing beside the pictures", () => {
	expect(task().graph["2"]?.inputs.reset_on_queue).toBe(true);
	expect(task().graph["5"]?.inputs).toMatchObject({
		cache_latents: "memory",
		cache_text_encoder_outputs: "memory",
	});
});

test("S0-B02 S0-B12 what comes back is the weights and a sample made with them", () => {
	const { graph, outputs } = task({ sample_prompt: "on a beach | smiling" });
	expect(outputs).toEqual([
		{ name: "lora", node: "7", kind: "file" },
		{ name: "sample", node: "12", kind: "image" },
	]);
	expect(graph["5"]?.inputs.sample_prompts).toBe("ohwx woman, on a beach smiling");
	expect(graph["11"]?.inputs.network_trainer).toEqual(["6", 0]);
	expect(graph["7"]?.inputs.network_trainer).toEqual(["11", 0]);
});

test("S0-B05 S0-B16 S0-B04 the example is reckoned at 45 minutes and under 5 dollars, and may take hours", () => {
	const { estimate, timeout_seconds } = describeWorkflow(trainLoraFluxTrainer);
	expect(estimate.seconds).toBeLessThanOrEqual(45 * 60);
	expect(estimate.micro_usd).toBeLessThan(5_000_000);
	expect(timeout_seconds).toBeGreaterThan(90 * 60);
});

test("S0-B07 flux-dev-lora-trainer is this workflow, and it says that it is not Replicate's", () => {
	expect(findWorkflow("flux-dev-lora-trainer")?.id).toBe("train-lora-flux-trainer");
	expect(trainLoraFluxTrainer.aliases?.[0]?.note).toContain("Replicate");
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ dataset: dataset.slice(1) }, "/parameters/dataset", "invalid_parameter"],
	[{ trigger_word: undefined }, "/parameters/trigger_word", "missing_parameter"],
	[{ resolution: 1000 }, "/parameters/resolution", "invalid_parameter"],
	[{ regularization_images: [] }, "/parameters/regularization_images", "invalid_parameter"],
	[{ output_name: "a/b" }, "/parameters/output_name", "invalid_parameter"],
	[{ batch_size: 5 }, "/parameters/batch_size", "invalid_parameter"],
	[{ seed: 1 }, "/parameters/seed", "unknown_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	const planned = planWorkflow(trainLoraFluxTrainer, { dataset, trigger_word, ...sent }, random);
	expect(problemsOf(planned)).toContainEqual([pointer, code]);
});
