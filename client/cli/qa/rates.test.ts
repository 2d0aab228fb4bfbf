import { expect, test } from "vitest";
import { ratesTable } from "./rates.ts";

test("rates stand in a table by day and workflow, with what is wanted below them", () => {
	const counts = {
		...{ jobs: 4, jobs_succeeded: 3, struck: 0, recovered: 0 },
		...{ passed: 1, doubtful: 1, failed: 2, broken: 0, unseen: 5 },
		...{ success_rate: 0.75, pass_rate: 0.5, recovery_rate: null },
		success_interval: { low: 0.3006, high: 0.9544 },
		pass_interval: { low: 0.15, high: 0.85 },
		recovery_interval: null,
	};
	const text = ratesTable({
		...{ from: "2026-11-01", to: "2026-11-02", targets: { success: 0.95, pass: 0.9, recovery: 0.95 } },
		total: counts,
		days: [],
		data: [{ day: "2026-11-01", workflow: "sdxl-image", ...counts }],
	});
	const lines = text.split("\n").map((line) => line.split(/\s{2,}/).filter((cell) => cell !== ""));
	expect(lines[1]).toEqual(["2026-11-01", "sdxl-image", "4", "75.0 % (30-95)", "-", "4", "50.0 % (15-85)"]);
	expect(lines.at(-1)).toEqual(["wanted", "95.0 %", "95.0 %", "90.0 %"]);
});
