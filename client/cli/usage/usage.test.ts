import { expect, test } from "vitest";
import type { UsageRow } from "../../../edge/contract/usage/usage.ts";
import { CliError } from "../command.ts";
import { asked } from "../parts.ts";
import { queryIn, usage } from "./command.ts";
import { dollars, timesTable, usageTable } from "./text.ts";

test.each([
	["--by hour", /--by takes day, workflow, character, pool, not "hour"/],
	["--times --by pool", /--times is by workflow/],
	["today", /Unexpected argument|too much/],
])("usage %s is refused in words", (line, words) => {
	expect(() => queryIn(asked(usage, line.split(" ")).values)).toThrow(words);
	expect(() => queryIn(asked(usage, line.split(" ")).values)).toThrow(CliError);
});

test("amounts are told in dollars, small ones to the last digit", () => {
	expect([0, 9_300, 310, 2_000_000, 12_345_678].map(dollars)).toEqual([
		"$0.00",
		"$0.009300",
		"$0.000310",
		"$2.00",
		"$12.35",
	]);
});

const row = (key: string): UsageRow => ({
	key,
	attempts: 4,
	attempts_succeeded: 1,
	unpriced_attempts: 1,
	unmeasured_attempts: 0,
	micro_usd: 2_500_000,
	free_micro_usd: 310,
	queue_ms: 1_000,
	cold_ms: 20_000,
	load_ms: 4_000,
	run_ms: 61_240,
	upload_ms: 300,
	jobs: 3,
	jobs_succeeded: 2,
	jobs_failed: 1,
	jobs_canceled: 0,
	success_rate: 0.6667,
	recovery_rate: null,
});

test("usage is a table with its sum last, and says what has no price", () => {
	const table = usageTable({
		from: "2026-11-01",
		to: "2026-11-02",
		by: "workflow",
		total: row(""),
		data: [row("flux-base-image")],
		more: 2,
	});
	const [head, first, all, more, unpriced] = table.split("\n");
	expect(head).toMatch(/^workflow +paid +free +attempts +cold +load +run +jobs +succeeded +recovered$/);
	expect(first).toMatch(
		/^flux-base-image +\$2\.50 +\$0\.000310 +4 +20\.0 s +4\.0 s +61\.2 s +3 +66\.7 % +-$/,
	);
	expect(all).toMatch(/^all /);
	expect(more).toBe("and 2 more that cost less");
	expect(unpriced).toMatch(/^1 attempts have no price/);
});

test("times stand beside what was promised of them", () => {
	const times = (p50_ms: number, target_p50_ms: number | null) => ({
		jobs: 9,
		p50_ms,
		p95_ms: 2 * p50_ms,
		target_p50_ms,
	});
	const data = [
		{
			workflow: "flux-base-image",
			first_output: times(8_000, 10_000),
			all_outputs: times(24_000, 30_000),
			queue: times(500, null),
			cold_start: null,
		},
	];
	const [, line] = timesTable({ from: "2026-11-01", to: "2026-11-02", data }).split("\n");
	expect(line).toBe(
		"flux-base-image  8.0 s (10.0 s wanted) / 16.0 s  24.0 s (30.0 s wanted) / 48.0 s  0.5 s / 1.0 s           -",
	);
});
