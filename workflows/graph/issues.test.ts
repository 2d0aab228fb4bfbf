import { expect, test } from "vitest";
import * as z from "zod";
import { fieldsAt, toldOnce } from "./issues.ts";
import { knownNames } from "./known-names.ts";

test("known names come with those first that are most like the unknown one, and not all of many", () => {
	expect(knownNames("promt", ["seed", "pool", "prompt"])).toBe("prompt, pool, seed");
	expect(knownNames("WIDHT", ["height", "width"])).toBe("width, height");
	const many = Array.from({ length: 40 }, (_, i) => `field_${i}`);
	expect(knownNames("field_39x", many)).toMatch(/^field_39, .* and 32 more$/);
	expect(knownNames("x".repeat(1e6), ["a"])).toBe("a");
});

test("the fields of a place are found through whatever stands around it", () => {
	const inner = z.strictObject({ a: z.string(), b: z.int() });
	const schema = z
		.strictObject({
			plain: inner,
			list: z.array(inner.optional()).default([]),
			named: z.record(z.string(), z.union([inner, z.strictObject({ c: z.string() }), z.string()])).nullable(),
			any: z.unknown(),
		})
		.superRefine(() => {});
	expect(fieldsAt(schema, [])).toEqual(["plain", "list", "named", "any"]);
	expect(fieldsAt(schema, ["plain"])).toEqual(["a", "b"]);
	expect(fieldsAt(schema, ["list", 3])).toEqual(["a", "b"]);
	expect(fieldsAt(schema, ["named", "x"])).toEqual(["a", "b", "c"]);
	for (const path of [["any", "x"], ["toString"], ["plain", "a", "b"], ["none"]])
		expect(fieldsAt(schema, path)).toEqual([]);
});

test("an integer that is too large is told once, by the limit of its own", () => {
	const issues = (schema: z.ZodType, value: unknown) =>
		toldOnce(schema.safeParse(value).error?.issues ?? []).map(({ message }) => message);
	const steps = z.int().min(1).max(100);
	expect(issues(steps, 1e20)).toEqual(["Too big: expected number to be <=100"]);
	expect(issues(steps, -1e20)).toEqual(["Too small: expected number to be >=1"]);
	expect(issues(steps, 101)).toEqual(["Too big: expected number to be <=100"]);
	expect(issues(z.int(), 1e20)).toHaveLength(1);
	expect(issues(z.strictObject({ a: steps, b: steps }), { a: 1e20, b: 1e20 })).toHaveLength(2);
});
