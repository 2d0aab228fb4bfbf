import { expect, test } from "vitest";
import { planWorkflow } from "../../plan/plan.ts";
import { problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { someAsset } from "../../testing/variants.ts";
import { wan22ImageToVideoFast } from "./workflow.ts";

const request = { prompt: "She dances", start_image: someAsset };
const task = (more: Record<string, unknown> = {}) => taskOf(wan22ImageToVideoFast, { ...request, ...more });

test("S0-A08 S0-A48 four steps at cfg 1 and shift 5 with the LightX2V LoRAs", () => {
	const { graph, models } = task();
	for (const id of ["13", "14"])
		expect(graph[id]?.inputs).toMatchObject({ steps: 4, cfg: 1, sampler_name: "euler", scheduler: "simple" });
	expect([graph["13"]?.inputs.end_at_step, graph["14"]?.inputs.start_at_step]).toEqual([2, 2]);
	for (const id of ["9", "10"]) expect(graph[id]?.inputs.shift).toBe(5);
	expect(models.map(({ file }) => file)).toEqual([
		"wan2.2_i2v_high_noise_14B_fp8_scaled.safetensors",
		"wan2.2_i2v_low_noise_14B_fp8_scaled.safetensors",
		"umt5_xxl_fp8_e4m3fn_scaled.safetensors",
		"wan_2.1_vae.safetensors",
		"wan2.2_i2v_lightx2v_4steps_lora_v1_high_noise.safetensors",
		"wan2.2_i2v_lightx2v_4steps_lora_v1_low_noise.safetensors",
	]);
	expect(graph["3"]?.inputs.type).toBe("wan");
});

test.each([
	[undefined, 81],
	[0.5, 9],
	[3, 49],
	[8, 129],
])("%s seconds are %i frames at 16 frames a second", (seconds, length) => {
	const { graph } = task(seconds === undefined ? {} : { seconds });
	expect(graph["12"]?.inputs).toMatchObject({ length, batch_size: 1 });
	expect(graph["16"]?.inputs.fps).toBe(16);
});

test("the film begins with the picture, and both passes are told so", () => {
	const { graph, inputs } = task();
	expect(inputs).toEqual([{ asset_id: someAsset, node: "11", input: "image", kind: "image" }]);
	expect(graph["12"]).toMatchObject({ class_type: "WanImageToVideo", inputs: { start_image: ["11", 0] } });
	for (const id of ["13", "14"])
		expect(graph[id]?.inputs).toMatchObject({ positive: ["12", 0], negative: ["12", 1] });
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ seconds: 0 }, "/parameters/seconds", "invalid_parameter"],
	[{ seconds: 8.5 }, "/parameters/seconds", "invalid_parameter"],
	[{ seconds: 1.3 }, "/parameters/seconds", "invalid_parameter"],
	[{ seconds: "5" }, "/parameters/seconds", "invalid_parameter"],
	[{ fps: 30 }, "/parameters/fps", "unknown_parameter"],
	[{ frames: 81 }, "/parameters/frames", "unknown_parameter"],
	[{ width: 1296, height: 720 }, "/parameters/width", "invalid_parameter"],
	[{ start_image: undefined }, "/parameters/start_image", "missing_parameter"],
	[{ start_image: "me.png" }, "/parameters/start_image", "invalid_parameter"],
	[{ steps: 20 }, "/parameters/steps", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	expect(problemsOf(planWorkflow(wan22ImageToVideoFast, { ...request, ...sent }, random))).toContainEqual([
		pointer,
		code,
	]);
});
