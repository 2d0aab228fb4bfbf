import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { defineWorkflow } from "../definition/define.ts";
import { describeWorkflow } from "../definition/describe.ts";
import { maxSeed } from "../definition/parameters.ts";
import { readmeOf } from "../definition/readme.ts";
import { planWorkflow } from "../plan/plan.ts";
import { planOf, problemsOf, random, taskOf } from "../testing/comfyui.ts";
import { runs } from "../testing/runs.ts";
import { someAsset } from "../testing/variants.ts";
import { fromDocument } from "./compile.ts";
import { workflowDocumentSchema } from "./document.ts";
import { documentLimits } from "./limits.ts";
import { at, compiled, document, problems } from "./testing/documents.ts";

test("a document becomes a workflow that the library would accept", () => {
	const workflow = compiled();
	expect(`${workflow.id}@${workflow.version}`).toBe("pier-pictures@3");
	expect(defineWorkflow(workflow)).toBe(workflow);
	expect(readmeOf(workflow)).toContain("# Pier pictures");
	const described = describeWorkflow(workflow);
	expect(JSON.parse(JSON.stringify(described))).toEqual(described);
	expect(described.parameters).toMatchObject({
		required: ["prompt"],
		additionalProperties: false,
		properties: {
			width: { type: "integer", minimum: 64, maximum: 1024, multipleOf: 8, default: 512 },
			sampler: { enum: ["euler", "heun"], default: "euler" },
		},
	});
	expect(described.assets).toEqual({ start: "image" });
});

test("its parameters arrive where the document says, and its parts come and go", () => {
	const workflow = compiled();
	const sent = {
		prompt: "a bridge",
		cfg: 3.5,
		width: 640,
		lora: "chalk.safetensors",
		start: someAsset,
		seed: 5,
	};
	const task = taskOf(workflow, sent);
	expect(task.graph["3"]?.inputs.text).toBe("a bridge");
	expect(task.graph["8"]?.inputs).toMatchObject({
		cfg: 3.5,
		seed: 5,
		latent_image: ["6", 0],
		model: ["2", 0],
	});
	expect(task.inputs).toEqual([{ asset_id: someAsset, node: "5", input: "image", kind: "image" }]);
	expect(task.models).toEqual([
		{ folder: "loras", file: "chalk.safetensors" },
		{ folder: "checkpoints", file: "base.safetensors" },
	]);
	const bare = taskOf(workflow, { prompt: "a bridge", styled: false });
	expect(Object.keys(bare.graph)).toEqual(["1", "3", "4", "7", "8", "9", "10"]);
	expect(bare.graph["8"]?.inputs).toMatchObject({ latent_image: ["7", 0], model: ["1", 0] });
	expect(bare.seed).toBe(4242);
	// Neither sent nor with a default: the graph's own.
	expect(taskOf(workflow, { prompt: "x" }).graph["2"]?.inputs.lora_name).toBe("ink.safetensors");
});

test("requests that the document does not allow are refused", () => {
	const workflow = compiled();
	const wrong: [Record<string, unknown>, string, string][] = [
		[{}, "/parameters/prompt", "missing_parameter"],
		[{ prompt: " " }, "/parameters/prompt", "invalid_parameter"],
		[{ prompt: "x", width: 65 }, "/parameters/width", "invalid_parameter"],
		[{ prompt: "x", cfg: 21 }, "/parameters/cfg", "invalid_parameter"],
		[{ prompt: "x", sampler: "lms" }, "/parameters/sampler", "invalid_parameter"],
		[{ prompt: "x", lora: "../ink.safetensors" }, "/parameters/lora", "invalid_parameter"],
		[{ prompt: "x", start: "picture.png" }, "/parameters/start", "invalid_parameter"],
		[{ prompt: "x", bogus: 1 }, "/parameters/bogus", "unknown_parameter"],
	];
	for (const [sent, pointer, code] of wrong)
		expect(problemsOf(planWorkflow(workflow, sent, random))).toContainEqual([pointer, code]);
});

test("steps count from the smallest value", () => {
	const frames = {
		type: "integer",
		name: "frames",
		description: "Frames.",
		default: 81,
		min: 1,
		max: 161,
		step: 4,
	};
	const workflow = compiled({
		...document(),
		parameters: [...document().parameters, { ...frames, slots: at("7", "batch_size") }],
	});
	expect(taskOf(workflow, { prompt: "x", frames: 5 }).graph["7"]?.inputs.batch_size).toBe(5);
	expect(problemsOf(planWorkflow(workflow, { prompt: "x", frames: 8 }, random))).toEqual([
		["/parameters/frames", "invalid_parameter"],
	]);
});

test("without an example one is made of what is required", () => {
	expect(compiled().example).toEqual({ prompt: "a pier" });
	const { parameters } = document();
	const all = parameters.map((parameter) => {
		const { default: _, ...rest } = { default: undefined, ...parameter };
		return parameter.type === "seed" || parameter.type === "boolean"
			? parameter
			: { ...rest, required: true };
	});
	const parts = document().parts?.slice(1);
	const { example } = compiled({ ...document(), parameters: all, parts });
	expect(example).toMatchObject({ start: someAsset, lora: "ink.safetensors", width: 512, sampler: "euler" });
});

test("what grows without end is bounded, and told", () => {
	const switches = Array.from({ length: 8 }, (_, i) => i);
	const many = {
		...document(),
		parameters: [
			...document().parameters,
			...switches.map((i) => ({
				type: "boolean",
				name: `s${i}`,
				description: "A switch.",
				default: true,
				slots: [],
			})),
		],
		parts: [
			...(document().parts ?? []),
			...switches.map((i) => ({
				name: `p${i}`,
				when: { parameter: `s${i}`, is: false },
				remove: [],
				rewire: [],
			})),
		],
	};
	expect(problems(many)).toEqual([["/parts", "invalid_parameter"]]);

	const long = document();
	Object.assign(long.graph["3"]?.inputs ?? {}, { text: "x".repeat(documentLimits.graph) });
	expect(problems(long)).toEqual([["/graph", "invalid_graph"]]);

	const wide = {
		...document(),
		parameters: Array(documentLimits.parameters + 1).fill(document().parameters[1]),
	};
	expect(problems(wide)).toEqual([["/parameters", "invalid_parameter"]]);
});

test("the schema of a document can be written down as JSON Schema", () => {
	const schema = z.toJSONSchema(workflowDocumentSchema, { io: "input" });
	expect(schema.$defs?.WorkflowDocument).toMatchObject({
		type: "object",
		additionalProperties: false,
		required: ["id", "title", "purpose", "category", "family", "parameters", "graph", "outputs"],
		properties: { graph: { type: "object" } },
	});
});

test("compiling never throws, whatever the document is", () => {
	const anything = fc.oneof(fc.jsonValue(), fc.anything({ withNullPrototype: true, withBigInt: true }));
	const keys = Object.keys(document());
	const places = fc.constantFrom(...keys, "example", "__proto__", "partner", "launch_flags");
	const slot = fc.record({
		node: fc.constantFrom("1", "5", "10", "99", "__proto__"),
		input: fc.constantFrom("image", "text", "seed", "filename_prefix", "constructor"),
	});
	const other = fc.record(
		{
			type: fc.constantFrom(
				"text",
				"integer",
				"number",
				"boolean",
				"choice",
				"seed",
				"model",
				"image",
				"nope",
			),
			name: fc.oneof(fc.constantFrom("a", "prompt", "seed"), fc.string()),
			description: fc.string(),
			slots: fc.array(slot, { maxLength: 3 }),
			default: fc.oneof(fc.integer(), fc.string(), fc.double(), fc.boolean()),
			min: fc.oneof(fc.integer(), fc.double(), fc.constant(maxSeed)),
			max: fc.oneof(fc.integer(), fc.double()),
			step: fc.integer(),
			choices: fc.array(fc.string(), { maxLength: 3 }),
			folder: fc.string(),
			required: fc.boolean(),
		},
		{ requiredKeys: ["type", "name", "slots", "description"] },
	);
	const node = fc.constantFrom("1", "2", "3", "5", "6", "8", "10", "99");
	const decider = fc.constantFrom("start", "styled", "sampler", "prompt", "nope");
	const part = fc.record({
		name: fc.constantFrom("a", "b"),
		when: fc.oneof(
			fc.record({ absent: decider }),
			fc.record({ present: decider }),
			fc.record({ parameter: decider, is: fc.constantFrom(true, false, "heun", 1) }),
			fc.record({ parameter: decider, is_not: fc.constantFrom(true, "euler") }),
		),
		remove: fc.array(node, { maxLength: 2 }),
		rewire: fc.array(
			fc.record({
				node,
				input: fc.constantFrom("model", "clip", "positive", "image", "images"),
				to: fc.option(fc.tuple(node, fc.nat(3))),
			}),
			{ maxLength: 2 },
		),
	});
	const changed = fc.oneof(
		fc
			.array(part, { maxLength: 2 })
			.map((parts) => ({ ...document(), parts: [...(document().parts ?? []), ...parts] })),
		fc.record({ key: places, value: anything }).map(({ key, value }) => ({ ...document(), [key]: value })),
		fc
			.array(other, { maxLength: 3 })
			.map((more) => ({ ...document(), parameters: [...document().parameters, ...more] })),
		fc.record({ at: fc.nat(12), of: other }).map(({ at, of }) => ({
			...document(),
			parameters: document().parameters.map((p, i) => (i === at ? { ...p, ...of } : p)),
		})),
	);
	let accepted = 0;
	fc.assert(
		fc.property(fc.oneof(anything, changed), fc.integer({ min: -1, max: 3 }), (of, version) => {
			const result = fromDocument(of, version);
			if (result.ok) {
				accepted++;
				planOf(planWorkflow(result.workflow, result.workflow.example, random));
				describeWorkflow(result.workflow);
			} else expect(result.problems.length).toBeGreaterThan(0);
		}),
		{ numRuns: runs(800, 300) },
	);
	expect(accepted).toBeGreaterThan(5);
});
