import type { Usage, UsageRow, UsageTimes } from "../../../edge/contract/usage/usage.ts";
import { table } from "../table.ts";

/** Micro-USD as people read them. */
export function dollars(microUsd: number): string {
	return `$${(microUsd / 1e6).toFixed(microUsd !== 0 && Math.abs(microUsd) < 10_000 ? 6 : 2)}`;
}

function seconds(ms: number): string {
	return `${(ms / 1000).toFixed(1)} s`;
}

function rate(value: number | null): string {
	return value === null ? "-" : `${(value * 100).toFixed(1)} %`;
}

/** Usage as a table, its sum last. Pure. */
export function usageTable({ by, data, total, more }: Usage): string {
	const row = (key: string, one: UsageRow) => [
		key,
		dollars(one.micro_usd),
		dollars(one.free_micro_usd),
		String(one.attempts),
		seconds(one.cold_ms),
		seconds(one.load_ms),
		seconds(one.run_ms),
		String(one.jobs),
		rate(one.success_rate),
		rate(one.recovery_rate),
	];
	const head = [by, "paid", "free", "attempts", "cold", "load", "run", "jobs", "succeeded", "recovered"];
	const lines = table([head, ...data.map((one) => row(one.key || "(none)", one)), row("all", total)]);
	if (more > 0) lines.push(`and ${more} more that cost less`);
	if (total.unpriced_attempts > 0)
		lines.push(
			`${total.unpriced_attempts} attempts have no price: their pool has none, and the price sheet does not know their GPU`,
		);
	return lines.join("\n");
}

/** Times as a table, medians and 95th percentiles, with what was promised beside them. Pure. */
export function timesTable({ data }: UsageTimes): string {
	const told = (of: UsageTimes["data"][number]["queue"]) => {
		if (of === null) return "-";
		const wanted = of.target_p50_ms === null ? "" : ` (${seconds(of.target_p50_ms)} wanted)`;
		return `${seconds(of.p50_ms)}${wanted} / ${seconds(of.p95_ms)}`;
	};
	const rows = data.map((one) => [
		one.workflow,
		told(one.first_output),
		told(one.all_outputs),
		told(one.queue),
		told(one.cold_start),
	]);
	return table([["p50 / p95", "first output", "all outputs", "queue", "cold start"], ...rows]).join("\n");
}
