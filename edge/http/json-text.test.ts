import fc from "fast-check";
import { expect, test } from "vitest";
import { type BodyShape, MAX_FIELDS, MAX_JSON_DEPTH, MAX_VALUES, scanJson } from "./json-text.ts";

const plain = { large: [] as string[], exact: [] as string[] };
const exact = { large: [], exact: ["graph"] };
const textOf = (source: string, shape: BodyShape = exact) => {
	const scanned = scanJson(source, shape);
	if (!scanned.ok) throw new Error(scanned.why);
	return scanned.text;
};

test("integers of 64 bits become text digit by digit, where the route says so and nowhere else", () => {
	const seed = "18446744073709551615";
	expect(textOf(`{"graph":{"1":{"seed":${seed}}}}`)).toBe(`{"graph":{"1":{"seed":"${seed}"}}}`);
	expect(textOf(`{"graph": [-9223372036854775808 , 1]}`)).toBe(`{"graph": ["-9223372036854775808" , 1]}`);
	for (const same of [
		`{"graph":{"seed":9007199254740991}}`,
		`{"other":{"seed":${seed}}}`,
		`{"graph":"${seed}","b":${seed}}`,
		`{"graph":{"a":"x ${seed} \\" ${seed}"}}`,
		`{"graph":{"a":1.8446744073709551615}}`,
		`{"graph":{"a":18446744073709551615e1}}`,
		`{"graph":{"a":00000000000000000001}}`,
		`{"graph":{"a":100000000000000000000000000}}`,
	])
		expect(textOf(same)).toBe(same);
	expect(textOf(`{"graph":{"seed":${seed}}}`, plain)).toContain(`:${seed}`);
});

test("any JSON means the same afterwards but for those integers", () => {
	fc.assert(
		fc.property(fc.jsonValue({ maxDepth: 5 }), (graph) => {
			const source = JSON.stringify({ a: graph, graph });
			const read = JSON.parse(textOf(source, { large: ["graph", "a"], exact: ["graph"] }));
			expect(read.a).toEqual(JSON.parse(source).a);
			const back = JSON.stringify(read.graph).replaceAll(/"(-?\d{16,20})"/g, "$1");
			expect(JSON.parse(back)).toEqual(
				JSON.parse(JSON.stringify(graph).replaceAll(/"(-?\d{16,20})"/g, "$1")),
			);
		}),
	);
});

test("levels, fields and values are counted before a parser makes anything of them", () => {
	const many = (count: number) => `[${Array(count).fill("1").join(",")}]`;
	expect(scanJson("[".repeat(MAX_JSON_DEPTH + 1), plain)).toMatchObject({ why: "too_deep" });
	expect(scanJson(many(MAX_FIELDS + 1), plain)).toMatchObject({ why: "too_many_values", field: undefined });
	expect(scanJson(`{"a":1,"b":${many(MAX_VALUES + 2)}}`, plain)).toMatchObject({
		why: "too_many_values",
		field: "b",
	});
	expect(scanJson(`{"b":${many(MAX_VALUES + 2)}}`, { large: ["b"], exact: [] }).ok).toBe(true);
	expect(scanJson(`{"a":"${"[,".repeat(MAX_VALUES)}"}`, plain).ok).toBe(true);
});

test("what is no JSON goes through, for the parser to refuse", () => {
	for (const text of ["", '"', "{", "]]]]", '{"a', "\\", "-", "12345678901234567890"])
		expect(scanJson(text, exact)).toEqual({ ok: true, text });
});
