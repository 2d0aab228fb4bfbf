import type { Env } from "../env.ts";
import { webhookObject } from "../objects.ts";

/** A hint: cron finds what it misses. */
export async function wake(env: Env, id: string): Promise<void> {
	await webhookObject(env, id)
		.wake(id)
		.catch(() => {});
}
