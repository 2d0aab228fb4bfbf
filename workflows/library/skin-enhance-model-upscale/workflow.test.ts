import { expect, test } from "vitest";
import { summariseObjectInfo } from "../../object-info/capabilities.ts";
import { missingFrom } from "../../plan/missing.ts";
import { planWorkflow } from "../../plan/plan.ts";
import { difference, problemsOf, random, recording, taskOf } from "../../testing/comfyui.ts";
import { skinEnhanceModelUpscale } from "./workflow.ts";

const image = "ast_0123456789abcdefghijklmnop";
const task = (more: Record<string, unknown> = {}) => taskOf(skinEnhanceModelUpscale, { image, ...more });

test("S0-A65 skin detail first, then four times as large, then the size wanted", () => {
	const { graph, models } = task();
	expect(graph["3"]?.inputs).toEqual({ upscale_model: ["2", 0], image: ["1", 0] });
	expect(graph["5"]?.inputs).toEqual({ upscale_model: ["4", 0], image: ["3", 0] });
	expect(graph["6"]?.inputs).toMatchObject({ image: ["5", 0], upscale_method: "lanczos", scale_by: 0.5 });
	expect(models).toEqual([
		{ folder: "upscale_models", file: "1x-ITF-SkinDiffDetail-Lite-v1.pth" },
		{ folder: "upscale_models", file: "4x-UltraSharp.pth" },
	]);
});

test.each([
	[1, 0.25],
	[1.3, 0.325],
	[2, 0.5],
	[3.1, 0.775],
	[4, 1],
])("upscale_by %d is reached by a last scaling of %d", (upscale_by, scale_by) => {
	expect(task({ upscale_by }).graph["6"]?.inputs.scale_by).toBe(scale_by);
});

test("S0-D06 upscale_by 4 keeps what the model made: 1920x1080 becomes 7680x4320, which is 8K", () => {
	const scale = Number(task({ upscale_by: 4 }).graph["6"]?.inputs.scale_by);
	expect([1920, 1080].map((side) => side * 4 * scale)).toEqual([7680, 4320]);
});

test("without skin detail neither the nodes nor the model of it are there", () => {
	const { graph, models } = task({ skin_pass: false });
	expect(difference(task().graph, graph).sort()).toEqual(["2", "3", "5.image"]);
	expect(graph["5"]?.inputs.image).toEqual(["1", 0]);
	expect(models).toEqual([{ folder: "upscale_models", file: "4x-UltraSharp.pth" }]);
});

test("another model is loaded and asked for", () => {
	const { graph, models } = task({ upscale_model: "RealESRGAN_x4plus.pth", skin_pass: false });
	expect(graph["4"]?.inputs.model_name).toBe("RealESRGAN_x4plus.pth");
	expect(models).toEqual([{ folder: "upscale_models", file: "RealESRGAN_x4plus.pth" }]);
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ image: undefined }, "/parameters/image", "missing_parameter"],
	[{ upscale_by: 5 }, "/parameters/upscale_by", "invalid_parameter"],
	[{ upscale_by: 0.5 }, "/parameters/upscale_by", "invalid_parameter"],
	[{ skin_pass: "yes" }, "/parameters/skin_pass", "invalid_parameter"],
	[{ upscale_model: "../x.pth" }, "/parameters/upscale_model", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (more, pointer, code) => {
	const planned = planWorkflow(skinEnhanceModelUpscale, { image, ...more }, random);
	expect(problemsOf(planned)).toContainEqual([pointer, code]);
});

test.each(["core-0.3.64", "core-0.33.0"])(
	"core nodes only: a real ComfyUI (%s) lacks nothing but models",
	(name) => {
		const info = recording(`object_info/${name}.json`);
		if (info === undefined) return;
		const missing = missingFrom(summariseObjectInfo(info, name), task());
		expect(missing.map(({ pointer }) => pointer)).toEqual([
			"/graph/2/inputs/model_name",
			"/graph/4/inputs/model_name",
		]);
	},
);
