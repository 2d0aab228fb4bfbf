import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { smallPipeline } from "../testing/documents.ts";
import { type Condition, conditionSchema, exclude, holds, sureOf } from "./conditions.ts";
import { pipelineDocumentSchema } from "./document.ts";
import { needsOf, stageOrder } from "./mentions.ts";
import { parametersJsonSchema } from "./parameters.ts";

test("a pipeline has a JSON Schema, in which every kind of parameter stands", () => {
	const text = JSON.stringify(z.toJSONSchema(pipelineDocumentSchema, { io: "input" }));
	for (const type of ["text", "integer", "number", "boolean", "choice", "seed", "model", "image", "audio"])
		expect(text).toContain(`"const":"${type}"`);
	expect(text.length).toBeLessThan(60_000);
});

test("the JSON Schema of a pipeline's parameters says limits, lists and defaults", () => {
	expect(parametersJsonSchema(smallPipeline())).toMatchObject({
		required: ["prompt"],
		additionalProperties: false,
		properties: {
			prompt: { type: "string", maxLength: 1000, description: "What is seen." },
			scenes: { type: "array", minItems: 1, maxItems: 8, default: ["on a pier", "in a wood"] },
			count: { type: "integer", minimum: 1, maximum: 4, default: 2 },
		},
	});
});

test.each([
	[{ present: "text" }, true],
	[{ present: "empty" }, false],
	[{ present: "none" }, false],
	[{ absent: "list" }, true],
	[{ parameter: "text", is: "x" }, true],
	[{ parameter: "text", is_not: "x" }, false],
	[{ parameter: "nothing", is_not: "x" }, true],
	[{ outputs_of: "base" }, true],
	[{ not: { outputs_of: "train" } }, true],
	[{ all: [{ present: "text" }, { outputs_of: "train" }] }, false],
	[{ any: [{ present: "empty" }, { all: [{ not: { present: "empty" } }] }] }, true],
])("the condition %j is %s", (when, expected) => {
	const parsed = conditionSchema.parse(when);
	const parameters = { text: "x", empty: "", list: [] };
	expect(holds(parsed, { parameters, hasOutputs: (stage) => stage === "base" })).toBe(expected);
});

test("conditions of more than three levels, of two kinds at once, or of nothing are refused in words", () => {
	const plain = { present: "a" };
	for (const wrong of [
		{ not: { not: { not: { not: plain } } } },
		{ present: "a", absent: "b" },
		{ all: [] },
		{},
		"a",
		{ any: Array.from({ length: 17 }, () => plain) },
	]) {
		const parsed = conditionSchema.safeParse(wrong);
		expect(parsed.success).toBe(false);
		expect(parsed.error?.issues.length).toBe(1);
	}
	expect(conditionSchema.safeParse({ not: { all: [{ any: [plain] }] } }).success).toBe(true);
});

test("a condition is sure of what it asks for, and not of what it only may", () => {
	const sure = sureOf([
		{ all: [{ present: "a" }, { parameter: "b", is: 1 }, { outputs_of: "s" }] },
		{ any: [{ present: "c" }, { outputs_of: "t" }] },
		{ not: { present: "d" } },
		undefined,
	]);
	expect([[...sure.parameters], [...sure.stages]]).toEqual([["a", "b"], ["s"]]);
});

test.each<[Condition | undefined, Condition | undefined, boolean]>([
	[{ parameter: "a", is: 1 }, { parameter: "a", is: 2 }, true],
	[{ parameter: "a", is: 1 }, { all: [{ present: "b" }, { parameter: "a", is_not: 1 }] }, true],
	[{ present: "a" }, { absent: "a" }, true],
	[{ parameter: "a", is: 1 }, { parameter: "a", is: 1 }, false],
	[{ parameter: "a", is: 1 }, { parameter: "b", is: 2 }, false],
	[{ parameter: "a", is: 1 }, { any: [{ parameter: "a", is: 2 }] }, false],
	[{ parameter: "a", is: 1 }, undefined, false],
])("that %j and %j exclude each other is %s", (one, other, expected) => {
	expect([exclude(one, other), exclude(other, one)]).toEqual([expected, expected]);
});

test("conditions that exclude each other never hold for one job", () => {
	const name = fc.constantFrom("a", "b");
	const value = fc.constantFrom(1, 2, "");
	const plain = fc.oneof(
		fc.record({ present: name }),
		fc.record({ absent: name }),
		fc.record({ parameter: name, is: value }),
		fc.record({ parameter: name, is_not: value }),
	);
	const several = fc.array(plain, { minLength: 1, maxLength: 3 });
	const condition = fc.oneof(
		plain,
		fc.record({ all: several }),
		fc.record({ any: several }),
		fc.record({ not: plain }),
	);
	fc.assert(
		fc.property(
			condition,
			condition,
			fc.record({ a: value, b: value }, { requiredKeys: [] }),
			(one, other, parameters) => {
				const seen = { parameters, hasOutputs: () => false };
				expect(exclude(one, other) && holds(one, seen) && holds(other, seen)).toBe(false);
			},
		),
	);
});

test("a stage needs what it names, and the order is that of the document where nothing else decides", () => {
	const { stages } = smallPipeline();
	expect(stages.map(needsOf)).toEqual([[], ["base"], ["enhance", "base"], ["scenes"]]);
	expect(stageOrder({ stages })).toEqual(["base", "enhance", "scenes", "train"]);
	expect(stageOrder({ stages: stages.toReversed() })).toEqual(["base", "enhance", "scenes", "train"]);
});
