import { expect, test } from "vitest";
import type { ApiGraph } from "../graph/graph.ts";
import type { OptionalPart } from "./define.ts";
import { absentParts, combinations, danglingLinks, withoutParts } from "./parts.ts";

/** Model 1 goes through LoRA 2 and adapter 3 to sampler 4, which may have a hint from 5. */
const graph: ApiGraph = {
	"1": { class_type: "Model", inputs: {} },
	"2": { class_type: "Lora", inputs: { model: ["1", 0] } },
	"3": { class_type: "Adapter", inputs: { model: ["2", 0] } },
	"4": { class_type: "Sampler", inputs: { model: ["3", 0], hint: ["5", 0] } },
	"5": { class_type: "Hint", inputs: {} },
};
const lora: OptionalPart = {
	name: "lora",
	when: { absent: "lora" },
	remove: ["2"],
	rewire: [{ node: "3", input: "model", to: ["1", 0] }],
};
const adapter: OptionalPart = {
	name: "adapter",
	when: { list: "faces", shorter_than: 1 },
	remove: ["3"],
	rewire: [{ node: "4", input: "model", to: ["2", 0] }],
};
const hint: OptionalPart = {
	name: "hint",
	when: { parameter: "mode", is_not: "hinted" },
	remove: ["5"],
	rewire: [{ node: "4", input: "hint", to: null }],
};
const parts = [lora, adapter, hint];

test("parts that stand behind one another can go in any combination", () => {
	const model = (absent: OptionalPart[]) => withoutParts(graph, absent)["4"]?.inputs.model;
	expect(model([])).toEqual(["3", 0]);
	expect(model([lora])).toEqual(["3", 0]);
	expect(model([adapter])).toEqual(["2", 0]);
	expect(model([lora, adapter])).toEqual(["1", 0]);
	expect(model([adapter, lora])).toEqual(["1", 0]);
	for (const absent of combinations({ parts }))
		expect(danglingLinks(withoutParts(graph, absent))).toEqual([]);
});

test("an optional input goes with what it hung on", () => {
	expect(withoutParts(graph, [hint])["4"]?.inputs).toEqual({ model: ["3", 0] });
});

test.each<[Record<string, unknown>, string[]]>([
	[{}, ["lora", "adapter", "hint"]],
	[{ lora: "a.safetensors", faces: [], mode: "hinted" }, ["adapter"]],
	[{ lora: "a.safetensors", faces: ["x"], mode: "plain" }, ["hint"]],
	[{ faces: ["x", "y"], mode: "hinted" }, ["lora"]],
])("with %j what goes is %j", (values, expected) => {
	expect(absentParts(parts, values).map(({ name }) => name)).toEqual(expected);
});

test("a part for when something is there and one for when it is not never go together", () => {
	const other: OptionalPart = { name: "blank", when: { present: "lora" }, remove: [], rewire: [] };
	const found = combinations({ parts: [lora, other] }).map((absent) => absent.map(({ name }) => name));
	expect(found.sort()).toEqual([["blank"], ["lora"]]);
});
