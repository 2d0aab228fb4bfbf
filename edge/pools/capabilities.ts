import { and, eq, gt, type SQL, sql } from "drizzle-orm";
import type { Capabilities } from "../../workflows/object-info/capabilities.ts";
import type { Database } from "../db/client.ts";
import { unpack } from "../db/pack.ts";
import { capabilities, workers } from "../db/schema.ts";

/**
 * A worker that was not seen for this long is gone, in milliseconds: one that is there polls every few seconds, or
 * reports on what it runs, and each of it is noted within 15 seconds.
 */
export const WORKER_SEEN_MS = 45_000;
/** That a worker is there is noted at most this often, in milliseconds: each note is three rows written. */
export const SEEN_EVERY_MS = 15_000;
/** A worker that registered and was seen within this time stands for what its pool can run, in milliseconds. */
export const CAPABILITIES_KEPT_MS = 24 * 60 * 60 * 1000;

/** A kind of machine: what its ComfyUI can run, and the GPU memory it has, in bytes. */
export interface Machine {
	capabilities: Capabilities;
	vram_bytes: number;
}

/** The GPU memory a worker has reported, in bytes; 0: not known. */
export const vramOf = sql<number>`coalesce(${workers.gpu} ->> 'vram_bytes', 0)`;

/** Capabilities never change under their hash, so this isolate may keep them. */
const capabilitiesByHash = new Map<string, Capabilities>();
const MAX_CACHED_CAPABILITIES = 50;

export async function loadCapabilities(db: Database, hash: string): Promise<Capabilities> {
	const cached = capabilitiesByHash.get(hash);
	if (cached) return cached;
	const [row] = await db.select().from(capabilities).where(eq(capabilities.hash, hash));
	if (!row) throw new Error(`no capabilities under ${hash}`);
	const body = JSON.parse(await unpack(row.body)) as Capabilities;
	if (capabilitiesByHash.size >= MAX_CACHED_CAPABILITIES) capabilitiesByHash.clear();
	capabilitiesByHash.set(hash, body);
	return body;
}

/** A kind of machine of a pool, and whether a worker of that kind is idle. */
export interface Kind extends Machine {
	idle: boolean;
}

/** 1 for a worker that holds no task. */
export const isIdle = sql<number>`NOT EXISTS (SELECT 1 FROM tasks
	WHERE tasks.pool_id = ${workers.pool_id} AND tasks.worker_id = ${workers.id})`;

/** 1 for a worker that is there at `now` and takes tasks. */
export function isServing(now: number): SQL<number> {
	return sql<number>`(${workers.gone_at} IS NULL AND ${workers.draining} = 0
		AND ${workers.last_seen_at} > ${now - WORKER_SEEN_MS})`;
}

/**
 * True for workers that stand for what their pool can run at `now`: those seen lately, one that has gone since
 * included, since it may only be away until its ComfyUI is back. Not one that has registered as another since, whose
 * token was revoked: what it could do then it can no more.
 */
export function standsForPool(now: number): SQL {
	return sql`(${workers.last_seen_at} > ${now - CAPABILITIES_KEPT_MS} AND (${workers.gone_at} IS NULL OR NOT (
		EXISTS (SELECT 1 FROM workers AS later WHERE later.token_id = ${workers.token_id}
			AND later.name = ${workers.name} AND later.id > ${workers.id})
		OR EXISTS (SELECT 1 FROM worker_tokens WHERE worker_tokens.id = ${workers.token_id}
			AND worker_tokens.revoked_at IS NOT NULL))))`;
}

/** 1 for a group of workers of which one has not gone. */
export const isPresent = sql<number>`max(${workers.gone_at} IS NULL)`;

/**
 * Of the groups that stand for a pool those that count. Memory only adds to what is there: where all have gone,
 * nobody can say what those can run that come next.
 */
export function remembered<T extends { present: number }>(groups: readonly T[]): readonly T[] {
	return groups.some(({ present }) => present === 1) ? groups : [];
}

/** When a worker went: by itself, with its token, or silently; null where it is there at `now`. */
export function goneAt(
	row: Pick<typeof workers.$inferSelect, "gone_at" | "last_seen_at">,
	now: number,
): number | null {
	return row.gone_at ?? (row.last_seen_at > now - WORKER_SEEN_MS ? null : row.last_seen_at);
}

/** The kinds of workers that are there now in a pool, as `toKinds` takes them. `pool` may be an expression. */
export function fleetQuery(db: Database, pool: string | SQL, now: number) {
	return db
		.select({
			hash: workers.capabilities_hash,
			vram_bytes: vramOf.as("vram_bytes"),
			idle: sql<number>`max(${isIdle})`,
		})
		.from(workers)
		.where(and(eq(workers.pool_id, pool), gt(workers.last_seen_at, now - WORKER_SEEN_MS), isServing(now)))
		.groupBy(workers.capabilities_hash, vramOf)
		.limit(20);
}

export async function toKinds(db: Database, rows: Awaited<ReturnType<typeof fleetQuery>>): Promise<Kind[]> {
	return Promise.all(
		rows.map(async ({ hash, vram_bytes, idle }) => ({
			capabilities: await loadCapabilities(db, hash),
			vram_bytes,
			idle: idle === 1,
		})),
	);
}

/** What any worker of the pool takes for a file input counts as one: the graph may end up on that worker. */
export function unionOf(known: readonly Capabilities[]): Capabilities | null {
	const [first] = known;
	if (!first) return null;
	const file_inputs: Capabilities["file_inputs"] = {};
	for (const [name, inputs] of known.flatMap((one) => Object.entries(one.file_inputs))) {
		file_inputs[name] = [...new Set([...(file_inputs[name] ?? []), ...inputs])];
	}
	return { ...first, file_inputs };
}
