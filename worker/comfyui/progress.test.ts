import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ApiGraph } from "../../workflows/graph/graph.ts";
import { advance, type ProgressState, progressOf, startProgress } from "./progress.ts";
import type { ComfyMessage } from "./wire/frames.ts";

const graph: ApiGraph = {
	"1": { class_type: "CheckpointLoaderSimple", inputs: { ckpt_name: "x" } },
	"2": { class_type: "CLIPTextEncode", inputs: { clip: ["1", 1], text: "a" } },
	"3": {
		class_type: "KSampler",
		inputs: { model: ["1", 0], positive: ["2", 0], steps: 20 },
		_meta: { title: "Paint" },
	},
	"4": { class_type: "VAEDecode", inputs: { samples: ["3", 0], vae: ["1", 2] } },
	"5": { class_type: "SaveImage", inputs: { images: ["4", 0] } },
	"9": { class_type: "KSampler", inputs: { model: ["1", 0], steps: 500 } },
};
const outputs = new Set(["SaveImage"]);
const finished = (...ids: string[]): ComfyMessage => ({
	type: "progress_state",
	prompt: "p",
	nodes: ids.map((id) => ({ node_id: id, state: "finished", value: 1, max: 1 })),
});
const step = (value: number): ComfyMessage => ({ type: "progress", prompt: "p", node: "3", value, max: 20 });
const run = (messages: ComfyMessage[], from: ProgressState = startProgress(graph, outputs)) =>
	messages.reduce(advance, from);

describe("progress of a graph", () => {
	test("counts the nodes an output needs, and no others", () => {
		expect(progressOf(startProgress(graph, outputs))).toMatchObject({
			percent: 0,
			nodes_total: 5,
			nodes_done: 0,
		});
	});

	test("gives a sampler its due: half of its steps are about half of the way", () => {
		const half = run([finished("1", "2"), { type: "executing", prompt: "p", node: "3" }, step(10)]);
		expect(progressOf(half)).toMatchObject({
			node: "3",
			node_title: "Paint",
			step: 10,
			steps: 20,
			nodes_done: 2,
		});
		expect(half.percent).toBeGreaterThan(40);
		expect(half.percent).toBeLessThan(70);
	});

	test("takes cached nodes out of the total", () => {
		const state = run([{ type: "cached", prompt: "p", nodes: ["1", "2"] }, finished("3")]);
		expect(progressOf(state)).toMatchObject({ nodes_total: 3, nodes_done: 1 });
	});

	test("S0-C14 says 100 only when ComfyUI says success", () => {
		const all = run([finished("1", "2", "3", "4", "5")]);
		expect(all.percent).toBe(99);
		expect(advance(all, { type: "success", prompt: "p", timestamp: 1 }).percent).toBe(100);
		const cached = run([{ type: "cached", prompt: "p", nodes: ["1", "2", "3", "4", "5"] }]);
		expect(cached.percent).toBe(0);
		expect(advance(cached, { type: "success", prompt: "p", timestamp: 1 }).percent).toBe(100);
	});

	test("attributes the steps of a node that was made at run time to the node of the graph", () => {
		const state = run([
			{ type: "executing", prompt: "p", node: "3" },
			{ type: "progress", prompt: "p", node: "3.0.0.1", value: 3, max: 9 },
		]);
		expect(progressOf(state)).toMatchObject({ node: "3", step: 3, steps: 9 });
	});

	const id = fc.constantFrom("1", "2", "3", "4", "5", "9", "3.0.0.1", "no such");
	const message: fc.Arbitrary<ComfyMessage> = fc.oneof(
		fc.record({ type: fc.constant("cached" as const), prompt: fc.constant("p"), nodes: fc.array(id) }),
		fc.record({ type: fc.constant("executing" as const), prompt: fc.constant("p"), node: fc.option(id) }),
		fc.record({
			type: fc.constant("progress" as const),
			prompt: fc.constant("p"),
			node: fc.option(id),
			value: fc.oneof(fc.integer({ min: -5, max: 50 }), fc.double()),
			max: fc.oneof(fc.integer({ min: -1, max: 30 }), fc.double()),
		}),
		fc.record({
			type: fc.constant("progress_state" as const),
			prompt: fc.constant("p"),
			nodes: fc.array(
				fc.record({
					node_id: id,
					state: fc.constantFrom("running", "finished", "pending", "error"),
					value: fc.double(),
					max: fc.double(),
				}),
			),
		}),
		fc.record({
			type: fc.constant("executed" as const),
			prompt: fc.constant("p"),
			node: id,
			output: fc.constant(null),
		}),
		fc.constant<ComfyMessage>({ type: "success", prompt: "p", timestamp: null }),
		fc.constant<ComfyMessage>({ type: "status", remaining: 1 }),
	);

	test("S0-C14 stays between 0 and 100 and never goes back, whatever arrives in whatever order", () => {
		fc.assert(
			fc.property(fc.array(message, { maxLength: 40 }), (messages) => {
				let state = startProgress(graph, outputs);
				for (const one of messages) {
					const next = advance(state, one);
					expect(next.percent).toBeGreaterThanOrEqual(state.percent);
					expect(next.percent).toBeLessThanOrEqual(100);
					expect(next.percent === 100).toBe(next.succeeded);
					const told = progressOf(next);
					expect(told.nodes_done).toBeLessThanOrEqual(told.nodes_total);
					state = next;
				}
			}),
			{ numRuns: 500 },
		);
	});

	test("is not moved by frames that come twice", () => {
		fc.assert(
			fc.property(fc.array(message, { maxLength: 20 }), (messages) => {
				const twice = messages.flatMap((one) => [one, one]);
				expect(run(twice).percent).toBe(run(messages).percent);
			}),
		);
	});
});
