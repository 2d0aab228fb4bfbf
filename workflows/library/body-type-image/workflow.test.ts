import { expect, test } from "vitest";
import { summariseObjectInfo } from "../../object-info/capabilities.ts";
import { missingFrom } from "../../plan/missing.ts";
import { planWorkflow } from "../../plan/plan.ts";
import { bodyTypeIds, bodyTypes, bodyTypeTemplate } from "../../prompts/body-types.ts";
import { bodyTypeNegative } from "../../prompts/negatives.ts";
import { difference, planOf, problemsOf, random, recording, taskOf } from "../../testing/comfyui.ts";
import { bodyTypeImage } from "./workflow.ts";

const pose = "ast_0123456789abcdefghijklmnop";
const base_image = "ast_1123456789abcdefghijklmnop";
const body_type = "female-slim";
const task = (more: Record<string, unknown> = {}) => taskOf(bodyTypeImage, { body_type, ...more });
const classes = (more: Record<string, unknown> = {}) =>
	Object.values(task(more).graph).map((node) => node.class_type);

test("S0-A58 Z-Image-Turbo, eight steps at cfg 1, 768x960", () => {
	const { graph, models } = task();
	expect(models.map(({ file }) => file)).toEqual([
		"z_image_turbo_bf16.safetensors",
		"qwen_3_4b.safetensors",
		"ae.safetensors",
	]);
	expect(graph["8"]?.inputs).toMatchObject({
		steps: 8,
		cfg: 1,
		sampler_name: "res_multistep",
		scheduler: "simple",
		denoise: 1,
		latent_image: ["7", 0],
	});
	expect(graph["7"]?.inputs).toMatchObject({ width: 768, height: 960 });
	expect(graph["6"]?.inputs).toMatchObject({ shift: 3, model: ["1", 0] });
});

test("S0-A63 the prompt is the template, character for character, with the description in its slot", () => {
	expect(task().graph["4"]?.inputs.text).toBe(
		bodyTypeTemplate.replace("[body type description]", "slim and slender"),
	);
});

test("S0-A59 S0-A62 each body type has words of its own, and a man is one", () => {
	const texts = bodyTypes.map(({ id }) => String(task({ body_type: id }).graph["4"]?.inputs.text));
	expect(new Set(texts).size).toBe(8);
	for (const [i, { description, gender }] of bodyTypes.entries()) {
		expect(texts[i]).toContain(`${description} body type,\nfull body view`);
		expect(texts[i]?.includes("attractive man, 28 years old")).toBe(gender === "male");
	}
});

test("S0-A57 the character's own features take the places of the template's", () => {
	const text = task({ age: 31, ethnicity: "east asian", hair_color: "black", eye_color: "dark brown" }).graph[
		"4"
	]?.inputs.text;
	expect(text).toContain(
		"31 years old, east asian ethnicity,\nblack hair, dark brown eyes, slim and slender",
	);
});

test("S0-A64 the negative is the text of the requirements; it counts from a cfg above 1 on", () => {
	expect(task().graph["5"]).toMatchObject({
		class_type: "CLIPTextEncode",
		inputs: { text: bodyTypeNegative },
	});
	const notices = (more: Record<string, unknown>) =>
		planOf(planWorkflow(bodyTypeImage, { body_type, negative_prompt: "hats", ...more }, random)).notices;
	expect(notices({})).toHaveLength(1);
	expect(notices({ cfg: 1.5 })).toEqual([]);
});

test.each(bodyTypeIds)("S0-A61 %s brings its own parameters, and sent ones count instead", (id) => {
	const { parameters } = bodyTypes.find((type) => type.id === id) ?? {};
	expect(planOf(planWorkflow(bodyTypeImage, { body_type: id }, random)).parameters).toMatchObject({
		...parameters,
	});
	expect(task({ body_type: id, pose }).graph["23"]?.inputs.strength).toBe(parameters?.controlnet_strength);
	expect(task({ body_type: id, pose, controlnet_strength: 1 }).graph["23"]?.inputs.strength).toBe(1);
});

test("S0-A60 a pose is read from a photograph and followed through the control patch", () => {
	const { graph, inputs, models } = task({ pose });
	expect(difference(task().graph, graph).sort()).toEqual(["20", "21", "22", "23", "6.model"]);
	expect(graph["6"]?.inputs.model).toEqual(["23", 0]);
	expect(graph["23"]).toMatchObject({
		class_type: "QwenImageDiffsynthControlnet",
		inputs: { model: ["1", 0], model_patch: ["22", 0], vae: ["3", 0], image: ["21", 0] },
	});
	expect(graph["21"]).toMatchObject({
		class_type: "DWPreprocessor",
		inputs: { detect_body: "enable", image: ["20", 0] },
	});
	expect(inputs).toEqual([{ asset_id: pose, node: "20", input: "image", kind: "image" }]);
	expect(models).toContainEqual({
		folder: "model_patches",
		file: "Z-Image-Turbo-Fun-Controlnet-Union.safetensors",
	});
});

test("S0-A60 a skeleton needs no reader; without a pose there is nothing of it", () => {
	expect(task({ pose, pose_kind: "skeleton" }).graph["23"]?.inputs.image).toEqual(["20", 0]);
	expect(classes({ pose, pose_kind: "skeleton" })).not.toContain("DWPreprocessor");
	expect(difference(task().graph, task({ pose_kind: "skeleton" }).graph)).toEqual([]);
	expect(classes()).not.toContain("ModelPatchLoader");
	const info = recording("object_info/core-0.33.0.json");
	if (info === undefined) return;
	const core = summariseObjectInfo(info, "0.33.0");
	const lacks = (more: Record<string, unknown>) =>
		missingFrom(core, task({ pose, ...more })).filter(({ message }) =>
			/DWPreprocessor|yolox|dw-ll/.test(message),
		);
	expect(lacks({})).toHaveLength(1);
	expect(lacks({ pose_kind: "skeleton" })).toEqual([]);
});

test("S0-A57 with the base character image sampling starts from it, cut to the size of the picture", () => {
	const { graph, inputs } = task({ base_image, width: 1024, height: 1280 });
	expect(graph["8"]?.inputs).toMatchObject({ latent_image: ["32", 0], denoise: 0.8 });
	expect(graph["31"]?.inputs).toMatchObject({ width: 1024, height: 1280, crop: "center", image: ["30", 0] });
	expect(graph["7"]).toBeUndefined();
	expect(inputs).toEqual([{ asset_id: base_image, node: "30", input: "image", kind: "image" }]);
	expect(task({ base_image, base_strength: 0.45 }).graph["8"]?.inputs.denoise).toBe(0.55);
	expect(task({ base_strength: 0.45 }).graph["8"]?.inputs.denoise).toBe(1);
});

test("S0-D47 another shape is another canvas, with a base image too", () => {
	const [alone, after] = [{}, { base_image }].map((more) => task({ aspect_ratio: "9:16", ...more }).graph);
	expect(alone?.["7"]?.inputs).toMatchObject({ width: 720, height: 1280 });
	expect(after?.["31"]?.inputs).toMatchObject({ width: 720, height: 1280 });
});

test("the base image can be the pose as well", () => {
	const { inputs, graph } = task({ base_image, pose: base_image });
	expect(inputs.map(({ node, asset_id }) => [node, asset_id])).toEqual([
		["20", base_image],
		["30", base_image],
	]);
	expect(graph["6"]?.inputs.model).toEqual(["23", 0]);
	expect(graph["8"]?.inputs.latent_image).toEqual(["32", 0]);
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ body_type: "slim" }, "/parameters/body_type", "invalid_parameter"],
	[{ age: 17 }, "/parameters/age", "invalid_parameter"],
	[{ base_strength: 1 }, "/parameters/base_strength", "invalid_parameter"],
	[{ controlnet_strength: 2.1 }, "/parameters/controlnet_strength", "invalid_parameter"],
	[{ cfg: 5 }, "/parameters/cfg", "invalid_parameter"],
	[{ pose: "pose.png" }, "/parameters/pose", "invalid_parameter"],
	[{ width: 768 }, "/parameters/height", "invalid_parameter"],
	[{ prompt: "A woman" }, "/parameters/prompt", "unknown_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	const planned = planWorkflow(bodyTypeImage, { body_type, ...sent }, random);
	expect(problemsOf(planned)).toContainEqual([pointer, code]);
});

test("the body type must be said", () => {
	const problems = problemsOf(planWorkflow(bodyTypeImage, { body_type: undefined }, random));
	expect(problems.map(([pointer]) => pointer)).toEqual(["/parameters/body_type"]);
});

test("S0-A58 a real ComfyUI without custom nodes lacks the pose reader only", () => {
	const info = recording("object_info/core-0.33.0.json");
	if (info === undefined) return;
	const missing = missingFrom(summariseObjectInfo(info, "0.33.0"), task({ pose, base_image }));
	expect(missing.filter(({ code }) => code === "missing_node").map(({ pointer }) => pointer)).toEqual([
		"/graph/21/class_type",
	]);
});
