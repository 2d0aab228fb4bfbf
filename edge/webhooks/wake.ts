import type { Env } from "../env.ts";

/** A hint: cron finds what it misses. */
export async function wake(env: Env, id: string): Promise<void> {
	await env.WEBHOOKS.get(env.WEBHOOKS.idFromName(id))
		.wake(id)
		.catch(() => {});
}
