import { expect, test } from "vitest";
import * as z from "zod";
import { planWorkflow, taskSeed } from "../plan/plan.ts";
import { defineWorkflow, type WorkflowDefinition } from "./define.ts";
import { checkDefinition } from "./define-checks.ts";
import { assetId, seed } from "./parameters.ts";

/** A small sound workflow to break. */
function sound(): WorkflowDefinition {
	return {
		id: "small-one",
		version: 1,
		title: "Small",
		purpose: "For this test.",
		category: "image",
		family: "none",
		parameters: z.strictObject({
			text: z.string(),
			seed: seed.optional(),
			picture: assetId.optional(),
			shape: z.enum(["wide"]).optional(),
		}),
		graph: {
			"1": { class_type: "Load", inputs: { image: "" } },
			"2": { class_type: "Write", inputs: { text: "", seed: 0, from: ["1", 0] } },
			"3": { class_type: "Save", inputs: { images: ["2", 0] } },
			"4": { class_type: "Blank", inputs: {} },
		},
		slots: { text: [{ node: "2", input: "text" }], seed: [{ node: "2", input: "seed" }] },
		assets: { picture: { node: "1", input: "image", kind: "image" } },
		parts: [
			{
				name: "picture",
				when: { absent: "picture" },
				remove: ["1"],
				rewire: [{ node: "2", input: "from", to: ["4", 0] }],
			},
		],
		presets: [{ parameter: "shape", choices: { wide: { text: "wide" } } }],
		seed: "seed",
		outputs: [{ name: "image", node: "3", kind: "image" }],
		models: [],
		custom_nodes: [],
		comfyui: "0.3.64",
		vram_gb: 1,
		typical_seconds: 1,
		timeout_seconds: 1,
		licence: "any",
		example: { text: "hello" },
		docs: { notes: [], acceptance: [] },
	};
}

test("a sound definition is taken and frozen", () => {
	const workflow = defineWorkflow(sound());
	expect(checkDefinition(workflow)).toEqual([]);
	expect(Object.isFrozen(workflow.graph["2"]?.inputs)).toBe(true);
	expect(planWorkflow(workflow, { text: "x" }, { seed: () => 1 }).ok).toBe(true);
});

const part = { name: "p", when: { absent: "text" }, remove: [], rewire: [] };
const broken: [message: string, change: Partial<WorkflowDefinition>][] = [
	["the id must be lower case words with hyphens", { id: "Small One" }],
	["the version must be an integer from 1", { version: 0 }],
	["graph/2/inputs/from: Links to node", { graph: { "2": { class_type: "A", inputs: { from: ["1", 0] } } } }],
	["parameters must be a strict object", { parameters: z.object(sound().parameters.shape) }],
	[
		"parameter extra goes nowhere",
		{ parameters: sound().parameters.extend({ extra: z.string().optional() }) },
	],
	["nothing is used but is no parameter", { slots: { ...sound().slots, nothing: [] } }],
	[
		"parameter text names node 9, which is not in the graph",
		{ slots: { text: [{ node: "9", input: "text" }] } },
	],
	[
		"parameter text names input words, which node 2 does not have",
		{ slots: { text: [{ node: "2", input: "words" }] } },
	],
	[
		"two parameters set 2.text",
		{ slots: { text: [{ node: "2", input: "text" }], seed: [{ node: "2", input: "text" }] } },
	],
	[
		'1.image must be "" in the graph',
		{ graph: { ...sound().graph, "1": { class_type: "Load", inputs: { image: "a.png" } } } },
	],
	[
		"asset picture is optional, but no part removes node 1 without it",
		{ parts: [{ ...part, when: { absent: "picture" } }] },
	],
	["two parts are called p", { parts: [part, part] }],
	["part p removes node 9, which is not in the graph", { parts: [{ ...part, remove: ["9"] }] }],
	[
		"part p names input x, which node 2 does not have",
		{ parts: [{ ...part, rewire: [{ node: "2", input: "x", to: ["4", 0] }] }] },
	],
	[
		"without picture the link 2.from -> 1 dangles",
		{ parts: [{ name: "picture", when: { absent: "picture" }, remove: ["1"], rewire: [] }] },
	],
	[
		"without picture, p the link 2.from -> 4 dangles",
		{ parts: [...sound().parts, { ...part, remove: ["4"] }] },
	],
	["without p the output image is gone", { parts: [{ ...part, remove: ["3"] }] }],
	["preset shape does not know tall", { presets: [{ parameter: "shape", choices: { tall: {} } }] }],
	[
		"preset wide sets text to what it does not accept",
		{ presets: [{ parameter: "shape", choices: { wide: { text: 5 } } }] },
	],
	["the seed must be optional", { seed: "text" }],
	["variations.seed must be the seed", { variations: { parameter: "text", seed: "text" } }],
	["it declares no output", { outputs: [] }],
	[
		"output image names node 9, which is not in the graph",
		{ outputs: [{ name: "image", node: "9", kind: "image" }] },
	],
	[
		"there is no part nowhere",
		{ models: [{ folder: "vae", file: "a.pt", part: "nowhere", licence: "any" }] },
	],
	[
		"nothing is no parameter",
		{ models: [{ folder: "vae", file: { parameter: "nothing" }, licence: "any" }] },
	],
	["the example is not accepted", { example: {} }],
];
test.each(broken)("a definition that does not fit together is found out: %s", (message, change) => {
	expect(checkDefinition({ ...sound(), ...change }).join("; ")).toContain(message);
});

test("a random source that gives no seed is a mistake of ours and said so", () => {
	const workflow = defineWorkflow(sound());
	for (const value of [-1, 0.5, Number.NaN, 2 ** 53])
		expect(() => planWorkflow(workflow, { text: "x" }, { seed: () => value })).toThrow(RangeError);
	expect(() => planWorkflow(workflow, { text: "x", seed: 0 }, { seed: () => -1 })).not.toThrow();
});

test("S1-63 the seeds of a job's tasks follow one another and stay within 2^53-1", () => {
	expect([0, 1, 2, 3].map((i) => taskSeed(5, i))).toEqual([5, 6, 7, 8]);
	expect([0, 1, 2].map((i) => taskSeed(Number.MAX_SAFE_INTEGER, i))).toEqual([Number.MAX_SAFE_INTEGER, 0, 1]);
});
