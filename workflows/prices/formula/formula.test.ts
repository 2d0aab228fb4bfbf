import jsonata from "jsonata";
import { expect, test } from "vitest";
import { Budget, BudgetSpent } from "../../graph/budget.ts";
import { evaluate } from "./evaluate.ts";
import { MAX_FORMULA, parseFormula } from "./parse.ts";
import { objectOf, plain } from "./testing/values.ts";
import { FormulaError } from "./tokens.ts";

const input = {
	widgets: { model: "kling-v3", "model.duration": 5, n: 3, zero: 0, no: null, yes: true, empty: "" },
	inputs: { image: { connected: true } },
	inputGroups: { "model.images": 2 },
};

const ours = (formula: string) => plain(evaluate(parseFormula(formula), objectOf(input), new Budget(10_000)));

test.each([
	"1 + 2 * 3 - 4 / 8 % 3",
	"-widgets.n * 2",
	"widgets.nothing + 1",
	"widgets.nothing = widgets.nothing",
	"widgets.nothing != 1",
	"widgets.nothing > 1",
	"widgets.no = null",
	'widgets.n = "3"',
	'widgets.n in [1, 3] and "a" in "a"',
	"widgets.nothing in [1] or widgets.yes",
	'$type(widgets.nothing) = "number" and widgets.nothing.x > 1',
	'$lookup(widgets, "model.duration") > 4 ? "long" : "short"',
	'$lookup({"a": {"b": [1, 2]}}, "a").b[1]',
	'[10, 20, 30][-1] & "/" & $string(0.1 + 0.2) & widgets.nothing',
	"[1, widgets.nothing, 2]",
	'{"a": widgets.nothing, "b": [widgets.n], "c": {"d": false}}',
	"($a := 1; $b := ($a := 5; $a + 1); [$a, $b])",
	"($f := function($x, $y) { $x * 10 + $y }; $f(2, 3))",
	"($max := 7; $max = 7 ? 1)",
	"widgets.zero ? 1 : widgets.empty ? 2 : widgets.no ? 3 : [] ? 4 : {} ? 5 : [0, 1] ? 6 : 7",
	"[$round(2.5), $round(3.5), $round(1.005, 2), $round(-2.5), $round(1234.5, -2)]",
	'[$floor(1.7), $ceil(1.2), $max([1, 4, 2]), $min([3, 1]), $number("1.50"), $number(true)]',
	'[$contains("abc", "b"), $exists(widgets.x), $count([1, 2]), $count(widgets.x), $length("a€😀")]',
	'[$type(1), $type("a"), $type([]), $type({}), $type(null), $type(true), $type(function($x) { $x })]',
	'[$substring("hello", 1, 3), $substring("hello", -3), $substringBefore("a:b", ":"), $lowercase("ABC")]',
	"$contains(widgets.nothing, 1 = 2 ? 3)",
	"undefined",
	"/* said */ widgets.model",
	'inputs.image.connected and $lookup(inputGroups, "model.images") > 1',
])("as JSONata has it: %s", async (formula) => {
	expect(ours(formula)).toEqual(await jsonata(formula).evaluate(input));
});

test.each([
	"1 + true",
	'"a" > 1',
	"1 / 0 + 1",
	'$number("five")',
	"$contains(5, 1)",
	"widgets.n(1)",
	"1 +",
	"(1",
	"{1: 2}",
	"$max(['a'])",
])("refused as by JSONata: %s", async (formula) => {
	await expect(async () => jsonata(formula).evaluate(input)).rejects.toThrow();
	expect(() => ours(formula)).toThrow(FormulaError);
});

test.each([
	'$match("a", /a/)',
	"$eval('1')",
	"widgets.*",
	"widgets.n ~> $string",
	"[1, 2].($ + 1)",
	"[1..3]",
	"widgets[n = 3]",
	"$map([1], $string)",
	"constructor.constructor('return 1')()",
	"`widgets`",
	"#",
	'"never ends',
	"(".repeat(MAX_FORMULA + 1),
	"(".repeat(5000),
	"-".repeat(5000),
	"1 ? ".repeat(5000),
	`${"[".repeat(5000)}`,
])("read by nobody here: %#", (formula) => {
	expect(() => ours(formula)).toThrow(FormulaError);
});

test.each(["($f := function($x) { $f($x) }; $f(1))", "($f := function($g, $n) { $g($g, $n) }; $f($f, 1))"])(
	"calls that never end are ended: %s",
	(formula) => {
		expect(() => ours(formula)).toThrow(FormulaError);
	},
);

test("what doubles with every call ends with the steps it was given", () => {
	const doubling = `($f := function($n) { $n <= 0 ? 1 : $f($n - 1) + $f($n - 1) }; $f(15))`;
	expect(() => evaluate(parseFormula(doubling), new Map(), new Budget(5_000))).toThrow(BudgetSpent);
});

test("a text that doubles is ended before it fills the memory", () => {
	const growing = `($a := "0123456789"; ${"$a := $a & $a; ".repeat(40)} $a)`;
	expect(() => ours(growing)).toThrow("grows too long");
});

test("no name reaches a prototype", () => {
	expect(ours('[widgets.constructor, $lookup(widgets, "__proto__"), $lookup({"a": 1}, "toString")]')).toEqual(
		[],
	);
});
