import type { Usage, UsageRow } from "../../../contract/usage/usage.ts";
import { csvOf } from "../../ui/figures/csv.ts";

const DAY_MS = 24 * 60 * 60_000;

/** Milliseconds that GPUs worked. */
export const gpuMs = ({ load_ms, run_ms }: Pick<UsageRow, "load_ms" | "run_ms">) => load_ms + run_ms;

/** The first of so many days that end with today, in UTC. Pure. */
export function firstDay(days: number, now: number): string {
	return new Date(now - (days - 1) * DAY_MS).toISOString().slice(0, 10);
}

/** Every day of the span in its order, in milliseconds, with its row; null where nothing was used. Pure. */
export function everyDay({
	from,
	to,
	data,
}: Pick<Usage, "from" | "to" | "data">): [number, UsageRow | null][] {
	const rows = new Map(data.map((row) => [row.key, row]));
	const days: [number, UsageRow | null][] = [];
	for (let at = Date.parse(from); at <= Date.parse(to); at += DAY_MS)
		days.push([at, rows.get(new Date(at).toISOString().slice(0, 10)) ?? null]);
	return days;
}

const COLUMNS = [
	"jobs",
	"jobs_succeeded",
	"jobs_failed",
	"jobs_canceled",
	"success_rate",
	"attempts",
	"queue_ms",
	"cold_ms",
	"load_ms",
	"run_ms",
	"upload_ms",
	"micro_usd",
	"free_micro_usd",
] as const satisfies readonly (keyof UsageRow)[];

/** The figures as the API names them, one row each. Pure. */
export function usageCsv({ by, data }: Pick<Usage, "by" | "data">): string {
	return csvOf([[by, ...COLUMNS], ...data.map((row) => [row.key, ...COLUMNS.map((column) => row[column])])]);
}
