import { expect, test } from "vitest";
import { converted, info, inputsAt, type Sketch, subgraph, unknownsOf, workflow } from "../testing/sketch.ts";

const source: Sketch = { id: 1, type: "Source", out: ["MODEL", "CLIP", "IMAGE"], values: ["a.bin"] };

/** A sampler with its model, steps and image as ports, and its image put out. */
const sampler = subgraph(
	"def-sampler",
	[
		{
			id: 11,
			type: "Sampler",
			in: { model: null, image: null, steps: { widget: null } },
			out: ["IMAGE"],
			values: [5, "fixed", 40, 8, "euler", true, "none"],
		},
	],
	[
		{ name: "model", type: "MODEL", to: [[11, "model"]] },
		{ name: "steps", type: "INT", to: [[11, "steps"]] },
		{ name: "image", type: "IMAGE", to: [[11, "image"]] },
	],
	[{ name: "IMAGE", type: "IMAGE", to: [[11, 0]] }],
);

const host = (more: Partial<Sketch> = {}): Sketch => ({
	id: 2,
	type: "def-sampler",
	in: { model: [1, 0], steps: { widget: null }, image: null },
	out: ["IMAGE"],
	...more,
});

function file(nodes: Sketch[], definitions: unknown[] = [sampler], extra: Record<string, unknown> = {}) {
	return workflow(nodes, { definitions: { subgraphs: definitions }, extra });
}

test("S0-A17 an unlinked input that shows a widget feeds everything it leads to", () => {
	const definition = subgraph(
		"def-two",
		[
			{ id: 11, type: "Number", in: { value: { widget: null } }, out: ["INT"], values: [9] },
			{ id: 12, type: "Any", in: { any: null } },
			{ id: 13, type: "Number", in: { value: { widget: null } }, values: [4] },
		],
		[
			{
				name: "value",
				type: "INT",
				to: [
					[12, "any"],
					[11, "value"],
					[13, "value"],
				],
			},
		],
		[],
	);
	const ui = file([{ id: 2, type: "def-two", in: { value: { widget: null } } }], [definition]);
	expect(converted(ui).graph).toMatchObject({
		"2:11": { inputs: { value: 9 } },
		"2:12": { inputs: { any: 9 } },
		"2:13": { inputs: { value: 9 } },
	});
});

test("S0-A17 values of the node itself count, whatever editor saved them, and are told", () => {
	const nodes = [source, host({ values: [77] })];
	for (const frontendVersion of [undefined, "1.27.10", "1.45.0", "1.49.6"]) {
		const ui = file(nodes, [sampler], { frontendVersion });
		expect(inputsAt(ui, "2:11").steps).toBe(77);
		expect(unknownsOf(ui)).toEqual([["/nodes/1/widgets_values", "promoted_value"]]);
	}
	for (const silent of [[40], []]) expect(unknownsOf(file([source, host({ values: silent })]))).toEqual([]);
	const empty = file([source, host({ values: [null] })]);
	expect(inputsAt(empty, "2:11").steps).toBe(40);
	expect(unknownsOf(empty)).toEqual([["/nodes/1/widgets_values", "promoted_value"]]);
});

test("S0-A17 values of the node may be listed by proxyWidgets, or with control modes between them", () => {
	const definition = subgraph(
		"def-seed",
		[
			{
				id: 11,
				type: "Sampler",
				in: { seed: { widget: null }, steps: { widget: null } },
				values: [5, "fixed", 40],
			},
		],
		[
			{ name: "seed", type: "INT", to: [[11, "seed"]] },
			{ name: "steps", type: "INT", to: [[11, "steps"]] },
		],
		[],
	);
	const frontend = { frontendVersion: "1.50.0" };
	const at = (values: unknown[], properties: Record<string, unknown> = {}) =>
		inputsAt(file([{ id: 2, type: "def-seed", in: {}, values, properties }], [definition], frontend), "2:11");
	expect(at([6, 41])).toMatchObject({ seed: 6, steps: 41 });
	expect(at([6, "randomize", 41])).toMatchObject({ seed: 6, steps: 41 });
	const proxyWidgets = [
		["-1", "steps"],
		["11", "fast"],
		["11", "seed"],
	];
	expect(at([42, false, 7], { proxyWidgets })).toMatchObject({ seed: 7, steps: 42 });
});

test("S0-A17 a dynamic combo that is shown outside keeps its choice", () => {
	const option = (key: string) => ({ key, inputs: { required: { n: ["INT", { default: 1 }] } } });
	const classes = info({
		Mode: {
			input: { required: { mode: ["COMFY_DYNAMICCOMBO_V3", { options: [option("a"), option("b")] }] } },
			output: [],
		},
	});
	const definition = subgraph(
		"def-mode",
		[{ id: 11, type: "Mode", in: { mode: { widget: null } }, values: ["b", 5] }],
		[{ name: "mode", type: "COMBO", to: [[11, "mode"]] }],
		[],
	);
	const ui = file([{ id: 2, type: "def-mode", in: {} }], [definition]);
	expect(inputsAt(ui, "2:11", classes)).toEqual({ mode: "b", "mode.n": 5 });
	expect(unknownsOf(ui, classes)).toEqual([]);
});

test("S0-A17 a primitive outside sets what the input shows inside", () => {
	const ui = file([
		source,
		{ id: 4, type: "PrimitiveNode", out: ["INT"], values: [66, "fixed"] },
		host({ in: { model: [1, 0], steps: { widget: [4, 0] } } }),
	]);
	expect(inputsAt(ui, "2:11").steps).toBe(66);
	expect(unknownsOf(ui)).toEqual([["/nodes/2/widgets_values", "promoted_value"]]);
});

test("S0-A17 a primitive outside sets one of two nodes that stand for a subgraph", () => {
	const ui = file([
		source,
		{ id: 4, type: "PrimitiveNode", out: ["INT"], values: [66, "fixed"] },
		host({ in: { model: [1, 0], steps: { widget: [4, 0] } } }),
		host({ id: 3 }),
	]);
	expect([inputsAt(ui, "2:11").steps, inputsAt(ui, "3:11").steps]).toEqual([66, 40]);
});

test("S0-A17 a primitive inside that a subgraph's node shows is set for that node", () => {
	const definition = subgraph(
		"def-inside",
		[
			{ id: 11, type: "Number", in: { value: { widget: [12, 0] } }, out: ["INT"], values: [9] },
			{ id: 12, type: "PrimitiveNode", out: ["INT"], values: [5, "fixed"] },
		],
		[],
		[],
	);
	const properties = { proxyWidgets: [["12", "value"]] };
	const ui = file(
		[
			{ id: 1, type: "def-inside", values: [7], properties },
			{ id: 2, type: "def-inside", properties },
		],
		[definition],
	);
	expect([inputsAt(ui, "1:11").value, inputsAt(ui, "2:11").value]).toEqual([7, 5]);
});
