import fc from "fast-check";
import { expect, test } from "vitest";
import type { WorkflowGraph } from "../../../contract/workflows/workflows.ts";
import { type Box, drawingOf, rowY, SIZES, shortened } from "./graph-layout.ts";

type GraphNode = WorkflowGraph["graph"][string];

const node = (class_type: string, inputs: GraphNode["inputs"] = {}, title?: string): GraphNode => ({
	...{ class_type, inputs },
	...(title === undefined ? {} : { _meta: { title } }),
});

const GRAPH = {
	"1": node("CheckpointLoaderSimple", { ckpt_name: "base.safetensors" }),
	"2": node("CLIPTextEncode", { text: "a  lighthouse\nat night", clip: ["1", 1] }, "Prompt"),
	"3": node("EmptyLatentImage", { width: 512, height: 512 }),
	"4": node("KSampler", { model: ["1", 0], positive: ["2", 0], latent_image: ["3", 0], seed: 7 }),
	"5": node("VAEDecode", { samples: ["4", 0], vae: ["1", 2] }),
};

const boxOf = (boxes: readonly Box[], id: string) => boxes.find((box) => box.id === id) as Box;

test("a graph is drawn from its sources to its end, each node before what takes from it", () => {
	const { boxes, wires } = drawingOf(GRAPH);
	const x = (id: string) => boxOf(boxes, id).x;
	expect(x("1")).toBeLessThan(x("2"));
	expect(x("2")).toBeLessThan(x("4"));
	expect(x("4")).toBeLessThan(x("5"));
	// What nothing else waits for stands beside its taker, not far out at the beginning.
	expect(x("3")).toBe(x("2"));
	expect(wires).toHaveLength(6);
	const last = wires.find(({ to, from }) => to === "5" && from === "1");
	expect(last).toMatchObject({
		x1: x("1") + SIZES.width,
		y1: rowY(boxOf(boxes, "1"), 2),
		x2: x("5"),
		y2: rowY(boxOf(boxes, "5"), 1),
	});
});

test("a box tells the title its author gave, its values in a line each, and as many outputs as are taken", () => {
	const { boxes } = drawingOf(GRAPH);
	expect(boxOf(boxes, "2")).toMatchObject({
		...{ title: "Prompt", class_type: "CLIPTextEncode", slots: ["clip"], outputs: 1 },
		values: [{ name: "text", text: "a lighthouse at night" }],
	});
	expect(boxOf(boxes, "1")).toMatchObject({ title: "CheckpointLoaderSimple", outputs: 3 });
	expect(shortened("abcdef", 4)).toBe("abc…");
	expect(shortened("👩‍🚀", 40)).toBe("👩‍🚀");
});

const anyGraph = fc.integer({ min: 1, max: 25 }).chain((size) =>
	fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1), fc.nat(3)), { maxLength: 60 }).map((links) => {
		const graph: WorkflowGraph["graph"] = {};
		for (let id = 0; id < size; id++) graph[String(id)] = node("Any", { width: id });
		for (const [i, [from, to, output]] of links.entries()) {
			const taker = graph[String(to)];
			if (taker) taker.inputs[`in_${i}`] = [String(from), output];
		}
		return graph;
	}),
);

test("whatever the graph, circles and all: no two boxes overlap, all are in the picture, and every link is a wire", () => {
	fc.assert(
		fc.property(anyGraph, (graph) => {
			const { boxes, wires, width, height } = drawingOf(graph);
			expect(boxes).toHaveLength(Object.keys(graph).length);
			for (const [i, a] of boxes.entries()) {
				expect(a.x >= 0 && a.y >= 0 && a.x + SIZES.width <= width && a.y + a.height <= height).toBe(true);
				for (const b of boxes.slice(i + 1))
					expect(a.x !== b.x || a.y + a.height <= b.y || b.y + b.height <= a.y).toBe(true);
			}
			const links = Object.values(graph).flatMap(({ inputs }) =>
				Object.values(inputs).filter((value) => Array.isArray(value)),
			);
			expect(wires).toHaveLength(links.length);
			expect(drawingOf(graph)).toEqual({ boxes, wires, width, height });
		}),
	);
});

test("nothing of a graph without nodes is drawn", () => {
	expect(drawingOf({})).toMatchObject({ boxes: [], wires: [] });
});
