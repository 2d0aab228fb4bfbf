import fc from "fast-check";
import { expect, test } from "vitest";
import { estimate } from "../../definition/estimates.ts";
import { planWorkflow } from "../../plan/plan.ts";
import { problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { someAsset } from "../../testing/variants.ts";
import { kling3Video, shotSeconds } from "./workflow.ts";

const request = { prompt: "She dances" };
const inputs = (more: Record<string, unknown> = {}) =>
	taskOf(kling3Video, { ...request, ...more }).graph["2"]?.inputs ?? {};

test("S0-A08 S0-A22 one shot of five seconds in 1080p with sound, from words", () => {
	expect(inputs({ seed: 1 })).toMatchObject({
		multi_shot: "disabled",
		"multi_shot.prompt": "She dances",
		"multi_shot.negative_prompt": "",
		"multi_shot.duration": 5,
		generate_audio: true,
		model: "kling-v3",
		"model.resolution": "1080p",
		"model.aspect_ratio": "16:9",
		seed: 2,
	});
	expect(inputs()).not.toHaveProperty("start_frame");
});

test("from a picture", () => {
	const { graph, inputs: files } = taskOf(kling3Video, { ...request, start_image: someAsset });
	expect(files).toEqual([{ asset_id: someAsset, node: "1", input: "image", kind: "image" }]);
	expect(graph["2"]?.inputs.start_frame).toEqual(["1", 0]);
});

test("shots are in their order, each with the prompt in front, and share the seconds", () => {
	const sent = inputs({ shots: ["She walks.", "She stops.", "She smiles."], seconds: 10 });
	expect(sent.multi_shot).toBe("3 storyboards");
	expect(
		[1, 2, 3].map((i) => [
			sent[`multi_shot.storyboard_${i}_prompt`],
			sent[`multi_shot.storyboard_${i}_duration`],
		]),
	).toEqual([
		["She dances She walks.", 4],
		["She dances She stops.", 3],
		["She dances She smiles.", 3],
	]);
	expect(inputs({ shots: ["She walks."] }).multi_shot).toBe("1 storyboard");
});

test("the seconds of the shots are whole, at least one, and together those of the film", () => {
	fc.assert(
		fc.property(fc.integer({ min: 3, max: 15 }), fc.integer({ min: 1, max: 6 }), (seconds, shots) => {
			fc.pre(shots <= seconds);
			const parts = shotSeconds(seconds, shots);
			expect(parts).toHaveLength(shots);
			expect(parts.reduce((sum, part) => sum + part, 0)).toBe(seconds);
			expect(Math.min(...parts)).toBeGreaterThanOrEqual(1);
			expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1);
		}),
	);
});

/** Worked out by hand from the node's price badge in ComfyUI 0.33.0. */
const prices: [sent: Record<string, unknown>, micro_usd: number][] = [
	[{}, 840_000],
	[{ generate_audio: false }, 560_000],
	[{ resolution: "720p", seconds: 15 }, 1_890_000],
	[{ resolution: "720p", seconds: 3, generate_audio: false }, 252_000],
	[{ resolution: "4k" }, 2_100_000],
	[{ resolution: "4k", generate_audio: false }, 2_100_000],
	[{ model: "kling-3.0-turbo", seconds: 10 }, 1_400_000],
	[{ model: "kling-3.0-turbo", resolution: "720p", generate_audio: false }, 560_000],
	[{ shots: ["a", "b", "c"], seconds: 7 }, 1_176_000],
];
test.each(prices)("the price of %j is %i micro-USD", (sent, micro_usd) => {
	expect(estimate(kling3Video, { ...request, ...sent })).toMatchObject({ basis: "partner_price", micro_usd });
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ prompt: undefined }, "/parameters/prompt", "missing_parameter"],
	[{ prompt: "x".repeat(2501) }, "/parameters/prompt", "invalid_parameter"],
	[{ seconds: 2 }, "/parameters/seconds", "invalid_parameter"],
	[{ seconds: 16 }, "/parameters/seconds", "invalid_parameter"],
	[{ seconds: 4.5 }, "/parameters/seconds", "invalid_parameter"],
	[{ aspect_ratio: "4:5" }, "/parameters/aspect_ratio", "invalid_parameter"],
	[{ model: "kling-3.0-turbo", resolution: "4k" }, "/parameters/resolution", "invalid_parameter"],
	[{ shots: [] }, "/parameters/shots", "invalid_parameter"],
	[{ shots: ["a", "b", "c", "d"], seconds: 3 }, "/parameters/shots", "invalid_parameter"],
	[{ shots: ["1", "2", "3", "4", "5", "6", "7"], seconds: 15 }, "/parameters/shots", "invalid_parameter"],
	[{ shots: ["a", "x".repeat(502)] }, "/parameters/shots/1", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	expect(problemsOf(planWorkflow(kling3Video, { ...request, ...sent }, random))).toContainEqual([
		pointer,
		code,
	]);
});
