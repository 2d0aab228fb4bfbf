import { expect, test } from "vitest";
import { readGraph } from "../graph/graph.ts";
import { convert, isUiWorkflow, unknownCodes } from "./convert.ts";
import { converted, graphOf, info, inputsAt, refusal, unknownsOf, workflow } from "./testing/sketch.ts";

const simple = [
	{ id: 1, type: "Source", out: ["MODEL", "CLIP", "IMAGE"], values: ["b.bin"] },
	{
		id: 2,
		type: "Sampler",
		in: { model: [1, 0] as [number, number] },
		out: ["IMAGE"],
		values: [7, "fixed", 30, 4.5, "heun", false, "n"],
	},
	{ id: 3, type: "SaveImage", in: { images: [2, 0] as [number, number] }, values: ["pic"], title: "Keep" },
];

test("S0-A17 a workflow of schema 0.4 becomes the graph that the editor would queue", () => {
	const { graph, unknowns } = converted(workflow(simple));
	expect(graph).toEqual({
		"1": { class_type: "Source", inputs: { file: "b.bin" }, _meta: { title: "The Source" } },
		"2": {
			class_type: "Sampler",
			inputs: { seed: 7, steps: 30, scale: 4.5, sampler: "heun", fast: false, note: "n", model: ["1", 0] },
			_meta: { title: "Sampler" },
		},
		"3": {
			class_type: "SaveImage",
			inputs: { filename_prefix: "pic", images: ["2", 0] },
			_meta: { title: "Keep" },
		},
	});
	expect(unknowns).toEqual([]);
	expect(readGraph(graph).ok).toBe(true);
});

test("S0-A17 schema 1.0 has links as objects and says the same", () => {
	const { nodes, links } = graphOf(simple);
	const objects = links.map(([id, origin_id, origin_slot, target_id, target_slot, type]) => ({
		id,
		origin_id,
		origin_slot,
		target_id,
		target_slot,
		type,
	}));
	const ui = {
		version: 1,
		state: { lastNodeId: 3, lastLinkId: 2 },
		nodes,
		links: objects,
		config: {},
		extra: {},
	};
	expect(converted(ui).graph).toEqual(converted(workflow(simple)).graph);
});

test("S0-A17 slot numbers and ids may be text, and native reroutes change nothing", () => {
	const ui = workflow([
		{ id: "1", type: "Source", out: ["MODEL", "CLIP", "IMAGE"], values: ["b.bin"] },
		{ id: "9", type: "Blend", in: { one: ["1", "2"], other: ["1", 2] }, out: ["IMAGE"] },
	]);
	const decorated = {
		...ui,
		extra: { reroutes: [{ id: 1, pos: [0, 0], linkIds: [1] }], linkExtensions: [{ id: 1, parentId: 1 }] },
		floatingLinks: [{ id: 9, origin_id: 1, origin_slot: 0, target_id: -1, target_slot: -1, type: "MODEL" }],
	};
	expect(inputsAt(decorated, "9")).toEqual({ amount: 0.5, one: ["1", 2], other: ["1", 2] });
});

test("S0-A17 an input is linked by its own word, whatever slot the link names", () => {
	const ui = workflow(simple);
	for (const link of ui.links) link[4] = 7;
	expect(converted(ui).graph).toEqual(converted(workflow(simple)).graph);
});

test("S0-A17 notes, reroutes and nodes of packs that only draw are not sent", () => {
	const ui = workflow([
		...simple,
		{ id: 4, type: "Note", values: ["hello"] },
		{ id: 5, type: "MarkdownNote", values: ["# hello"] },
		{ id: 6, type: "Label (rgthree)" },
		{ id: 7, type: "Fast Groups Bypasser (rgthree)", out: ["*"] },
	]);
	expect(Object.keys(converted(ui).graph)).toEqual(["1", "2", "3"]);
	expect(unknownsOf(ui)).toEqual([]);
});

test("S0-A17 a class that the server lacks is refused by name and place", () => {
	const ui = workflow([...simple, { id: 4, type: "Nobody", in: { any: [2, 0] } }]);
	expect(refusal(ui)).toEqual([["/nodes/3/type", "missing_node"]]);
	// Muted or bypassed it does not run, so nothing is missing.
	expect(
		Object.keys(
			converted(workflow([...simple, { id: 4, type: "Nobody", in: { any: [2, 0] }, mode: 2 }])).graph,
		),
	).toEqual(["1", "2", "3"]);
});

test("S0-A17 an unknown node without any slot is taken for a note, and that is said", () => {
	const ui = workflow([...simple, { id: 4, type: "Somebody's Sticker" }]);
	expect(Object.keys(converted(ui).graph)).toEqual(["1", "2", "3"]);
	expect(unknownsOf(ui)).toEqual([["/nodes/3", "editor_node_dropped"]]);
});

test("S0-A17 a node that sends without links is named", () => {
	const everywhere = info({
		"Anything Everywhere": { input: { optional: { anything: ["*"] } }, output: [] },
	});
	const ui = workflow([...simple, { id: 4, type: "Anything Everywhere", in: { anything: [1, 0] } }]);
	expect(unknownsOf(ui, everywhere)).toEqual([["/nodes/3", "broadcast_not_resolved"]]);
	const [said] = converted(ui, everywhere).unknowns;
	expect(said?.message).toContain("Convert all UEs to real links");
	// Its node is of the editor only, so that a server without the class runs the rest.
	expect(Object.keys(converted(ui).graph)).toEqual(["1", "2", "3"]);
});

test("S0-A17 links that are made without links are those that the file lists", () => {
	const nodes = [
		{ id: 1, type: "Source", out: ["MODEL", "CLIP", "IMAGE"], values: ["a.bin"] },
		{ id: 2, type: "Sampler", in: { model: null, image: [1, 2] as [number, number] }, out: ["IMAGE"] },
		{ id: 3, type: "SaveImage", in: { images: [2, 0] as [number, number] } },
		{ id: 4, type: "Anything Everywhere", in: { anything: [1, 0] as [number, number] } },
	];
	const link = (downstream: number, downstream_slot: number, type = "MODEL") => ({
		downstream,
		downstream_slot,
		upstream: "1",
		upstream_slot: 0,
		controller: 4,
		type,
	});
	const listed = (...ue_links: unknown[]) => workflow(nodes, { extra: { ue_links } });
	expect(inputsAt(listed(link(2, 0)), "2").model).toEqual(["1", 0]);
	expect(unknownsOf(listed(link(2, 0)))).toEqual([]);
	// Slots drift between versions of a class; the type finds the only one that is open.
	expect(inputsAt(listed(link(2, 7)), "2").model).toEqual(["1", 0]);
	expect(unknownsOf(listed(link(3, 0)))).toContainEqual(["/nodes/2/inputs", "link_unresolved"]);
	expect(unknownsOf(listed(link(99, 0), null, 5, {}))).toContainEqual(["/nodes/1", "required_missing"]);
});

test("S0-A17 what a class requires and gets nothing is told once", () => {
	const bare = workflow([{ id: 2, type: "Sampler" }]);
	const required = unknownsOf(bare).filter(([, code]) => code === "required_missing");
	expect(required).toEqual([["/nodes/0", "required_missing"]]);
	const muted = workflow([
		{ id: 1, type: "Source", out: ["MODEL", "CLIP", "IMAGE"], mode: 2 },
		{ id: 3, type: "SaveImage", in: { images: [1, 2] }, values: ["x"] },
	]);
	expect(unknownsOf(muted)).toEqual([["/nodes/1/inputs/0", "link_unresolved"]]);
});

test("S0-A17 the second node of an id is left out and named", () => {
	const ui = workflow([...simple, { id: 1, type: "Number", values: [5] }]);
	expect(converted(ui).graph["1"]?.class_type).toBe("Source");
	expect(unknownsOf(ui)).toEqual([["/nodes/3", "duplicate_id"]]);
});

test("S0-A17 what is no workflow is refused", () => {
	for (const value of [
		undefined,
		null,
		1,
		"x",
		[],
		{},
		{ nodes: {} },
		{ "1": { class_type: "A", inputs: {} } },
	]) {
		expect(isUiWorkflow(value)).toBe(false);
		expect(refusal(value)).toEqual([["", "invalid_graph"]]);
	}
	expect(isUiWorkflow(workflow([]))).toBe(true);
	// What has nothing to run is a workflow all the same; the editor sends an empty graph.
	const idle = workflow([{ id: 1, type: "Note" }]);
	expect(convert(idle, info)).toMatchObject({ ok: true, graph: {} });
	expect(unknownsOf(idle)).toEqual([["/nodes", "nothing_runs"]]);
});

test("S0-A17 what the graph may not hold is refused at the node of the file it comes from", () => {
	const cases: unknown[] = [Number.POSITIVE_INFINITY, { deep: nested(40) }, JSON.parse('{"__proto__": 1}')];
	for (const value of cases) {
		const ui = workflow([{ id: 4, type: "Number", values: [value] }]);
		expect(refusal(ui).map(([at]) => at)).toEqual(["/nodes/0"]);
	}
	expect(refusal(workflow(Array.from({ length: 2_501 }, (_, i) => ({ id: i, type: "Number" }))))).toEqual([
		["/nodes", "invalid_graph"],
	]);
	expect(refusal({ nodes: Array.from({ length: 50_000 }, (_, id) => ({ id, type: "Note" })) })).toEqual([
		["/nodes", "invalid_graph"],
	]);
});

test("S0-A17 integers that JSON does not carry are sent as the editor sends them, and that is said", () => {
	const ui = workflow([{ id: 4, type: "Number", values: [2 ** 64] }]);
	expect(inputsAt(ui, "4")).toEqual({ value: 2 ** 64 });
	expect(unknownsOf(ui)).toEqual([["/nodes/0/widgets_values", "integer_inexact"]]);
});

test("S0-A17 the same arguments give the same answer, and they are left alone", () => {
	const ui = workflow(simple);
	const before = structuredClone(ui);
	const classes = info();
	expect(convert(ui, classes)).toEqual(convert(ui, classes));
	expect(ui).toEqual(before);
	expect(classes).toEqual(info());
});

test("S0-A17 the list of codes is closed and has no doubles", () => {
	expect(new Set(unknownCodes).size).toBe(unknownCodes.length);
});

function nested(levels: number): unknown {
	return levels === 0 ? 1 : { inner: nested(levels - 1) };
}

const foreign = (node: Record<string, unknown>) =>
	workflow([
		{ id: 1, type: "Source", out: ["MODEL", "CLIP", "IMAGE"], values: ["a.bin"] },
		{ id: 2, type: "Nobody", in: { image: [1, 2] }, out: ["IMAGE"], ...node },
		{ id: 3, type: "SaveImage", in: { images: [2, 0] }, values: ["x"] },
	]);

test("S0-A17 a class that is nowhere is converted by what the file says, where that is allowed, and told", () => {
	const allowed = { allowUnknown: true };
	const widgets = { image: [1, 2] as [number, number], size: { widget: null }, seed: { widget: null } };
	const cases: [Record<string, unknown>, Record<string, unknown>][] = [
		// Names by position, with the control mode that a seed has beside it.
		[
			{ in: widgets, values: [8, 5, "fixed"] },
			{ size: 8, seed: 5 },
		],
		[
			{ in: widgets, values: [8, 5] },
			{ size: 8, seed: 5 },
		],
		[{ values: { size: 8, preview: {} } }, { size: 8 }],
		[{ values: [8], widgets_values_named: { size: 8 } }, { size: 8 }],
		// Nobody knows what these are.
		[{ in: widgets, values: [8, 5, "fixed", 1] }, {}],
		[{ values: [8] }, {}],
	];
	for (const [node, values] of cases) {
		const ui = foreign(node);
		expect(refusal(ui)).toEqual([["/nodes/1/type", "missing_node"]]);
		expect(inputsAt(ui, "2", undefined, allowed)).toEqual({ ...values, image: ["1", 2] });
		expect(inputsAt(ui, "3", undefined, allowed).images).toEqual(["2", 0]);
		expect(unknownsOf(ui, undefined, allowed)).toEqual([["/nodes/1/type", "class_unknown"]]);
	}
	const [said] = converted(foreign({ values: [8] }), undefined, allowed).unknowns;
	expect(said?.message).toContain("1 values that the file gives no names are left out");
});

test("S0-A17 the limits are those of a file; what a job would refuse is told", () => {
	const text = "a".repeat(131_072);
	const ui = workflow([
		{ id: 1, type: "Source", out: ["MODEL", "CLIP", "IMAGE"], values: ["a.bin"] },
		{ id: 2, type: "SaveImage", in: { images: [1, 2] }, values: [text] },
	]);
	expect(inputsAt(ui, "2").filename_prefix).toBe(text);
	expect(unknownsOf(ui)).toEqual([["/nodes/1", "beyond_a_job"]]);
	const many = Array.from({ length: 501 }, (_, i) => ({ id: i + 1, type: "Number", values: [i] }));
	expect(Object.keys(converted(workflow(many)).graph)).toHaveLength(501);
	expect(unknownsOf(workflow(many))).toEqual([["/nodes", "beyond_a_job"]]);
});

test("S0-A17 an integer of 64 bits is sent as text where the file was read exactly", () => {
	const seed = 16045690984503098046n;
	const ui = workflow([
		{ id: 1, type: "Source", out: ["MODEL", "CLIP", "IMAGE"], values: ["a.bin"] },
		{ id: 2, type: "Sampler", in: { model: [1, 0] }, values: [seed, "fixed", 20, 8, "euler", true, "n"] },
	]);
	expect(inputsAt(ui, "2").seed).toBe("16045690984503098046");
	expect(unknownsOf(ui)).toEqual([["/nodes/1/widgets_values", "integer_as_text"]]);
	const nested = workflow([{ id: 1, type: "Source", values: [{ deep: seed }] }]);
	expect(inputsAt(nested, "1")).toEqual({ file: { deep: Number(seed) } });
	expect(unknownsOf(nested)).toContainEqual(["/nodes/0/widgets_values", "integer_inexact"]);
});
