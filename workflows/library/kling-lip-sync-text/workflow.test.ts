import { expect, test } from "vitest";
import { estimate } from "../../definition/estimates.ts";
import { choicesOf, inputsOf, readObjectInfo } from "../../object-info/read.ts";
import { planWorkflow } from "../../plan/plan.ts";
import { problemsOf, random, recording, taskOf } from "../../testing/comfyui.ts";
import { someAsset } from "../../testing/variants.ts";
import { voices } from "./voices.ts";
import { klingLipSyncText } from "./workflow.ts";

const request = { face_video: someAsset, text: "Good morning" };

test("S0-A09 S0-A52 a voice says the text, and the lips of the film go with it", () => {
	const { graph, inputs } = taskOf(klingLipSyncText, { ...request, voice: "Sage", voice_speed: 1.3 });
	expect(inputs).toEqual([{ asset_id: someAsset, node: "1", input: "file", kind: "video" }]);
	expect(graph["2"]).toMatchObject({
		class_type: "KlingLipSyncTextToVideoNode",
		inputs: { video: ["1", 0], text: "Good morning", voice: "Sage", voice_speed: 1.3 },
	});
});

test("the voices are those of the node", () => {
	expect(new Set(voices).size).toBe(voices.length);
	const info = recording("object_info/custom-0.33.0.json");
	if (info === undefined) return;
	const node = readObjectInfo(info).get("KlingLipSyncTextToVideoNode");
	const voice = node === undefined ? undefined : inputsOf(node).find(({ name }) => name === "voice");
	expect(voice === undefined ? voice : choicesOf(voice.spec)).toEqual([...voices]);
});

/** Worked out by hand from the node's price badge in ComfyUI 0.33.0. */
const prices: [sent: Record<string, unknown>, micro_usd: number][] = [[{}, 100_000]];
test.each(prices)("the price of %j is %i micro-USD", (sent, micro_usd) => {
	expect(estimate(klingLipSyncText, { ...request, ...sent })).toMatchObject({
		basis: "partner_price",
		micro_usd,
	});
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ text: undefined }, "/parameters/text", "missing_parameter"],
	[{ text: "x".repeat(121) }, "/parameters/text", "invalid_parameter"],
	[{ text: " " }, "/parameters/text", "invalid_parameter"],
	[{ voice: "Nobody" }, "/parameters/voice", "invalid_parameter"],
	[{ voice_speed: 0.7 }, "/parameters/voice_speed", "invalid_parameter"],
	[{ voice_speed: 2.1 }, "/parameters/voice_speed", "invalid_parameter"],
	[{ voice_speed: 1.25 }, "/parameters/voice_speed", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	expect(problemsOf(planWorkflow(klingLipSyncText, { ...request, ...sent }, random))).toContainEqual([
		pointer,
		code,
	]);
});
