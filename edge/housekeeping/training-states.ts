import { sql } from "drizzle-orm";
import { database } from "../db/client.ts";
import type { Env } from "../env.ts";
import { forgetStates } from "../jobs/store/checkpoints.ts";
import { endedStatesQuery } from "../trainings/store.ts";

/** Checkpoints that are looked after in one step. */
const AT_ONCE = 50;

/** Takes away what trainings that have ended would have gone on from. Answers with how many checkpoints had some. */
export async function sweepTrainingStates(env: Env, now: number): Promise<number> {
	const db = database(env.DB);
	const ended = await endedStatesQuery(db, AT_ONCE);
	if (ended.length === 0) return 0;
	const which = sql`SELECT value ->> 'task', value ->> 'step' FROM json_each(${JSON.stringify(ended)})`;
	const [first, ...rest] = forgetStates(db, which, now);
	if (first) await db.batch([first, ...rest]);
	return ended.length;
}
