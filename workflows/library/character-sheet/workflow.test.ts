import { expect, test } from "vitest";
import { planWorkflow } from "../../plan/plan.ts";
import { characterSheetPlan, sheetCaption } from "../../prompts/poses.ts";
import { difference, planOf, problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { sheetPicture } from "./prompts.ts";
import { characterSheet } from "./workflow.ts";

const face = "ast_0123456789abcdefghijklmnop";
const pose = "ast_00000000000000000000000001";
const sent = { face, prompt: "A woman of 25 with freckles" };
const plan = (more: Record<string, unknown> = {}) =>
	planOf(planWorkflow(characterSheet, { ...sent, ...more }, random));
const task = (more: Record<string, unknown> = {}) => taskOf(characterSheet, { ...sent, ...more });
const prompts = (more: Record<string, unknown> = {}) =>
	plan(more).tasks.map(({ graph }) => String(graph["4"]?.inputs.text));

test("S0-A38 Flux.1 dev with PuLID holds the face; without a pose there is no ControlNet", () => {
	const { graph, models } = task();
	expect(Object.values(graph).map((n) => n.class_type)).not.toContain("ControlNetLoader");
	expect(graph["8"]?.inputs).toMatchObject({ model: ["24", 0], positive: ["6", 0], negative: ["5", 0] });
	expect(graph["24"]).toMatchObject({
		class_type: "ApplyPulidFlux",
		inputs: { model: ["1", 0], image: ["23", 0], weight: 0.9, start_at: 0, end_at: 1 },
	});
	expect(models.map(({ file }) => file)).toEqual([
		"flux1-dev.safetensors",
		"clip_l.safetensors",
		"t5xxl_fp16.safetensors",
		"ae.safetensors",
		"pulid_flux_v0.9.1.safetensors",
	]);
});

test("S0-A38 with a pose the union ControlNet holds it, with the VAE, at 0.7 up to 65%", () => {
	const { graph, models, inputs } = task({ pose });
	expect(difference(task().graph, graph).sort()).toEqual([
		"40",
		"41",
		"42",
		"43",
		"44",
		"8.negative",
		"8.positive",
	]);
	expect(graph["43"]?.inputs.type).toBe("openpose");
	expect(graph["44"]?.inputs).toMatchObject({
		strength: 0.7,
		start_percent: 0,
		end_percent: 0.65,
		positive: ["6", 0],
		negative: ["5", 0],
		image: ["41", 0],
		vae: ["3", 0],
	});
	expect(inputs).toContainEqual({ asset_id: pose, node: "40", input: "image", kind: "image" });
	expect(models).toContainEqual({
		folder: "controlnet",
		file: "FLUX.1-dev-ControlNet-Union-Pro-2.0.safetensors",
	});
});

test("S0-A38 a skeleton is used as it is, without anything that reads poses", () => {
	const { graph } = task({ pose, pose_kind: "skeleton" });
	expect(graph["41"]).toBeUndefined();
	expect(graph["44"]?.inputs.image).toEqual(["40", 0]);
	expect(difference(task().graph, task({ pose_kind: "skeleton" }).graph)).toEqual([]);
});

test("S0-B19 S0-A39 S0-A14 a task for each picture, with a seed and a prompt of its own, and nothing else differs", () => {
	const { tasks } = plan({ seed: 10, pictures: 30 });
	expect(tasks.map(({ seed }) => seed)).toEqual(Array.from({ length: 30 }, (_, i) => 10 + i));
	for (const { graph } of tasks.slice(1))
		expect(difference(tasks[0]?.graph ?? {}, graph)).toEqual(["4.text", "8.seed"]);
	expect(new Set(prompts({ pictures: 40 })).size).toBe(40);
	expect(prompts()).toHaveLength(10);
});

test("S0-A39 S0-B08 the prompts follow the plan: 21 upper body, 6 portraits and 3 full bodies in 30", () => {
	const texts = prompts({ pictures: 30 });
	characterSheetPlan(30).forEach((picture, i) => {
		for (const part of [picture.framing, picture.angle, picture.pose, picture.environment])
			expect(texts[i]).toContain(part);
	});
	const framed = (framing: string) => texts.filter((text) => text.includes(`freckles, ${framing},`)).length;
	expect([framed("upper body"), framed("portrait"), framed("full body")]).toEqual([21, 6, 3]);
});

test("S0-A40 S0-A66 every picture loads the one face that was sent, and its words ask for skin", () => {
	for (const { inputs, graph } of plan({ pictures: 7 }).tasks) {
		expect(inputs).toEqual([{ asset_id: face, node: "23", input: "image", kind: "image" }]);
		expect(graph["4"]?.inputs.text).toContain("Pores, fine wrinkles, follicles, blemishes visible");
	}
	for (const text of prompts({ realism: "none" })) expect(text).not.toContain("Pores");
});

test("S0-A41 the sheet is training data: each task has a caption that says what varies, the trigger first", () => {
	const { tasks } = plan({ pictures: 3, first_picture: 4 });
	const captions = tasks.map(({ index }) => sheetCaption("ohwx woman", sheetPicture(4, index)));
	expect(new Set(captions).size).toBe(3);
	tasks.forEach(({ graph }, i) => {
		const { framing, environment } = sheetPicture(4, i);
		expect(String(graph["4"]?.inputs.text).startsWith("A woman of 25")).toBe(true);
		expect(captions[i]?.startsWith(`ohwx woman, ${framing}`)).toBe(true);
		expect(captions[i]).toContain(environment);
		expect(captions[i]).not.toContain("freckles");
	});
});

test("S0-A39 a sheet can be continued, and one picture of it made again", () => {
	expect(prompts({ pictures: 4, first_picture: 6 })).toEqual(prompts({ pictures: 10 }).slice(6));
	const [again] = plan({ pictures: 1, first_picture: 6, seed: 16 }).tasks;
	expect(difference(again?.graph ?? {}, plan({ seed: 10 }).tasks[6]?.graph ?? {})).toEqual([]);
});

test("S0-A39 scenes of one's own take the place of the plan, one for each picture and round again", () => {
	const scenes = ["riding a horse", "at a desk"];
	const texts = prompts({ scenes, pictures: 3, realism: "none" });
	expect(texts).toEqual(["riding a horse", "at a desk", "riding a horse"].map((s) => `${sent.prompt}, ${s}`));
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ face: undefined }, "/parameters/face", "missing_parameter"],
	[{ pictures: 0 }, "/parameters/pictures", "invalid_parameter"],
	[{ pictures: 41 }, "/parameters/pictures", "invalid_parameter"],
	[{ pictures: 10, first_picture: 31 }, "/parameters/pictures", "invalid_parameter"],
	[{ first_picture: 40 }, "/parameters/first_picture", "invalid_parameter"],
	[{ scenes: [] }, "/parameters/scenes", "invalid_parameter"],
	[{ scenes: ["at a desk", " "] }, "/parameters/scenes/1", "invalid_parameter"],
	[{ pose_kind: "drawing" }, "/parameters/pose_kind", "invalid_parameter"],
	[{ pose: "pose.png" }, "/parameters/pose", "invalid_parameter"],
	[{ face_strength: 2 }, "/parameters/face_strength", "invalid_parameter"],
	[{ height: 1024 }, "/parameters/width", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (more, pointer, code) => {
	expect(problemsOf(planWorkflow(characterSheet, { ...sent, ...more }, random))).toContainEqual([
		pointer,
		code,
	]);
});

test("with scenes of one's own the length of the plan is no limit to where it begins", () => {
	expect(prompts({ scenes: ["at a desk"], pictures: 40, first_picture: 39 })).toHaveLength(40);
});
