import fc from "fast-check";
import { expect, test } from "vitest";
import { anyText, timesSaid, untidy } from "./testing.ts";
import { appendMissing, joinTexts, MAX_PROMPT, phrase, plainText, termPositions } from "./text.ts";

test.each([
	["one\r\ntwo\tthree", "one two three"],
	[" , a ,, b , ,c,, ", "a, b,c"],
	["nul\u0000 bell\u0007 c1\u0085 half\ud83d", "nul bell c1 half"],
	["\u202eevil\u202c", "evil"],
	["1,000 lamps (warm:1.2)", "1,000 lamps (warm:1.2)"],
	["家 👩‍🎤", "家 👩‍🎤"],
	[",,,", ""],
])("plain text of %j is %j", (text, plain) => {
	expect(plainText(text)).toBe(plain);
});

test("a long row of stops is looked at once, and stays where a word follows", () => {
	const stops = ".,; ".repeat(100_000);
	expect(phrase(`a${".".repeat(90)}`)).toBe("a");
	expect(joinTexts([`a${stops}`, "b"])).toBe("a, b");
	expect(joinTexts(["a", `${stops}b`, "c"])).toMatch(/^a, \.,; .*; b, c$/);
});

test("a cut goes neither through a character nor leaves a comma at the end", () => {
	expect(plainText("ab😀", 3)).toBe("ab");
	expect(plainText("abc, def", 5)).toBe("abc");
	expect(plainText("abc", -1)).toBe("");
});

test("plain text is tidy, within its length, and stays as it is", () => {
	fc.assert(
		fc.property(anyText, fc.nat(80), (text, max) => {
			const plain = plainText(text, max);
			expect(untidy(plain)).toEqual([]);
			expect(plain.length).toBeLessThanOrEqual(max);
			expect(plainText(plain, max)).toBe(plain);
		}),
	);
});

test.each([
	[["a", "b"], "a, b"],
	[["A sentence.", "", " , ", "b,"], "A sentence, b"],
	[["Wow!", "b"], "Wow! b"],
	[["...", "b"], "b"],
	[["漢字。", "b"], "漢字, b"],
	[[], ""],
])("%j joined is %j", (texts, joined) => {
	expect(joinTexts(texts)).toBe(joined);
});

test("a phrase loses its full stop, and blank is the other one", () => {
	expect([phrase("Brown."), phrase("棕色。")]).toEqual(["Brown", "棕色"]);
	expect([phrase(" \n,", "x"), phrase(undefined, "x"), phrase(undefined)]).toEqual(["x", "x", ""]);
	expect(phrase("x".repeat(500))).toHaveLength(120);
});

test("a term is found as a word of its own only", () => {
	const found = (text: string) => termPositions(text, "a.b");
	expect(["a.b", "(a.b:1.2)", "x a.b, y", "a.b's a.b"].map(found)).toEqual([[0], [1], [2], [0, 6]]);
	expect(["a.b2", "_a.b", "axb", "a.b-c", "éa.b", "A.B", "a.b😀a.b𝒜"].map(found)).toEqual([
		...Array(6).fill([]),
		[0],
	]);
	const signs: [text: string, term: string, at: number[]][] = [
		["a a a", "a a", [0]],
		["ba a a", "a a", [3]],
		["y<x><x>y", "<x>", [1, 4]],
		["abc", "", []],
	];
	for (const [text, term, at] of signs) expect(termPositions(text, term)).toEqual(at);
});

test("any term is found as often as a pattern finds it", () => {
	fc.assert(
		fc.property(anyText, anyText, fc.nat(4), (one, term, times) => {
			const text = plainText(`${one}${` ${term} ${one}`.repeat(times)}`);
			fc.pre(plainText(term) !== "");
			expect(termPositions(text, plainText(term))).toHaveLength(timesSaid(text, plainText(term)));
		}),
	);
});

test("a prompt that is too long is cut, the lines are all there, and doing it again changes nothing", () => {
	const lines = ["first line", "second line"];
	const long = `${"x ".repeat(2100)}`;
	const result = appendMissing(long, lines);
	expect(result).toHaveLength(MAX_PROMPT);
	expect(result).toMatch(/x, first line, second line$/);
	expect(appendMissing(result, lines)).toBe(result);
	// The cut for the second line takes the first away, which stood at the end.
	const atEnd = `${"x ".repeat((MAX_PROMPT - 10) / 2)}first line`;
	const both = appendMissing(atEnd, lines);
	expect(both).toMatch(/x(?: f\w*)?, first line, second line$/);
	expect(both.length).toBeLessThanOrEqual(MAX_PROMPT);
	expect(appendMissing(both, lines)).toBe(both);
	// The cut makes a line out of a longer word: it is said again rather than taken for said and then not.
	const longer = `x${"x ".repeat(1982)}first lines and more`;
	expect(appendMissing(longer, lines)).toMatch(/ first line, first line, second line$/);
});
