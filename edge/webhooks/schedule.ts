import { type DeliveryError, type PauseReason, TEST_EVENT } from "../contract/webhooks/webhooks.ts";

/** What could not be delivered for so long, in milliseconds, is given up; the last attempt is made then. */
export const GIVEN_UP_AFTER_MS = 3 * 24 * 60 * 60 * 1000;
/** Longest wait before the second attempt, in milliseconds; it doubles with each further one. */
const WAIT_BASE_MS = 5000;
/** Longest wait between two attempts, in milliseconds: about 35 of them lie within three days. */
export const WAIT_CAP_MS = 6 * 60 * 60 * 1000;
/** Shortest wait, in milliseconds: a random one could be none. */
const WAIT_FLOOR_MS = 1000;
/** What an endpoint may ask for with `retry-after` at most, in milliseconds. */
const MAX_ASKED_MS = 24 * 60 * 60 * 1000;

/** How one attempt went. */
export type Attempted =
	| { ok: true; status: number | null }
	| {
			ok: false;
			status: number | null;
			error: DeliveryError;
			/** The endpoint says that it is no more. */
			gone: boolean;
			/** How long it asks to be left alone, in milliseconds. */
			retry_after_ms: number | null;
	  };

/** What is known of a delivery, and of its endpoint, before an attempt. */
export interface Standing {
	type: string;
	/** Attempts before this one. */
	attempts: number;
	gives_up_at: number;
	failing_since: number | null;
}

export interface AfterAttempt {
	status: "pending" | "delivered" | "failed";
	/** When to send it again, in milliseconds; null where it is over. */
	due_at: number | null;
	failing_since: number | null;
	/** Set where the endpoint is to be paused. */
	pause: PauseReason | null;
}

/**
 * The wait after an attempt that failed, in milliseconds: full jitter, so that endpoints that come back are not
 * met by everything at once. `attempts`: how many there were by now; `random` in [0, 1). Pure.
 */
export function waitMs(attempts: number, random: number): number {
	const most = Math.min(WAIT_CAP_MS, WAIT_BASE_MS * 2 ** Math.min(attempts - 1, 30));
	return Math.max(WAIT_FLOOR_MS, Math.round(random * most));
}

/** What follows from an attempt that ended at `now`. Pure. */
export function afterAttempt(
	standing: Standing,
	attempted: Attempted,
	{ now, random }: { now: number; random: number },
): AfterAttempt {
	if (attempted.ok) return { status: "delivered", due_at: null, failing_since: null, pause: null };
	// A test says what is now: it is sent once, and says nothing of how long the endpoint has failed.
	if (standing.type === TEST_EVENT)
		return {
			status: "failed",
			due_at: null,
			failing_since: standing.failing_since,
			pause: attempted.gone ? "gone" : null,
		};
	const failing_since = standing.failing_since ?? now;
	const failing = now - failing_since >= GIVEN_UP_AFTER_MS;
	const pause = attempted.gone ? "gone" : failing ? "failing" : null;
	if (now >= standing.gives_up_at) return { status: "failed", due_at: null, failing_since, pause };
	const wait = Math.max(
		waitMs(standing.attempts + 1, random),
		Math.min(attempted.retry_after_ms ?? 0, MAX_ASKED_MS),
	);
	return { status: "pending", due_at: Math.min(now + wait, standing.gives_up_at), failing_since, pause };
}
