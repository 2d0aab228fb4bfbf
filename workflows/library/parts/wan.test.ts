import { expect, test } from "vitest";
import type { WorkflowDefinition } from "../../definition/define.ts";
import { planWorkflow } from "../../plan/plan.ts";
import { difference, planOf, problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { someAsset } from "../../testing/variants.ts";
import { wan22ImageToVideo } from "../wan-2-2-image-to-video/workflow.ts";
import { wan22ImageToVideoFast } from "../wan-2-2-image-to-video-fast/workflow.ts";
import { wan22TextToImage } from "../wan-2-2-text-to-image/workflow.ts";
import { wan22TextToVideo } from "../wan-2-2-text-to-video/workflow.ts";
import { wan22TextToVideoFast } from "../wan-2-2-text-to-video-fast/workflow.ts";

/** What holds for every workflow of Wan 2.2 14B with its pair of models. */
const pairs: [string, WorkflowDefinition, high: string, low: string][] = [
	["wan-2-2-text-to-video", wan22TextToVideo, "1", "2"],
	["wan-2-2-text-to-video-fast", wan22TextToVideoFast, "7", "8"],
	["wan-2-2-image-to-video", wan22ImageToVideo, "1", "2"],
	["wan-2-2-image-to-video-fast", wan22ImageToVideoFast, "7", "8"],
	["wan-2-2-text-to-image", wan22TextToImage, "1", "2"],
];
const request = (workflow: WorkflowDefinition, more: Record<string, unknown>) => ({
	prompt: "She dances",
	...("start_image" in workflow.assets ? { start_image: someAsset } : {}),
	...more,
});
const graphOf = (workflow: WorkflowDefinition, more: Record<string, unknown> = {}) =>
	taskOf(workflow, request(workflow, more)).graph;

test.each(pairs)("%s: the high-noise model samples first, and hands what is left of the noise on", (_, w) => {
	const graph = graphOf(w, { seed: 5 });
	const [first, second] = [graph["13"]?.inputs, graph["14"]?.inputs];
	expect(first).toMatchObject({
		model: ["9", 0],
		add_noise: "enable",
		noise_seed: 5,
		start_at_step: 0,
		return_with_leftover_noise: "enable",
	});
	expect(second).toMatchObject({
		model: ["10", 0],
		add_noise: "disable",
		noise_seed: 0,
		latent_image: ["13", 0],
		end_at_step: 10_000,
		return_with_leftover_noise: "disable",
	});
	expect(graph["1"]?.inputs.unet_name).toMatch(/_high_noise_14B_/);
	expect(graph["2"]?.inputs.unet_name).toMatch(/_low_noise_14B_/);
	expect(second?.start_at_step).toBe(first?.end_at_step);
	expect(second?.steps).toBe(first?.steps);
});

test.each(pairs)("%s: the passes meet at half of the steps, also of an odd number", (_, w) => {
	for (const [steps, half] of [
		[2, 1],
		[7, 3],
		[12, 6],
	]) {
		const graph = graphOf(w, { steps });
		expect(graph["13"]?.inputs).toMatchObject({ steps, end_at_step: half });
		expect(graph["14"]?.inputs).toMatchObject({ steps, start_at_step: half });
	}
});

test.each(pairs)("%s: without a LoRA no node loads one", (_, w, high, low) => {
	const graph = graphOf(w);
	for (const id of ["18", "19", "20"]) expect(graph[id]).toBeUndefined();
	expect(graph["9"]?.inputs.model).toEqual([high, 0]);
	expect(graph["10"]?.inputs.model).toEqual([low, 0]);
});

test.each(pairs)("%s: one LoRA goes onto both models, behind whatever was there", (_, w, high, low) => {
	const { graph, models } = taskOf(w, request(w, { lora: "ana.safetensors", lora_strength: 0.9 }));
	expect(graph["18"]?.inputs).toEqual({
		model: [high, 0],
		lora_name: "ana.safetensors",
		strength_model: 0.9,
	});
	expect(graph["19"]?.inputs).toEqual({ model: [low, 0], lora_name: "ana.safetensors", strength_model: 0.9 });
	expect(graph["9"]?.inputs.model).toEqual(["18", 0]);
	expect(graph["10"]?.inputs.model).toEqual(["19", 0]);
	expect(graph["20"]).toBeUndefined();
	expect(models.filter(({ file }) => file === "ana.safetensors")).toHaveLength(1);
});

test.each(pairs)("%s: a LoRA of two files has one for each model", (_, w, high, low) => {
	const { graph, models } = taskOf(
		w,
		request(w, { lora: "ana_high.safetensors", lora_low_noise: "ana_low.safetensors" }),
	);
	expect(graph["18"]?.inputs).toMatchObject({ model: [high, 0], lora_name: "ana_high.safetensors" });
	expect(graph["20"]?.inputs).toMatchObject({ model: [low, 0], lora_name: "ana_low.safetensors" });
	expect(graph["19"]).toBeUndefined();
	expect(graph["10"]?.inputs.model).toEqual(["20", 0]);
	expect(models.map(({ file }) => file)).toEqual(
		expect.arrayContaining(["ana_high.safetensors", "ana_low.safetensors"]),
	);
});

test.each(pairs)("%s: the trigger word of a LoRA comes first in the prompt", (_, w) => {
	expect(graphOf(w)["5"]?.inputs.text).toBe("She dances");
	expect(graphOf(w, { trigger_word: "ohwx woman" })["5"]?.inputs.text).toBe("ohwx woman, She dances");
	expect(difference(graphOf(w), graphOf(w, { trigger_word: "ohwx woman" }))).toEqual(["5.text"]);
});

test.each(pairs)(
	"%s: the negative prompt counts above cfg 1, and a notice says where it does not",
	(_, w) => {
		const notices = (cfg: number) =>
			planOf(planWorkflow(w, request(w, { cfg, negative_prompt: "rain" }), random)).notices.map(
				(n) => n.pointer,
			);
		expect(notices(1)).toEqual(["/parameters/negative_prompt"]);
		expect(notices(3.5)).toEqual([]);
		expect(graphOf(w, { negative_prompt: "rain" })["6"]?.inputs.text).toBe("rain");
	},
);

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ lora_low_noise: "a.safetensors" }, "/parameters/lora_low_noise", "invalid_parameter"],
	[{ lora: "../a.safetensors" }, "/parameters/lora", "invalid_parameter"],
	[{ lora: "a.safetensors", lora_strength: 2.5 }, "/parameters/lora_strength", "invalid_parameter"],
	[{ steps: 1 }, "/parameters/steps", "invalid_parameter"],
	[{ steps: 41 }, "/parameters/steps", "invalid_parameter"],
	[{ cfg: 0.5 }, "/parameters/cfg", "invalid_parameter"],
	[{ width: 832 }, "/parameters/height", "invalid_parameter"],
	[{ width: 840, height: 480 }, "/parameters/width", "invalid_parameter"],
	[{ prompt: undefined }, "/parameters/prompt", "missing_parameter"],
	[{ trigger_word: "x".repeat(101) }, "/parameters/trigger_word", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	for (const [, w] of pairs)
		expect(problemsOf(planWorkflow(w, request(w, sent), random))).toContainEqual([pointer, code]);
});
