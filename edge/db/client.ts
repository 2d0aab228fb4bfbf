import { type SQL, sql } from "drizzle-orm";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import * as schema from "./schema.ts";

export type Database = DrizzleD1Database<typeof schema>;

export function database(d1: D1Database): Database {
	return drizzle(d1, { schema });
}

/** A list as one parameter, for `inArray`: D1 takes at most a hundred. */
export function listOf(values: string[]): SQL {
	return sql`(SELECT value FROM json_each(${JSON.stringify(values)}))`;
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
