import type { AccountPrincipal } from "../auth/principal.ts";
import { watcherOf } from "../auth/watcher.ts";
import { isTerminal } from "../contract/status.ts";
import type { AppContext } from "../http/app.ts";
import { listen } from "../jobs/live/listen.ts";

/** Returns when the job has ended, when it has an event after `since`, or after so many seconds. */
export async function waitFor(
	c: AppContext,
	by: AccountPrincipal,
	job: { id: string; pool_id: string; version: number },
	seconds: number,
	since?: number,
): Promise<void> {
	const signal = AbortSignal.any([AbortSignal.timeout(seconds * 1000), c.req.raw.signal]);
	const frames = listen(
		c.env,
		{ job: job.id, pool: job.pool_id, after: job.version, previews: false, by: watcherOf(by) },
		signal,
	);
	for await (const frame of frames) {
		if (frame.type === "hello" && isTerminal(frame.status)) return;
		if (since !== undefined && "seq" in frame && frame.seq > since) return;
		if (frame.type === "job" && isTerminal(frame.status)) return;
	}
}
