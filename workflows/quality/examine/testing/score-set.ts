import type { CheckId } from "../../checks/check.ts";
import { usualStandards } from "../../checks/standards.ts";
import { type Examined, makeReport } from "../../report/report.ts";
import { examine } from "../examine.ts";
import { LABELS, type Label, labelledSet } from "./labelled.ts";
import { type Score, scores } from "./scores.ts";

/** Makes a labelled set, looks at all of it as one set, and scores what was found. */
export async function scoreSet(count: number, seed: number): Promise<Score<Label>[]> {
	const files = await labelledSet(count, seed);
	const examined: Examined[] = [];
	for (const { name, bytes } of files) examined.push({ name, found: await examine(bytes), wanted: {} });
	const report = makeReport(examined, usualStandards, { now: new Date(0) });
	const told = report.files.map(
		({ checks }) =>
			new Set<CheckId>(
				// The set is of all styles there are.
				checks
					.filter(({ status, id }) => ["warn", "fail"].includes(status) && id !== "set_style")
					.map(({ id }) => id),
			),
	);
	return scores(
		LABELS,
		files.map(({ label }, i) => ({ label, found: told[i] ?? new Set() })),
	);
}
