import { describe, expect, test } from "vitest";
import type { ApiGraph, GraphValue } from "../../../workflows/graph/graph.ts";
import { prepareGraph } from "./prepare-graph.ts";
import { placeWeights } from "./weights.ts";

const file = (subfolder: string, filename: string) => ({ filename, subfolder, type: "output" });

const core = (prefix: GraphValue, class_type = "SaveLoRA"): ApiGraph => ({
	"4": { class_type: "TrainLoraNode", inputs: { steps: 30 } },
	"5": { class_type, inputs: { prefix, lora: ["4", 0], steps: ["4", 2] } },
});

describe("S0-B02 the file of ComfyUI's own saver", () => {
	test.each(["SaveLoRA", "SaveLoRANode"])("of %s is known before the graph runs", (class_type) => {
		const graph = core("loras/mia.v2", class_type);
		const [found, ...others] = placeWeights(graph, "darkroom/t/1", null);
		expect(others).toEqual([]);
		expect(graph["5"]?.inputs).toEqual({ prefix: "darkroom/t/1/weights0/mia.v2", lora: ["4", 0] });
		expect(found).toEqual({
			node: "5",
			kind: "file",
			animated: false,
			contentType: "application/octet-stream",
			file: file("darkroom/t/1/weights0", "mia.v2_00001_.safetensors"),
			deliveredAs: "mia.v2.safetensors",
		});
	});

	test.each([
		["../../../models/loras/x", "x"],
		["..\\..\\x", "x"],
		["loras/%year%", "_year_"],
		["..", "lora"],
		["", "lora"],
		[["4", 1], "lora"],
		["ü b", "_b"],
	] as const)("with a prefix of %j lies in the attempt's folder as %s", (prefix, stem) => {
		const graph = core(typeof prefix === "string" ? prefix : [...prefix]);
		placeWeights(graph, "f", null);
		expect(graph["5"]?.inputs.prefix).toBe(`f/weights0/${stem}`);
	});

	test("lies in a folder of its own where a graph saves two of one name", () => {
		const graph = core("loras/x");
		graph["6"] = structuredClone(graph["5"] ?? { class_type: "", inputs: {} });
		const found = placeWeights(graph, "f", null);
		expect(found.map((one) => "file" in one && one.file.subfolder)).toEqual(["f/weights0", "f/weights1"]);
	});

	test("S0-B12 lies elsewhere in each attempt, and when the graph runs again", () => {
		const unknown = { outputDirectory: null, outputNodes: new Set<string>() };
		const how = { inputs: [], outputs: [{ name: "lora", node: "5" }], ...unknown };
		const folders = [
			{ task: "a", epoch: 1, run: 0 },
			{ task: "a", epoch: 2, run: 0 },
			{ task: "a", epoch: 1, run: 1 },
			{ task: "b", epoch: 1, run: 0 },
		].map((attempt) => {
			const prepared = prepareGraph(core("loras/x"), { ...how, ...attempt });
			if (!prepared.ok) throw new Error(prepared.failure.message);
			return prepared.weights.map((one) => ("file" in one ? one.file.subfolder : ""));
		});
		expect(folders).toEqual([
			["darkroom/a/1/weights0"],
			["darkroom/a/2/weights0"],
			["darkroom/a/1/run1/weights0"],
			["darkroom/b/1/weights0"],
		]);
	});
});

const flux = (more: ApiGraph[string]["inputs"] = {}): ApiGraph => ({
	"7": { class_type: "FluxTrainEnd", inputs: { network_trainer: ["11", 0], save_state: false } },
	"11": { class_type: "FluxTrainValidate", inputs: { network_trainer: ["6", 0] } },
	"6": { class_type: "FluxTrainLoop", inputs: { network_trainer: ["5", 0], steps: 9 } },
	"5": {
		class_type: "InitFluxLoRATraining",
		inputs: {
			output_name: "mia",
			output_dir: "output/loras",
			network_dim: 16,
			save_dtype: "bf16",
			...more,
		},
	},
});

describe("S0-B02 the file of FluxTrainer", () => {
	test("belongs to the node that ends the training, below ComfyUI's output folder", () => {
		const graph = flux();
		const found = placeWeights(graph, "f", "/comfy/output/");
		expect(graph["5"]?.inputs).toMatchObject({
			output_dir: "/comfy/output/f/weights0",
			output_name: "mia",
		});
		expect(found).toMatchObject([
			{
				node: "7",
				kind: "file",
				file: file("f/weights0", "mia_rank16_bf16.safetensors"),
				deliveredAs: "mia.safetensors",
			},
		]);
	});

	test("lies below the folder ComfyUI was started in where its output folder is not known", () => {
		const graph = flux();
		expect(placeWeights(graph, "f", null)).toHaveLength(1);
		expect(graph["5"]?.inputs.output_dir).toBe("output/f/weights0");
	});

	test("cannot leave the attempt's folder by its name", () => {
		const graph = flux({ output_name: "../../x" });
		placeWeights(graph, "f", "/out");
		expect(graph["5"]?.inputs.output_name).toBe("x");
	});

	test("is not guessed where its name hangs on another node, nor for a training that is none of ours", () => {
		expect(placeWeights(flux({ network_dim: ["1", 0] }), "f", "/out")).toEqual([]);
		const other = flux();
		delete other["5"];
		expect(placeWeights(other, "f", "/out")).toEqual([]);
	});

	test("is not looked for endlessly in a graph that goes in circles", () => {
		const circle = flux();
		if (circle["6"]) circle["6"].inputs.network_trainer = ["11", 0];
		expect(placeWeights(circle, "f", "/out")).toEqual([]);
	});
});

test("a graph without a training is left as it is", () => {
	const graph: ApiGraph = { "1": { class_type: "SaveImage", inputs: { prefix: "x", steps: 3 } } };
	expect(placeWeights(graph, "f", "/out")).toEqual([]);
	expect(graph["1"]?.inputs).toEqual({ prefix: "x", steps: 3 });
});
