import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import * as schema from "./schema.ts";

export type Database = DrizzleD1Database<typeof schema>;

export function database(d1: D1Database): Database {
	return drizzle(d1, { schema });
}

/**
 * Whether a write lost against another one: its guard found the row changed, or its number was taken.
 * Drizzle hides the cause behind a message that contains the bound values, so only the cause is read.
 */
export function isConflict(error: unknown): boolean {
	for (let cause = error; cause instanceof Error; cause = cause.cause) {
		if (/UNIQUE constraint failed|NOT NULL constraint failed: events\.seq/.test(cause.message)) return true;
	}
	return false;
}
