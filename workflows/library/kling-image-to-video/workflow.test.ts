import { expect, test } from "vitest";
import { estimate } from "../../definition/estimates.ts";
import { planWorkflow } from "../../plan/plan.ts";
import { problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { someAsset } from "../../testing/variants.ts";
import { klingImageToVideo } from "./workflow.ts";

const request = { start_image: someAsset, prompt: "She smiles" };
const task = (more: Record<string, unknown> = {}) => taskOf(klingImageToVideo, { ...request, ...more });

test("S0-A08 S0-A22 Kling 2.5 Turbo moves the picture", () => {
	const { graph, inputs } = task({ negative_prompt: "rain" });
	expect(inputs).toEqual([{ asset_id: someAsset, node: "1", input: "image", kind: "image" }]);
	expect(graph["2"]).toMatchObject({
		class_type: "KlingImage2VideoNode",
		inputs: {
			start_frame: ["1", 0],
			prompt: "She smiles",
			negative_prompt: "rain",
			model_name: "kling-v2-5-turbo",
			mode: "pro",
			cfg_scale: 0.8,
		},
	});
});

test("the seconds go as text, as the node wants them", () => {
	expect(task().graph["2"]?.inputs.duration).toBe("5");
	expect(task({ seconds: 10 }).graph["2"]?.inputs.duration).toBe("10");
});

/** Worked out by hand from the node's price badge in ComfyUI 0.33.0. */
const prices: [sent: Record<string, unknown>, micro_usd: number][] = [
	[{}, 350_000],
	[{ seconds: 10 }, 700_000],
];
test.each(prices)("the price of %j is %i micro-USD", (sent, micro_usd) => {
	expect(estimate(klingImageToVideo, { ...request, ...sent })).toMatchObject({
		basis: "partner_price",
		micro_usd,
	});
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ start_image: undefined }, "/parameters/start_image", "missing_parameter"],
	[{ seconds: 6 }, "/parameters/seconds", "invalid_parameter"],
	[{ seconds: "5" }, "/parameters/seconds", "invalid_parameter"],
	[{ prompt: "x".repeat(501) }, "/parameters/prompt", "invalid_parameter"],
	[{ cfg_scale: 1.1 }, "/parameters/cfg_scale", "invalid_parameter"],
	[{ aspect_ratio: "9:16" }, "/parameters/aspect_ratio", "unknown_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	expect(problemsOf(planWorkflow(klingImageToVideo, { ...request, ...sent }, random))).toContainEqual([
		pointer,
		code,
	]);
});
