import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { judgeRows, readRows, rowIds, rowsSummary, rowsTable, titleLines } from "./rows.ts";

const root = path.resolve(import.meta.dirname, "../..");
const known = readRows(readFileSync(path.join(import.meta.dirname, "rows.tsv"), "utf8"));

test("the list names each row once, each with a few words", () => {
	expect(new Set(known.map(({ id }) => id)).size).toBe(known.length);
	for (const { id, words } of known) {
		expect(rowIds(id), id).toEqual([id]);
		expect(words.length, id).toBeGreaterThan(2);
	}
});

test("every row that a title names is in the list", () => {
	const ids = new Set(known.map(({ id }) => id));
	const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "*.test.ts"], {
		cwd: root,
		encoding: "utf8",
	});
	const strange = files
		.split("\n")
		.filter((file) => file !== "" && !file.endsWith("rows/rows.test.ts"))
		.flatMap((file) => {
			return titleLines(readFileSync(path.join(root, file), "utf8"))
				.flatMap(rowIds)
				.filter((id) => !ids.has(id))
				.map((id) => `${file}: ${id}`);
		});
	expect(strange).toEqual([]);
});

test("ids are found in titles, and nothing else is", () => {
	expect(rowIds("S0-A12 S2-GEN-01a a thing of S1-07 and S3-111, twice S1-07 (P4, P12)")).toEqual([
		"S0-A12",
		"S2-GEN-01a",
		"S1-07",
		"S3-111",
		"P4",
		"P12",
	]);
	expect(rowIds("an MP4 of P13, API2, S0-F01, s1-07, XS1-07")).toEqual([]);
});

test("a row is proven by a test that passed, and by none that failed or did not run", () => {
	const rows = ["S1-01", "S1-02", "S1-03", "S1-04"].map((id) => ({ id, words: "x", mark: null }));
	const judged = judgeRows(
		[...rows, { id: "S1-05", words: "x", mark: "person" }, { id: "S1-06", words: "x", mark: "partly" }],
		[
			{ file: "a.test.ts", title: "S1-01 S1-02 S1-05 S1-06 one", status: "passed" },
			{ file: "a.test.ts", title: "S1-02 two", status: "failed" },
			{ file: "b.test.ts", title: "S1-03 three", status: "skipped" },
		],
	);
	expect(judged.map(({ state }) => state)).toEqual([
		"proven",
		"failing",
		"skipped",
		"no test",
		"for a person",
		"in part",
	]);
	expect(rowsTable(judged)).toContain(
		"\nS1-02\tfailing\tx\ta.test.ts > S1-01 S1-02 S1-05 S1-06 one | a.test.ts > S1-02 two\n",
	);
	expect(rowsSummary(judged)).toBe(
		"Rows: 1 proven, 1 in part, 1 failing, 1 skipped here, 1 without a test, 1 that no test can decide",
	);
});

test("lines that say what a test is called are found, whatever stands around them", () => {
	const source =
		'import { test } from "vitest";\n\ttest("S1-01 one", () => {});\ndescribe("two", () => {});\nconst test1 = 1;\n';
	expect(titleLines(source).map((line) => line.trim())).toEqual([
		'test("S1-01 one", () => {});',
		'describe("two", () => {});',
	]);
});
