import { and, eq, gt, isNull, sql } from "drizzle-orm";
import type { Capabilities } from "../../workflows/object-info/capabilities.ts";
import type { Database } from "../db/client.ts";
import { unpack } from "../db/pack.ts";
import { capabilities, workers } from "../db/schema.ts";

/** A worker that was not seen for this long is not counted as being there, in milliseconds. */
export const WORKER_SEEN_MS = 60_000;
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

/** Which kinds of machines are there now, by pool. */
export function fleetQuery(db: Database, now: number) {
	return db
		.selectDistinct({ pool: workers.pool_id, hash: workers.capabilities_hash, vram_bytes: vramOf })
		.from(workers)
		.where(and(isNull(workers.gone_at), gt(workers.last_seen_at, now - WORKER_SEEN_MS)));
}

/** The machines that are there now, by pool. */
export async function aliveMachines(
	db: Database,
	rows: Awaited<ReturnType<typeof fleetQuery>>,
): Promise<Map<string, Machine[]>> {
	const alive = new Map<string, Machine[]>();
	for (const { pool, hash, vram_bytes } of rows) {
		const machine = { capabilities: await loadCapabilities(db, hash), vram_bytes };
		alive.set(pool, [...(alive.get(pool) ?? []), machine]);
	}
	return alive;
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
