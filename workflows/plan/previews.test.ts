import { expect, test } from "vitest";
import type { Capabilities } from "../object-info/capabilities.ts";
import { planGraph } from "./raw.ts";

const knows = (...output_nodes: string[]): Capabilities => ({
	comfyui_version: "0.33.0",
	nodes: ["EmptyImage", ...output_nodes],
	model_inputs: {},
	file_inputs: {},
	output_nodes,
});
const graph = (class_type: string, inputs: object = {}) => ({
	"1": { class_type: "EmptyImage", inputs: { width: 8, height: 8, batch_size: 1, color: 0 } },
	"2": { class_type, inputs: { images: ["1", 0], ...inputs } },
});

test.each([
	["PreviewImage", {}, "Use SaveImage instead"],
	["PreviewAudio", {}, "Use SaveAudioMP3 instead"],
	["ImageCompare", {}, "Use SaveImage instead"],
	["SaveImageWebsocket", {}, "Use SaveImage instead"],
	["VHS_VideoCombine", { save_output: false }, "Set its save_output to true"],
])("a graph that only previews, by %s, is told which node and what to do", (name, inputs, words) => {
	const planned = planGraph({ graph: graph(name, inputs) }, knows(name));
	expect(planned).toMatchObject({
		ok: false,
		problems: [{ code: "no_output", pointer: "/graph/2/class_type" }],
	});
	expect(!planned.ok && planned.problems[0]?.message).toContain(words);
});

test("one whose film is saved is taken", () => {
	const name = "VHS_VideoCombine";
	expect(planGraph({ graph: graph(name, { save_output: true }) }, knows(name)).ok).toBe(true);
});
