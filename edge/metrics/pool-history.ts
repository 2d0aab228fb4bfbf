import { and, asc, eq, gte, lt, sql } from "drizzle-orm";
import {
	HISTORY,
	type HistoryStep,
	type PoolHistory,
	type PoolSample,
} from "../contract/pools/pool-history.ts";
import type { Database } from "../db/client.ts";
import { poolSamples } from "../db/schema.ts";
import { oldestKept } from "./pool-samples.ts";

type SampleRow = typeof poolSamples.$inferSelect;

/**
 * The samples of a pool from `since` on (in milliseconds), at most as old as they are kept: no more rows are read than
 * are told, and one before them, which says what had been spent by then.
 */
export async function readHistory(
	db: Database,
	pool: { id: string; name: string },
	{ step, since }: { step: HistoryStep; since: number | undefined },
	now: number,
): Promise<PoolHistory> {
	const oldest = oldestKept(HISTORY[step], now);
	const from = Math.max(since ?? oldest, oldest);
	const of = and(eq(poolSamples.pool_id, pool.id), eq(poolSamples.step, step));
	const [rows, [before]] = await db.batch([
		db
			.select()
			.from(poolSamples)
			.where(and(of, gte(poolSamples.at, from)))
			.orderBy(asc(poolSamples.at))
			.limit(HISTORY[step].kept_ms / HISTORY[step].step_ms + 1),
		db
			.select()
			.from(poolSamples)
			.where(and(of, lt(poolSamples.at, from)))
			.orderBy(sql`${poolSamples.at} DESC`)
			.limit(1),
	]);
	return {
		pool: pool.name,
		step,
		step_s: HISTORY[step].step_ms / 1000,
		since: new Date(from).toISOString(),
		samples: toSamples(rows, before ?? null),
	};
}

/** What came between samples, of what there had been in all by then; `before`: the one before the first. Pure. */
function toSamples(rows: readonly SampleRow[], before: SampleRow | null): PoolSample[] {
	return rows.map(({ at, queued, oldest_ms, workers, busy, ...sums }, i) => {
		const last = rows[i - 1] ?? before;
		const since = (of: "micro_usd" | "cold_starts" | "cold_ms") => {
			const [now, then] = [sums[of], last?.[of] ?? null];
			return now === null || then === null ? null : Math.max(0, now - then);
		};
		const [starts, cold_ms] = [since("cold_starts"), since("cold_ms")];
		return {
			at: new Date(at).toISOString(),
			queued_tasks: queued,
			oldest_wait_s: oldest_ms === null ? null : oldest_ms / 1000,
			workers,
			busy_workers: busy,
			spent_micro_usd: since("micro_usd"),
			cold_starts: starts,
			cold_start_s: starts === null || starts === 0 || cold_ms === null ? null : cold_ms / starts / 1000,
		};
	});
}
