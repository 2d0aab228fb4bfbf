import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { absent } from "../testing/absent.ts";
import { readJson, recordings } from "../testing/comfyui.ts";
import { runs } from "../testing/runs.ts";
import {
	ancestors,
	apiGraphSchema,
	isLink,
	MAX_DEPTH,
	MAX_GRAPH_SIZE,
	MAX_NAME_LENGTH,
	MAX_NODES,
	MAX_TEXT_LENGTH,
	reachable,
	readGraph,
} from "./graph.ts";

const node = (inputs: Record<string, unknown> = {}) => ({ class_type: "Any", inputs });

function nested(levels: number): unknown {
	let value: unknown = 1;
	for (let i = 0; i < levels; i++) value = { deeper: value };
	return value;
}

const refusals: [name: string, graph: unknown, pointer: string, code: string][] = [
	["null", null, "", "invalid_graph"],
	["text", "{}", "", "invalid_graph"],
	["a list", [], "", "invalid_graph"],
	["no nodes", {}, "", "invalid_graph"],
	["the editor's format", { nodes: [{ id: 1 }], links: [], version: 0.4 }, "", "workflow_format_ui"],
	["the editor's format without links", { nodes: [] }, "", "workflow_format_ui"],
	["a wrapped graph", { prompt: { "1": node() } }, "/prompt", "invalid_graph"],
	["a node that is a list", { "1": [] }, "/1", "invalid_graph"],
	["a node without a class", { "1": { inputs: {} } }, "/1", "invalid_graph"],
	["a class that is no text", { "1": { class_type: 5, inputs: {} } }, "/1", "invalid_graph"],
	["a node without inputs", { "1": { class_type: "Any" } }, "/1/inputs", "invalid_graph"],
	["inputs in a list", { "1": { class_type: "Any", inputs: [] } }, "/1/inputs", "invalid_graph"],
	[
		"a node called __proto__",
		JSON.parse('{"__proto__":{"class_type":"A","inputs":{}}}'),
		"/__proto__",
		"invalid_graph",
	],
	["a node called constructor", { constructor: node() }, "/constructor", "invalid_graph"],
	["a node called toString", { toString: node() }, "/toString", "invalid_graph"],
	[
		"an input called __proto__",
		JSON.parse('{"1":{"class_type":"A","inputs":{"__proto__":1}}}'),
		"/1/inputs/__proto__",
		"invalid_graph",
	],
	[
		"a nested __proto__",
		JSON.parse('{"1":{"class_type":"A","inputs":{"a":{"__proto__":{}}}}}'),
		"/1/inputs/a/__proto__",
		"invalid_graph",
	],
	["a node without an id", { "": node() }, "/", "invalid_graph"],
	["a seed of 2^64", { "1": node({ seed: 2 ** 64 }) }, "/1/inputs/seed", "invalid_graph"],
	["a number that is none", { "1": node({ cfg: Number.NaN }) }, "/1/inputs/cfg", "invalid_graph"],
	["an endless number", { "1": node({ cfg: Number.POSITIVE_INFINITY }) }, "/1/inputs/cfg", "invalid_graph"],
	["undefined", { "1": node({ cfg: undefined }) }, "/1/inputs/cfg", "invalid_graph"],
	["a link to nowhere", { "1": node({ image: ["2", 0] }) }, "/1/inputs/image", "invalid_graph"],
	[
		"a link to what is inherited",
		{ "1": node({ image: ["valueOf", 0] }) },
		"/1/inputs/image",
		"invalid_graph",
	],
	["a node linked to itself", { "1": node({ image: ["1", 0] }) }, "/1", "invalid_graph"],
	[
		"a cycle",
		{ "9": node({ a: ["1", 0] }), "1": node({ a: ["2", 0] }), "2": node({ a: ["1", 0] }) },
		"/1",
		"invalid_graph",
	],
	[
		"too many nodes",
		Object.fromEntries(Array.from({ length: MAX_NODES + 1 }, (_, i) => [`n${i}`, node()])),
		"",
		"invalid_graph",
	],
];

test.each(refusals)(
	"a graph is refused at the right place and with the right code: %s",
	(_, graph, pointer, code) => {
		const read = readGraph(graph);
		expect(read.ok).toBe(false);
		expect(read.ok ? [] : read.problems).toContainEqual(expect.objectContaining({ pointer, code }));
		const parsed = apiGraphSchema.safeParse(graph);
		expect(parsed.error?.issues.map((issue) => "params" in issue && issue.params)).toContainEqual({ code });
	},
);

test("nesting is accepted up to the limit and refused beyond it, also when it is bottomless", () => {
	expect(readGraph({ "1": node({ a: nested(MAX_DEPTH - 3) }) }).ok).toBe(true);
	expect(readGraph({ "1": node({ a: nested(MAX_DEPTH - 2) }) }).ok).toBe(false);
	expect(readGraph({ "1": node({ a: nested(100_000) }) }).ok).toBe(false);
});

test("texts are accepted up to the limit and refused beyond it, wherever they are", () => {
	const text = "x".repeat(MAX_TEXT_LENGTH);
	const problem = (graph: unknown) => {
		const read = readGraph(graph);
		return read.ok ? null : read.problems.map((p) => [p.pointer, p.code]);
	};
	expect(problem({ "1": node({ text }) })).toBe(null);
	expect(problem({ "1": node({ text: `${text}x` }) })).toEqual([["/1/inputs/text", "invalid_graph"]]);
	expect(problem({ "1": node({ deep: { list: ["", `${text}x`] } }) })).toEqual([
		["/1/inputs/deep/list/1", "invalid_graph"],
	]);
	expect(problem({ "1": { class_type: `${text}x`, inputs: {} } })).toEqual([
		["/1/class_type", "invalid_graph"],
	]);
});

test("graphs are accepted up to a size, whatever it is made of, and said once to be larger", () => {
	const problems = (graph: unknown) => {
		const read = readGraph(graph);
		return read.ok ? [] : read.problems.map((p) => p.pointer);
	};
	const texts = (count: number) =>
		Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i}`, "x".repeat(MAX_TEXT_LENGTH - 10)]));
	const most = Math.floor(MAX_GRAPH_SIZE / MAX_TEXT_LENGTH);
	expect(problems({ "1": node(texts(most)) })).toEqual([]);
	expect(problems({ "1": node(texts(most + 1)) })).toEqual([""]);
	expect(problems({ "1": node({ list: new Array(MAX_GRAPH_SIZE + 1).fill(0) }) })).toEqual([""]);
	const named = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => ["n".repeat(290) + i, 1]));
	expect(problems({ "1": node(named) })).toEqual([""]);
	const titled = { ...node(), _meta: { title: "t".repeat(MAX_GRAPH_SIZE) } };
	expect(problems({ "1": titled, "2": node() })).toEqual([""]);
});

test("the name of a class, of an input and of a key is as long as names are, whatever it is made of", () => {
	const most = "n".repeat(MAX_NAME_LENGTH);
	const long = "python".repeat(15_000);
	const graph = (name: string) => ({ "1": { class_type: name, inputs: { [name]: { [name]: 1 } } } });
	expect(readGraph(graph(most)).ok).toBe(true);
	for (const [where, sent] of [
		["/1/class_type", { "1": { class_type: long, inputs: {} } }],
		["/1/inputs", { "1": node({ [long]: 1 }) }],
		["/1/inputs/a", { "1": node({ a: { [long]: 1 } }) }],
	] as const) {
		const read = readGraph(sent);
		expect(read).toMatchObject({ ok: false, problems: [{ pointer: where, code: "invalid_graph" }] });
		expect(JSON.stringify(read).length).toBeLessThan(1_000);
	}
});

test("of many nodes that wait for a circle, one that is in it is named", () => {
	const last = 499;
	const sources = (i: number) =>
		i < last - 1 ? Array.from({ length: 60 }, (_, j) => Math.min(i + 1 + j, last)) : [2 * last - 1 - i];
	const graph = Object.fromEntries(
		Array.from({ length: last + 1 }, (_, i) => [
			`n${i}`,
			node(Object.fromEntries(sources(i).map((to, j) => [j, [`n${to}`, 0]]))),
		]),
	);
	const read = readGraph(graph);
	expect(read.ok || ["/n498", "/n499"].includes(read.problems[0]?.pointer ?? "")).toBe(true);
	expect(read.ok).toBe(false);
});

test("what was read is a copy that holds only class, inputs and title", () => {
	const sent = { "57:41": { ...node({ a: [1, 2, 3] }), is_changed: ["x"], _meta: { title: "T", more: 1 } } };
	const read = readGraph(sent);
	expect(read).toEqual({
		ok: true,
		graph: { "57:41": { ...node({ a: [1, 2, 3] }), _meta: { title: "T" } } },
	});
	expect(read.ok && read.graph["57:41"]?.inputs.a).not.toBe(sent["57:41"].inputs.a);
});

test("problems are reported below the place the caller names, with escaped pointers", () => {
	const read = readGraph({ "a/b~c": { class_type: "A" } }, ["graph"]);
	expect(read.ok ? [] : read.problems[0]?.pointer).toBe("/graph/a~1b~0c/inputs");
});

test("a hopeless graph gets no more than 50 problems", () => {
	const read = readGraph(Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`n${i}`, null])));
	expect(read.ok ? 0 : read.problems.length).toBe(50);
});

test("ancestors and reachable nodes follow links, and stop at what is not there", () => {
	const graph = { a: node(), b: node({ x: ["a", 0] }), c: node({ x: ["b", 0], y: ["a", 1] }), d: node() };
	const read = readGraph(graph);
	if (!read.ok) throw new Error("unexpected");
	expect([...ancestors(read.graph, "c")].sort()).toEqual(["a", "b"]);
	expect([...reachable(read.graph, ["b", "d", "toString"])].sort()).toEqual(["a", "b", "d"]);
	expect(ancestors(read.graph, "constructor")).toEqual(new Set());
});

test("a link is a node id and a slot from 0, and nothing else", () => {
	expect(isLink(["1", 0])).toBe(true);
	for (const value of [
		["1"],
		[1, 0],
		["1", -1],
		["1", 0.5],
		["1", 0, 0],
		"1",
		null,
		undefined,
		{ 0: "1", 1: 0 },
	])
		expect(isLink(value)).toBe(false);
});

test("the schema of a graph can be written as JSON Schema, and a missing graph is noticed", () => {
	const body = z.object({ graph: apiGraphSchema });
	expect(z.toJSONSchema(body)).toMatchObject({ properties: { graph: { type: "object" } } });
	expect(body.safeParse({}).success).toBe(false);
	expect(body.parse({ graph: { "1": node() } })).toEqual({ graph: { "1": node() } });
});

test("reading a graph never throws, whatever JSON it is given", () => {
	const key = fc.oneof(
		fc.constantFrom("__proto__", "constructor", "inputs", "class_type", "nodes", "1"),
		fc.string(),
	);
	const { value } = fc.letrec((tie) => ({
		value: fc.oneof(
			{ maxDepth: 6 },
			fc.jsonValue(),
			fc.tuple(fc.string(), fc.integer()),
			fc.dictionary(key, tie("value")),
		),
	}));
	fc.assert(
		fc.property(value, (graph) => {
			const read = readGraph(JSON.parse(JSON.stringify(graph)));
			expect(apiGraphSchema.safeParse(JSON.parse(JSON.stringify(graph))).success).toBe(read.ok);
			if (!read.ok) expect(read.problems.length).toBeGreaterThan(0);
		}),
		{ numRuns: runs(1000) },
	);
});

test("S0-A30 graphs that the real editor exported are accepted, but for empty and damaged ones", () => {
	const folders = ["oracle", "crafted", "embedded"].map((name) => join(recordings, "pairs", name));
	if (!folders.every(existsSync)) return absent(`no recordings in ${recordings}`);
	const files = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
	const exported = files.filter((file) => file.endsWith(".api.json"));
	const refused = exported.flatMap((file) => {
		const read = readGraph(readJson(file));
		return read.ok ? [] : [read.problems.map((p) => p.message).join(" ")];
	});
	// Every node muted, a class the editor did not know, seeds and hashes that JSON has already rounded.
	expect(refused.filter((why) => !/has no nodes|needs a class_type|beyond 2\^53/.test(why))).toEqual([]);
	expect(refused.length).toBeLessThan(exported.length / 20);
});
