import { eq } from "drizzle-orm";
import { database } from "../../db/client.ts";
import { pools } from "../../db/schema.ts";
import type { Env } from "../../env.ts";
import { knownWorkers, workersQuery } from "../../jobs/planning/known-workers.ts";
import { DEFAULT_POOL } from "../../jobs/submit/apart.ts";
import { loadCapabilities } from "../../pools/capabilities.ts";

/** Clients of ComfyUI know one server: it stands for this pool. */
export const POOL = DEFAULT_POOL;

/** What the kinds of workers of the pool can run, and whether one of each is there now. */
export async function kindsOfPool(env: Env) {
	const db = database(env.DB);
	const { kinds } = knownWorkers(await workersQuery(db, eq(pools.name, POOL), Date.now()));
	return Promise.all(
		kinds.map(async ({ hash, serving }) => ({ capabilities: await loadCapabilities(db, hash), serving })),
	);
}
