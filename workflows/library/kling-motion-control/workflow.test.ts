import { expect, test } from "vitest";
import { estimate } from "../../definition/estimates.ts";
import { planWorkflow } from "../../plan/plan.ts";
import { problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { someAsset } from "../../testing/variants.ts";
import { klingMotionControl } from "./workflow.ts";

const request = { character_image: someAsset, motion_video: someAsset };
const task = (more: Record<string, unknown> = {}) => taskOf(klingMotionControl, { ...request, ...more });

test("S0-A10 S0-A11 S0-A52 Kling 2.6 moves the character of the picture as the film does", () => {
	const { graph, inputs } = task();
	expect(inputs).toEqual([
		{ asset_id: someAsset, node: "1", input: "image", kind: "image" },
		{ asset_id: someAsset, node: "2", input: "file", kind: "video" },
	]);
	expect(graph["4"]).toMatchObject({
		class_type: "KlingMotionControl",
		inputs: {
			prompt: "",
			reference_image: ["1", 0],
			reference_video: ["3", 0],
			model: "kling-v2-6",
			mode: "std",
			character_orientation: "video",
			keep_original_sound: true,
		},
	});
});

test("no more of the motion film is sent than is paid for", () => {
	expect(task({ max_seconds: 12 }).graph["3"]).toMatchObject({
		class_type: "Video Slice",
		inputs: { video: ["2", 0], start_time: 0, duration: 12, strict_duration: false },
	});
});

/** Worked out by hand from the node's price badge in ComfyUI 0.33.0. */
const prices: [sent: Record<string, unknown>, micro_usd: number][] = [
	[{}, 700_000],
	[{ max_seconds: 30 }, 2_100_000],
	[{ mode: "pro", max_seconds: 5 }, 560_000],
	[{ model: "kling-v3", max_seconds: 3 }, 378_000],
	[{ model: "kling-v3", mode: "pro", max_seconds: 30 }, 5_040_000],
];
test.each(prices)("the price of %j is %i micro-USD", (sent, micro_usd) => {
	expect(estimate(klingMotionControl, { ...request, ...sent })).toMatchObject({
		basis: "partner_price",
		micro_usd,
	});
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ motion_video: undefined }, "/parameters/motion_video", "missing_parameter"],
	[{ max_seconds: 2 }, "/parameters/max_seconds", "invalid_parameter"],
	[{ max_seconds: 31 }, "/parameters/max_seconds", "invalid_parameter"],
	[{ character_orientation: "image", max_seconds: 11 }, "/parameters/max_seconds", "invalid_parameter"],
	[{ prompt: "x".repeat(2501) }, "/parameters/prompt", "invalid_parameter"],
	[{ model: "clink-2-6" }, "/parameters/model", "invalid_parameter"],
	[{ mode: "best" }, "/parameters/mode", "invalid_parameter"],
	[{ seed: 1 }, "/parameters/seed", "unknown_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	expect(problemsOf(planWorkflow(klingMotionControl, { ...request, ...sent }, random))).toContainEqual([
		pointer,
		code,
	]);
});
