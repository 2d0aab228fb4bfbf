import { expect, test } from "vitest";
import { estimate } from "../../definition/estimates.ts";
import { planWorkflow } from "../../plan/plan.ts";
import { problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { someAsset } from "../../testing/variants.ts";
import { klingLipSyncAudio } from "./workflow.ts";

const request = { face_video: someAsset, speech: someAsset };

test("S0-A09 S0-A52 the lips of the film say what is heard", () => {
	const { graph, inputs } = taskOf(klingLipSyncAudio, { ...request, language: "zh" });
	expect(inputs.map(({ node, kind }) => [node, kind])).toEqual([
		["1", "video"],
		["2", "audio"],
	]);
	expect(graph["3"]).toMatchObject({
		class_type: "KlingLipSyncAudioToVideoNode",
		inputs: { video: ["1", 0], audio: ["2", 0], voice_language: "zh" },
	});
	expect(taskOf(klingLipSyncAudio, request).graph["3"]?.inputs.voice_language).toBe("en");
});

/** Worked out by hand from the node's price badge in ComfyUI 0.33.0. */
const prices: [sent: Record<string, unknown>, micro_usd: number][] = [
	[{}, 100_000],
	[{ language: "zh" }, 100_000],
];
test.each(prices)("the price of %j is %i micro-USD", (sent, micro_usd) => {
	expect(estimate(klingLipSyncAudio, { ...request, ...sent })).toMatchObject({
		basis: "partner_price",
		micro_usd,
	});
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ speech: undefined }, "/parameters/speech", "missing_parameter"],
	[{ face_video: undefined }, "/parameters/face_video", "missing_parameter"],
	[{ language: "de" }, "/parameters/language", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	expect(problemsOf(planWorkflow(klingLipSyncAudio, { ...request, ...sent }, random))).toContainEqual([
		pointer,
		code,
	]);
});
