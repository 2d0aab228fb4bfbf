import { type Clock, fullJitter, sleep } from "../clock.ts";
import { isPassing } from "./client.ts";

/**
 * Makes a call again, with full jitter, while it fails in a way that may pass. Throws the last error once
 * `until()` (milliseconds on `clock`) has passed, when the signal aborts, or when trying again is no use.
 */
export async function retrying<T>(
	call: () => Promise<T>,
	how: {
		clock: Clock;
		until: () => number;
		signal?: AbortSignal | undefined;
		onRetry?: (error: unknown) => void;
	},
): Promise<T> {
	for (let attempt = 0; ; attempt++) {
		try {
			return await call();
		} catch (error) {
			const over = how.signal?.aborted === true || how.clock.now() >= how.until();
			if (over || !isPassing(error)) throw error;
			how.onRetry?.(error);
			await sleep(50 + fullJitter(attempt, how.clock.random(), 200, 3_000), how.signal);
		}
	}
}
