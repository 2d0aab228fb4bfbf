import { describe, expect, test } from "vitest";
import type { ApiGraph } from "../../../workflows/graph/graph.ts";
import { attemptFolder, checkGraph, prepareGraph, safeName } from "./prepare-graph.ts";

const graph: ApiGraph = {
	"1": { class_type: "LoadImage", inputs: { image: "" } },
	"2": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "ComfyUI" } },
	"a:3": { class_type: "SaveVideo", inputs: { video: ["1", 0], filename_prefix: "../../etc/x" } },
	"4": { class_type: "SaveAudio", inputs: { audio: ["1", 0], filename_prefix: ["1", 1] } },
};
const how = {
	task: "tsk_1",
	epoch: 2,
	run: 0,
	inputs: [{ node: "1", input: "image", value: "darkroom/tsk_1/2/image_0.png" }],
	outputs: [{ name: "final picture", node: "2" }],
	outputDirectory: null,
	outputNodes: new Set(["SaveImage", "PackSave"]),
};

describe("a graph made ready to run", () => {
	test("S3-34 gets its file inputs, and prefixes of our own wherever it saves", () => {
		const prepared = prepareGraph(graph, how);
		if (!prepared.ok) throw new Error(prepared.failure.message);
		expect(prepared.graph["1"]?.inputs.image).toBe("darkroom/tsk_1/2/image_0.png");
		expect(prepared.graph["2"]?.inputs.filename_prefix).toBe("darkroom/tsk_1/2/final_picture");
		expect(prepared.graph["a:3"]?.inputs.filename_prefix).toBe("darkroom/tsk_1/2/a_3");
		expect(prepared.graph["4"]?.inputs.filename_prefix).toBe("darkroom/tsk_1/2/4");
		expect(graph["1"]?.inputs.image).toBe("");
	});

	test("saves below our folder also where another node gives the prefix, whose wish goes on the name", () => {
		const text = (value: string) => ({ class_type: "PrimitiveString", inputs: { value } });
		const save = (from: string, input = "filename_prefix", class_type = "SaveImage") => ({
			class_type,
			inputs: { images: ["1", 0], [input]: [from, 0] },
		});
		const linked: ApiGraph = {
			"5": text("shared/../../x/my film"),
			"6": { class_type: "StringConcatenate", inputs: { string_a: "a", string_b: "b" } },
			"7": text("/"),
			"10": save("5"),
			"11": save("6"),
			"12": save("7"),
			// Only a class that leaves outputs begins file names with these.
			"13": save("5", "prefix", "PackSave"),
			"14": save("5", "save_prefix", "PackSave"),
			"15": save("5", "prefix", "AddTextPrefix"),
			// Within a dynamic input, and where no text comes.
			"16": save("5", "mode.filename_prefix", "SaveAs"),
			"17": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: 7 } },
		};
		const prepared = prepareGraph(linked, { ...how, inputs: [], outputs: [{ name: "mine", node: "10" }] });
		if (!prepared.ok) throw new Error(prepared.failure.message);
		expect(
			Object.values(prepared.graph).flatMap(({ inputs: { images: _, ...rest }, class_type }) =>
				/Save|Prefix/.test(class_type) ? Object.values(rest) : [],
			),
		).toEqual([
			"darkroom/tsk_1/2/mine_my_film",
			"darkroom/tsk_1/2/11",
			"darkroom/tsk_1/2/12",
			"darkroom/tsk_1/2/13_my_film",
			"darkroom/tsk_1/2/14_my_film",
			["5", 0],
			"darkroom/tsk_1/2/16_my_film",
			"darkroom/tsk_1/2/17",
		]);
	});

	test("differs from the run before in what leaves outputs under no prefix, and in nothing else", () => {
		const bare: ApiGraph = { ...graph, "5": { class_type: "PackSave", inputs: { images: ["1", 0] } } };
		const ran = [0, 1].map((run) => prepareGraph(bare, { ...how, run }));
		expect(ran.map((one) => one.ok && one.graph["5"]?.inputs.darkroom_run)).toEqual([undefined, 1]);
		expect(ran.map((one) => one.ok && one.graph["2"]?.inputs.darkroom_run)).toEqual([undefined, undefined]);
	});

	test("saves under another prefix when it runs again, so that the cache cannot answer", () => {
		const again = prepareGraph(graph, { ...how, run: 1 });
		expect(again.ok && again.graph["2"]?.inputs.filename_prefix).toBe("darkroom/tsk_1/2/run1/final_picture");
	});

	test("fails where an input names a node that is not there", () => {
		const inputs = [{ node: "toString", input: "image", value: "x" }];
		expect(prepareGraph(graph, { ...how, inputs })).toMatchObject({
			ok: false,
			failure: { code: "worker_error" },
		});
	});
});

describe("names on ComfyUI's disk", () => {
	test("are one segment each, whatever they were", () => {
		expect(attemptFolder("../x", 1)).toBe("darkroom/_x/1");
		expect(safeName("a b/ü..c")).toBe("a_b_c");
		expect(safeName("")).toBe("_");
	});
});

describe("a seed of 64 bits", () => {
	test.each(["18446744073709551615", "9007199254740992", "-9007199254740993"])(
		"%s is refused, naming its node",
		(seed) => {
			const raw = JSON.parse(`{"a/b": {"class_type": "KSampler", "inputs": {"seed": ${seed}}}}`);
			expect(checkGraph(raw)).toMatchObject({
				ok: false,
				failure: { code: "node_validation", node_id: "a/b" },
			});
		},
	);
	test("2^53-1 is accepted", () => {
		expect(checkGraph({ "1": { class_type: "K", inputs: { seed: Number.MAX_SAFE_INTEGER } } }).ok).toBe(true);
	});
});
