import { Remembered } from "../../auth/remembered.ts";
import { database } from "../../db/client.ts";
import type { Env } from "../../env.ts";
import { findJob } from "./resource.ts";

/** Whose a job is and where it runs never changes; for how long an isolate may not notice that it was deleted. */
const KEPT_MS = 10_000;
const places = new Remembered<{ account: string; pool: string }>(KEPT_MS, 5000);

/**
 * The pool of a job of an account, or null where it is not there or not theirs. Asked when somebody begins to watch:
 * of a thousand who come back at once, one asks D1.
 */
export async function poolOfJob(env: Env, account: string, id: string): Promise<string | null> {
	const now = Date.now();
	const known = places.get(id, now);
	if (known) return known.account === account ? known.pool : null;
	const row = await findJob(database(env.DB), account, id);
	if (!row) return null;
	places.set(id, { account, pool: row.pool_id }, now);
	return row.pool_id;
}
