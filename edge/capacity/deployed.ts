import { asc, gt, sql } from "drizzle-orm";
import { database } from "../db/client.ts";
import type { Env } from "../env.ts";
import { log } from "../log.ts";
import { poolObject } from "../objects.ts";
import type { LookWish } from "../rpc/pool.ts";
import { runpodOf } from "./runpod/client.ts";
import type { Outside } from "./runpod/outside.ts";
import { capacityStore } from "./store.ts";
import type { World } from "./world.ts";

const REQUESTS_URL = "https://api.runpod.ai/v2";
const MANAGEMENT_URL = "https://api.runpod.io/v2";
/** Pools that cron wakes in one run, and over how long, in milliseconds: not all at the same moment. */
const WOKEN_AT_ONCE = 500;
const WOKEN_WITHIN_MS = 20_000;

/** The world as this deployment has it; null: it has no key of RunPod, and so no tickets. */
export function deployedWorld(env: Env, next: World["next"], lists: Outside["lists"]): World | null {
	if (!env.RUNPOD_API_KEY) return null;
	return {
		store: capacityStore(database(env.DB)),
		runpod: runpodOf({
			key: env.RUNPOD_API_KEY,
			url: env.RUNPOD_URL || REQUESTS_URL,
			managementUrl: env.RUNPOD_MANAGEMENT_URL || MANAGEMENT_URL,
		}),
		lists,
		next,
		now: Date.now,
		random: Math.random,
		tell: log.warn,
	};
}

/** A hint that tickets of a pool may be wanted, or not any more, and why; cron finds what it misses. */
export async function lookAfterTickets(env: Env, pool: string, wish: LookWish = {}): Promise<void> {
	if (!env.RUNPOD_API_KEY) return;
	await poolObject(env, pool)
		.look(pool, wish)
		.catch(() => {});
}

/** A hint that a pool has other endpoints now; cron finds it as well. */
export async function tellEndpointsChanged(env: Env, pool: string): Promise<void> {
	await poolObject(env, pool)
		.endpointsChanged(pool)
		.catch(() => {});
}

/** Wakes the objects of pools with endpoints, whatever hints were lost. `after`: where the run before came to. */
export async function wakePools(env: Env, after: string | null): Promise<string | null> {
	// A pool whose endpoints were taken away may have pods that are to end.
	const served = sql<string>`pool_id`;
	const rows = await database(env.DB)
		.select({ pool: served })
		.from(sql`(SELECT pool_id FROM endpoints UNION SELECT pool_id FROM pods WHERE closed_at IS NULL)`)
		.where(after === null ? undefined : gt(served, after))
		.orderBy(asc(served))
		.limit(WOKEN_AT_ONCE);
	await Promise.allSettled(
		rows.map(({ pool }) => poolObject(env, pool).look(pool, { within: WOKEN_WITHIN_MS })),
	);
	return rows.length < WOKEN_AT_ONCE ? null : (rows.at(-1)?.pool ?? null);
}
