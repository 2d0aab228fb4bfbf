import fc from "fast-check";
import { expect, test } from "vitest";
import { Budget } from "../graph/budget.ts";
import { FILE_LIMITS, readGraph } from "../graph/graph.ts";
import { runs } from "../testing/runs.ts";
import { convert, MAX_SLOTS } from "./convert.ts";
import { Choices, madeUpWorkflow } from "./testing/made-up.ts";
import { madeUpClasses } from "./testing/made-up-classes.ts";
import { info, type Sketch, subgraph, type Wire, workflow } from "./testing/sketch.ts";

/**
 * Anything at all in the place of a workflow and of the classes: the conversion must answer, within the steps
 * that a request has, and with a graph that `readGraph` accepts or with problems.
 */

/** Converts, and fails where there is no answer, or a graph that took more steps than a request has. */
function check(ui: unknown, objectInfo: unknown): "ok" | "refused" {
	const budget = new Budget(MAX_SLOTS);
	const answer = convert(ui, objectInfo, { random: () => 0.5, now: new Date(2026, 0, 1), budget });
	if (answer.ok && budget.spent) throw new Error(`a graph that took ${budget.used} steps`);
	if (answer.ok) {
		const read = readGraph(answer.graph, [], FILE_LIMITS);
		if (!read.ok) throw new Error(JSON.stringify(read.problems));
	} else if (answer.problems.length === 0) throw new Error("refused without a problem");
	return answer.ok ? "ok" : "refused";
}

const WORKFLOWS = runs(10_000, 500);

test(`S0-A17 ${WORKFLOWS} made-up workflows: an answer each, within the steps of a request`, () => {
	const seen = { ok: 0, refused: 0 };
	fc.assert(
		fc.property(fc.array(fc.nat(10_000), { minLength: 40, maxLength: 400, size: "max" }), (numbers) => {
			const choices = new Choices(numbers);
			seen[check(madeUpWorkflow(choices), madeUpClasses(choices))] += 1;
		}),
		// A failure is told by its seed: making it small would take as long as all of them.
		{ numRuns: WORKFLOWS, endOnFailure: true },
	);
	console.log(`fuzz: ${seen.ok} graphs, ${seen.refused} refusals`);
	// A generator that never makes a graph would prove nothing.
	expect(seen.ok).toBeGreaterThan(WORKFLOWS / 10);
	expect(seen.refused).toBeGreaterThan(WORKFLOWS / 100);
});

/** Files that are large or steep in one way each. */
const steep: Record<string, () => [ui: unknown, objectInfo?: unknown]> = {
	"50,000 nodes": () => [{ nodes: range(50_000).map((id) => ({ id, type: "Note" })) }],
	"50,000 links": () => [
		{ ...workflow([number(1)]), links: range(50_000).map((i) => [i, 1, 0, 2, 0, "INT"]) },
	],
	"as many nodes as are read": () => [
		workflow(range(2_400).map((i) => ({ ...number(i), mode: i < 480 ? 0 : 2 }))),
	],
	"a long chain of reroutes that many nodes share": () => [
		workflow([
			number(1),
			...range(1_900).map((i) => ({
				id: i + 2,
				type: "Reroute",
				in: { "": [i + 1, 0] as Wire },
				out: ["*"],
			})),
			...range(480).map((i) => ({ id: 9_000 + i, type: "Any", in: { any: [1_901, 0] as Wire } })),
		]),
	],
	"many inputs": () => {
		const inputs = Object.fromEntries(range(60).map((i) => [`x${i}`, [1, 0] as Wire]));
		return [workflow([number(1), ...range(120).map((i) => ({ id: i + 2, type: "Any", in: inputs }))])];
	},
	"a class of 5,000 inputs": () => {
		const required = Object.fromEntries(range(5_000).map((i) => [`w${i}`, ["INT"]]));
		return [
			workflow(range(400).map((id) => ({ id, type: "Big" }))),
			{ Big: { input: { required }, output: [] } },
		];
	},
	"a class with no end of inputs": () => {
		const template = { input: { required: { a: ["IMAGE"], b: ["INT"] } }, min: 1e9, max: 1e9 };
		const Grow = { input: { required: { g: ["COMFY_AUTOGROW_V3", { template }] } }, output: [] };
		return [workflow(range(100).map((id) => ({ id, type: "Grow" }))), { Grow }];
	},
	"choices within choices": () => {
		const inner = range(3_000).reduce<unknown>((spec) => choice(spec), ["INT"]);
		return [workflow([{ id: 1, type: "Deep" }]), { Deep: { input: { required: { n: inner } }, output: [] } }];
	},
	"subgraphs within subgraphs, 2,000 deep, with a widget at the bottom": () => {
		const level = (i: number) =>
			i === 1_999
				? subgraph(
						"def-1999",
						[{ ...number(5), in: { value: { widget: null } } }],
						[{ name: "p", type: "INT", to: [[5, "value"]] }],
						[],
					)
				: subgraph(
						`def-${i}`,
						[{ id: 10, type: `def-${i + 1}`, in: { p: null } }],
						[{ name: "p", type: "INT", to: [[10, "p"]] }],
						[],
					);
		return [
			workflow([{ id: 1, type: "def-0", in: { p: null } }], {
				definitions: { subgraphs: range(2_000).map(level) },
			}),
		];
	},
	"subgraphs that double 20 times": () => [
		workflow([{ id: 1, type: "def-0" }], {
			definitions: {
				subgraphs: range(20).map((i) =>
					subgraph(
						`def-${i}`,
						i === 19 ? [number(5)] : [10, 11].map((id) => ({ id, type: `def-${i + 1}` })),
						[],
						[],
					),
				),
			},
		}),
	],
	"a port that leads everywhere": () => [
		workflow([{ id: 1, type: "def" }], {
			definitions: {
				subgraphs: [
					subgraph(
						"def",
						range(400).map((i) => ({ ...number(10 + i), in: { value: { widget: null } } })),
						[{ name: "p", type: "INT", to: range(400).map((i): [number, string] => [10 + i, "value"]) }],
						[],
					),
				],
			},
		}),
	],
	"large groups, many times": () => {
		const nodes = range(1_000).map(() => ({ type: "Number", inputs: [], outputs: [], widgets_values: [1] }));
		const groupNodes = { G: { nodes, links: range(5_000).map((i) => [i % 100, 0, (i * 7) % 100, 0]) } };
		return [
			workflow(
				range(1_000).map((id) => ({ id, type: "workflow>G" })),
				{ extra: { groupNodes } },
			),
		];
	},
	"long prompts of nothing but signs": () => [
		workflow(
			["/*", "{", "{a|", "//", "\\\\", "}|"].map((sign, id) => ({
				id,
				type: "Text",
				values: [sign.repeat(30_000)],
			})),
		),
	],
	"prefixes full of names": () => [
		workflow(range(400).map((id) => ({ id, type: "SaveImage", values: ["%a.b%".repeat(100)] }))),
	],
	"a million values": () => [workflow([{ ...number(1), values: range(1_000_000) }])],
	"a deep value": () => [
		workflow([{ ...number(1), values: [range(20_000).reduce<unknown>((inner) => [inner], 1)] }]),
	],
};

function range(count: number): number[] {
	return Array.from({ length: count }, (_, i) => i);
}
function number(id: number): Sketch {
	return { id, type: "Number", out: ["INT"], values: [1] };
}
function choice(inner: unknown): unknown {
	return ["COMFY_DYNAMICCOMBO_V3", { options: [{ key: "a", inputs: { required: { n: inner } } }] }];
}

test.each(Object.keys(steep))("S0-A17 within the steps of a request: %s", (name) => {
	const [ui, objectInfo = info()] = steep[name]?.() ?? [];
	check(ui, objectInfo);
});

test("S0-A17 any value at all in every place: an answer each", () => {
	fc.assert(
		fc.property(fc.anything(), fc.anything(), (ui, objectInfo) => {
			check(ui, objectInfo);
			check(
				{ nodes: [ui], links: [ui], definitions: { subgraphs: [ui] }, extra: { groupNodes: ui } },
				objectInfo,
			);
		}),
		{ numRuns: runs(500), endOnFailure: true },
	);
});
