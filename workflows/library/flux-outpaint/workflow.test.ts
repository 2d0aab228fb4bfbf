import fc from "fast-check";
import { expect, test } from "vitest";
import { aspectRatios } from "../../definition/parameters.ts";
import { planWorkflow } from "../../plan/plan.ts";
import { difference, problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { bordersFor } from "./borders.ts";
import { fluxOutpaint } from "./workflow.ts";

const sent = { image: "ast_0123456789abcdefghijklmnop", prompt: "A wide beach at sunset", right: 8 };
const task = (more: Record<string, unknown> = {}) => taskOf(fluxOutpaint, { ...sent, ...more });

test("S0-A07 the borders and the feathering arrive, and picture and mask of the border go to Fill", () => {
	const { graph, inputs } = task({ left: 400, top: 16, right: 0, bottom: 2048, feathering: 40 });
	expect(graph["13"]).toMatchObject({
		class_type: "ImagePadForOutpaint",
		inputs: { left: 400, top: 16, right: 0, bottom: 2048, feathering: 40, image: ["11", 0] },
	});
	expect(graph["12"]?.inputs).toMatchObject({ pixels: ["13", 0], mask: ["13", 1] });
	expect(inputs.map(({ node }) => node)).toEqual(["11"]);
	expect(task().graph["13"]?.inputs).toMatchObject({ left: 0, top: 0, right: 8, bottom: 0, feathering: 24 });
	expect(difference(task().graph, task({ top: 8 }).graph)).toEqual(["13.top"]);
});

test("S0-A07 Fill's own settings: guidance 30, 20 steps, cfg 1, euler and normal", () => {
	const { graph, models } = task();
	expect(graph["6"]?.inputs.guidance).toBe(30);
	expect(graph["8"]?.inputs).toMatchObject({ steps: 20, cfg: 1, sampler_name: "euler", scheduler: "normal" });
	expect(models.map(({ file }) => file)).toEqual([
		"flux1-fill-dev.safetensors",
		"clip_l.safetensors",
		"t5xxl_fp16.safetensors",
		"ae.safetensors",
	]);
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ right: 0 }, "/parameters/left", "invalid_parameter"],
	[{ right: 12 }, "/parameters/right", "invalid_parameter"],
	[{ top: -8 }, "/parameters/top", "invalid_parameter"],
	[{ bottom: 2056 }, "/parameters/bottom", "invalid_parameter"],
	[{ feathering: 1.5 }, "/parameters/feathering", "invalid_parameter"],
	[{ image: undefined }, "/parameters/image", "missing_parameter"],
	[{ aspect_ratio: "16:9" }, "/parameters/aspect_ratio", "unknown_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (more, pointer, code) => {
	expect(problemsOf(planWorkflow(fluxOutpaint, { ...sent, ...more }, random))).toContainEqual([
		pointer,
		code,
	]);
});

test("borders for a shape: a portrait becomes wide, a square becomes a story, what fits stays", () => {
	expect(bordersFor({ width: 768, height: 1024 }, "16:9")).toEqual({
		left: 528,
		top: 0,
		right: 528,
		bottom: 0,
	});
	expect(bordersFor({ width: 1024, height: 1024 }, "9:16")).toEqual({
		left: 0,
		top: 400,
		right: 0,
		bottom: 400,
	});
	expect(bordersFor({ width: 1024, height: 1024 }, "1:1")).toEqual({ left: 0, top: 0, right: 0, bottom: 0 });
});

test("borders for a shape are in steps of 8, at one pair of sides, and the result has the shape", () => {
	const side = fc.integer({ min: 256, max: 4096 });
	fc.assert(
		fc.property(side, side, fc.constantFrom(...aspectRatios), (width, height, shape) => {
			const { left, top, right, bottom } = bordersFor({ width, height }, shape);
			expect([left, top]).toEqual([right, bottom]);
			expect(left * top).toBe(0);
			expect([left % 8, top % 8]).toEqual([0, 0]);
			const [across = 1, up = 1] = shape.split(":").map(Number);
			const lacking = Math.abs((width + left + right) * up - (height + top + bottom) * across);
			// To the nearest 16 pixels in all: at most 8 are missing or too many at the sides that were extended.
			expect(lacking).toBeLessThanOrEqual(8 * Math.max(across, up));
		}),
	);
});
