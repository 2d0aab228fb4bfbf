import { expect, test } from "vitest";
import { converted, info, inputsAt, refusal, type Sketch, subgraph, workflow } from "./testing/sketch.ts";

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
const save: Sketch = { id: 3, type: "SaveImage", in: { images: [2, 0] }, values: ["p"] };

function file(nodes: Sketch[], definitions: unknown[] = [sampler], extra: Record<string, unknown> = {}) {
	return workflow(nodes, { definitions: { subgraphs: definitions }, extra });
}

test("S0-A17 nodes of a subgraph run under the path of ids that leads to them", () => {
	const { graph } = converted(file([source, host(), save]));
	expect(Object.keys(graph)).toEqual(["1", "3", "2:11"]);
	expect(graph["2:11"]?.inputs).toMatchObject({ model: ["1", 0], steps: 40, seed: 5 });
	expect(graph["2:11"]?.inputs).not.toHaveProperty("image");
	expect(graph["3"]?.inputs.images).toEqual(["2:11", 0]);
});

test("S0-A17 a linked input of the subgraph's node goes before the value inside", () => {
	const ui = file([
		source,
		{ id: 4, type: "Number", out: ["INT"], values: [8] },
		host({ in: { model: [1, 0], steps: { widget: [4, 0] } } }),
	]);
	expect(inputsAt(ui, "2:11").steps).toEqual(["4", 0]);
	// Muted, the value inside is what is left.
	const muted = file([
		source,
		{ id: 4, type: "Number", out: ["INT"], values: [8], mode: 2 },
		host({ in: { model: [1, 0], steps: { widget: [4, 0] } } }),
	]);
	expect(inputsAt(muted, "2:11").steps).toBe(40);
});

test("S0-A17 slots are matched by name: those of unlinked widgets may be missing", () => {
	const ui = file([source, host({ in: { image: [1, 2], model: [1, 0] } })]);
	expect(inputsAt(ui, "2:11")).toMatchObject({ image: ["1", 2], model: ["1", 0], steps: 40 });
});

test("S0-A17 two nodes of one subgraph run side by side", () => {
	const ui = file([source, host(), { ...host(), id: 5, in: {} }, save]);
	expect(Object.keys(converted(ui).graph)).toEqual(["1", "3", "2:11", "5:11"]);
});

test("S0-A17 a muted subgraph does not run; a bypassed one hands its inputs on", () => {
	const muted = file([source, host({ mode: 2 }), save]);
	expect(converted(muted).graph).toMatchObject({ "3": { inputs: { filename_prefix: "p" } } });
	expect(Object.keys(converted(muted).graph)).toEqual(["1", "3"]);
	const bypassed = file([source, host({ mode: 4, in: { model: [1, 0], image: [1, 2] } }), save]);
	expect(inputsAt(bypassed, "3").images).toEqual(["1", 2]);
});

test("S0-A17 subgraphs in subgraphs: links and widgets go through all of them", () => {
	const outer = subgraph(
		"def-outer",
		[
			{ id: 21, type: "def-sampler", in: { model: null, steps: { widget: null } }, out: ["IMAGE"] },
			{ id: 22, type: "Blend", in: { one: [21, 0] }, out: ["IMAGE"] },
		],
		[
			{ name: "m", type: "MODEL", to: [[21, "model"]] },
			{ name: "s", type: "INT", to: [[21, "steps"]] },
		],
		[{ name: "IMAGE", type: "IMAGE", to: [[22, 0]] }],
		300,
	);
	for (const definitions of [
		[sampler, outer],
		[outer, sampler],
	]) {
		const ui = file(
			[source, { id: 2, type: "def-outer", in: { m: [1, 0], s: { widget: null } }, out: ["IMAGE"] }, save],
			definitions,
		);
		expect(converted(ui).graph).toMatchObject({
			"2:21:11": { inputs: { model: ["1", 0], steps: 40 } },
			"2:22": { inputs: { one: ["2:21:11", 0] } },
			"3": { inputs: { images: ["2:22", 0] } },
		});
	}
});

test("S0-A17 inside a subgraph, nodes of a muted subgraph run by their own modes, as in the editor", () => {
	const outer = subgraph(
		"def-outer",
		[{ id: 21, type: "def-sampler", mode: 2, in: {}, out: ["IMAGE"] }],
		[],
		[],
		300,
	);
	const ui = file([{ id: 2, type: "def-outer" }], [sampler, outer]);
	expect(Object.keys(converted(ui).graph)).toEqual(["2:21:11"]);
});

test("S0-A17 primitives and Set nodes work inside, and Get nodes reach out", () => {
	const definition = subgraph(
		"def-inner",
		[
			{ id: 31, type: "PrimitiveNode", out: ["INT"], values: [55, "fixed"] },
			{ id: 32, type: "Sampler", in: { model: [33, 0], steps: { widget: [31, 0] } } },
			{ id: 33, type: "GetNode", out: ["MODEL"], values: ["the model"] },
		],
		[],
		[],
	);
	const set: Sketch = { id: 4, type: "SetNode", in: { MODEL: [1, 0] }, out: ["*"], values: ["the model"] };
	const ui = file([source, set, { id: 2, type: "def-inner" }], [definition]);
	expect(inputsAt(ui, "2:32")).toMatchObject({ steps: 55, model: ["1", 0] });
});

test("S0-A17 ids that two graphs share are renumbered as in the editor", () => {
	const clash = subgraph(
		"def-clash",
		[
			{ id: 1, type: "Sampler", in: { model: null }, out: ["IMAGE"] },
			{ id: 12, type: "Blend", in: { one: [1, 0] }, out: ["IMAGE"] },
		],
		[{ name: "model", type: "MODEL", to: [[1, "model"]] }],
		[{ name: "IMAGE", type: "IMAGE", to: [[12, 0]] }],
	);
	const ui = file(
		[source, { id: 2, type: "def-clash", in: { model: [1, 0] }, out: ["IMAGE"] }, save],
		[clash],
	);
	expect(converted(ui).graph).toMatchObject({
		"2:51": { class_type: "Sampler", inputs: { model: ["1", 0] } },
		"2:12": { inputs: { one: ["2:51", 0] } },
		"3": { inputs: { images: ["2:12", 0] } },
	});
});

test("S0-A17 an input handed straight through a subgraph stays what it is", () => {
	const straight = subgraph(
		"def-straight",
		[],
		[{ name: "in", type: "IMAGE", to: [] }],
		[{ name: "out", type: "IMAGE", to: [] }],
	);
	straight.links.push({
		id: 900,
		origin_id: -10,
		origin_slot: 0,
		target_id: -20,
		target_slot: 0,
		type: "IMAGE",
	});
	straight.outputs[0]?.linkIds.push(900);
	const ui = file(
		[source, { id: 2, type: "def-straight", in: { in: [1, 2] }, out: ["IMAGE"] }, save],
		[straight],
	);
	expect(inputsAt(ui, "3").images).toEqual(["1", 2]);
});

test("S0-A17 a subgraph that contains itself is refused", () => {
	const self = subgraph("def-self", [{ id: 41, type: "def-self" }], [], []);
	expect(refusal(file([{ id: 2, type: "def-self" }], [self]))).toEqual([
		["/definitions/subgraphs/0/nodes/0", "invalid_graph"],
	]);
	const [a, b] = [
		subgraph("def-a", [{ id: 41, type: "def-b" }], [], []),
		subgraph("def-b", [{ id: 42, type: "def-a" }], [], []),
	];
	expect(refusal(file([{ id: 2, type: "def-a" }], [a, b]))).toEqual([
		["/definitions/subgraphs/1/nodes/0", "invalid_graph"],
	]);
});

test("S0-A17 subgraphs that multiply are refused before they fill the memory", () => {
	const levels = (leaf: Sketch[]) =>
		Array.from({ length: 20 }, (_, i) =>
			subgraph(
				`def-${i}`,
				i === 19 ? leaf : [1, 2].map((n) => ({ id: 100 * i + n, type: `def-${i + 1}` })),
				[],
				[],
			),
		);
	for (const leaf of [[{ id: 9_001, type: "Number" }], [], [{ id: 9_001, type: "Note" }]])
		expect(refusal(file([{ id: 2, type: "def-0" }], levels(leaf)))).toEqual([["/nodes", "invalid_graph"]]);
});

test("S0-A17 missing classes inside are named where they are", () => {
	const definition = subgraph("def-lost", [{ id: 31, type: "Nobody", in: { any: null } }], [], []);
	expect(refusal(file([{ id: 2, type: "def-lost" }], [definition]))).toEqual([
		["/definitions/subgraphs/0/nodes/0/type", "missing_node"],
	]);
	expect(converted(file([source, { id: 2, type: "def-lost", mode: 2 }], [definition]), info()).ok).toBe(true);
});
