import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { root } from "../stack/processes.ts";
import type { ReportedTest } from "./rows.ts";

const reportSchema = z.object({
	numPassedTests: z.number(),
	numFailedTests: z.number(),
	numPendingTests: z.number(),
	numTodoTests: z.number(),
	testResults: z.array(
		z.object({
			name: z.string(),
			startTime: z.number(),
			endTime: z.number(),
			assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
		}),
	),
});

/** What Vitest's JSON reporter writes, as far as it is read here. Times in milliseconds since 1970. */
export type Report = z.infer<typeof reportSchema>;

/** The report in this file, or `undefined` where a run left none. */
export function readReport(file: string): Report | undefined {
	return existsSync(file) ? reportSchema.parse(JSON.parse(readFileSync(file, "utf8"))) : undefined;
}

/** Every test of a report, its file as a path within the repository. */
export function testsOf(report: Report): ReportedTest[] {
	return report.testResults.flatMap(({ name, assertionResults }) =>
		assertionResults.map(({ fullName, status }) => ({
			file: path.relative(root, name),
			title: fullName,
			status,
		})),
	);
}
