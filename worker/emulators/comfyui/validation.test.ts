import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { validatePrompt } from "../../../workflows/validate/prompt.ts";
import { Catalogue } from "./catalogue.ts";
import type { Graph } from "./graph.ts";
import { FileStore } from "./state/files.ts";
import { traitsOf } from "./version.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "comfyui-validate-"));
afterAll(() => rmSync(folder, { recursive: true }));
const files = new FileStore(folder, {
	checkpoints: Array.from({ length: 25 }, (_, i) => `m${i}.safetensors`),
});

function server(version: "0.33.0" | "0.3.64" = "0.33.0") {
	return new Catalogue(traitsOf(version), files, true).server((ids) => ids);
}

const image = { class_type: "EmptyImage", inputs: { width: 8, height: 8, batch_size: 1, color: 0 } };
const save = (from: unknown) => ({ class_type: "SaveImage", inputs: { images: from, filename_prefix: "x" } });

/** Types of the complaints, by node. */
function complaints(graph: unknown, version?: "0.33.0" | "0.3.64"): Record<string, string[]> {
	const verdict = validatePrompt(graph, server(version));
	return Object.fromEntries(
		Object.entries(verdict.node_errors).map(([id, { errors }]) => [id, errors.map((error) => error.type)]),
	);
}

describe("validation", () => {
	test("converts widget values and leaves the caller's graph alone", () => {
		const inputs = { width: 64.7, height: "64", batch_size: true, color: 3, unknown: 1 };
		const graph: Graph = { "1": { class_type: "EmptyImage", inputs }, "2": save(["1", 0]) };
		const verdict = validatePrompt(graph, server());
		expect(verdict.valid && verdict.graph["1"]?.inputs).toEqual({
			...{ width: 64, height: 64, batch_size: 1, color: 3 },
			unknown: 1,
		});
		expect(inputs.width).toBe(64.7);
	});

	test("takes lists that are meant as values, and nothing else, for links", () => {
		const wrapped = { ...image.inputs, color: { __value__: 5 } };
		expect(complaints({ "1": { ...image, inputs: wrapped }, "2": save(["1", 0]) })).toEqual({});
		expect(complaints({ "2": save([1, 2, 3]) })).toEqual({ "2": ["bad_linked_input"] });
	});

	test("does not repeat long lists", () => {
		const graph = {
			"1": { class_type: "CheckpointLoaderSimple", inputs: { ckpt_name: "none" } },
			"2": { class_type: "EmptyLatentImage", inputs: { width: 64, height: 64, batch_size: 1 } },
			"3": { class_type: "VAEDecode", inputs: { samples: ["2", 0], vae: ["1", 2] } },
			"4": save(["3", 0]),
		};
		const verdict = validatePrompt(graph, server());
		expect(verdict.node_errors["1"]?.errors[0]).toMatchObject({
			details: "ckpt_name: 'none' not in (list of length 25)",
			extra_info: { input_config: null },
		});
	});

	test("enforces new-style lists in the newer release only", () => {
		const graph = {
			"1": { class_type: "KSamplerSelect", inputs: { sampler_name: "none" } },
			"2": { class_type: "PreviewAny", inputs: { source: ["1", 0] } },
		};
		expect(complaints(graph)).toEqual({ "1": ["value_not_in_list"] });
		expect(complaints(graph, "0.3.64")).toEqual({});
	});

	test("knows the inputs that a choice brings with it", () => {
		const video = (more: Record<string, unknown>) => ({
			"1": image,
			"2": { class_type: "CreateVideo", inputs: { images: ["1", 0], fps: 8 } },
			"3": {
				class_type: "SaveVideo",
				inputs: { video: ["2", 0], filename_prefix: "v", format: "mp4", ...more },
			},
		});
		const deep = { "format.codec": "h264", "format.codec.encoding": "re-encode" };
		expect(complaints(video({}))).toEqual({});
		expect(complaints(video(deep))).toEqual({ "3": ["required_input_missing", "required_input_missing"] });
		const chosen = { ...deep, "format.codec.encoding.crf": 99, "format.codec.encoding.color_space": "auto" };
		expect(complaints(video(chosen))).toEqual({ "3": ["value_bigger_than_max"] });
	});

	test("names a cycle in the newer release and only refuses in the older", () => {
		const graph = {
			"1": { class_type: "ImageInvert", inputs: { image: ["2", 0] } },
			"2": { class_type: "ImageInvert", inputs: { image: ["1", 0] } },
			"3": save(["1", 0]),
		};
		expect(complaints(graph)).toEqual({ "1": ["dependency_cycle"], "2": ["dependency_cycle"] });
		expect(complaints(graph, "0.3.64")).toEqual({});
		expect(validatePrompt(graph, server("0.3.64")).valid).toBe(false);
	});

	test("runs only the outputs that were asked for", () => {
		const graph = { "1": image, "2": save(["1", 0]), "3": save(["1", 0]) };
		const verdict = validatePrompt(graph, server(), ["3"]);
		expect(verdict.valid && verdict.outputs).toEqual(["3"]);
		expect(validatePrompt(graph, server(), ["1"])).toMatchObject({ error: { type: "prompt_no_outputs" } });
	});
});
