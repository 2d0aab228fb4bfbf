import { and, eq, isNull, sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { apiKeys } from "../db/schema.ts";

/** The statement that ends the sessions of a key which an earlier one of its batch has revoked; of another key, none. */
export function endSessionsOf(db: Database, key: string, now: number) {
	const revoked = sql`EXISTS (SELECT 1 FROM api_keys AS behind WHERE behind.id = ${key} AND behind.revoked_at IS NOT NULL)`;
	return db
		.update(apiKeys)
		.set({ revoked_at: now })
		.where(and(eq(apiKeys.opened_by, key), isNull(apiKeys.revoked_at), revoked))
		.returning({ id: apiKeys.id });
}
