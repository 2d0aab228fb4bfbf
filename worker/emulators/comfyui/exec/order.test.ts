import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Graph } from "../graph.ts";
import { DynamicGraph } from "./dynamic-graph.ts";
import { CycleFound, ExecutionOrder } from "./order.ts";

function orderOf(graph: Graph, outputs: readonly string[], ready: readonly string[] = []): string[] {
	const done = new Set(ready);
	const order = new ExecutionOrder(new DynamicGraph(graph), {
		isReady: (id) => done.has(id),
		isOutput: (id) => graph[id]?.class_type === "Save",
		isLazy: () => false,
	});
	for (const output of outputs) order.add(output);
	const sequence: string[] = [];
	while (!order.empty) {
		const id = order.next();
		sequence.push(id);
		done.add(id);
		order.done(id);
	}
	return sequence;
}

const node = (class_type: string, ...from: string[]) => ({
	class_type,
	inputs: Object.fromEntries(from.map((id, i) => [`in${i}`, [id, 0]])),
});

describe("the order of execution", () => {
	test("prefers an output that can run, over the order of links", () => {
		const graph = {
			"1": node("Make"),
			"2": node("Make", "1"),
			"3": node("Save", "2"),
			"4": node("Save", "1"),
		};
		expect(orderOf(graph, ["3", "4"])).toEqual(["1", "4", "2", "3"]);
	});

	test("runs only what is needed", () => {
		const graph = { "1": node("Make"), "2": node("Make", "1"), "3": node("Save", "2"), "9": node("Make") };
		expect(orderOf(graph, ["3"], ["2"])).toEqual(["3"]);
	});

	test("notices a cycle", () => {
		const graph = { "1": node("Make", "2"), "2": node("Make", "1"), "3": node("Save", "1") };
		expect(() => orderOf(graph, ["3"])).toThrow(CycleFound);
	});

	test("runs every needed node once, after what it needs", () => {
		const edges = fc.array(fc.tuple(fc.nat(14), fc.nat(14)), { maxLength: 40 });
		fc.assert(
			fc.property(edges, fc.uniqueArray(fc.nat(14), { minLength: 1, maxLength: 4 }), (links, saves) => {
				const graph: Graph = {};
				for (let i = 0; i < 15; i++) {
					const from = links.filter(([a, b]) => a === i && b < i).map(([, b]) => String(b));
					graph[String(i)] = node(saves.includes(i) ? "Save" : "Make", ...from);
				}
				const sequence = orderOf(graph, saves.map(String));
				expect(new Set(sequence).size).toBe(sequence.length);
				for (const [at, id] of sequence.entries()) {
					for (const link of Object.values(graph[id]?.inputs ?? {})) {
						expect(sequence.indexOf((link as [string, number])[0])).toBeLessThan(at);
						expect(sequence).toContain((link as [string, number])[0]);
					}
				}
			}),
		);
	});
});
