import type { Stack } from "../../../stack/stack.ts";
import { writeTo } from "../../../stack/write.ts";

/** A pool whose history the studio is looked at with. */
export const HISTORY_POOL = "studio-history";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MINUTES = 24 * 60;
const HOURS = 30 * 24;

/** A pool as cron would have written it down over a month: a day that swells and ebbs, and ten minutes of the last hour that nobody wrote down. */
export async function writeHistory(stack: Stack, now: number): Promise<void> {
	await stack.poolToken(HISTORY_POOL);
	const row = (step: "minute" | "hour", at: number, i: number) => {
		const load = (1 + Math.sin(at / (4 * HOUR_MS))) / 2;
		const workers = 1 + Math.round(load * 3);
		const figures = [
			Math.round(load * load * 40),
			"NULL",
			workers,
			Math.round(workers * load),
			i * 900,
			i * 2,
			i * 9000,
		];
		return `('${step}', ${at}, ${figures.join(", ")})`;
	};
	const minute = now - (now % MINUTE_MS);
	const hour = now - (now % HOUR_MS);
	const rows = [
		...Array.from({ length: HOURS }, (_, i) => row("hour", hour - (HOURS - i) * HOUR_MS, i * 60)),
		...Array.from({ length: MINUTES }, (_, i) => row("minute", minute - (MINUTES - i) * MINUTE_MS, i)).filter(
			(_, i) => i < MINUTES - 30 || i >= MINUTES - 20,
		),
	];
	const statements = [];
	for (let i = 0; i < rows.length; i += 200)
		statements.push(
			`INSERT INTO pool_samples (pool_id, step, at, queued, oldest_ms, workers, busy, micro_usd, cold_starts, cold_ms)
			SELECT p.id, v.column1, v.column2, v.column3, v.column4, v.column5, v.column6, v.column7, v.column8, v.column9
			FROM pools AS p, (VALUES ${rows.slice(i, i + 200).join(", ")}) AS v WHERE p.name = '${HISTORY_POOL}'`,
		);
	await writeTo(stack.edge.process, statements);
}
