import fc from "fast-check";
import { expect, test } from "vitest";
import type { ApiGraph } from "../graph/graph.ts";
import { knownFileInputs } from "../graph/known-nodes.ts";
import { missingFrom } from "../plan/missing.ts";
import type { TaskPlan } from "../plan/plan.ts";
import { ownCapabilities, recording } from "../testing/comfyui.ts";
import { capabilitiesSchema, summariseObjectInfo } from "./capabilities.ts";

function task(graph: ApiGraph): TaskPlan {
	return {
		index: 0,
		graph,
		inputs: [],
		outputs: [],
		models: [],
		seed: null,
		typical_seconds: 1,
		timeout_seconds: 1,
	};
}

test("model inputs are combos of model files, old and new style, empty ones, and those of known loaders", () => {
	const { model_inputs, comfyui_version } = ownCapabilities();
	expect(comfyui_version).toBe("9.9.9");
	expect(model_inputs).toEqual({
		CheckpointLoaderSimple: { ckpt_name: ["flux1-dev-fp8.safetensors"] },
		UNETLoader: { unet_name: ["z_image_turbo_bf16.safetensors"] },
		CLIPLoader: { clip_name: ["qwen_3_4b.safetensors"] },
		VAELoader: { vae_name: ["pixel_space"] },
		LoraLoader: { lora_name: ["styles/ink.safetensors"] },
		UpscaleModelLoader: { model_name: ["4x.pth"] },
		ModelPatchLoader: { name: [] },
		FreeChoice: { choice: [] },
		Enhance: { "mode.net": ["a.onnx"] },
	});
});

test("file inputs are those marked as uploads, in a dynamic combo too", () => {
	expect(ownCapabilities().file_inputs).toEqual({
		LoadImage: ["image"],
		LoadVideo: ["file"],
		Painter: ["mask"],
		Enhance: ["mode.example"],
	});
});

test("only classes that describe themselves count as nodes, and output nodes are told apart", () => {
	const { nodes, output_nodes } = ownCapabilities();
	expect(nodes).toContain("Broken");
	expect(nodes).not.toContain("Worse");
	expect(output_nodes).toEqual(["SaveImage"]);
});

test("a summary passes the schema of a registration unchanged", () => {
	expect(capabilitiesSchema.parse(ownCapabilities())).toEqual(ownCapabilities());
	const { output_nodes: _, ...older } = ownCapabilities();
	expect(capabilitiesSchema.parse(older)).toEqual(older);
});

test("summing up never throws, whatever a server answers", () => {
	const odd = JSON.parse(
		'{"__proto__":{"input":{}},"constructor":{"input":{"required":{"a":[[]]}}},"A":{"input":{"required":{"__proto__":[[]],"b":[["x.pt",5,null]]}}}}',
	);
	expect(summariseObjectInfo(odd, "1").nodes).toEqual(["A"]);
	expect(summariseObjectInfo(odd, "1").model_inputs).toEqual({ A: { b: ["x.pt"] } });
	const spec = fc.oneof(
		fc.jsonValue(),
		fc.tuple(fc.constantFrom("COMBO", "COMFY_DYNAMICCOMBO_V3", "INT"), fc.jsonValue()),
	);
	const node = fc.record({
		input: fc.oneof(fc.jsonValue(), fc.record({ required: fc.dictionary(fc.string(), spec) })),
	});
	fc.assert(
		fc.property(fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), node)), (info) => {
			capabilitiesSchema.parse(summariseObjectInfo(JSON.parse(JSON.stringify(info)), "1"));
		}),
		{ numRuns: 500 },
	);
});

test("a missing node is reported with id, title, class and the ComfyUI that lacks it", () => {
	const graph = { "7": { class_type: "Sharpen", inputs: {}, _meta: { title: "Make it crisp" } } };
	expect(missingFrom(ownCapabilities(), task(graph))).toEqual([
		{
			pointer: "/graph/7/class_type",
			code: "missing_node",
			message: expect.stringMatching(/Node 7 “Make it crisp” is a Sharpen.*9\.9\.9/),
		},
	]);
});

test("a missing model is reported with file, folder, node and input; a listed one is not", () => {
	const load = (file: string) =>
		task({ "1": { class_type: "UpscaleModelLoader", inputs: { model_name: file } } });
	expect(missingFrom(ownCapabilities(), load("4x.pth"))).toEqual([]);
	expect(missingFrom(ownCapabilities(), load("8x.pth"))).toEqual([
		{
			pointer: "/graph/1/inputs/model_name",
			code: "missing_model",
			message: expect.stringContaining('"8x.pth" in models/upscale_models (input model_name)'),
		},
	]);
});

test("links, empty file inputs and choices of no file are not taken for missing models", () => {
	const graph: ApiGraph = {
		"1": { class_type: "LoadImage", inputs: { image: "" } },
		"2": { class_type: "FreeChoice", inputs: { choice: "anything" } },
		"3": { class_type: "CheckpointLoaderSimple", inputs: { ckpt_name: ["2", 0] } },
		"4": { class_type: "ModelPatchLoader", inputs: {} },
	};
	expect(missingFrom(ownCapabilities(), task(graph))).toEqual([]);
	expect(
		missingFrom(ownCapabilities(), task({ "2": { class_type: "FreeChoice", inputs: { choice: "a.gguf" } } })),
	).toHaveLength(1);
	expect(
		missingFrom(
			ownCapabilities(),
			task({ "4": { class_type: "ModelPatchLoader", inputs: { name: "patch" } } }),
		),
	).toHaveLength(1);
});

test.each([
	["core-0.3.64", 382],
	["core-0.33.0", 632],
	["custom-0.3.64", 1055],
	["custom-0.33.0", 1695],
])("the /object_info of a real ComfyUI (%s) is summed up", (name, count) => {
	const info = recording(`object_info/${name}.json`);
	if (info === undefined) return;
	const summary = capabilitiesSchema.parse(summariseObjectInfo(info, name));
	expect(summary.nodes).toHaveLength(count);
	expect(summary.output_nodes).toEqual(expect.arrayContaining(["SaveImage", "PreviewImage", "SaveVideo"]));
	// Neither of the two servers has any model: loaders, old style and new, list nothing.
	expect(summary.model_inputs).toMatchObject({
		CheckpointLoaderSimple: { ckpt_name: [] },
		LoraLoader: { lora_name: [] },
		ModelPatchLoader: { name: [] },
		VAELoader: { vae_name: expect.any(Array) },
	});
	expect(summary.file_inputs).toMatchObject({
		LoadImage: ["image"],
		LoadImageMask: ["image"],
		LoadImageOutput: ["image"],
		LoadAudio: ["audio"],
		LoadVideo: ["file"],
		LoadLatent: ["latent"],
		Load3D: ["model_file"],
	});
	for (const [className, inputs] of Object.entries(summary.file_inputs))
		for (const input of inputs) expect(summary.model_inputs[className] ?? {}).not.toHaveProperty([input]);
});

test("the known file inputs are those of the real ComfyUI with its custom nodes", () => {
	const info = recording("object_info/custom-0.33.0.json");
	if (typeof info !== "object" || info === null) return;
	const here = Object.entries(knownFileInputs).filter(([name]) => name in info);
	expect(here.length).toBeGreaterThan(15);
	const summary = summariseObjectInfo(info, "0.33.0");
	for (const [name, inputs] of here)
		expect([name, summary.file_inputs[name]]).toEqual([name, expect.arrayContaining([...inputs])]);
});

test("a file that no input names is missed where no loader of the server lists it", () => {
	const plan: TaskPlan = {
		...task({ "1": { class_type: "Unified", inputs: { preset: "PLUS" } } }),
		models: [{ folder: "ipadapter", file: "plus.safetensors" }],
	};
	const server = (files: string[]) => ({
		comfyui_version: "1",
		nodes: ["Unified", "Loader"],
		model_inputs: { Loader: { file: files } },
		file_inputs: {},
	});
	expect(missingFrom(server(["plus.safetensors"]), plan)).toEqual([]);
	expect(missingFrom(server(["other.safetensors"]), plan)).toEqual([
		expect.objectContaining({
			code: "missing_model",
			message: expect.stringContaining('"plus.safetensors" in models/ipadapter'),
		}),
	]);
});
