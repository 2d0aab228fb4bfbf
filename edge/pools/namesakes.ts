import { and, desc, eq, gt, ne } from "drizzle-orm";
import type { RegisterRequest } from "../contract/workers/workers.ts";
import type { Database } from "../db/client.ts";
import { workers } from "../db/schema.ts";
import { isServing, WORKER_SEEN_MS } from "./capabilities.ts";

/** More are not told. */
const MAX_TOLD = 3;

/**
 * Workers of a pool that are there at `now` under the name with which one registers, its own former life excepted.
 * Ids tell them apart, and so everything works; people who look at names do not see that they are two.
 */
export function namesakesOf(
	db: Database,
	pool: string,
	{ name, replaces }: Pick<RegisterRequest, "name" | "replaces">,
	now: number,
) {
	return db
		.select({ id: workers.id, last_seen_at: workers.last_seen_at })
		.from(workers)
		.where(
			and(
				eq(workers.pool_id, pool),
				gt(workers.last_seen_at, now - WORKER_SEEN_MS),
				isServing(now),
				eq(workers.name, name),
				replaces === undefined ? undefined : ne(workers.id, replaces),
			),
		)
		.orderBy(desc(workers.last_seen_at))
		.limit(MAX_TOLD);
}
