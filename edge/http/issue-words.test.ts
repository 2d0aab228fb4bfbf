import { z } from "@hono/zod-openapi";
import { expect, test } from "vitest";
import { wordsOf } from "./issue-words.ts";

const words = (schema: z.ZodType, value: unknown) => schema.safeParse(value).error?.issues.map(wordsOf);

test.each([
	[z.object({ a: z.array(z.string()) }), {}, "missing: a list is required"],
	[z.object({ a: z.string() }), {}, "missing: a string is required"],
	[z.object({ a: z.number() }), {}, "missing: a number is required"],
	[z.object({ a: z.coerce.number() }), { a: ["1", "2"] }, "is there once, and a number"],
	[
		z.record(z.string().max(2), z.string()),
		{ long: "x" },
		"the name does not fit: too big: expected string to have <=2 characters",
	],
	[z.iso.datetime(), "yesterday", "is no time: write it like 2026-11-27T09:30:00Z"],
	[z.string().min(2), "x", "Too small: expected string to have >=2 characters"],
] as const)("%# what does not fit is told in words of JSON", (schema, value, wanted) => {
	expect(words(schema, value)).toEqual([wanted]);
});
