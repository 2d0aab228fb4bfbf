import { type SQL, sql } from "drizzle-orm";
import { SCOPES } from "../contract/access/scopes.ts";
import { apiKeys } from "../db/schema.ts";

/**
 * A full key has every scope. No key makes one with more scopes than its own, so an account without a full key
 * could never have one again. Both are conditions on a row of `api_keys`.
 */
const hasEveryScope = (scopes: SQL) => sql`NOT EXISTS (
	SELECT 1 FROM json_each(${JSON.stringify(SCOPES)}) AS wanted
	WHERE wanted.value NOT IN (SELECT value FROM json_each(${scopes})))`;

/** The key of the row has every scope and is good at `now` (milliseconds). */
export function isFull(now: number): SQL {
	return sql`(ifnull(${apiKeys}."expires_at" > ${now}, 1) AND ${hasEveryScope(sql`${apiKeys}."scopes"`)})`;
}

/** The account has another full key, good at `now` (milliseconds) and for at least as long as that of the row. */
export function anotherFullKey(now: number): SQL {
	return sql`EXISTS (
		SELECT 1 FROM ${apiKeys} AS other
		WHERE other.account_id = ${apiKeys}."account_id" AND other.id <> ${apiKeys}."id" AND other.revoked_at IS NULL
			AND other.opened_by IS NULL
			AND (other.expires_at IS NULL
				OR (other.expires_at > ${now} AND ifnull(other.expires_at >= ${apiKeys}."expires_at", 0)))
			AND ${hasEveryScope(sql`other.scopes`)}
	)`;
}
