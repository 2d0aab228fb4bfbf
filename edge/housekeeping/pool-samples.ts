import { HISTORY } from "../contract/pools/pool-history.ts";
import { database } from "../db/client.ts";
import type { Env } from "../env.ts";
import { addUpSamples, samplePools, stepOf } from "../metrics/pool-samples.ts";
import { moveCursor, readCursor } from "./cursor.ts";

/** The hour up to which samples were added up: when it begins, in milliseconds. */
const CURSOR = "pool samples";

/** What cron does for the history of pools: a sample each minute, and what the minutes came to once an hour. */
export async function tendSamples(env: Env, now: number): Promise<void> {
	const db = database(env.DB);
	await samplePools(db, now);
	const done = await readCursor(db, CURSOR);
	const hour = stepOf(now, HISTORY.hour.step_ms);
	if (done !== null && Number(done) >= hour) return;
	await addUpSamples(db, done === null ? null : Number(done), now);
	await moveCursor(db, CURSOR, String(hour), now);
}
