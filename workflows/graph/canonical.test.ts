import { expect, test } from "vitest";
import { canonical } from "./canonical.ts";

test("canonical JSON does not depend on the order of fields, and tells apart what differs", () => {
	expect(canonical({ b: 1, a: [{ d: null, c: "x" }] })).toBe('{"a":[{"c":"x","d":null}],"b":1}');
	expect(canonical({ a: 1, b: undefined })).toBe(canonical({ a: 1 }));
	expect(canonical([undefined])).toBe("[null]");
	expect(canonical(undefined)).toBe("null");
	const different = [
		{},
		[],
		"",
		0,
		false,
		null,
		"0",
		{ a: null },
		{ a: "null" },
		[[]],
		{ "": 0 },
		"{}",
		'{"a":1}',
	];
	expect(new Set(different.map(canonical)).size).toBe(different.length);
	expect(canonical({ 'a":1,"b': 2 })).not.toBe(canonical({ a: 1, b: 2 }));
	expect(canonical({ "10": 1, "9": 2 })).toBe(canonical({ "9": 2, "10": 1 }));
	expect(canonical({ seed: 18446744073709551615n })).toBe(canonical({ seed: "18446744073709551615" }));
});
