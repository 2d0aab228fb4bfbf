import { eq, getTableColumns, type SQL, sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { endpoints } from "../../db/schema.ts";
import type { Priced } from "./cost.ts";

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

/** The endpoints of a pool, each with those of its open tickets that count for its budget, where it has one. */
export function budgetedEndpointsQuery(db: Database, pool: string | SQL) {
	const open = sql`(SELECT json_group_array(json_object('price_micro_usd', price_micro_usd, 'issued_at', issued_at,
		'used_at', used_at)) FROM tickets WHERE tickets.pool_id = endpoints.pool_id AND endpoint_id = endpoints.id
		AND closed_at IS NULL AND used_at IS NOT NULL AND endpoints.daily_budget_micro_usd IS NOT NULL)`;
	return db
		.select({
			...getTableColumns(endpoints),
			open: open.mapWith((list: string): Priced[] => JSON.parse(list)).as("open"),
		})
		.from(endpoints)
		.where(eq(endpoints.pool_id, pool))
		.orderBy(endpoints.id)
		.limit(MAX_ENDPOINTS);
}

/** An endpoint with its open tickets, as far as its budget goes. */
export type BudgetedEndpoint = EndpointRow & { open: readonly Priced[] };

/** Endpoints in D1. */
export function endpointStore(db: Database): EndpointStore {
	return {
		endpoints: (pool) => endpointsQuery(db, pool),
		changeEndpoint: async (id, to) => {
			await db.update(endpoints).set(to).where(eq(endpoints.id, id));
		},
	};
}
