import { expect, test } from "vitest";
import { planWorkflow } from "../../plan/plan.ts";
import { difference, planOf, problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { fluxInpaint } from "./workflow.ts";

const sent = { image: "ast_0123456789abcdefghijklmnop", prompt: "A red silk scarf" };
const mask = "ast_00000000000000000000000001";
const task = (more: Record<string, unknown> = {}) => taskOf(fluxInpaint, { ...sent, ...more });

test("S0-A06 without a mask the transparent places of the picture are filled, and there is no mask loader", () => {
	const { graph, inputs, models } = task();
	expect(graph["13"]).toBeUndefined();
	expect(graph["14"]).toMatchObject({ class_type: "GrowMask", inputs: { mask: ["11", 1], expand: 0 } });
	expect(graph["12"]?.inputs).toMatchObject({ mask: ["14", 0], pixels: ["11", 0], noise_mask: false });
	expect(inputs).toEqual([{ asset_id: sent.image, node: "11", input: "image", kind: "image" }]);
	expect(models).toContainEqual({ folder: "diffusion_models", file: "flux1-fill-dev.safetensors" });
});

test("S0-A06 with a mask it is loaded as a mask, from the channel asked for, and grown", () => {
	const { graph, inputs } = task({ mask, mask_channel: "alpha", mask_grow: 12 });
	expect(difference(task().graph, graph).sort()).toEqual(["13", "14.expand", "14.mask"]);
	expect(graph["13"]).toMatchObject({ class_type: "LoadImageMask", inputs: { image: "", channel: "alpha" } });
	expect(graph["14"]?.inputs).toMatchObject({ mask: ["13", 0], expand: 12 });
	expect(inputs).toContainEqual({ asset_id: mask, node: "13", input: "image", kind: "mask" });
	expect(task({ mask }).graph["13"]?.inputs.channel).toBe("red");
});

test("S0-A06 Fill's own settings: guidance 30, 20 steps, cfg 1, euler and normal", () => {
	const { graph } = task();
	expect(graph["6"]?.inputs.guidance).toBe(30);
	expect(graph["8"]?.inputs).toMatchObject({
		steps: 20,
		cfg: 1,
		sampler_name: "euler",
		scheduler: "normal",
		denoise: 1,
		latent_image: ["12", 2],
	});
});

test("a negative prompt is told to be unused at cfg 1, and used above; a channel without a mask is told too", () => {
	const told = (more: Record<string, unknown>) =>
		planOf(planWorkflow(fluxInpaint, { ...sent, ...more }, random)).notices.map((n) => n.pointer);
	expect(told({ negative_prompt: "hands" })).toEqual(["/parameters/negative_prompt"]);
	expect(told({ negative_prompt: "hands", cfg: 2 })).toEqual([]);
	expect(told({ mask_channel: "blue" })).toEqual(["/parameters/mask_channel"]);
	expect(told({ mask_channel: "blue", mask })).toEqual([]);
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ image: undefined }, "/parameters/image", "missing_parameter"],
	[{ prompt: undefined }, "/parameters/prompt", "missing_parameter"],
	[{ mask: "mask.png" }, "/parameters/mask", "invalid_parameter"],
	[{ mask_channel: "luma" }, "/parameters/mask_channel", "invalid_parameter"],
	[{ mask_grow: -1 }, "/parameters/mask_grow", "invalid_parameter"],
	[{ mask_grow: 257 }, "/parameters/mask_grow", "invalid_parameter"],
	[{ denoise: 0 }, "/parameters/denoise", "invalid_parameter"],
	[{ width: 1024 }, "/parameters/width", "unknown_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (more, pointer, code) => {
	expect(problemsOf(planWorkflow(fluxInpaint, { ...sent, ...more }, random))).toContainEqual([pointer, code]);
});
