import { expect, test } from "vitest";
import { planWorkflow } from "../../plan/plan.ts";
import { problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { wan22TextToVideo } from "./workflow.ts";

const request = { prompt: "She dances" };
const task = (more: Record<string, unknown> = {}) => taskOf(wan22TextToVideo, { ...request, ...more });

test("S0-A08 S0-A48 twenty steps at cfg 3.5 and shift 8, ten by each model", () => {
	const { graph, models } = task();
	for (const id of ["13", "14"])
		expect(graph[id]?.inputs).toMatchObject({
			steps: 20,
			cfg: 3.5,
			sampler_name: "euler",
			scheduler: "simple",
		});
	expect([graph["13"]?.inputs.end_at_step, graph["14"]?.inputs.start_at_step]).toEqual([10, 10]);
	for (const id of ["9", "10"]) expect(graph[id]?.inputs.shift).toBe(8);
	expect(models.map(({ file }) => file)).toEqual([
		"wan2.2_t2v_high_noise_14B_fp8_scaled.safetensors",
		"wan2.2_t2v_low_noise_14B_fp8_scaled.safetensors",
		"umt5_xxl_fp8_e4m3fn_scaled.safetensors",
		"wan_2.1_vae.safetensors",
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

test("the film is made from words alone", () => {
	const { graph, inputs } = task();
	expect(inputs).toEqual([]);
	expect(graph["12"]?.class_type).toBe("EmptyHunyuanLatentVideo");
	for (const id of ["13", "14"])
		expect(graph[id]?.inputs).toMatchObject({ positive: ["5", 0], negative: ["6", 0] });
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ seconds: 0 }, "/parameters/seconds", "invalid_parameter"],
	[{ seconds: 8.5 }, "/parameters/seconds", "invalid_parameter"],
	[{ seconds: 1.3 }, "/parameters/seconds", "invalid_parameter"],
	[{ seconds: "5" }, "/parameters/seconds", "invalid_parameter"],
	[{ fps: 30 }, "/parameters/fps", "unknown_parameter"],
	[{ frames: 81 }, "/parameters/frames", "unknown_parameter"],
	[{ width: 1296, height: 720 }, "/parameters/width", "invalid_parameter"],
	[{ start_image: "x" }, "/parameters/start_image", "unknown_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	expect(problemsOf(planWorkflow(wan22TextToVideo, { ...request, ...sent }, random))).toContainEqual([
		pointer,
		code,
	]);
});
