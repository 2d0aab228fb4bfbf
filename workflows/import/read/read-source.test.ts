import fc from "fast-check";
import { expect, test } from "vitest";
import { runs } from "../../testing/runs.ts";
import { propose } from "../propose.ts";
import { latin1, png, tEXt } from "../testing/files.ts";
import { graph, objectInfo } from "../testing/graphs.ts";
import { graphOf } from "./graph-of.ts";
import { readSource } from "./read-source.ts";

const api = graph();
const ui = {
	last_node_id: 2,
	last_link_id: 1,
	nodes: [
		{
			id: 1,
			type: "LoadImage",
			mode: 0,
			inputs: [],
			outputs: [{ name: "IMAGE", type: "IMAGE", links: [1] }],
			properties: {},
			widgets_values: ["a.png", "image"],
		},
		{
			id: 2,
			type: "SaveImage",
			mode: 0,
			inputs: [{ name: "images", type: "IMAGE", link: 1 }],
			outputs: [],
			properties: {},
			widgets_values: ["x"],
		},
	],
	links: [[1, 1, 0, 2, 0, "IMAGE"]],
	groups: [],
	config: {},
	extra: {},
	version: 0.4,
};

const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
async function kinds(bytes: Uint8Array, canConvert: boolean): Promise<string[]> {
	const source = await readSource(bytes, canConvert);
	if (!source.ok) throw new Error(JSON.stringify(source.problems));
	return source.graphs.map(({ kind }) => kind);
}

test("the editor's JSON, API JSON, and either of them inside a request or an answer are found", async () => {
	expect(await kinds(json(ui), false)).toEqual(["ui"]);
	expect(await kinds(json(api), true)).toEqual(["api"]);
	for (const wrapped of [
		{ prompt: api },
		{ graph: api, inputs: {} },
		{ output: api },
		{ input: { workflow: api } },
	])
		expect(await kinds(json(wrapped), true)).toEqual(["api"]);
	expect(await kinds(json({ workflow: ui }), true)).toEqual(["ui"]);
	const posted = { prompt: api, client_id: "x", extra_data: { extra_pnginfo: { workflow: ui } } };
	expect(await kinds(json(posted), true)).toEqual(["ui", "api"]);
	expect(await kinds(json(posted), false)).toEqual(["api", "ui"]);
});

test("of a picture the editor's workflow counts where it can be converted, else the graph", async () => {
	const picture = png(
		tEXt("prompt", latin1(JSON.stringify(api))),
		tEXt("workflow", latin1(JSON.stringify(ui))),
	);
	expect(await kinds(picture, true)).toEqual(["ui", "api"]);
	expect(await kinds(picture, false)).toEqual(["api", "ui"]);
});

test("assets of a request come along", async () => {
	const inputs = { "5.image": "ast_0123456789abcdefghijklmnop" };
	expect(await readSource(json({ graph: api, inputs }), true)).toMatchObject({ inputs, from: "json" });
});

test.each([
	["nothing", new Uint8Array(), /neither JSON nor a picture/],
	["text", latin1("hello"), /neither JSON nor a picture/],
	["a list", json([1]), /is a JSON object/],
	["other JSON", json({ name: "x", version: "1" }), /holds no workflow/],
	["a picture without", png(), /carries no workflow of ComfyUI: other programs/],
	["a picture of Automatic1111", png(tEXt("parameters", latin1("x"))), /Automatic1111, which is not read/],
])("%s is refused with what to do", async (_, bytes, message) => {
	expect(await readSource(bytes, true)).toEqual({
		ok: false,
		problems: [{ pointer: "", code: "invalid_graph", message: expect.stringMatching(message) }],
	});
});

test("S0-A17 a picture whose graph has a seed of 64 bits is read exactly", async () => {
	const text = JSON.stringify(api).replace("1234", "16045690984503098046");
	const source = await readSource(png(tEXt("prompt", latin1(text))), false);
	const made = source.ok ? graphOf(source.graphs, null) : source;
	if (!made.ok) throw new Error(JSON.stringify(made.problems));
	expect(made.graph["7"]?.inputs.seed).toBe("16045690984503098046");
	const proposed = propose(made.graph, null, { name: "exact" });
	expect(proposed.parameters.map(({ type }) => type)).toContain("seed");
	expect(proposed.graph).toMatchObject({ "7": { inputs: { seed: 0 } } });
});

test("S0-A17 seeds of 64 bits stay exact as text, and that is said", async () => {
	const text = JSON.stringify(api).replace("1234", "18446744073709551615");
	const source = await readSource(latin1(text), false);
	if (!source.ok) throw new Error("no source");
	const made = graphOf(source.graphs, null);
	if (!made.ok) throw new Error(JSON.stringify(made.problems));
	expect(made.graph["7"]?.inputs.seed).toBe("18446744073709551615");
	expect(made.notes).toEqual([
		expect.stringMatching(/18446744073709551615, beyond 2\^53-1: it was written as text/),
	]);
});

test("the editor's workflow is converted; without classes, and where it cannot be, the graph counts", () => {
	const both = [
		{ kind: "ui", value: ui },
		{ kind: "api", value: api },
	] as const;
	expect(graphOf(both, objectInfo)).toMatchObject({
		ok: true,
		kind: "ui",
		graph: { "2": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "x" } } },
	});
	expect(graphOf(both, null)).toMatchObject({
		ok: true,
		kind: "api",
		notes: [expect.stringMatching(/not used/)],
	});
	const unknown = { ...ui, nodes: [{ ...ui.nodes[0], type: "Unheard" }] };
	expect(graphOf([{ kind: "ui", value: unknown }, both[1]], objectInfo)).toMatchObject({
		ok: true,
		kind: "api",
	});
	expect(graphOf([both[0]], null)).toMatchObject({ ok: false, problems: [{ code: "workflow_format_ui" }] });
	expect(graphOf([{ kind: "ui", value: unknown }], objectInfo)).toMatchObject({
		problems: [{ code: "missing_node" }],
	});
});

test("reading never throws, however deep or strange the file is", async () => {
	const deep = [
		"[".repeat(200_000),
		`{"prompt":`.repeat(50_000),
		`{"1":{"class_type":"A","inputs":{"a":${"[".repeat(5000)}${"]".repeat(5000)}}}}`,
		`{"1":{"class_type":"A","inputs":{"a":${"9".repeat(5000)}}}}`,
		`{"__proto__":{"class_type":"A"}}`,
	];
	for (const text of deep) {
		const source = await readSource(latin1(text), true);
		if (source.ok) expect(graphOf(source.graphs, objectInfo)).toHaveProperty("ok");
	}
	const node = fc.record({
		class_type: fc.string(),
		inputs: fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue())),
	});
	const value = fc.oneof(
		fc.jsonValue(),
		fc.dictionary(fc.constantFrom("prompt", "workflow", "graph", "output", "nodes", "links"), fc.jsonValue()),
		fc.dictionary(fc.string(), node),
	);
	await fc.assert(
		fc.asyncProperty(value, fc.boolean(), async (made, canConvert) => {
			const source = await readSource(json(made), canConvert);
			if (source.ok) expect(graphOf(source.graphs, objectInfo)).toHaveProperty("ok");
			else expect(source.problems).toHaveLength(1);
		}),
		{ numRuns: runs(500) },
	);
});
