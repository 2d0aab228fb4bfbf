import { expect, test } from "vitest";
import { planWorkflow } from "../../plan/plan.ts";
import { bodyTypeIds } from "../../prompts/body-types.ts";
import { bodyTypeNegative } from "../../prompts/negatives.ts";
import { difference, problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { bodyTypeImage } from "../body-type-image/workflow.ts";
import { bodyTypeImageFlux } from "./workflow.ts";

const pose = "ast_0123456789abcdefghijklmnop";
const base_image = "ast_1123456789abcdefghijklmnop";
const body_type = "male-chubby";
const task = (more: Record<string, unknown> = {}) => taskOf(bodyTypeImageFlux, { body_type, ...more });

test("S0-A58 Flux.1 dev, 20 steps at guidance 3.5 and cfg 1, 768x960", () => {
	const { graph, models } = task();
	expect(models[0]).toEqual({ folder: "diffusion_models", file: "flux1-dev.safetensors" });
	expect(models).toHaveLength(4);
	expect(graph["8"]?.inputs).toMatchObject({ steps: 20, cfg: 1, positive: ["6", 0], negative: ["5", 0] });
	expect(graph["6"]?.inputs.guidance).toBe(3.5);
	expect(graph["7"]?.inputs).toMatchObject({ width: 768, height: 960 });
});

test.each(bodyTypeIds)("S0-A59 S0-A63 S0-A64 the words for %s are those of the other model", (id) => {
	const words = (of: typeof bodyTypeImage) =>
		["4", "5"].map((node) => taskOf(of, { body_type: id, age: 40 }).graph[node]?.inputs.text);
	expect(words(bodyTypeImageFlux)).toEqual(words(bodyTypeImage));
	expect(words(bodyTypeImageFlux)[1]).toBe(bodyTypeNegative);
});

test("S0-A60 a pose goes through the ControlNet with the VAE, and is let go at 65%", () => {
	const { graph, models, inputs } = task({ pose });
	expect(difference(task().graph, graph).sort()).toEqual([
		"20",
		"21",
		"22",
		"23",
		"8.negative",
		"8.positive",
	]);
	expect(graph["23"]).toMatchObject({
		class_type: "ControlNetApplyAdvanced",
		inputs: {
			strength: 0.65,
			start_percent: 0,
			end_percent: 0.65,
			positive: ["6", 0],
			negative: ["5", 0],
			control_net: ["22", 0],
			image: ["21", 0],
			vae: ["3", 0],
		},
	});
	expect(graph["8"]?.inputs).toMatchObject({ positive: ["23", 0], negative: ["23", 1] });
	expect(models).toContainEqual({
		folder: "controlnet",
		file: "FLUX.1-dev-ControlNet-Union-Pro-2.0.safetensors",
	});
	expect(inputs.map(({ node }) => node)).toEqual(["20"]);
	expect(task({ pose, pose_kind: "skeleton" }).graph["23"]?.inputs.image).toEqual(["20", 0]);
});

test("S0-A57 the base character image is looked at through Redux", () => {
	const { graph, models } = task({ base_image, base_strength: 0.5 });
	expect(difference(task().graph, graph).sort()).toEqual(["30", "31", "32", "33", "34", "8.positive"]);
	expect(graph["8"]?.inputs.positive).toEqual(["34", 0]);
	expect(graph["34"]).toMatchObject({
		class_type: "StyleModelApply",
		inputs: { strength: 0.5, strength_type: "attn_bias", conditioning: ["6", 0] },
	});
	expect(models.map(({ folder }) => folder)).toEqual(expect.arrayContaining(["clip_vision", "style_models"]));
});

test("S0-A57 S0-A60 base image and pose go together, one behind the other", () => {
	const { graph, inputs } = task({ base_image, pose });
	expect(graph["23"]?.inputs.positive).toEqual(["34", 0]);
	expect(graph["34"]?.inputs.conditioning).toEqual(["6", 0]);
	expect(inputs.map(({ node }) => node)).toEqual(["20", "30"]);
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ body_type: "female" }, "/parameters/body_type", "invalid_parameter"],
	[{ controlnet_end: 0 }, "/parameters/controlnet_end", "invalid_parameter"],
	[{ base_strength: 0 }, "/parameters/base_strength", "invalid_parameter"],
	[{ guidance: -1 }, "/parameters/guidance", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	const planned = planWorkflow(bodyTypeImageFlux, { body_type, ...sent }, random);
	expect(problemsOf(planned)).toContainEqual([pointer, code]);
});
