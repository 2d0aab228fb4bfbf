import { expect, test } from "vitest";
import { estimate } from "../../definition/estimates.ts";
import { planWorkflow } from "../../plan/plan.ts";
import { problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { someAsset } from "../../testing/variants.ts";
import { veo31Video } from "./workflow.ts";

const request = { prompt: "She dances" };
const task = (more: Record<string, unknown> = {}) => taskOf(veo31Video, { ...request, ...more });

test("S0-A22 Veo 3.1 fast makes eight seconds in 720p with sound from words", () => {
	const { graph, inputs } = task({ seed: 0 });
	expect(graph["2"]).toMatchObject({
		class_type: "Veo3VideoGenerationNode",
		inputs: {
			model: "veo-3.1-fast-generate",
			prompt: "She dances",
			negative_prompt: "",
			aspect_ratio: "16:9",
			resolution: "720p",
			duration_seconds: 8,
			generate_audio: true,
			person_generation: "ALLOW",
			// 0 would mean "any".
			seed: 1,
		},
	});
	expect(graph["2"]?.inputs).not.toHaveProperty("image");
	expect(inputs).toEqual([]);
});

test("from a picture, and without people", () => {
	const { graph, inputs } = task({ start_image: someAsset, allow_people: false });
	expect(inputs).toEqual([{ asset_id: someAsset, node: "1", input: "image", kind: "image" }]);
	expect(graph["2"]?.inputs).toMatchObject({ image: ["1", 0], person_generation: "BLOCK" });
});

/** Worked out by hand from the node's price badge in ComfyUI 0.33.0. */
const prices: [sent: Record<string, unknown>, micro_usd: number][] = [
	[{}, 800_000],
	[{ generate_audio: false, seconds: 4 }, 320_000],
	[{ resolution: "1080p", seconds: 6 }, 720_000],
	[{ resolution: "1080p", generate_audio: false }, 800_000],
	[{ resolution: "4k" }, 2_400_000],
	[{ resolution: "4k", generate_audio: false }, 2_000_000],
	[{ model: "veo-3.1-generate" }, 3_200_000],
	[{ model: "veo-3.1-generate", resolution: "1080p", generate_audio: false }, 1_600_000],
	[{ model: "veo-3.1-generate", resolution: "4k" }, 4_800_000],
	[{ model: "veo-3.1-generate", resolution: "4k", generate_audio: false, seconds: 4 }, 1_600_000],
	[{ model: "veo-3.1-lite" }, 400_000],
	[{ model: "veo-3.1-lite", generate_audio: false }, 240_000],
	[{ model: "veo-3.1-lite", resolution: "1080p" }, 640_000],
	[{ model: "veo-3.1-lite", resolution: "1080p", generate_audio: false, seconds: 4 }, 200_000],
];
test.each(prices)("the price of %j is %i micro-USD", (sent, micro_usd) => {
	expect(estimate(veo31Video, { ...request, ...sent })).toMatchObject({ basis: "partner_price", micro_usd });
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ seconds: 5 }, "/parameters/seconds", "invalid_parameter"],
	[{ seconds: 10 }, "/parameters/seconds", "invalid_parameter"],
	[{ model: "veo-3.1-lite", resolution: "4k" }, "/parameters/resolution", "invalid_parameter"],
	[{ model: "veo-3.0-generate-001" }, "/parameters/model", "invalid_parameter"],
	[{ aspect_ratio: "1:1" }, "/parameters/aspect_ratio", "invalid_parameter"],
	[{ enhance_prompt: true }, "/parameters/enhance_prompt", "unknown_parameter"],
	[{ prompt: undefined }, "/parameters/prompt", "missing_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	expect(problemsOf(planWorkflow(veo31Video, { ...request, ...sent }, random))).toContainEqual([
		pointer,
		code,
	]);
});
