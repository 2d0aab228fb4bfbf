import { expect, test } from "vitest";
import { historyQuery, historyTable } from "./history.ts";

const NOW = Date.parse("2026-11-27T12:00:00.000Z");

test("a history is asked for an hour back by minutes and a day back by hours, or as far as is said", () => {
	expect(historyQuery({}, NOW)).toEqual({ step: "minute", since: "2026-11-27T11:00:00.000Z" });
	expect(historyQuery({ step: "hour" }, NOW)).toEqual({ step: "hour", since: "2026-11-26T12:00:00.000Z" });
	expect(historyQuery({ hours: "0.5" }, NOW).since).toBe("2026-11-27T11:30:00.000Z");
	expect(() => historyQuery({ step: "day" }, NOW)).toThrow('--step takes minute or hour, not "day"');
	for (const hours of ["", " ", "0", "-1", "many", "Infinity", "1e300"])
		expect(() => historyQuery({ hours }, NOW), hours).toThrow("is no number above 0");
});

test("a history is a table, and says where nothing is known", () => {
	const history = { pool: "default", step: "minute" as const, step_s: 60, since: "2026-11-27T11:00:00.000Z" };
	const sample = { workers: 2, busy_workers: 1.5 };
	expect(
		historyTable({
			...history,
			samples: [
				{
					...sample,
					at: "2026-11-27T11:00:00.000Z",
					queued_tasks: 0,
					oldest_wait_s: null,
					spent_micro_usd: null,
					cold_starts: null,
					cold_start_s: null,
				},
				{
					...sample,
					at: "2026-11-27T11:01:00.000Z",
					queued_tasks: 12,
					oldest_wait_s: 4.6,
					spent_micro_usd: 31_000,
					cold_starts: 2,
					cold_start_s: 4.5,
				},
			],
		}).split("\n"),
	).toEqual([
		"at (UTC)          wait  oldest  workers  busy  cold starts  spent",
		"2026-11-27 11:00     0       -        2   1.5            -      -",
		"2026-11-27 11:01    12     5 s        2   1.5   2 of 4.5 s  $0.03",
	]);
	expect(historyTable({ ...history, samples: [] })).toContain("default: nothing is known since");
});
