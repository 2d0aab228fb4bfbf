import { and, eq, lte, type SQL, sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { pools } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { leaseMs } from "../lease.ts";

/**
 * A lease may run out because its worker is silent, or because there was nobody to hear it: the edge, or D1,
 * was away. So every pool keeps when it last had a sign of life of the edge (a poll, a renewal, a sweep), and
 * since when such signs have come without a gap. After a gap those who hold tasks get half a lease in which to
 * be heard before their silence counts.
 */

/** Signs are written this often, in milliseconds: each is a row written. */
const signEveryMs = (env: Env) => leaseMs(env) / 6;
/** Shorter silence of everybody is no gap, however short the leases are: an alarm comes late now and then. */
const LEAST_GAP_MS = 1500;
/** Longer without any sign is a gap. Workers that are there renew after a third of a lease, or poll. */
const gapMs = (env: Env) => Math.max(LEAST_GAP_MS, (leaseMs(env) * 2) / 3);
const graceMs = (env: Env) => leaseMs(env) / 2;

/** Notes a sign of life; nothing where the last one is fresh. To stand before whatever looks at leases. */
export function heardNow(db: Database, env: Env, pool: string, now: number) {
	return db
		.update(pools)
		.set({
			back_since: sql`CASE WHEN ${pools.heard_at} < ${now - gapMs(env)} THEN ${now} ELSE ${pools.back_since} END`,
			heard_at: now,
		})
		.where(and(eq(pools.id, pool), lte(pools.heard_at, now - signEveryMs(env))));
}

/** True where silence counts: for statements that look for overdue leases. */
export function silenceCounts(env: Env, pool: string, now: number): SQL {
	return sql`(SELECT back_since FROM pools WHERE id = ${pool}) <= ${now - graceMs(env)}`;
}

/**
 * While nothing counts yet, somebody has to look so often, in milliseconds: the looks are the only signs where
 * nobody polls, and one that came after a gap would begin the time anew, again and again.
 */
export function lookEveryMs(env: Env): number {
	return gapMs(env) / 2;
}

/** From when on the silence of the pool's workers counts, in milliseconds since 1970. Notes a sign of life. */
export async function silenceCountsFrom(db: Database, env: Env, pool: string, now: number): Promise<number> {
	const [, [row]] = await db.batch([
		heardNow(db, env, pool, now),
		db.select({ back_since: pools.back_since }).from(pools).where(eq(pools.id, pool)),
	]);
	return (row?.back_since ?? 0) + graceMs(env);
}
