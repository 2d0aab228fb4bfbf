import { wakePools } from "../capacity/deployed.ts";
import { forgetClosed } from "../capacity/store.ts";
import { database } from "../db/client.ts";
import type { Env } from "../env.ts";
import { moveCursor, readCursor } from "./cursor.ts";

/** Where the walk through the pools is kept. */
const CURSOR = "tickets";

/** What cron does for tickets: the objects of pools look after theirs, and what is long over goes. */
export async function tendTickets(env: Env, now: number): Promise<void> {
	const db = database(env.DB);
	await forgetClosed(db, now);
	if (!env.RUNPOD_API_KEY) return;
	await moveCursor(db, CURSOR, await wakePools(env, await readCursor(db, CURSOR)), now);
}
