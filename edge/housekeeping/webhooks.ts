import { database } from "../db/client.ts";
import type { Env } from "../env.ts";
import { DELIVERY_KEPT_MS, forgetFinished, giveUpOverdue, wakeOverdue } from "../webhooks/tend.ts";
import { moveCursor, readCursor } from "./cursor.ts";

/** Where the walk through the endpoints is kept. */
const CURSOR = "webhooks";

/** What cron does for webhooks: what nobody sends is given up, what is old goes, and whoever sleeps is woken. */
export async function tendWebhooks(env: Env, now: number): Promise<void> {
	const db = database(env.DB);
	await giveUpOverdue(db, now);
	await forgetFinished(db, now - DELIVERY_KEPT_MS);
	const { last } = await wakeOverdue(env, await readCursor(db, CURSOR), now);
	await moveCursor(db, CURSOR, last, now);
}
