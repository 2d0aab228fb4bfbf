import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { root } from "../stack/processes.ts";
import { judgeRows, type ReportedTest, readRows, rowsSummary, rowsTable, titleLines } from "./rows.ts";

const testsSchema = z.array(z.object({ file: z.string(), title: z.string(), status: z.string() }));

/** The table that the last run of all tests left. */
export const ROWS = path.join(root, ".wrangler/rows.tsv");
/** What the tests of the last whole `npm test` came to, for the browser's tests that follow. */
const TESTS = path.join(root, ".wrangler/tests.json");

export function keepTests(tests: readonly ReportedTest[]): void {
	writeFileSync(TESTS, JSON.stringify(tests));
}

/** Tests of the last whole `npm test`, or `undefined` where there was none yet. */
export function keptTests(): ReportedTest[] | undefined {
	if (!existsSync(TESTS)) return undefined;
	return testsSchema.parse(JSON.parse(readFileSync(TESTS, "utf8")));
}

/** Tests in a browser that did not run: the rows they name are skipped, not without a test. */
export function browserTestsUnrun(): ReportedTest[] {
	const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "e2e/browser/*.test.ts"], {
		cwd: root,
		encoding: "utf8",
	});
	return listed
		.split("\n")
		.filter((file) => file !== "")
		.flatMap((file) =>
			titleLines(readFileSync(path.join(root, file), "utf8")).map((title) => ({
				...{ file, title: title.trim(), status: "skipped" },
			})),
		);
}

/** Writes the table of rows that these tests decide, and says what it comes to. */
export function tellRows(tests: readonly ReportedTest[]): void {
	const rows = judgeRows(readRows(readFileSync(path.join(root, "e2e/rows/rows.tsv"), "utf8")), tests);
	writeFileSync(ROWS, rowsTable(rows));
	console.log(`${rowsSummary(rows)}. The table: npm test -- --rows`);
}
