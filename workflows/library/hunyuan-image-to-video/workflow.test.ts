import { expect, test } from "vitest";
import { planWorkflow } from "../../plan/plan.ts";
import { planOf, problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { someAsset } from "../../testing/variants.ts";
import { hunyuanImageToVideo } from "./workflow.ts";

const request = { prompt: "She smiles", start_image: someAsset };
const task = (more: Record<string, unknown> = {}) => taskOf(hunyuanImageToVideo, { ...request, ...more });

test("S0-A51 the second edition of image-to-video: twenty steps, guidance 6, shift 7, decoded in tiles", () => {
	const { graph, models, inputs } = task();
	expect(graph["78"]).toMatchObject({
		class_type: "HunyuanImageToVideo",
		inputs: { guidance_type: "v2 (replace)", width: 960, height: 544, length: 61, start_image: ["83", 0] },
	});
	expect(graph["12"]?.inputs.unet_name).toBe("hunyuan_video_v2_replace_image_to_video_720p_bf16.safetensors");
	expect(graph["17"]?.inputs).toMatchObject({ steps: 20, scheduler: "simple", denoise: 1 });
	expect(graph["26"]?.inputs.guidance).toBe(6);
	expect(graph["67"]?.inputs.shift).toBe(7);
	expect(graph["74"]?.inputs.fps).toBe(24);
	expect(graph["73"]?.class_type).toBe("VAEDecodeTiled");
	expect(inputs).toEqual([{ asset_id: someAsset, node: "83", input: "image", kind: "image" }]);
	expect(models.map(({ folder }) => folder)).toEqual([
		"diffusion_models",
		"text_encoders",
		"clip_vision",
		"vae",
		"text_encoders",
	]);
});

test("the picture is read together with the prompt", () => {
	expect(task().graph["80"]?.inputs).toMatchObject({
		prompt: "She smiles",
		clip_vision_output: ["81", 0],
		image_interleave: 4,
	});
});

test("a negative prompt is accepted, has no node, and a notice says so", () => {
	const { notices } = planOf(
		planWorkflow(hunyuanImageToVideo, { ...request, negative_prompt: "rain" }, random),
	);
	expect(notices).toEqual([
		expect.objectContaining({ pointer: "/parameters/negative_prompt", code: "parameter_not_used" }),
	]);
});

test.each([
	[1, 25],
	[5, 121],
])("%i seconds are %i frames", (seconds, length) => {
	expect(task({ seconds }).graph["78"]?.inputs.length).toBe(length);
});

test("the licence says where the weights may not be used", () => {
	expect(hunyuanImageToVideo.licence).toMatch(/European Union.*United Kingdom.*South Korea/);
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ start_image: undefined }, "/parameters/start_image", "missing_parameter"],
	[{ seconds: 5.5 }, "/parameters/seconds", "invalid_parameter"],
	[{ cfg: 3 }, "/parameters/cfg", "unknown_parameter"],
	[{ width: 960, height: 540 }, "/parameters/height", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	expect(problemsOf(planWorkflow(hunyuanImageToVideo, { ...request, ...sent }, random))).toContainEqual([
		pointer,
		code,
	]);
});
