import { expect, test } from "vitest";
import { bool, float, int, PyError, PyFloat, repr, str } from "./python.ts";
import { contains, equal, greater, itemAt, less, memberOf } from "./python-data.ts";

/** Everything here was asked of Python 3.11. */

/** What a call gives, or its exception as `Type: message`. */
function outcome(call: () => unknown): unknown {
	try {
		return call();
	} catch (error) {
		if (!(error instanceof PyError)) throw error;
		return `${error.type}: ${error.message}`;
	}
}

test.each([
	[1e16, "1e+16"],
	[123456789012345.6, "123456789012345.6"],
	[0.0001, "0.0001"],
	[0.00001, "1e-05"],
	[1.5e300, "1.5e+300"],
	[100, "100.0"],
	[1e15, "1000000000000000.0"],
	[0.1 + 0.2, "0.30000000000000004"],
	[5e-324, "5e-324"],
	[-0, "-0.0"],
	[Number.NaN, "nan"],
	[Number.NEGATIVE_INFINITY, "-inf"],
])("the float %d is written %s", (value, text) => {
	expect(repr(new PyFloat(value))).toBe(text);
});

test.each([
	["it's", `"it's"`],
	['a"b', `'a"b'`],
	[`it's "x"`, `'it\\'s "x"'`],
	["\u200b\n\u{e0001}é\x7f\\", "'\\u200b\\n\\U000e0001é\\x7f\\\\'"],
	[null, "None"],
	[[true, 1, 1.5, 2n ** 64n], "[True, 1, 1.5, 18446744073709551616]"],
	[{ a: ["x"], "b'": {} }, `{'a': ['x'], "b'": {}}`],
])("%s is quoted %s", (value, text) => {
	expect(repr(value)).toBe(text);
});

test("text stands for itself, everything else as it is quoted", () => {
	expect(str("it's")).toBe("it's");
	expect(str(["it's"])).toBe(`["it's"]`);
	let deep: unknown = 1;
	for (let i = 0; i < 5000; i++) deep = [deep];
	expect(outcome(() => str(deep))).toMatch(/^RecursionError: /);
});

test.each([
	[" 1_0 ", 10],
	["१२", 12],
	["𝟘𝟙𝟚", 12],
	["-7", -7],
	["\u00a0+5\u2003", 5],
	["18446744073709551615", 2n ** 64n - 1n],
	[1.9, 1],
	[-0.5, 0],
	[1e22, 10n ** 22n],
	[true, 1],
	["1__0", "ValueError: invalid literal for int() with base 10: '1__0'"],
	["_1", "ValueError: invalid literal for int() with base 10: '_1'"],
	["1.0", "ValueError: invalid literal for int() with base 10: '1.0'"],
	["", "ValueError: invalid literal for int() with base 10: ''"],
	["0x10", "ValueError: invalid literal for int() with base 10: '0x10'"],
	[Number.NaN, "ValueError: cannot convert float NaN to integer"],
	[Number.POSITIVE_INFINITY, "OverflowError: cannot convert float infinity to integer"],
	[null, "TypeError: int() argument must be a string, a bytes-like object or a real number, not 'NoneType'"],
	[{}, "TypeError: int() argument must be a string, a bytes-like object or a real number, not 'dict'"],
])("int(%s)", (value, result) => {
	expect(outcome(() => int(value))).toBe(result);
});

test("int() of text reads no more than 4,300 digits", () => {
	expect(outcome(() => int("9".repeat(4300)))).toBe(BigInt("9".repeat(4300)));
	expect(outcome(() => int("9".repeat(4301)))).toMatch(/^ValueError: Exceeds the limit \(4300 digits\)/);
});

test.each([
	["1_0.5_0e1_0", 105e9],
	[" .5 ", 0.5],
	["5.", 5],
	["1.e5", 1e5],
	["1e999", Number.POSITIVE_INFINITY],
	["-Infinity", Number.NEGATIVE_INFINITY],
	["+nan", Number.NaN],
	[2n ** 64n, 2 ** 64],
	[false, 0],
	["1e", "ValueError: could not convert string to float: '1e'"],
	[".", "ValueError: could not convert string to float: '.'"],
	["--1", "ValueError: could not convert string to float: '--1'"],
	[2n ** 2000n, "OverflowError: int too large to convert to float"],
	[[], "TypeError: float() argument must be a string or a real number, not 'list'"],
])("float(%s)", (value, result) => {
	expect(outcome(() => float(value))).toBe(result);
});

test("empty things and zero are false, everything else is true", () => {
	for (const value of ["", 0, 0n, -0, null, [], {}, false, new PyFloat(0)]) expect(bool(value)).toBe(false);
	for (const value of ["false", 0.1, -1n, Number.NaN, [0], { a: 0 }, true]) expect(bool(value)).toBe(true);
});

test("values are equal by value, whatever kind of number they are", () => {
	for (const [a, b] of [
		[1, true],
		[0, false],
		[2n ** 53n, 2 ** 53],
		[1, new PyFloat(1)],
		[
			[1, { a: null }],
			[true, { a: null }],
		],
		[
			{ a: 1, b: 2 },
			{ b: 2, a: 1 },
		],
	] as const)
		expect(equal(a, b)).toBe(true);
	for (const [a, b] of [
		["1", 1],
		[null, 0],
		[null, false],
		[Number.NaN, Number.NaN],
		[[1], [1, 1]],
		[{ a: 1 }, { a: 1, b: 1 }],
		[[], {}],
	] as const)
		expect(equal(a, b)).toBe(false);
});

test("what can be compared is, and what cannot says so in the order it was written", () => {
	expect(less(1, 2n ** 70n)).toBe(true);
	expect(less(false, true)).toBe(true);
	expect(less("a\u{1f600}", "a\uffff")).toBe(false);
	expect(less("ab", "b")).toBe(true);
	expect(less([1, 2], [1, 3])).toBe(true);
	expect(less([1], [1, 0])).toBe(true);
	expect(greater(2, 1)).toBe(true);
	expect(greater(Number.NaN, 1)).toBe(false);
	expect(outcome(() => less("a", 1))).toBe(
		"TypeError: '<' not supported between instances of 'str' and 'int'",
	);
	expect(outcome(() => greater(null, 1.5))).toBe(
		"TypeError: '>' not supported between instances of 'NoneType' and 'float'",
	);
});

test("items, members and what is in something", () => {
	const seen = [
		() => itemAt(["a", "b"], -1, "tuple"),
		() => itemAt(["a", "b"], true, "tuple"),
		() => itemAt(["a", "b"], 2, "list"),
		() => itemAt(["a"], 2n ** 63n, "tuple"),
		() => itemAt(["a"], 2n ** 63n - 1n, "tuple"),
		() => memberOf({ a: 1 }, "it's"),
		() => memberOf({}, "constructor"),
		() => memberOf(5, "a"),
		() => contains("abc", "bc"),
		() => contains("abc", 1),
		() => contains([1], true),
		() => contains(null, "a"),
	].map(outcome);
	expect(seen).toEqual([
		"b",
		"b",
		"IndexError: list index out of range",
		"IndexError: cannot fit 'int' into an index-sized integer",
		"IndexError: tuple index out of range",
		`KeyError: "it's"`,
		"KeyError: 'constructor'",
		"TypeError: 'int' object is not subscriptable",
		true,
		"TypeError: 'in <string>' requires string as left operand, not int",
		true,
		"TypeError: argument of type 'NoneType' is not iterable",
	]);
});
