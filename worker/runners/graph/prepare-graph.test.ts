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
};

describe("a graph made ready to run", () => {
	test("gets its file inputs, and prefixes of our own wherever it saves", () => {
		const prepared = prepareGraph(graph, how);
		if (!prepared.ok) throw new Error(prepared.failure.message);
		expect(prepared.graph["1"]?.inputs.image).toBe("darkroom/tsk_1/2/image_0.png");
		expect(prepared.graph["2"]?.inputs.filename_prefix).toBe("darkroom/tsk_1/2/final_picture");
		expect(prepared.graph["a:3"]?.inputs.filename_prefix).toBe("darkroom/tsk_1/2/a_3");
		expect(prepared.graph["4"]?.inputs.filename_prefix).toEqual(["1", 1]);
		expect(graph["1"]?.inputs.image).toBe("");
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
