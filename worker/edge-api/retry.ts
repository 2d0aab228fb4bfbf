import { type Clock, fullJitter, sleep } from "../process/clock.ts";
import { isPassing } from "./client.ts";

/**
 * Makes a call again, with full jitter, while it fails in a way that may pass. Throws the last error once
 * `until()` (milliseconds on `clock`) has passed, when it has failed for `patienceMs`, when the signal
 * aborts, or when trying again is no use.
 */
export async function retrying<T>(
	call: () => Promise<T>,
	how: {
		clock: Clock;
		until: () => number;
		/** How long it may go on failing. `until()` moves on while other calls succeed; this does not. */
		patienceMs: number;
		signal?: AbortSignal | undefined;
		onRetry?: (error: unknown) => void;
	},
): Promise<T> {
	let giveUpAt = Number.POSITIVE_INFINITY;
	for (let attempt = 0; ; attempt++) {
		try {
			return await call();
		} catch (error) {
			const now = how.clock.now();
			giveUpAt = Math.min(giveUpAt, now + how.patienceMs);
			const over = how.signal?.aborted === true || now >= Math.min(giveUpAt, how.until());
			if (over || !isPassing(error)) throw error;
			how.onRetry?.(error);
			await sleep(50 + fullJitter(attempt, how.clock.random(), 200, 3_000), how.signal);
		}
	}
}
