import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dumps, loads, PyFloat } from "./pyjson.ts";

describe("JSON as Python has it", () => {
	test("is written as json.dumps writes it", () => {
		const value = {
			a: [1, 2.5, new PyFloat(3), null, true],
			"é\n": { nan: Number.NaN, inf: -Infinity, big: 2n ** 64n - 1n },
		};
		expect(dumps(value)).toBe(
			'{"a": [1, 2.5, 3.0, null, true], "\\u00e9\\n": {"nan": NaN, "inf": -Infinity, "big": 18446744073709551615}}',
		);
		expect(
			dumps(
				new Map([
					["2", 1],
					["1", 2],
				]),
			),
		).toBe('{"2": 1, "1": 2}');
	});

	test("is read back without losing digits or NaN", () => {
		expect(
			loads('{"seed": 18446744073709551615, "text": "NaN \\" Infinity", "x": [NaN, -Infinity]}'),
		).toEqual({
			seed: 18446744073709551615n,
			text: 'NaN " Infinity',
			x: [Number.NaN, -Infinity],
		});
		expect(() => loads("nope")).toThrow(SyntaxError);
	});

	test("survives a round trip", () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				const text = dumps(value);
				expect(dumps(loads(text))).toBe(text);
				// As text: a negative zero has a sign in Python's JSON and none in JavaScript's.
				expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify(value));
			}),
		);
	});
});
