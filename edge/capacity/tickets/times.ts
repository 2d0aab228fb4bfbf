import type { TimeLimit, TimeLimits, WorkKind } from "../../contract/pools/capacity.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * How long a request may run at RunPod, and wait and run together, where its endpoint says nothing else. The edge ends
 * an attempt that takes too long by its own limit; RunPod's is for a machine that nobody reaches any more. A ticket may
 * wait behind the task that runs before its own, so each is twice the longest that a task of the kind may take, and a
 * little.
 */
const DEFAULTS: Readonly<Record<WorkKind, TimeLimit>> = {
	small: { execution_ms: 40 * MINUTE, ttl_ms: 3 * HOUR },
	large: { execution_ms: 5 * HOUR, ttl_ms: 10 * HOUR },
	train: { execution_ms: 12 * HOUR, ttl_ms: 24 * HOUR },
};

/** A task that may take longer is no small one; in seconds. */
const SMALL_SECONDS = 900;

/** The times of a ticket. */
export function timesOf(kind: WorkKind, own: TimeLimits): TimeLimit {
	return own[kind] ?? DEFAULTS[kind];
}

/** What kind of work a task is that may take so many seconds. */
export function kindOfWork({
	training,
	timeout_seconds,
}: {
	training: boolean;
	timeout_seconds: number;
}): WorkKind {
	if (training) return "train";
	return timeout_seconds > SMALL_SECONDS ? "large" : "small";
}
