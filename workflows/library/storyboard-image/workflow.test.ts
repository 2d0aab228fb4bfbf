import { expect, test } from "vitest";
import { maxSeed } from "../../definition/parameters.ts";
import { summariseObjectInfo } from "../../object-info/capabilities.ts";
import { missingFrom } from "../../plan/missing.ts";
import { planWorkflow } from "../../plan/plan.ts";
import {
	difference,
	ownCapabilities,
	planOf,
	problemsOf,
	random,
	recording,
	taskOf,
} from "../../testing/comfyui.ts";
import { storyboardImage } from "./workflow.ts";

const prompt = "A fox crosses a frozen lake";
const reference = "ast_0123456789abcdefghijklmnop";
const task = (more: Record<string, unknown> = {}) => taskOf(storyboardImage, { prompt, ...more });
const refused = (more: Record<string, unknown>) =>
	problemsOf(planWorkflow(storyboardImage, { prompt, ...more }, random));

test("S1-02 the graph with defaults is a Flux.1 dev graph that needs one checkpoint and core nodes only", () => {
	const { graph, models, inputs, outputs } = task();
	expect(Object.fromEntries(Object.entries(graph).map(([id, n]) => [id, n.class_type]))).toEqual({
		"1": "CheckpointLoaderSimple",
		"2": "CLIPTextEncode",
		"3": "CLIPTextEncode",
		"4": "FluxGuidance",
		"5": "EmptySD3LatentImage",
		"6": "KSampler",
		"7": "VAEDecode",
		"8": "ImageScale",
		"9": "SaveImage",
	});
	expect(models).toEqual([{ folder: "checkpoints", file: "flux1-dev-fp8.safetensors" }]);
	expect(inputs).toEqual([]);
	expect(outputs).toEqual([{ name: "image", node: "9", kind: "image" }]);
	expect(missingFrom(ownCapabilities(), task())).toEqual([]);
});

test("S1-01 one sentence is one task with one picture", () => {
	expect(planOf(planWorkflow(storyboardImage, { prompt }, random)).tasks).toHaveLength(1);
	expect(task().graph["5"]?.inputs.batch_size).toBe(1);
});

test("S1-09 S1-45 the picture is rendered at 1344x768 and delivered at 1920x1080", () => {
	expect(task().graph["5"]?.inputs).toMatchObject({ width: 1344, height: 768 });
	expect(task().graph["8"]?.inputs).toMatchObject({ width: 1920, height: 1080, upscale_method: "lanczos" });
	expect(difference(task().graph, task({ width: 1920, height: 1080 }).graph)).toEqual([]);
});

test.each([
	["16:9", [1920, 1080, 1344, 768]],
	["9:16", [1080, 1920, 768, 1344]],
	["1:1", [1080, 1080, 1024, 1024]],
	["4:5", [1080, 1350, 896, 1120]],
])(
	"S1-06 the aspect ratio %s sets all four sizes",
	(aspect_ratio, [width, height, render_width, render_height]) => {
		const plan = planOf(planWorkflow(storyboardImage, { prompt, aspect_ratio }, random));
		expect(plan.parameters).toMatchObject({ width, height, render_width, render_height });
		expect(plan.tasks[0]?.graph["8"]?.inputs).toMatchObject({ width, height });
		expect(plan.tasks[0]?.graph["5"]?.inputs).toMatchObject({ width: render_width, height: render_height });
	},
);

test("S1-25 a delivered size of one's own is taken when it has the shape", () => {
	expect(task({ width: 1280, height: 720 }).graph["8"]?.inputs).toMatchObject({ width: 1280, height: 720 });
	expect(difference(task().graph, task({ width: 1280, height: 720 }).graph)).toEqual(["8.width", "8.height"]);
	expect(difference(task().graph, task({ render_width: 1024, render_height: 576 }).graph)).toEqual([
		"5.width",
		"5.height",
	]);
});

test("S1-28 S1-27 the negative prompt has its own node and the default of the story; cfg 1 keeps it unused", () => {
	expect(task().graph["3"]?.inputs.text).toBe("blurry, low quality, distorted");
	expect(task().graph["6"]?.inputs).toMatchObject({
		cfg: 1,
		positive: ["4", 0],
		negative: ["3", 0],
		denoise: 1,
	});
	expect(difference(task().graph, task({ negative_prompt: "hands" }).graph)).toEqual(["3.text"]);
	expect(task({ negative_prompt: "" }).graph["3"]?.inputs.text).toBe("");
	expect(storyboardImage.docs.notes.join(" ")).toContain("not used at cfg 1");
});

test.each([0, 1, 2 ** 50, maxSeed])("S1-30 seed %s is kept, 0 too", (seed) => {
	expect(task({ seed })).toMatchObject({ seed, graph: { "6": { inputs: { seed } } } });
});

test("S3-40 S1-46 S1-63 an absent seed is chosen once, used, and reported", () => {
	const plan = planOf(planWorkflow(storyboardImage, { prompt }, { seed: () => 0 }));
	expect(plan.parameters.seed).toBe(0);
	expect(plan.tasks[0]).toMatchObject({ seed: 0, graph: { "6": { inputs: { seed: 0 } } } });
});

test("S1-07 with a reference the picture is loaded through Redux, and the sampler listens to it", () => {
	const { graph, models, inputs } = task({ references: [reference], reference_strength: 0.5 });
	expect(difference(task().graph, graph).sort()).toEqual(["11", "12", "13", "14", "15", "6.positive"]);
	expect(graph["6"]?.inputs.positive).toEqual(["15", 0]);
	expect(graph["15"]?.inputs).toMatchObject({
		conditioning: ["4", 0],
		strength: 0.5,
		strength_type: "attn_bias",
	});
	expect(inputs).toEqual([{ asset_id: reference, node: "11", input: "image", kind: "image" }]);
	expect(graph["11"]?.inputs).toEqual({ image: "" });
	expect(models.map(({ folder }) => folder)).toEqual(["checkpoints", "style_models", "clip_vision"]);
});

test("S1-07 several references are read one after the other, each with the strength", () => {
	const { graph, inputs } = task({ references: [reference, reference, reference], reference_strength: 0.2 });
	expect(inputs.map(({ node }) => node)).toEqual(["11", "21", "31"]);
	expect([graph["15"], graph["25"], graph["35"]].map((node) => node?.inputs)).toEqual([
		expect.objectContaining({ conditioning: ["4", 0], strength: 0.2 }),
		expect.objectContaining({ conditioning: ["15", 0], strength: 0.2 }),
		expect.objectContaining({ conditioning: ["25", 0], strength: 0.2 }),
	]);
	expect(graph["6"]?.inputs.positive).toEqual(["35", 0]);
	const two = task({ references: [reference, reference] });
	expect(two.graph["6"]?.inputs.positive).toEqual(["25", 0]);
	expect(Object.keys(two.graph)).not.toContain("31");
});

test("S1-07 without a reference its strength changes nothing", () => {
	expect(difference(task().graph, task({ reference_strength: 0.9 }).graph)).toEqual([]);
});

test("S1-08 S1-31 a style LoRA is loaded by a LoraLoader between checkpoint, text and sampler", () => {
	const { graph, models } = task({ style_lora: "styles/ink.safetensors", style_lora_strength: 0.6 });
	expect(difference(task().graph, graph).sort()).toEqual(["10", "2.clip", "3.clip", "6.model"]);
	expect(graph["10"]).toMatchObject({
		class_type: "LoraLoader",
		inputs: {
			lora_name: "styles/ink.safetensors",
			strength_model: 0.6,
			strength_clip: 0.6,
			model: ["1", 0],
			clip: ["1", 1],
		},
	});
	expect(models).toContainEqual({ folder: "loras", file: "styles/ink.safetensors" });
	expect(missingFrom(ownCapabilities(), task({ style_lora: "styles/oil.safetensors" }))).toEqual([
		expect.objectContaining({ code: "missing_model", pointer: "/graph/10/inputs/lora_name" }),
	]);
});

test("S1-34 a picture is given up after 5 minutes", () => {
	expect(task().timeout_seconds).toBe(300);
});

test("S1-54 12 GB of GPU memory are enough", () => {
	expect(storyboardImage.vram_gb).toBe(12);
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ prompt: undefined }, "/parameters/prompt", "missing_parameter"],
	[{ prompt: null }, "/parameters/prompt", "invalid_parameter"],
	[{ prompt: "" }, "/parameters/prompt", "invalid_parameter"],
	[{ prompt: " \n " }, "/parameters/prompt", "invalid_parameter"],
	[{ prompt: "x".repeat(4001) }, "/parameters/prompt", "invalid_parameter"],
	[{ prompt: "a\u0000b" }, "/parameters/prompt", "invalid_parameter"],
	[{ prompt: "half \ud83d" }, "/parameters/prompt", "invalid_parameter"],
	[{ prompt: ["a"] }, "/parameters/prompt", "invalid_parameter"],
	[{ stepz: 3 }, "/parameters/stepz", "unknown_parameter"],
	[{ "a/b": 3 }, "/parameters/a~1b", "unknown_parameter"],
	[JSON.parse('{"__proto__":1}'), "/parameters/__proto__", "unknown_parameter"],
	[{ steps: "20" }, "/parameters/steps", "invalid_parameter"],
	[{ steps: 0 }, "/parameters/steps", "invalid_parameter"],
	[{ steps: 51 }, "/parameters/steps", "invalid_parameter"],
	[{ steps: 1.5 }, "/parameters/steps", "invalid_parameter"],
	[{ guidance: Number.NaN }, "/parameters/guidance", "invalid_parameter"],
	[{ guidance: Number.POSITIVE_INFINITY }, "/parameters/guidance", "invalid_parameter"],
	[{ cfg: 0.5 }, "/parameters/cfg", "invalid_parameter"],
	[{ seed: -1 }, "/parameters/seed", "invalid_parameter"],
	[{ seed: 2 ** 53 }, "/parameters/seed", "invalid_parameter"],
	[{ seed: "7" }, "/parameters/seed", "invalid_parameter"],
	[{ seed: null }, "/parameters/seed", "invalid_parameter"],
	[{ aspect_ratio: "21:9" }, "/parameters/aspect_ratio", "invalid_parameter"],
	[{ width: 1920 }, "/parameters/height", "invalid_parameter"],
	[{ height: 1080 }, "/parameters/width", "invalid_parameter"],
	[{ width: 1080, height: 1920 }, "/parameters/width", "invalid_parameter"],
	[{ width: 1921, height: 1080 }, "/parameters/width", "invalid_parameter"],
	[{ render_width: 1350, render_height: 768 }, "/parameters/render_width", "invalid_parameter"],
	[{ render_width: 1024, render_height: 1024 }, "/parameters/render_width", "invalid_parameter"],
	[{ references: ["lake.png"] }, "/parameters/references/0", "invalid_parameter"],
	[{ references: reference }, "/parameters/references", "invalid_parameter"],
	[{ references: [] }, "/parameters/references", "invalid_parameter"],
	[{ references: Array(4).fill(reference) }, "/parameters/references", "invalid_parameter"],
	[{ references: ["ast_0123456789ABCDEFGHIJKLMNOP"] }, "/parameters/references/0", "invalid_parameter"],
	[{ style_lora: "../secret.safetensors" }, "/parameters/style_lora", "invalid_parameter"],
	[{ style_lora: "ink" }, "/parameters/style_lora", "invalid_parameter"],
];
test.each(mistakes)("S1-22 a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	expect(refused(sent)).toContainEqual([pointer, code]);
});

test("a problem says what was sent and what is wanted", () => {
	const planned = planWorkflow(storyboardImage, { prompt, steps: 900, lora: "x" }, random);
	expect(planned.ok ? [] : planned.problems.map((p) => p.message)).toEqual([
		expect.stringContaining('storyboard-image has no parameter "lora". It takes style_lora, '),
		expect.stringMatching(/^steps: .*50.*you sent 900\. Sampling steps/),
	]);
});

test.each([undefined, {}])("S1-25 the prompt is required also when no parameters are sent: %j", (sent) => {
	expect(problemsOf(planWorkflow(storyboardImage, sent, random))).toEqual([
		["/parameters/prompt", "missing_parameter"],
	]);
});

test.each([null, [], "prompt", 5, true])("parameters that are no object are refused: %j", (sent) => {
	expect(problemsOf(planWorkflow(storyboardImage, sent, random))).toEqual([
		["/parameters", "invalid_parameter"],
	]);
});

test.each(["core-0.3.64", "core-0.33.0"])(
	"S1-57 a real ComfyUI (%s) has every node, with and without the parts",
	(name) => {
		const info = recording(`object_info/${name}.json`);
		if (info === undefined) return;
		const capabilities = summariseObjectInfo(info, name);
		const full = task({ references: [reference], style_lora: "ink.safetensors" });
		const missing = missingFrom(capabilities, full);
		expect(missing.filter(({ code }) => code === "missing_node")).toEqual([]);
		// These servers have no model files at all: each one the graph needs must be noticed.
		expect(missing.map(({ pointer }) => pointer).sort()).toEqual([
			"/graph/1/inputs/ckpt_name",
			"/graph/10/inputs/lora_name",
			"/graph/12/inputs/clip_name",
			"/graph/14/inputs/style_model_name",
		]);
	},
);
