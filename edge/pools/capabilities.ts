import { eq, isNull, sql } from "drizzle-orm";
import type { Capabilities } from "../../workflows/capabilities.ts";
import type { Database } from "../db/client.ts";
import { capabilities, workers } from "../db/schema.ts";

/** A worker that was not seen for this long is not counted as being there, in milliseconds. */
export const WORKER_SEEN_MS = 60_000;

/** Capabilities never change under their hash, so this isolate may keep them. */
const capabilitiesByHash = new Map<string, Capabilities>();
const MAX_CACHED_CAPABILITIES = 50;

export async function loadCapabilities(db: Database, hash: string): Promise<Capabilities> {
	const cached = capabilitiesByHash.get(hash);
	if (cached) return cached;
	const [row] = await db.select().from(capabilities).where(eq(capabilities.hash, hash));
	if (!row) throw new Error(`no capabilities under ${hash}`);
	const body = JSON.parse(row.body) as Capabilities;
	if (capabilitiesByHash.size >= MAX_CACHED_CAPABILITIES) capabilitiesByHash.clear();
	capabilitiesByHash.set(hash, body);
	return body;
}

/** Which capabilities the workers of each pool have, and when one with them was last seen. */
export function fleetQuery(db: Database) {
	return db
		.select({
			pool: workers.pool_id,
			hash: workers.capabilities_hash,
			seen: sql<number>`max(${workers.last_seen_at})`,
		})
		.from(workers)
		.where(isNull(workers.gone_at))
		.groupBy(workers.pool_id, workers.capabilities_hash);
}

/** What the workers that are there now can run, by pool. */
export async function aliveCapabilities(
	db: Database,
	rows: Awaited<ReturnType<typeof fleetQuery>>,
	now: number,
): Promise<Map<string, Capabilities[]>> {
	const alive = new Map<string, Capabilities[]>();
	for (const { pool, hash, seen } of rows) {
		if (seen <= now - WORKER_SEEN_MS) continue;
		alive.set(pool, [...(alive.get(pool) ?? []), await loadCapabilities(db, hash)]);
	}
	return alive;
}
