import fc from "fast-check";
import { expect, test } from "vitest";
import { pointer } from "../../../workflows/graph/problems.ts";
import { isOlder } from "../../../workflows/graph/versions.ts";
import { ID_PREFIXES, idPattern, makeId, newId } from "../../contract/ids.ts";
import { MAX_JSON_DEPTH } from "../../http/json-text.ts";

const kinds = Object.keys(ID_PREFIXES) as (keyof typeof ID_PREFIXES)[];
const MAX_TIME = 2 ** 48 - 1;

test("an id has the prefix of its kind, 26 characters, and fits the pattern of its kind alone", () => {
	for (const kind of kinds) {
		const id = newId(kind);
		for (const other of kinds) expect(idPattern(other).test(id)).toBe(other === kind);
		for (const wrong of [
			`${id}0`,
			id.slice(0, -1),
			id.toUpperCase(),
			` ${id}`,
			`${id}\n`,
			id.replace("_", "-"),
		])
			expect(idPattern(kind).test(wrong), wrong).toBe(false);
	}
});

test("sorting ids sorts by time, whatever the random part", () => {
	const random = fc.uint8Array({ minLength: 10, maxLength: 10 });
	fc.assert(
		fc.property(fc.nat(MAX_TIME), fc.nat(MAX_TIME), random, random, (a, b, one, other) => {
			fc.pre(a !== b);
			expect(makeId("job", a, one) < makeId("job", b, other)).toBe(a < b);
			expect(makeId("job", a, one)).toMatch(idPattern("job"));
		}),
	);
});

test("two ids of one millisecond differ exactly where their random bytes do", () => {
	const random = fc.uint8Array({ minLength: 10, maxLength: 10 });
	fc.assert(
		fc.property(random, random, (one, other) => {
			const same = one.every((byte, i) => byte === other[i]);
			expect(makeId("task", 5, one) === makeId("task", 5, other)).toBe(same);
		}),
	);
	expect(new Set(Array.from({ length: 1000 }, () => newId("task"))).size).toBe(1000);
});

test.each([
	["0.3.64", "0.28.0", true],
	["0.28.0", "0.28.0", false],
	["0.27.99", "0.28.0", true],
	["v0.28.1", "0.28.0", false],
	["0.28", "0.28.0", false],
	["1", "0.28.0", false],
	["0.100.0", "0.28.0", false],
	["0.9.9", "0.28.0", true],
	["main", "0.28.0", false],
	["0.28.0-dev", "0.28.0", false],
	["", "0.28.0", false],
])("version %j is older than %s: %s", (version, floor, older) => {
	expect(isOlder(version, floor)).toBe(older);
});

test("a pointer escapes what RFC 6901 says, and nothing else", () => {
	expect(pointer()).toBe("");
	expect(pointer("")).toBe("/");
	expect(pointer("a/b", "m~n", "~1", "ä %")).toBe("/a~1b/m~0n/~01/ä %");
	fc.assert(
		fc.property(fc.array(fc.string()), (path) => {
			const parts = pointer(...path)
				.split("/")
				.slice(1);
			expect(parts.map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))).toEqual(path);
		}),
	);
});

test("a graph of the greatest depth fits into a body of the greatest depth", async () => {
	const { MAX_DEPTH } = await import("../../../workflows/graph/graph.ts");
	expect(MAX_JSON_DEPTH).toBeGreaterThan(MAX_DEPTH + 1);
});
