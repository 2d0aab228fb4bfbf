import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseLenient } from "./lenient-json.ts";

describe("JSON as Python writes it", () => {
	test("turns bare NaN and Infinity into null, and leaves strings alone", () => {
		const text = '{"a": NaN, "b": [-Infinity, Infinity], "NaN": "NaN, \\"Infinity\\" \\\\", "c": 1e5}';
		expect(parseLenient(text)).toEqual({ a: null, b: [null, null], NaN: 'NaN, "Infinity" \\', c: 1e5 });
	});

	test("keeps integers beyond 2^53-1 as their digits instead of rounding them", () => {
		expect(parseLenient('{"max": 18446744073709551615, "min": -9223372036854775808}')).toEqual({
			max: "18446744073709551615",
			min: "-9223372036854775808",
		});
		expect(parseLenient("[9007199254740991, 0.12345678901234566, 1.2345678901234567e30]")).toEqual([
			9007199254740991, 0.12345678901234566, 1.2345678901234567e30,
		]);
	});

	test("reads everything JSON.parse reads, and the same", () => {
		fc.assert(
			fc.property(fc.json({ maxDepth: 4 }), (text) => {
				// Apart from integers that JSON.parse would have rounded.
				const rounded = (_key: string, value: unknown) =>
					typeof value === "string" && /^-?\d{16,}$/.test(value) ? Number(value) : value;
				const read = JSON.parse(JSON.stringify(parseLenient(text)), rounded);
				expect(read).toEqual(JSON.parse(JSON.stringify(JSON.parse(text)), rounded));
			}),
		);
	});

	test("finds its way through any string beside a NaN", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary" }), (value) => {
				expect(parseLenient(`{"v": ${JSON.stringify(value)}, "n": NaN}`)).toEqual({ v: value, n: null });
			}),
		);
	});

	test("refuses what is no JSON", () => {
		for (const text of ["", "{", '{"a": NaN', '"open', "500 Internal Server Error"])
			expect(() => parseLenient(text)).toThrow(SyntaxError);
	});
});
