import { expect, test } from "vitest";
import type { UsageRow } from "../../../contract/usage/usage.ts";
import { everyDay, firstDay, gpuMs, usageCsv } from "./rows.ts";

const row = (key: string, more: Partial<UsageRow> = {}) =>
	({
		...{ key, attempts: 1, micro_usd: 5, free_micro_usd: 0, jobs: 1, jobs_succeeded: 1, jobs_failed: 0 },
		...{ jobs_canceled: 0, success_rate: 1, queue_ms: 1, cold_ms: 0, load_ms: 2, run_ms: 3, upload_ms: 4 },
		...more,
	}) as UsageRow;

test("days without anything stand in the plot all the same", () => {
	const days = everyDay({ from: "2026-11-25", to: "2026-11-27", data: [row("2026-11-26")] });
	expect(days.map(([at, one]) => [new Date(at).toISOString().slice(0, 10), one?.key ?? null])).toEqual([
		["2026-11-25", null],
		["2026-11-26", "2026-11-26"],
		["2026-11-27", null],
	]);
});

test("so many days end with today", () => {
	const now = Date.parse("2026-11-27T23:59:00Z");
	expect([1, 7, 30].map((days) => firstDay(days, now))).toEqual(["2026-11-27", "2026-11-21", "2026-10-29"]);
});

test("the download says what the API says, by its names", () => {
	expect(usageCsv({ by: "workflow", data: [row("base", { success_rate: null })] })).toBe(
		"workflow,jobs,jobs_succeeded,jobs_failed,jobs_canceled,success_rate,attempts,queue_ms,cold_ms,load_ms,run_ms,upload_ms,micro_usd,free_micro_usd\r\n" +
			"base,1,1,0,0,,1,1,0,2,3,4,5,0\r\n",
	);
	expect(gpuMs(row("base"))).toBe(5);
});
