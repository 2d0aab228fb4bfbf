import { sql } from "drizzle-orm";
import { hashSecret } from "../auth/secret.ts";
import type { Database } from "../db/client.ts";

/** Names what is asked for, before a seed is chosen for it: the same of an account is the same picture. */
export function reuseKey(workflow: string, parameters: Record<string, unknown>): Promise<string> {
	const sorted = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1));
	return hashSecret(JSON.stringify([workflow, sorted]));
}

/** A picture that was made before, and the job that made it. */
export interface MadeBefore {
	job: string;
	asset: string;
}

/** For each key the newest picture that an account's job with that key has made, where it is still there. */
export async function madeBefore(
	db: Database,
	account: string,
	keys: readonly string[],
): Promise<ReadonlyMap<string, MadeBefore>> {
	const rows = await db.all<{ key: string; job: string; asset: string }>(
		sql`SELECT found.key, found.job, assets.id AS asset FROM (
				SELECT value AS key, (SELECT id FROM jobs WHERE account_id = ${account} AND reuse_key = value
					AND reuse_key IS NOT NULL AND status = 'succeeded' ORDER BY id DESC LIMIT 1) AS job
				FROM json_each(${JSON.stringify([...new Set(keys)])})) AS found
			JOIN assets ON assets.job_id = found.job AND assets.job_id IS NOT NULL AND assets.kind = 'image'
			ORDER BY assets.position DESC`,
	);
	// Of several, the first of a job stays.
	return new Map(rows.map(({ key, job, asset }) => [key, { job, asset }]));
}
