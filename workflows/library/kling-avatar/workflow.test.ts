import { expect, test } from "vitest";
import { estimate } from "../../definition/estimates.ts";
import { planWorkflow } from "../../plan/plan.ts";
import { problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { someAsset } from "../../testing/variants.ts";
import { klingAvatar } from "./workflow.ts";

const request = { character_image: someAsset, speech: someAsset };
const task = (more: Record<string, unknown> = {}) => taskOf(klingAvatar, { ...request, ...more });

test("S0-A09 S0-A52 the character of the picture says what is heard", () => {
	const { graph, inputs } = task({ prompt: "She smiles", mode: "pro", seed: 3 });
	expect(inputs).toEqual([
		{ asset_id: someAsset, node: "1", input: "image", kind: "image" },
		{ asset_id: someAsset, node: "2", input: "audio", kind: "audio" },
	]);
	expect(graph["4"]).toMatchObject({
		class_type: "KlingAvatarNode",
		inputs: { image: ["1", 0], sound_file: ["3", 0], mode: "pro", prompt: "She smiles", seed: 4 },
	});
});

test("no more of the speech is sent than is paid for", () => {
	expect(task({ max_seconds: 42 }).graph["3"]).toMatchObject({
		class_type: "TrimAudioDuration",
		inputs: { audio: ["2", 0], start_index: 0, duration: 42 },
	});
});

/** Worked out by hand from the node's price badge in ComfyUI 0.33.0. */
const prices: [sent: Record<string, unknown>, micro_usd: number][] = [
	[{}, 1_680_000],
	[{ max_seconds: 2 }, 112_000],
	[{ mode: "pro", max_seconds: 15 }, 1_680_000],
	[{ mode: "pro", max_seconds: 300 }, 33_600_000],
];
test.each(prices)("the price of %j is %i micro-USD", (sent, micro_usd) => {
	expect(estimate(klingAvatar, { ...request, ...sent })).toMatchObject({ basis: "partner_price", micro_usd });
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ speech: undefined }, "/parameters/speech", "missing_parameter"],
	[{ character_image: undefined }, "/parameters/character_image", "missing_parameter"],
	[{ max_seconds: 1 }, "/parameters/max_seconds", "invalid_parameter"],
	[{ max_seconds: 301 }, "/parameters/max_seconds", "invalid_parameter"],
	[{ prompt: "" }, "/parameters/prompt", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	expect(problemsOf(planWorkflow(klingAvatar, { ...request, ...sent }, random))).toContainEqual([
		pointer,
		code,
	]);
});
