import { expect, test } from "vitest";
import { estimate } from "../../definition/estimates.ts";
import { planWorkflow } from "../../plan/plan.ts";
import { problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { someAsset } from "../../testing/variants.ts";
import { klingImageToVideoAudio } from "./workflow.ts";

const request = { start_image: someAsset, prompt: "She says hello" };
const task = (more: Record<string, unknown> = {}) => taskOf(klingImageToVideoAudio, { ...request, ...more });

test("S0-A08 S0-A22 S0-A52 Kling 2.6 moves the picture, with sound unless it is turned off", () => {
	expect(task().graph["2"]).toMatchObject({
		class_type: "KlingImageToVideoWithAudio",
		inputs: {
			model_name: "kling-v2-6",
			mode: "pro",
			start_frame: ["1", 0],
			prompt: "She says hello",
			duration: 5,
			generate_audio: true,
		},
	});
	expect(task({ generate_audio: false, seconds: 10 }).graph["2"]?.inputs).toMatchObject({
		duration: 10,
		generate_audio: false,
	});
});

/** Worked out by hand from the node's price badge in ComfyUI 0.33.0. */
const prices: [sent: Record<string, unknown>, micro_usd: number][] = [
	[{}, 700_000],
	[{ seconds: 10 }, 1_400_000],
	[{ generate_audio: false }, 350_000],
	[{ seconds: 10, generate_audio: false }, 700_000],
];
test.each(prices)("the price of %j is %i micro-USD", (sent, micro_usd) => {
	expect(estimate(klingImageToVideoAudio, { ...request, ...sent })).toMatchObject({
		basis: "partner_price",
		micro_usd,
	});
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ start_image: undefined }, "/parameters/start_image", "missing_parameter"],
	[{ seconds: 8 }, "/parameters/seconds", "invalid_parameter"],
	[{ prompt: "x".repeat(2501) }, "/parameters/prompt", "invalid_parameter"],
	[{ generate_audio: "yes" }, "/parameters/generate_audio", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	expect(problemsOf(planWorkflow(klingImageToVideoAudio, { ...request, ...sent }, random))).toContainEqual([
		pointer,
		code,
	]);
});
