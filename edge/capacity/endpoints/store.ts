import { eq, type SQL } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { endpoints } from "../../db/schema.ts";

export type EndpointRow = typeof endpoints.$inferSelect;

/** Endpoints that one pool may have. */
export const MAX_ENDPOINTS = 20;

/** Where endpoints are written down. */
export interface EndpointStore {
	/** The endpoints of a pool as they are now. */
	endpoints(pool: string): Promise<EndpointRow[]>;
	changeEndpoint(id: string, to: Partial<EndpointRow>): Promise<void>;
}

/** The endpoints of a pool, which may be an expression. */
export function endpointsQuery(db: Database, pool: string | SQL) {
	return db
		.select()
		.from(endpoints)
		.where(eq(endpoints.pool_id, pool))
		.orderBy(endpoints.id)
		.limit(MAX_ENDPOINTS);
}

/** Endpoints in D1. */
export function endpointStore(db: Database): EndpointStore {
	return {
		endpoints: (pool) => endpointsQuery(db, pool),
		changeEndpoint: async (id, to) => {
			await db.update(endpoints).set(to).where(eq(endpoints.id, id));
		},
	};
}
