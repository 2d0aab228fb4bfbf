import { expect, test } from "vitest";
import type { ApiGraph } from "../../workflows/graph/graph.ts";
import { explainOlder, OLDER } from "./older.ts";

const info = {
	A: { input: { required: { n: ["INT"] } }, output: ["IMAGE"] },
	B: { input: { required: { image: ["IMAGE"] } }, output: [] },
};
const a = (n: number, more: Record<string, string> = {}) => ({ class_type: "A", inputs: { n, ...more } });
const b = (from: string) => ({ class_type: "B", inputs: { image: [from, 0] } });
const explain = (ui: unknown, graph: ApiGraph, prompt: Record<string, unknown>) =>
	explainOlder(ui, info, graph, prompt);

test("what editor 1.27 did otherwise is explained, each by what the file shows", () => {
	expect(explain({}, { "1": a(1) }, { "1": a(1, { audioUI: "" }) })).toEqual([OLDER.undeclared]);
	const off = { nodes: [{ id: 5, mode: 2 }] };
	expect(explain(off, { "1": a(1) }, { "1": a(1), "5:2": a(3) })).toEqual([OLDER.off]);
	const ours = { "5:2": a(1), "5:3": b("5:2") };
	expect(explain({}, ours, { "5:9": a(1), "5:8": b("5:9") })).toEqual([OLDER.numbers]);
	expect(explain({}, { "5:2": a(1) }, { "5:2": a(7) })).toEqual([OLDER.slots]);
});

test("anything else is not", () => {
	expect(explain({}, { "1": a(1) }, { "1": a(2) })).toBeUndefined();
	expect(explain({}, { "1": a(1) }, { "1": a(1), "5:2": a(3) })).toBeUndefined();
	expect(explain({}, { "1": a(1), "2": b("1") }, { "3": a(1), "2": b("1") })).toBeUndefined();
	expect(explain({}, { "5:2": a(1) }, { "5:2": { class_type: "A", inputs: {} } })).toBeUndefined();
});
