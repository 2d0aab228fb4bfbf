import { and, eq, inArray, lt, sql } from "drizzle-orm";
import { HISTORY, HISTORY_STEPS } from "../contract/pools/pool-history.ts";
import type { Database } from "../db/client.ts";
import { poolSamples } from "../db/schema.ts";
import { MOST_POOLS, poolFigures } from "./pool-figures.ts";

/** The step of `length` milliseconds that a moment lies in: when it begins. Pure. */
export function stepOf(at: number, length: number): number {
	return at - (at % length);
}

/** What a pool came to by now: a column of its totals, SQL. */
const total = (column: string) =>
	sql.raw(`(SELECT coalesce(sum(${column}), 0) FROM usage_totals WHERE pool_id = pools.id)`);

/** Writes down how each pool stands, once a minute: a second time in the same minute changes nothing. */
export async function samplePools(db: Database, now: number): Promise<void> {
	const { queued, oldest, workers, busy } = poolFigures(now);
	await db
		.insert(poolSamples)
		.select(
			sql`SELECT pools.id, 'minute', ${stepOf(now, HISTORY.minute.step_ms)}, ${queued}, max(0, ${now} - ${oldest}),
				${workers}, ${busy}, ${total("micro_usd")}, ${total("cold_starts")}, ${total("cold_ms")}
				FROM pools WHERE true ORDER BY pools.name LIMIT ${MOST_POOLS}`,
		)
		.onConflictDoNothing();
}

/**
 * Adds the minutes of hours that are over up to hours, and lets go what was kept long enough. Minutes before `from` (in
 * milliseconds, where an hour begins) were added up before; null: none was. It may be done again.
 */
export async function addUpSamples(db: Database, from: number | null, now: number): Promise<void> {
	const { step_ms } = HISTORY.hour;
	const oldest = stepOf(now - HISTORY.minute.kept_ms, step_ms);
	const first = Math.max(from ?? oldest, oldest);
	const everyPool = inArray(poolSamples.pool_id, sql`(SELECT id FROM pools)`);
	await db.batch([
		db
			.insert(poolSamples)
			.select(
				sql`SELECT pool_id, 'hour', at - at % ${step_ms}, max(queued), max(oldest_ms), avg(workers), avg(busy),
					max(micro_usd), max(cold_starts), max(cold_ms) FROM pool_samples WHERE ${everyPool} AND step = 'minute' AND at >= ${first}
					AND at < ${stepOf(now, step_ms)} GROUP BY 1, 3`,
			)
			.onConflictDoNothing(),
		...HISTORY_STEPS.map((step) =>
			db
				.delete(poolSamples)
				.where(
					and(everyPool, eq(poolSamples.step, step), lt(poolSamples.at, oldestKept(HISTORY[step], now))),
				),
		),
	]);
}

/** When the oldest step begins that is kept: the one that a moment so long ago lies in. Pure. */
export function oldestKept({ step_ms, kept_ms }: { step_ms: number; kept_ms: number }, now: number): number {
	return stepOf(now - kept_ms, step_ms);
}
