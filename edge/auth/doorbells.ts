import { and, gt, isNotNull } from "drizzle-orm";
import { database } from "../db/client.ts";
import { workerTokens } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { errorName, log } from "../log.ts";
import { poolObject } from "../objects.ts";

/** Cron looks this far back, in milliseconds: a pool that could not be told the first time is told again. */
const LOOK_BACK_MS = 10 * 60_000;
const MOST = 1000;

/** Closes the doorbells of worker tokens that were revoked. A pool that cannot be reached is told by cron. */
export async function silence(env: Env, pool: string, tokens: string[]): Promise<void> {
	try {
		await poolObject(env, pool).dismiss(tokens);
	} catch (error) {
		log.warn("doorbells not closed yet", { pool, error: errorName(error) });
	}
}

/** What cron runs: the doorbells of all tokens revoked lately, also those opened while one was being revoked. */
export async function silenceRevoked(env: Env, now: number): Promise<void> {
	const rows = await database(env.DB)
		.select({ id: workerTokens.id, pool: workerTokens.pool_id })
		.from(workerTokens)
		.where(and(isNotNull(workerTokens.revoked_at), gt(workerTokens.revoked_at, now - LOOK_BACK_MS)))
		.limit(MOST);
	const byPool = Map.groupBy(rows, (row) => row.pool);
	for (const [pool, tokens] of byPool)
		await silence(
			env,
			pool,
			tokens.map((token) => token.id),
		);
}
