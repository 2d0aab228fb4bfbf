import { type Failure, failureClass } from "../contract/failures.ts";
import { assertNever } from "../contract/status.ts";

/** Longest wait before another try, in milliseconds. */
const BACKOFF_CAP_MS = 60_000;
/** Mean wait before the second try, in milliseconds; it doubles with each further one. */
const BACKOFF_BASE_MS = 1_000;

/** Tries a task gets in all when the machines fail under it. */
export const MAX_ATTEMPTS = 3;
/** Tries in all when the GPU ran out of memory: once more, since another job may have held the memory. */
const MAX_CAPACITY_ATTEMPTS = 2;

/** Whether an attempt that failed like this is followed by another one. `attempts` counts it already. */
export function mayRetry(failure: Failure, attempts: number, maxAttempts: number): boolean {
	const kind = failureClass(failure.code);
	switch (kind) {
		case "user":
		case "graph":
		case "limit":
		case "canceled":
			return false;
		case "capacity":
			return attempts < Math.min(MAX_CAPACITY_ATTEMPTS, maxAttempts);
		case "infra":
			return attempts < maxAttempts;
		default:
			return assertNever(kind);
	}
}

/**
 * Wait before try number `attempts + 1`, in milliseconds: full jitter over a doubling window, so that a
 * thousand tasks that failed together do not come back together. `random` is in [0, 1).
 */
export function backoffMs(attempts: number, random: number): number {
	const window = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** attempts);
	return Math.floor(random * window);
}
