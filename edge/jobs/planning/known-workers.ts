import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { pools, workers } from "../../db/schema.ts";
import { isIdle, isPresent, isServing, remembered, standsForPool, vramOf } from "../../pools/capabilities.ts";

/** The kinds of workers of a pool that requests are planned for; `pool` is a condition on `pools`. */
export function workersQuery(db: Database, pool: SQL, now: number) {
	return db
		.select({
			hash: workers.capabilities_hash,
			info: workers.object_info_sha256,
			version: workers.comfyui_version,
			serving: sql<number>`max(${isServing(now)})`,
			idle: sql<number>`max(${isServing(now)} AND ${isIdle})`,
			vram_bytes: sql<number>`max(${vramOf})`,
			present: isPresent,
		})
		.from(workers)
		.innerJoin(pools, eq(pools.id, workers.pool_id))
		.where(and(pool, standsForPool(now)))
		.groupBy(workers.capabilities_hash, workers.object_info_sha256, workers.comfyui_version)
		.orderBy(desc(isPresent), desc(sql`max(${workers.id})`))
		.limit(20);
}

type Row = Awaited<ReturnType<typeof workersQuery>>[number];

/** What is known of a pool's workers from the rows of `workersQuery`. */
export function knownWorkers(rows: readonly Row[]) {
	const known = remembered(rows);
	return {
		/** The kinds of workers that the pool has, or had lately; empty when none was seen. */
		kinds: kindsOf(known),
		/** What their ComfyUIs said of their nodes, the newest first. */
		servers: known.flatMap(({ info, version, serving }) =>
			info === null ? [] : [{ sha256: info, comfyui_version: version, serving: serving === 1 }],
		),
	};
}

/** One for each kind of worker; there may be several object_infos of a kind. */
function kindsOf(rows: readonly { hash: string; serving: number; idle: number; vram_bytes: number }[]) {
	return [...Map.groupBy(rows, ({ hash }) => hash)].map(([hash, alike]) => ({
		hash,
		serving: alike.some(({ serving }) => serving === 1),
		idle: alike.some(({ idle }) => idle === 1),
		vram_bytes: Math.max(...alike.map(({ vram_bytes }) => vram_bytes)),
	}));
}
