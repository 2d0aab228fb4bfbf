import { and, desc, eq } from "drizzle-orm";
import { database } from "../../db/client.ts";
import { pools, workers } from "../../db/schema.ts";
import type { Env } from "../../env.ts";
import { knownWorkers, workersQuery } from "../../jobs/planning/known-workers.ts";
import { DEFAULT_POOL } from "../../jobs/submit/apart.ts";
import { isServing, loadCapabilities } from "../../pools/capabilities.ts";
import { knownServers } from "../../workflows/object-info.ts";

/** Workers that are told of. */
const MOST_WORKERS = 100;

/** Clients of ComfyUI know one server: it stands for this pool. */
const pool = eq(pools.name, DEFAULT_POOL);

async function known(env: Env) {
	return knownWorkers(await workersQuery(database(env.DB), pool, Date.now()));
}

/** What the kinds of workers of the pool can run, and whether one of each is there now. */
export async function kindsOfPool(env: Env) {
	const { kinds } = await known(env);
	return Promise.all(
		kinds.map(async ({ hash, serving }) => ({
			capabilities: await loadCapabilities(database(env.DB), hash),
			serving,
		})),
	);
}

/** What they said of their nodes, the newest first, and the sum of what each kind can run. */
export async function serversOfPool(env: Env) {
	const { kinds, servers } = await known(env);
	const [infos, capabilities] = await Promise.all([
		knownServers(env.BUCKET, servers),
		Promise.all(kinds.map(({ hash }) => loadCapabilities(database(env.DB), hash))),
	]);
	return { infos: infos.map(({ info }) => info), kinds: capabilities };
}

/** The workers that are there now, the newest first. */
export function workersOfPool(env: Env) {
	return database(env.DB)
		.select({ gpu: workers.gpu, comfyui_version: workers.comfyui_version })
		.from(workers)
		.innerJoin(pools, eq(pools.id, workers.pool_id))
		.where(and(pool, isServing(Date.now())))
		.orderBy(desc(workers.id))
		.limit(MOST_WORKERS);
}
