import { expect, test } from "vitest";
import { estimate } from "../../definition/estimates.ts";
import { planWorkflow } from "../../plan/plan.ts";
import { problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { someAsset } from "../../testing/variants.ts";
import { sora2Video } from "./workflow.ts";

const request = { prompt: "She dances" };
const task = (more: Record<string, unknown> = {}) => taskOf(sora2Video, { ...request, ...more });

test("S0-A22 Sora 2 makes eight seconds in 1280x720 from words", () => {
	const { graph, inputs } = task({ seed: 1 });
	expect(graph["2"]).toMatchObject({
		class_type: "OpenAIVideoSora2",
		inputs: { model: "sora-2", prompt: "She dances", size: "1280x720", duration: 8, seed: 2 },
	});
	expect(inputs).toEqual([]);
	expect(Object.keys(graph)).toEqual(["2", "3"]);
});

test("a start image is brought to the very size of the film", () => {
	const { graph, inputs } = task({ start_image: someAsset, aspect_ratio: "9:16" });
	expect(inputs).toEqual([{ asset_id: someAsset, node: "1", input: "image", kind: "image" }]);
	expect(graph["4"]?.inputs).toMatchObject({ image: ["1", 0], width: 720, height: 1280, crop: "center" });
	expect(graph["2"]?.inputs).toMatchObject({ image: ["4", 0], size: "720x1280" });
});

test.each([
	[1792, 1024],
	[1024, 1792],
])("%ix%i is for sora-2-pro", (width, height) => {
	expect(task({ model: "sora-2-pro", width, height }).graph["2"]?.inputs.size).toBe(`${width}x${height}`);
});

test("it says that the service ends", () => {
	expect(sora2Video.docs.notes.join(" ")).toMatch(/ends the Sora 2 API in September 2026/);
});

/** Worked out by hand from the node's price badge in ComfyUI 0.33.0. */
const prices: [sent: Record<string, unknown>, micro_usd: number][] = [
	[{}, 800_000],
	[{ seconds: 4 }, 400_000],
	[{ seconds: 12, aspect_ratio: "9:16" }, 1_200_000],
	[{ model: "sora-2-pro" }, 2_400_000],
	[{ model: "sora-2-pro", width: 1024, height: 1792, seconds: 12 }, 6_000_000],
];
test.each(prices)("the price of %j is %i micro-USD", (sent, micro_usd) => {
	expect(estimate(sora2Video, { ...request, ...sent })).toMatchObject({ basis: "partner_price", micro_usd });
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ seconds: 5 }, "/parameters/seconds", "invalid_parameter"],
	[{ width: 1792, height: 1024 }, "/parameters/width", "invalid_parameter"],
	[{ model: "sora-2-pro", width: 1280, height: 1280 }, "/parameters/width", "invalid_parameter"],
	[{ model: "sora-2-pro", width: 1024, height: 1024 }, "/parameters/width", "invalid_parameter"],
	[{ width: 1280 }, "/parameters/height", "invalid_parameter"],
	[{ width: 640, height: 360 }, "/parameters/width", "invalid_parameter"],
	[{ aspect_ratio: "1:1" }, "/parameters/aspect_ratio", "invalid_parameter"],
	[{ negative_prompt: "rain" }, "/parameters/negative_prompt", "unknown_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	expect(problemsOf(planWorkflow(sora2Video, { ...request, ...sent }, random))).toContainEqual([
		pointer,
		code,
	]);
});
