import { expect, test } from "vitest";
import { converted, info, inputsAt, refusal, type Sketch, unknownsOf, workflow } from "../testing/sketch.ts";
import { typesFit } from "./links.ts";

const source: Sketch = { id: 1, type: "Source", out: ["MODEL", "CLIP", "IMAGE"], values: ["a.bin"] };

test("S0-A17 a muted node is not sent: sockets behind it stay empty, widgets keep their value", () => {
	const ui = workflow([
		source,
		{ id: 2, type: "Number", out: ["INT"], values: [9], mode: 2 },
		{ id: 3, type: "Blend", in: { one: [1, 2], other: [4, 0] }, out: ["IMAGE"] },
		{ id: 4, type: "Blend", in: { one: [1, 2] }, out: ["IMAGE"], mode: 2 },
		{ id: 5, type: "Sampler", in: { model: [1, 0], steps: { widget: [2, 0] } }, values: [1, "fixed", 33] },
	]);
	expect(Object.keys(converted(ui).graph)).toEqual(["1", "3", "5"]);
	expect(inputsAt(ui, "3")).toEqual({ amount: 0.5, one: ["1", 2] });
	expect(inputsAt(ui, "5").steps).toBe(33);
	expect(unknownsOf(ui)).toContainEqual(["/nodes/2/inputs/1", "link_unresolved"]);
});

test("S0-A17 a bypassed node hands on the input of the type that is wanted", () => {
	const patch: Sketch = {
		id: 2,
		type: "Patch",
		in: { clip: [1, 1], model: [1, 0] },
		out: ["MODEL", "CLIP"],
		mode: 4,
	};
	const ui = workflow([
		source,
		patch,
		{ id: 3, type: "Sampler", in: { model: [2, 0] }, out: ["IMAGE"] },
		{ id: 4, type: "Text", in: { clip: [2, 1] }, values: ["x"] },
	]);
	expect(inputsAt(ui, "3").model).toEqual(["1", 0]);
	expect(inputsAt(ui, "4").clip).toEqual(["1", 1]);
});

test("S0-A17 the input opposite a bypassed output goes first, and any type takes it", () => {
	const blend: Sketch = { id: 2, type: "Blend", in: { one: [1, 2], other: [5, 0] }, out: ["IMAGE"], mode: 4 };
	const ui = workflow([
		source,
		{ id: 5, type: "Sampler", in: { model: [1, 0] }, out: ["IMAGE"] },
		blend,
		{ id: 3, type: "SaveImage", in: { images: [2, 0] } },
		{ id: 4, type: "Any", in: { any: [2, 0] } },
	]);
	expect(inputsAt(ui, "3").images).toEqual(["1", 2]);
	expect(inputsAt(ui, "4").any).toEqual(["1", 2]);
});

test("S0-A17 a bypassed node without such an input hands on nothing", () => {
	const ui = workflow([
		source,
		{ id: 2, type: "Sampler", in: { model: [1, 0] }, out: ["IMAGE"], mode: 4 },
		{ id: 3, type: "SaveImage", in: { images: [2, 0] }, values: ["p"] },
	]);
	expect(inputsAt(ui, "3")).toEqual({ filename_prefix: "p" });
	expect(unknownsOf(ui)).toEqual([["/nodes/2/inputs/0", "link_unresolved"]]);
});

test("S0-A17 types fit by case-blind lists and wildcards", () => {
	expect(typesFit("INT", "int")).toBe(true);
	expect(typesFit("FLOAT,INT", "INT")).toBe(true);
	expect(typesFit("*", "INT")).toBe(true);
	expect(typesFit("FLOAT,INT", "IMAGE,MASK")).toBe(false);
});

test("S0-A17 reroutes are followed, and muted and bypassed ones like nodes", () => {
	const chain = (mode: number): Sketch[] => [
		source,
		{ id: 2, type: "Reroute", in: { "": [1, 2] }, out: ["*"] },
		{ id: 3, type: "Reroute", in: { "": [2, 0] }, out: ["*"], mode },
		{ id: 4, type: "SaveImage", in: { images: [3, 0] }, values: ["p"] },
	];
	expect(inputsAt(workflow(chain(0)), "4").images).toEqual(["1", 2]);
	expect(inputsAt(workflow(chain(4)), "4").images).toEqual(["1", 2]);
	expect(inputsAt(workflow(chain(2)), "4").images).toBeUndefined();
});

test("S0-A17 a reroute of a pack without a class passes on, one with a class is a node", () => {
	const ui = workflow([
		source,
		{ id: 2, type: "Reroute (rgthree)", in: { "": [1, 2] }, out: ["*"] },
		{ id: 4, type: "SaveImage", in: { images: [2, 0] } },
	]);
	expect(inputsAt(ui, "4").images).toEqual(["1", 2]);
	const asClass = info({ "Reroute (rgthree)": { input: { required: { "": ["*"] } }, output: ["*"] } });
	expect(inputsAt(ui, "4", asClass).images).toEqual(["2", 0]);
});

test("S0-A17 a circle of reroutes is refused", () => {
	const ui = workflow([
		{ id: 2, type: "Reroute", in: { "": [3, 0] }, out: ["*"] },
		{ id: 3, type: "Reroute", in: { "": [2, 0] }, out: ["*"] },
		{ id: 4, type: "SaveImage", in: { images: [3, 0] } },
	]);
	expect(refusal(ui)).toEqual([["/nodes/2/inputs/0", "invalid_graph"]]);
});

test("S0-A17 links to nothing are left out and named", () => {
	const ui = workflow([source, { id: 4, type: "Blend", in: { one: [1, 2], other: [77, 0] } }]);
	const lost = { ...ui, links: ui.links.slice(1) };
	expect(inputsAt(ui, "4")).toEqual({ amount: 0.5, one: ["1", 2] });
	expect(unknownsOf(ui)).toEqual([["/nodes/1/inputs/1", "link_unresolved"]]);
	expect(inputsAt(lost, "4")).toEqual({ amount: 0.5 });
});

test("S0-A17 links that are there twice are one", () => {
	const ui = workflow([source, { id: 4, type: "SaveImage", in: { images: [1, 2] } }]);
	const double = { ...ui, links: [[90, 1, 2, 4, 0, "IMAGE"], ...ui.links] };
	expect(inputsAt(double, "4").images).toEqual(["1", 2]);
});

test("S0-A17 a Get node takes what the Set node of its name is given", () => {
	const ui = workflow([
		source,
		{ id: 2, type: "SetNode", in: { IMAGE: [1, 2] }, out: ["*"], values: ["pic"] },
		{ id: 3, type: "GetNode", out: ["IMAGE"], values: ["pic"] },
		{ id: 4, type: "SaveImage", in: { images: [3, 0] } },
		{ id: 5, type: "GetNode", out: ["IMAGE"], values: ["other"] },
		{ id: 6, type: "SaveImage", in: { images: [5, 0] }, values: ["p"] },
		{ id: 7, type: "SaveImage", in: { images: [2, 0] }, values: ["p"] },
	]);
	expect(inputsAt(ui, "4").images).toEqual(["1", 2]);
	expect(inputsAt(ui, "6")).toEqual({ filename_prefix: "p" });
	expect(inputsAt(ui, "7").images).toEqual(["1", 2]);
	expect(unknownsOf(ui)).toEqual([["/nodes/5/inputs/0", "set_node_missing"]]);
});

test("S0-A17 a primitive's value ends in the widget it is linked to, whatever its own mode", () => {
	for (const mode of [0, 2, 4]) {
		const ui = workflow([
			source,
			{ id: 2, type: "PrimitiveNode", out: ["INT"], values: [44, "fixed"], mode },
			{ id: 3, type: "Sampler", in: { model: [1, 0], steps: { widget: [2, 0] } }, values: [1, "fixed", 20] },
		]);
		expect(inputsAt(ui, "3").steps).toBe(44);
		expect(Object.keys(converted(ui).graph)).toEqual(["1", "3"]);
	}
});

test("S0-A17 a primitive keeps to the limits and the step of its target", () => {
	const steps = (value: unknown) => {
		const ui = workflow([
			source,
			{ id: 2, type: "PrimitiveNode", out: ["INT"], values: [value, "fixed"] },
			{ id: 3, type: "Sampler", in: { model: [1, 0], steps: { widget: [2, 0] } }, values: [1, "fixed", 20] },
		]);
		return inputsAt(ui, "3").steps;
	};
	expect(steps(1000)).toBe(100);
	expect(steps(-4)).toBe(1);
	expect(steps(12.4)).toBe(12);
	const scale = workflow([
		{ id: 2, type: "PrimitiveNode", out: ["FLOAT"], values: [3.1459, "fixed"] },
		{ id: 3, type: "Sampler", in: { scale: { widget: [2, 0] } } },
	]);
	// Rounded to what the class asks for, and written with the digits of the step.
	expect(inputsAt(scale, "3").scale).toBe(3.1);
});

test("S0-A17 a primitive may name values of other nodes, where its property says so", () => {
	const ui = (on: boolean) =>
		workflow([
			{ id: 1, type: "Number", values: [12] },
			{
				id: 2,
				type: "PrimitiveNode",
				out: ["STRING"],
				values: ["n %Number.value%", "fixed"],
				properties: { "Run widget replace on values": on },
			},
			{ id: 3, type: "Sampler", in: { note: { widget: [2, 0] } } },
		]);
	expect(inputsAt(ui(true), "3").note).toBe("n 12");
	expect(inputsAt(ui(false), "3").note).toBe("n %Number.value%");
});
