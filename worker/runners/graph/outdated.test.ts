import { expect, test } from "vitest";
import type { Failure } from "../../../edge/contract/failures.ts";
import type { ApiGraph } from "../../../workflows/graph/graph.ts";
import { failure } from "../../comfyui/wire/errors.ts";
import { mayBeOutdated, outdatedFailure, wasPromised } from "./outdated.ts";

const promised = {
	comfyui_version: "0.33.0",
	nodes: ["LoraLoader", "FancyNode"],
	model_inputs: { LoraLoader: { lora_name: ["mine.safetensors"], other: ["b.safetensors"] } },
	file_inputs: {},
};
const graph = (lora_name: string | [string, number], other = "b.safetensors"): ApiGraph => ({
	"7": { class_type: "LoraLoader", inputs: { lora_name, other } },
	"8": { class_type: "FancyNode", inputs: {} },
});

test.each<[string, Failure, string | [string, number], boolean]>([
	["a class that was promised", failure("missing_node", "", "8", "FancyNode"), "mine.safetensors", true],
	["a promised class that is named by its node only", failure("missing_node", "", "8"), "x", true],
	["a class that never was there", failure("missing_node", "", "9", "OtherNode"), "x", false],
	["a node that is not in the graph", failure("missing_node", "", "9"), "x", false],
	["a file that was promised", failure("missing_model", "", "7", "LoraLoader"), "mine.safetensors", true],
	["a file that never was there", failure("missing_model", "", "7", "LoraLoader"), "x.safetensors", false],
	["a file that comes by a link", failure("missing_model", "", "8", "FancyNode"), ["1", 0], false],
	["another failure of a promised class", failure("node_error", "", "8", "FancyNode"), "x", false],
])("%s", (_name, told, lora, expected) => {
	expect(wasPromised(told, graph(lora), promised)).toBe(expected);
});

test("one file of a node that was never there is blamed, whatever else was promised", () => {
	const told = failure("missing_model", "", "7", "LoraLoader");
	expect(wasPromised(told, graph("mine.safetensors", "x.safetensors"), promised)).toBe(false);
});

test("only refusals that are about what ComfyUI has can be outdated, and then somebody else may try", () => {
	expect(mayBeOutdated(failure("node_validation", ""))).toBe(true);
	expect(mayBeOutdated(failure("node_error", ""))).toBe(false);
	expect(outdatedFailure(failure("missing_node", "no Fancy", "8", "FancyNode"))).toMatchObject({
		code: "capabilities_outdated",
		message: expect.stringContaining("no Fancy"),
		node_id: "8",
		class_type: "FancyNode",
	});
});
