import { expect, test } from "vitest";
import { planWorkflow } from "../../plan/plan.ts";
import { difference, problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { findWorkflow } from "../index.ts";
import { sd15ImageToImage } from "./workflow.ts";

const prompt = "1boy, knight, kneeling";
const init_image = "ast_0123456789abcdefghijklmnop";
const pose = "ast_1123456789abcdefghijklmnop";
const lora = "spyke_plasma_v1.safetensors";
const task = (more: Record<string, unknown> = {}) => taskOf(sd15ImageToImage, { prompt, seed: 1, ...more });
const classes = (more: Record<string, unknown>) =>
	Object.values(task(more).graph).map((node) => node.class_type);

test("S2-INFRA-05b S2-CTRL-01a with everything it is img2img with OpenPose and a LoRA", () => {
	const { graph, inputs, models } = task({ init_image, pose, lora });
	expect(Object.keys(graph)).toEqual(expect.arrayContaining(["2", "20", "22", "30", "31", "32", "33"]));
	expect(inputs).toEqual([
		{ asset_id: init_image, node: "20", input: "image", kind: "image" },
		{ asset_id: pose, node: "30", input: "image", kind: "image" },
	]);
	expect(graph["6"]?.inputs).toMatchObject({
		positive: ["33", 0],
		negative: ["33", 1],
		latent_image: ["22", 0],
		denoise: 0.6,
	});
	expect(graph["21"]?.inputs).toMatchObject({ width: 512, height: 768, crop: "center" });
	expect(models.map(({ file }) => file)).toEqual([
		"AnythingV5_v5PrtRE.safetensors",
		lora,
		"control_v11p_sd15_openpose.pth",
	]);
});

test.each([
	[undefined, 0.65],
	[0.4, 0.4],
	[0.9, 0.9],
])("S2-CTRL-02 a strength of %s arrives as %f", (controlnet_strength, strength) => {
	expect(task({ pose, controlnet_strength }).graph["33"]?.inputs.strength).toBe(strength);
});

test.each([0.39, 0.91, "0.65"])("S2-CTRL-02 a strength of %s is refused", (controlnet_strength) => {
	const planned = planWorkflow(sd15ImageToImage, { prompt, pose, controlnet_strength }, random);
	expect(problemsOf(planned)).toEqual([["/parameters/controlnet_strength", "invalid_parameter"]]);
});

test("S2-CTRL-03 a pose image brings the ControlNet; without one there is none, nor a detector", () => {
	expect(findWorkflow("img2img-lora-controlnet")?.id).toBe("sd15-image-to-image");
	expect(classes({ pose })).toEqual(expect.arrayContaining(["ControlNetLoader", "OpenposePreprocessor"]));
	expect(classes({ init_image }).join()).not.toMatch(/ControlNet|Openpose/);
	expect(task({ init_image }).graph["6"]?.inputs).toMatchObject({ positive: ["3", 0], negative: ["4", 0] });
});

test("a skeleton goes to the ControlNet as it is", () => {
	const [photo, skeleton] = ["photo", "skeleton"].map((pose_kind) => task({ pose, pose_kind }).graph);
	expect(difference(photo ?? {}, skeleton ?? {}).sort()).toEqual(["31", "33.image"]);
	expect(skeleton?.["33"]?.inputs.image).toEqual(["30", 0]);
});

test("S2-HW-3 S2-HW-1 there is one ControlNet and one picture, at 512x768", () => {
	expect(classes({ init_image, pose, lora }).filter((name) => name === "ControlNetLoader")).toHaveLength(1);
	expect(task({ pose }).graph["5"]?.inputs).toEqual({ width: 512, height: 768, batch_size: 1 });
});

test("without an initial picture the canvas is blank and all of it is made, whatever denoise says", () => {
	for (const more of [{ pose }, { denoise: 0.3 }]) {
		const { graph } = task(more);
		expect(graph["6"]?.inputs).toMatchObject({ latent_image: ["5", 0], denoise: 1 });
		expect(Object.keys(graph)).not.toContain("20");
	}
	const { graph } = task({ init_image, denoise: 0.3 });
	expect(graph["6"]?.inputs.denoise).toBe(0.3);
	expect(Object.keys(graph)).not.toContain("5");
});

test("the size reaches the canvas or the initial picture, whichever there is", () => {
	const size = { width: 512, height: 512 };
	expect(task(size).graph["5"]?.inputs).toMatchObject(size);
	expect(task({ ...size, init_image }).graph["21"]?.inputs).toMatchObject(size);
});

test("S2-GEN-05 precision is as in sd15-text-to-image", () => {
	const { graph, requires } = task({ init_image, pose, lora });
	expect(graph["6"]?.inputs.model).toEqual(["11", 0]);
	expect(graph["11"]?.inputs).toEqual({ dtype: "fp16", model: ["2", 0] });
	expect(requires?.launch_flags).toEqual(["--fp32-vae"]);
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ init_image: "input/a.png" }, "/parameters/init_image", "invalid_parameter"],
	[{ pose: "../pose.png" }, "/parameters/pose", "invalid_parameter"],
	[{ pose_kind: "depth" }, "/parameters/pose_kind", "invalid_parameter"],
	[{ denoise: 0 }, "/parameters/denoise", "invalid_parameter"],
	[{ poseImagePath: "pose.png" }, "/parameters/poseImagePath", "unknown_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	expect(problemsOf(planWorkflow(sd15ImageToImage, { prompt, ...sent }, random))).toEqual([[pointer, code]]);
});
