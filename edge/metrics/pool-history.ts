import { and, asc, eq, gte, lt, sql } from "drizzle-orm";
import { HISTORY, type HistoryStep, type PoolHistory, type PoolSample } from "../contract/pool-history.ts";
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
			.select({ micro_usd: poolSamples.micro_usd })
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
		samples: toSamples(rows, before?.micro_usd ?? null),
	};
}

/** What was spent between samples, of what had been spent by then; `before`: by the one before the first. Pure. */
function toSamples(rows: readonly SampleRow[], before: number | null): PoolSample[] {
	return rows.map(({ at, queued, oldest_ms, workers, busy, micro_usd }, i) => {
		const by = rows[i - 1]?.micro_usd ?? before;
		return {
			at: new Date(at).toISOString(),
			queued_tasks: queued,
			oldest_wait_s: oldest_ms === null ? null : oldest_ms / 1000,
			workers,
			busy_workers: busy,
			spent_micro_usd: by === null ? null : Math.max(0, micro_usd - by),
		};
	});
}
