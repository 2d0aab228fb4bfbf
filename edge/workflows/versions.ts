import { type SQL, sql } from "drizzle-orm";
import { isConflict } from "../db/client.ts";

/** What an account keeps in versions. Their tables and conflicts are called after them. */
export type Versioned = "workflow" | "pipeline";

/** Why nothing was stored. */
export type Refusal = "exists" | "limit";

/** How many an account may have. Retired ones count for `ever` only. */
export interface VersionLimits {
	ids: number;
	versions: number;
	ever: number;
}

/** The number of a version that is about to be stored. Numbers of deleted ones are never given again: jobs name them. */
export function numberOf(kind: Versioned, account: string, id: string, version: 1 | "next"): SQL {
	const numbers = sql.identifier(`${kind}_numbers`);
	const deleted = sql`coalesce((SELECT last_version FROM ${numbers} WHERE account_id = ${account} AND id = ${id}), 0)`;
	return version === 1
		? sql`(1 + ${deleted})`
		: sql`(SELECT max(coalesce(max(version), 0), ${deleted}) + 1 FROM ${sql.identifier(`${kind}s`)} WHERE account_id = ${account} AND id = ${id})`;
}

/** With one more version of this id, the account has no more than it may. */
export function withinLimits(kind: Versioned, account: string, id: string, limits: VersionLimits): SQL {
	return sql`(SELECT count(DISTINCT CASE WHEN retired_at IS NULL AND id <> ${id} THEN id END) < ${limits.ids}
		AND count(CASE WHEN retired_at IS NULL THEN 1 END) < ${limits.versions}
		AND count(*) < ${limits.ever} FROM ${sql.identifier(`${kind}s`)} WHERE account_id = ${account})`;
}

/** What a version that was not stored is refused for; null where something else went wrong. */
export function refusalOf(kind: Versioned, error: unknown): Refusal | null {
	if (isConflict(error, kind)) return "exists";
	return isConflict(error, `${kind}_limit`) ? "limit" : null;
}
