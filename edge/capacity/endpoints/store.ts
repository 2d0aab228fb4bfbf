import { eq, getTableColumns, isNotNull, type SQL, sql } from "drizzle-orm";
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

/** The tickets of an endpoint that are used, no more than its cap; `where`: of such endpoints alone. */
export function usedTickets(where: SQL = sql`TRUE`) {
	return sql`(SELECT json_group_array(json_object('micro_usd_per_second', micro_usd_per_second, 'issued_at', issued_at,
		'used_at', used_at)) FROM tickets WHERE tickets.pool_id = endpoints.pool_id AND endpoint_id = endpoints.id
		AND closed_at IS NULL AND used_at IS NOT NULL AND ${where})`
		.mapWith((list: string): Priced[] => JSON.parse(list))
		.as("open");
}

/** The endpoints of a pool, each with those of its open tickets that count for its budget, where it has one. */
export function budgetedEndpointsQuery(db: Database, pool: string | SQL) {
	return db
		.select({
			...getTableColumns(endpoints),
			open: usedTickets(isNotNull(endpoints.daily_budget_micro_usd)),
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
