import { env } from "cloudflare:workers";

/** Moves the clock and lets the edge have been there all the while: the silence of workers counts. */
export async function passTime(ms: number, setSystemTime: (now: number) => void): Promise<void> {
	const now = Date.now() + ms;
	setSystemTime(now);
	await env.DB.prepare("UPDATE pools SET heard_at = ?, back_since = 0").bind(now).run();
}
