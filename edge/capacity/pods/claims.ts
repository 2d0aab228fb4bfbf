import { and, eq, isNull } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { pods } from "../../db/schema.ts";
import { type Lent, lentBy } from "../../pools/lent.ts";
import { endpointsQuery } from "../endpoints/store.ts";

/** Whether a worker of this name is a pod's. */
function isPodName(name: string): boolean {
	return name.startsWith("pod_");
}

/** What a worker may be given that came by itself: of a pod, what its endpoint is for; else null, which is all. */
export async function lentToPod(db: Database, pool: string, name: string): Promise<Lent | null> {
	if (!isPodName(name)) return null;
	const [[pod], endpoints] = await db.batch([
		db
			.select({ endpoint_id: pods.endpoint_id })
			.from(pods)
			.where(and(eq(pods.id, name), eq(pods.pool_id, pool))),
		endpointsQuery(db, pool),
	]);
	const endpoint = endpoints.find(({ id }) => id === pod?.endpoint_id);
	return endpoint ? lentBy(endpoint, "train", endpoints) : null;
}

/** A worker was given a task: if it is a pod's, that is of use. */
export async function notePodClaim(db: Database, pool: string, name: string, now: number): Promise<void> {
	if (!isPodName(name)) return;
	await db
		.update(pods)
		.set({ used_at: now })
		.where(and(eq(pods.id, name), eq(pods.pool_id, pool), isNull(pods.closed_at)));
}
