import { expect, test } from "vitest";
import type { WorkflowDocument } from "../document/document.ts";
import type { ApiGraph, GraphNode, GraphValue } from "../graph/graph.ts";
import { findProfile } from "../plan/profiles.ts";
import { propose } from "./propose.ts";
import { roomiest } from "./roles/profile-limits.ts";
import { compiled, objectInfo } from "./testing/graphs.ts";

/** What files are for, what the models work well with, on which shelf it goes, and what keeps its results. */

const node = (class_type: string, inputs: Record<string, GraphValue>, title?: string): GraphNode => ({
	class_type,
	inputs,
	...(title === undefined ? {} : { _meta: { title } }),
});
const film = (more: ApiGraph): ApiGraph => ({
	"1": node("UNETLoader", { unet_name: "wan2.2_i2v_14B.safetensors" }),
	"8": node("SamplerOfFilms", { model: ["1", 0], latent_image: ["7", 2], seed: 1 }),
	"9": node("SaveVideo", { video: ["8", 0], filename_prefix: "x" }),
	...more,
});
const proposed = (graph: ApiGraph, info: unknown = null, more: { save_previews?: boolean } = {}) =>
	propose(graph, info, { name: "x", ...more });

function parameter(document: WorkflowDocument, name: string) {
	const found = document.parameters.find((p) => p.name === name);
	if (found === undefined)
		throw new Error(`no ${name} among ${document.parameters.map((p) => p.name).join(", ")}`);
	return found;
}
const files = (document: WorkflowDocument) =>
	document.parameters
		.filter(({ type }) => ["image", "mask", "video", "audio"].includes(type))
		.map(({ name, slots }) => `${name}: ${slots[0]?.node}`);

test("pictures of a film are called by where they arrive, through what scales them and looks at them", () => {
	const graph = film({
		"2": node("LoadImage", { image: "a.png" }),
		"3": node("LoadImage", { image: "b.png" }, "Load Image 2"),
		"4": node("ImageScale", { image: ["2", 0], width: 832, height: 480 }),
		"5": node("CLIPVisionEncode", { image: ["3", 0] }),
		"7": node("WanFirstLastFrameToVideo", {
			clip_vision_end_image: ["5", 0],
			start_image: ["4", 0],
			end_image: ["3", 0],
			width: 832,
			height: 480,
			length: 81,
		}),
	});
	const document = proposed(graph);
	expect(files(document)).toEqual(["start_image: 2", "end_image: 3"]);
	expect(parameter(document, "start_image").description).toBe(
		"Id of the uploaded image that the film begins with.",
	);
	expect(parameter(document, "end_image").description).toBe(
		"Id of the uploaded image that the film ends with.",
	);
	compiled(document);
});

test("reference, face, control, pose and mask are told apart; a title of its own counts more", () => {
	const graph: ApiGraph = {
		"1": node("LoadImage", { image: "a.png" }),
		"2": node("LoadImage", { image: "b.png" }),
		"3": node("LoadImage", { image: "c.png" }),
		"4": node("LoadImageMask", { image: "d.png", channel: "red" }),
		"5": node("LoadImage", { image: "e.png" }, "My garden (optional)"),
		"10": node("VAEEncode", { pixels: ["1", 0] }),
		"11": node("ReferenceLatent", { latent: ["10", 0] }),
		"12": node("ApplyPulidFlux", { image: ["2", 0], conditioning: ["11", 0] }),
		"13": node("ControlNetApplyAdvanced", { image: ["3", 0], positive: ["12", 0] }),
		"14": node("InpaintModelConditioning", { mask: ["4", 0], pixels: ["5", 0], positive: ["13", 0] }),
		"15": node("KSampler", { positive: ["14", 0], latent_image: ["14", 2] }),
		"16": node("SaveImage", { images: ["15", 0], filename_prefix: "x" }),
	};
	expect(files(proposed(graph))).toEqual([
		"reference_image: 1",
		"face_image: 2",
		"control_image: 3",
		"mask: 4",
		"my_garden: 5",
	]);
});

test("the mask that comes with room around a picture makes the picture no mask", () => {
	const graph: ApiGraph = {
		"1": node("LoadImage", { image: "a.png" }),
		"2": node("ImagePadForOutpaint", { image: ["1", 0], left: 64 }),
		"3": node("InpaintModelConditioning", { pixels: ["2", 0], mask: ["2", 1] }),
		"4": node("SaveImage", { images: ["3", 0], filename_prefix: "x" }),
	};
	const document = proposed(graph);
	expect(files(document)).toEqual(["image: 1"]);
	expect(parameter(document, "image").description).toMatch(/to work on/);
});

test("sizes and lengths are those the family of models works well in; steps of frames fit it", () => {
	const size = { width: 832, height: 480 };
	const document = proposed(film({ "7": node("EmptyFilmLatent", { ...size, length: 81, vae: ["1", 0] }) }));
	expect(parameter(document, "length")).toMatchObject({ default: 81, min: 1, max: 241, step: 4 });
	expect(parameter(document, "width")).toMatchObject({ default: 832, min: 256, max: 1280, step: 16 });
	const picture = (checkpoint: string, width: number): ApiGraph => ({
		"1": node("CheckpointLoaderSimple", { ckpt_name: checkpoint }),
		"2": node("EmptyLatentImage", { width, height: 512, batch_size: 1 }),
		"3": node("KSampler", { model: ["1", 0], latent_image: ["2", 0] }),
		"4": node("ImageScale", { image: ["3", 0], width: 4000, height: 4000 }),
		"5": node("SaveImage", { images: ["4", 0], filename_prefix: "x" }),
	});
	for (const info of [objectInfo, null]) {
		const size = (checkpoint: string, width: number) =>
			proposed(picture(checkpoint, width), info).parameters.find(
				({ slots }) => slots[0]?.node === "2" && slots[0].input === "width",
			);
		expect(size("sd15_base.safetensors", 512)).toMatchObject({ default: 512, min: 256, max: 1024 });
		expect(size("sdxl_base.safetensors", 1024)).toMatchObject({ default: 1024, min: 512, max: 2048 });
		// What the graph has today is always within.
		expect(size("sd15_base.safetensors", 1536)).toMatchObject({ default: 1536, max: 1536 });
	}
	const enlarged = proposed(picture("sd15_base.safetensors", 512)).parameters.filter(
		({ slots }) => slots[0]?.node === "4",
	);
	expect(enlarged[0]).toMatchObject({ default: 4000, max: 4096 });
});

test.each([
	["ace_step_v1_3.5b.safetensors", "SaveAudioMP3", "audio", "audio", "ace-step"],
	["stable-audio-open-1.0.safetensors", "SaveAudioAdvanced", "audio", "audio", "stable-audio"],
	["hunyuan_3d_v2.1.safetensors", "SaveGLB", "mesh", "3d", "hunyuan3d"],
	["ltx-video-2b-v0.9.5.safetensors", "SaveVideo", "video", "video", "ltx-video"],
	["sdxl_base.safetensors", "SaveImage", "images", "image", "sdxl"],
] as const)(
	"%s that leaves its result with %s is on the right shelf",
	(file, save, input, category, family) => {
		const graph: ApiGraph = {
			"1": node("CheckpointLoaderSimple", { ckpt_name: file }),
			"2": node("KSampler", { model: ["1", 0], seed: 1 }),
			"3": node(save, { [input]: ["2", 0], filename_prefix: "x" }),
		};
		const document = proposed(graph);
		expect(document).toMatchObject({ category, family });
		compiled(document);
	},
);

test.each([
	["PreviewImage", "images", "SaveImage", "image"],
	["PreviewAudio", "audio", "SaveAudio", "audio"],
	["Preview3D", "model_file", "SaveGLB", "file"],
])("what %s shows is offered to be kept, and is kept when asked", (className, input, save, kind) => {
	const graph: ApiGraph = {
		"1": node("Maker", { seed: 1 }),
		"2": node(className, { [input]: ["1", 0] }, "Look"),
	};
	const silent = proposed(graph);
	expect(silent.outputs).toEqual([]);
	expect(silent.notes).toContainEqual(
		expect.stringContaining(`put ${save} in place of node 2 “Look”, or import it with save_previews`),
	);
	const kept = proposed(graph, null, { save_previews: true });
	expect(kept.outputs).toEqual([{ name: kind, node: "2", kind }]);
	expect(kept.graph["2"]?.class_type).toBe(save);
	expect(kept.notes).toContainEqual(expect.stringMatching(`it is a ${save} now`));
	compiled(kept);
});

test("a graph that keeps something keeps its previews out", () => {
	const graph: ApiGraph = {
		"1": node("Maker", { seed: 1 }),
		"2": node("PreviewImage", { images: ["1", 0] }),
		"3": node("SaveImage", { images: ["1", 0], filename_prefix: "x" }),
	};
	expect(proposed(graph, null, { save_previews: true }).outputs.map(({ node: id }) => id)).toEqual(["3"]);
});

const twoPasses = (second: ApiGraph = {}): ApiGraph => ({
	"1": node("CheckpointLoaderSimple", { ckpt_name: "of-our-own.safetensors" }),
	"2": node("EmptyLatentImage", { width: 512, height: 512, batch_size: 1 }),
	"3": node("KSampler", { model: ["1", 0], latent_image: ["2", 0], seed: 1, steps: 20, cfg: 7, denoise: 1 }),
	"4": node("LatentUpscaleBy", { samples: ["3", 0], scale_by: 1.5 }),
	"5": node("KSampler", {
		model: ["1", 0],
		latent_image: ["4", 0],
		seed: 1,
		steps: 12,
		cfg: 7,
		denoise: 0.5,
	}),
	"6": node("VAEDecode", { samples: ["5", 0], vae: ["1", 2] }),
	"7": node("SaveImage", { images: ["6", 0], filename_prefix: "x" }),
	...second,
});
const namesIn = (document: WorkflowDocument) => document.parameters.map(({ name }) => name);

test("of two passes that nobody named the second one refines; what both share is said once", () => {
	const names = namesIn(proposed(twoPasses()));
	expect(names).toEqual(
		expect.arrayContaining(["steps", "refine_steps", "denoise", "refine_denoise", "cfg"]),
	);
	expect(names).not.toContain("refine_cfg");
	expect(names.filter((name) => /_\d+$/.test(name))).toEqual([]);
	// Written the other way round in the file, and with a pass after it.
	const third = twoPasses({
		"0": node("KSampler", {
			model: ["1", 0],
			latent_image: ["5", 0],
			seed: 1,
			steps: 4,
			cfg: 7,
			denoise: 0.2,
		}),
		"6": node("VAEDecode", { samples: ["0", 0], vae: ["1", 2] }),
	});
	const parameters = proposed(third).parameters;
	const stepsOf = (id: string) =>
		parameters.find(({ slots }) => slots.some((slot) => slot.node === id && slot.input === "steps"))?.name;
	expect([stepsOf("3"), stepsOf("5"), stepsOf("0")]).toEqual(["steps", "refine_steps", "pass_3_steps"]);
});

test("weights that no name tells of are of no family", () => {
	expect(proposed(twoPasses()).family).toBe("none");
});

test("sizes and batches fit the roomiest machine that is known, and what the graph has stays", () => {
	const limits = roomiest([findProfile("m1-16gb")]);
	const fitted = propose(twoPasses(), null, { name: "x", limits });
	expect(parameter(fitted, "width")).toMatchObject({ default: 512, max: 512 });
	expect(parameter(fitted, "height")).toMatchObject({ max: 768 });
	expect(parameter(fitted, "batch_size")).toMatchObject({ max: 1 });
	const wide = twoPasses({ "2": node("EmptyLatentImage", { width: 1024, height: 512, batch_size: 2 }) });
	const kept = propose(wide, null, { name: "x", limits });
	expect(parameter(kept, "width")).toMatchObject({ default: 1024, max: 1024 });
	expect(parameter(kept, "batch_size")).toMatchObject({ default: 2, max: 2 });
	for (const profiles of [[], [undefined], [findProfile("m1-16gb"), findProfile("gpu-24gb")]])
		expect(roomiest(profiles)).toEqual({ max_width: null, max_height: null, max_batch: null });
});

test("a node at a partner that leaves a mesh is on the shelf for 3D, whatever its class is called", () => {
	const graph = { "1": node("TripoTextToModelNode", { prompt: "a chair" }) };
	const info = {
		TripoTextToModelNode: {
			input: { required: { prompt: ["STRING", { multiline: true }] } },
			output: ["STRING"],
			output_name: ["model_file"],
			output_node: true,
			api_node: true,
			category: "api node/3d/Tripo",
		},
	};
	expect(proposed(graph, info)).toMatchObject({ category: "3d", family: "partner" });
});

test("a LoRA's strength ends where it leaves nothing of the picture, not where ComfyUI does", () => {
	const graph = twoPasses({
		"8": node("LoraLoader", {
			model: ["1", 0],
			clip: ["1", 1],
			lora_name: "a.safetensors",
			strength_model: 0.8,
			strength_clip: 0.8,
		}),
		"3": node("KSampler", {
			model: ["8", 0],
			latent_image: ["2", 0],
			seed: 1,
			steps: 20,
			cfg: 7,
			denoise: 1,
		}),
	});
	const number = ["FLOAT", { min: -100, max: 100 }];
	const info = {
		LoraLoader: {
			input: {
				required: {
					model: ["MODEL"],
					clip: ["CLIP"],
					lora_name: [["a.safetensors"]],
					strength_model: number,
					strength_clip: number,
				},
			},
			output: ["MODEL", "CLIP"],
		},
	};
	expect(parameter(proposed(graph, info), "lora_strength")).toMatchObject({ min: -2, max: 2, default: 0.8 });
});
