import { expect, test } from "vitest";
import type { WorkflowDocument } from "../document/document.ts";
import type { ApiGraph, GraphNode, GraphValue } from "../graph/graph.ts";
import { planWorkflow, taskSeed } from "../plan/plan.ts";
import { planOf } from "../testing/comfyui.ts";
import { propose } from "./propose.ts";
import { compiled, objectInfo } from "./testing/graphs.ts";
import { sourceText } from "./write/source-text.ts";

/** Values that stand elsewhere than in the node they are for, and what each is for. */

const node = (class_type: string, inputs: Record<string, GraphValue>, title?: string): GraphNode => ({
	class_type,
	inputs,
	...(title === undefined ? {} : { _meta: { title } }),
});

/** A picture from words; `more` adds nodes and replaces them. */
const picture = (more: ApiGraph = {}): ApiGraph => ({
	"1": node("CheckpointLoaderSimple", { ckpt_name: "sdxl_base.safetensors" }),
	"2": node("CLIPTextEncode", { text: "a harbour", clip: ["1", 1] }),
	"3": node("CLIPTextEncode", { text: "blurry", clip: ["1", 1] }),
	"4": node("EmptyLatentImage", { width: 1024, height: 1024, batch_size: 1 }),
	"5": node("KSampler", {
		model: ["1", 0],
		seed: 77,
		steps: 20,
		cfg: 6,
		sampler_name: "euler",
		scheduler: "karras",
		positive: ["2", 0],
		negative: ["3", 0],
		latent_image: ["4", 0],
		denoise: 1,
	}),
	"6": node("VAEDecode", { samples: ["5", 0], vae: ["1", 2] }),
	"7": node("SaveImage", { images: ["6", 0], filename_prefix: "x" }),
	...more,
});
const withInputs = (id: string, inputs: Record<string, GraphValue>): ApiGraph => {
	const of = picture()[id];
	if (of === undefined) throw new Error(`no node ${id}`);
	return { [id]: { ...of, inputs: { ...of.inputs, ...inputs } } };
};

const known = {
	...objectInfo,
	PrimitiveInt: {
		input: { required: { value: ["INT", { min: -(2 ** 63), max: 2 ** 63, control_after_generate: true }] } },
		output: ["INT"],
		display_name: "Int",
	},
	PrimitiveStringMultiline: {
		input: { required: { value: ["STRING", { multiline: true }] } },
		output: ["STRING"],
		display_name: "Text (Multiline)",
	},
};

/** With what a ComfyUI says of its nodes, and by names alone. */
const infos = [known, null];

function parameter(document: WorkflowDocument, name: string) {
	const found = document.parameters.find((p) => p.name === name);
	if (found === undefined)
		throw new Error(`no ${name} among ${document.parameters.map((p) => p.name).join(", ")}`);
	return found;
}

function slots(document: WorkflowDocument): Record<string, string[]> {
	return Object.fromEntries(
		document.parameters.map((p) => [p.name, p.slots.map(({ node: id, input }) => `${id}.${input}`)]),
	);
}

test.each(infos)("words in nodes of their own are told apart by the encoder they arrive at", (info) => {
	for (const [className, input] of [
		["PrimitiveStringMultiline", "value"],
		["StringConstantMultiline", "string"],
		["Note Box", "content"],
	] as const) {
		const graph = picture({
			"10": node(className, { [input]: "blurry, cropped" }),
			"11": node(className, { [input]: "a harbour" }),
			"12": node("StringConcatenate", { string_a: ["11", 0], string_b: "at dawn", delimiter: ", " }),
			...withInputs("2", { text: ["12", 0] }),
			...withInputs("3", { text: ["10", 0] }),
			"13": node("ConditioningSetTimestepRange", { conditioning: ["3", 0], start: 0, end: 1 }),
			...withInputs("5", { negative: ["13", 0] }),
		});
		const document = propose(graph, info, { name: "x" });
		expect(slots(document)).toMatchObject({ negative_prompt: [`10.${input}`], prompt: [`11.${input}`] });
		expect(JSON.stringify(document.parameters)).not.toContain("delimiter");
		compiled(document);
	}
});

test.each([
	["KSamplerNAG", "nag_negative"],
	["Guider", "uncond"],
	["Guider", "neg"],
])("%s takes what is not wanted as %s", (className, input) => {
	const graph = picture({
		"8": node(className, { positive: ["2", 0], [input]: ["3", 0], image: ["6", 0] }),
		...withInputs("5", { negative: ["2", 0] }),
		...withInputs("7", { images: ["8", 0] }),
	});
	expect(slots(propose(graph, null, { name: "x" }))).toMatchObject({ negative_prompt: ["3.text"] });
});

test.each(infos)("words in a file of one computer become words to send", (info) => {
	const graph = picture({
		"10": node("LoadTextFile", { path: "prompts/harbour.txt" }),
		...withInputs("2", { text: ["10", 0] }),
	});
	const document = propose(graph, info, { name: "x" });
	expect(parameter(document, "prompt")).toMatchObject({
		required: true,
		slots: [{ node: "2", input: "text" }],
	});
	expect(document.graph["10"]).toBeUndefined();
	expect(document.notes).toContainEqual(expect.stringMatching(/harbour\.txt, which no client has/));
	compiled(document);
});

test.each(infos)("numbers in nodes of their own are what they are linked to, with its range", (info) => {
	const graph = picture({
		"10": node("PrimitiveInt", { value: 768 }),
		"11": node("PrimitiveInt", { value: 20 }, "How long to think"),
		...withInputs("4", { width: ["10", 0], height: ["10", 0] }),
		...withInputs("5", { steps: ["11", 0] }),
	});
	const document = propose(graph, info, { name: "x" });
	expect(parameter(document, "steps")).toMatchObject({
		type: "integer",
		default: 20,
		max: 100,
		slots: [{ node: "11", input: "value" }],
	});
	// One seed, and no other: that it could be drawn anew does not make a number one.
	expect(slots(document).seed).toEqual(["5.seed"]);
	compiled(document);
});

test.each(infos)("a number that goes into a sum is what somebody called it", (info) => {
	const film = (title?: string): ApiGraph => ({
		"1": node("PrimitiveInt", { value: 5 }, title),
		"2": node("MathExpression", { expression: "a * 16 + 1", a: ["1", 0] }),
		"3": node("EmptyHunyuanLatentVideo", { width: 832, height: 480, length: ["2", 0], batch_size: 1 }),
		"4": node("SaveVideo", { video: ["3", 0], filename_prefix: "x" }),
	});
	const document = propose(film("Duration (seconds)"), info, { name: "x" });
	expect(parameter(document, "duration")).toMatchObject({ type: "integer", default: 5, min: 1, max: 600 });
	expect(slots(propose(film("Snow flakes"), info, { name: "x" }))).toHaveProperty("snow_flakes", ["1.value"]);
	expect(JSON.stringify(propose(film(), info, { name: "x" }).parameters)).not.toContain('"node":"1"');
});

test.each(infos)(
	"a formula is no prompt, even where its class calls it a long text and what it gives goes on with the words",
	(info) => {
		const ComfyMathExpression = {
			input: { required: { expression: ["STRING", { multiline: true }] } },
			name: "x",
		};
		const graph = picture({
			"10": node("PrimitiveFloat", { value: 5 }, "Float (Duration)"),
			"11": node("ComfyMathExpression", { expression: "floor(a * 16 + 1)", "values.a": ["10", 0] }),
			"12": node("FilmFromPicture", { positive: ["2", 0], length: ["11", 0] }),
			...withInputs("5", { positive: ["12", 0] }),
		});
		const document = propose(graph, { ...info, ComfyMathExpression }, { name: "x" });
		expect(slots(document).prompt).toEqual(["2.text"]);
		expect(JSON.stringify(document.parameters)).not.toContain('"node":"11"');
	},
);

test.each(infos)("values are called what somebody called them, without the class before it", (info) => {
	const PrimitiveInt = {
		input: { required: { value: ["INT", {}] } },
		display_name: "Int",
		name: "PrimitiveInt",
	};
	const sampled = (steps: string, id: string) =>
		node("Painter", { steps: [steps, 0], image: ["6", 0] }, `Pass ${id}`);
	const graph = picture({
		"10": node("PrimitiveInt", { value: 4 }, "Int (Fast LoRA steps)"),
		"15": node("PrimitiveBoolean", { value: true }, "Boolean （Replace Mode）"),
		"16": node("ComfySwitchNode", { switch: ["15", 0], on_false: ["6", 0], on_true: ["6", 0] }),
		"17": node("SaveImage", { images: ["16", 0], filename_prefix: "z" }),
		"11": node("PrimitiveBoolean", { value: true }, "Enable 4 steps LoRA?"),
		"12": node("ComfySwitchNode", { switch: ["11", 0], on_false: ["6", 0], on_true: ["6", 0] }),
		"13": sampled("10", "1"),
		...withInputs("7", { images: ["12", 0] }),
		"14": node("SaveImage", { images: ["13", 0], filename_prefix: "y" }),
	});
	const names = Object.keys(slots(propose(graph, { ...info, PrimitiveInt }, { name: "x" })));
	expect(names).toContain("enable_4_steps_lora");
	expect(names).toContain("fast_lora_steps");
	expect(names).toContain("replace_mode");
	expect(names.join()).not.toMatch(/lo_ra|int_|boolean_/);
});

test.each(infos)("every seed is the seed, wherever it stands: none is fixed without a word", (info) => {
	const graph = picture({
		"10": node("PrimitiveInt", { value: 9 }),
		"11": node("KSamplerAdvanced", {
			add_noise: "disable",
			noise_seed: 5,
			steps: 20,
			latent_image: ["5", 0],
		}),
		"12": node("Painter", { Seed: 12, image: ["6", 0] }),
		...withInputs("5", { seed: ["10", 0] }),
		...withInputs("6", { samples: ["11", 0] }),
		...withInputs("7", { images: ["12", 0] }),
	});
	const document = propose(graph, info, { name: "x" });
	expect(parameter(document, "seed").type).toBe("seed");
	expect(slots(document).seed).toEqual(["10.value", "11.noise_seed", "12.Seed"]);
	for (const [id, input] of [
		["10", "value"],
		["11", "noise_seed"],
		["12", "Seed"],
	] as const)
		expect(document.graph[id]?.inputs[input]).toBe(0);
});

test("a seed is chosen no larger than the node with the smallest range takes", () => {
	const graph: ApiGraph = {
		"1": node("PartnerFilm", { prompt: "waves", seed: 3, duration: "5" }),
		"2": node("SaveVideo", { video: ["1", 0], filename_prefix: "x" }),
	};
	const document = propose(graph, known, { name: "waves" });
	const workflow = compiled(document);
	const task = planOf(planWorkflow(workflow, { prompt: "x" }, { seed: () => 2 ** 31 + 7 })).tasks[0];
	expect(task?.graph["1"]?.inputs.seed).toBe(7);
	expect(planWorkflow(workflow, { prompt: "x", seed: 2 ** 31 }, { seed: () => 0 })).toMatchObject({
		ok: false,
		problems: [{ pointer: "/parameters/seed" }],
	});
	expect(taskSeed(2147483647, 1, workflow.seed_max)).toBe(0);
	const source = sourceText(document, workflow, "../..");
	expect(source).toContain("seed_max: 2147483647,");
	expect(source).toContain("seed.max(2147483647)");
});

test.each([{ ...known }, null])("a song has lyrics, tags, a duration and a tempo", (info) => {
	const song: ApiGraph = {
		"1": node("SongEncoder", { tags: "folk, fiddle", lyrics: ["2", 0], bpm: 90, duration: 120.5, seed: 4 }),
		"2": node("PrimitiveStringMultiline", { value: "La la la" }),
		"3": node("EmptySongLatent", { seconds: 120.5 }),
		"4": node("SongSampler", { positive: ["1", 0], latent_image: ["3", 0] }),
		"5": node("SaveAudioMP3", { audio: ["4", 0], filename_prefix: "x" }),
	};
	const document = propose(song, info, { name: "x" });
	expect(slots(document)).toMatchObject({
		tags: ["1.tags"],
		lyrics: ["2.value"],
		bpm: ["1.bpm"],
		duration: ["1.duration", "3.seconds"],
	});
	expect(parameter(document, "tags")).toMatchObject({ required: true });
	expect(parameter(document, "duration")).toMatchObject({ type: "number", default: 120.5, max: 600 });
	expect(parameter(document, "lyrics").description).toMatch(/sung/);
});

test("ratios, angles and what a choice brings along are found by the last part of their names", () => {
	const graph: ApiGraph = {
		"1": node("Orbit", { azimuth: 30, elevation: -10, "mode.prompt": "a chair", "mode.duration": 5 }),
		"2": node("PartnerRatio", { image: ["1", 0], ratio: "16:9", generate_audio: true }),
		"3": node("SaveVideo", { video: ["2", 0], filename_prefix: "x" }),
	};
	const info = {
		PartnerRatio: { input: { required: { ratio: [["16:9", "1:1"]], generate_audio: ["BOOLEAN"] } } },
	};
	const document = propose(graph, info, { name: "x" });
	expect(slots(document)).toMatchObject({
		prompt: ["1.mode.prompt"],
		duration: ["1.mode.duration"],
		azimuth: ["1.azimuth"],
		elevation: ["1.elevation"],
		aspect_ratio: ["2.ratio"],
		sound: ["2.generate_audio"],
	});
	expect(parameter(document, "elevation")).toMatchObject({ default: -10, min: -90, max: 90 });
	expect(parameter(document, "aspect_ratio")).toMatchObject({ choices: ["16:9", "1:1"] });
});
