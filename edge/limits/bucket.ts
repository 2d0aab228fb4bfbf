import type { Policy } from "../rpc/limit.ts";

/**
 * What adding fractions may lose of a whole quota (a share of it). Without it, a client that waits just as long as it was told may find a
 * bucket that holds 0.9999999999999999 of the one it needs.
 */
const ROUNDING = 1e-9;

/** A token bucket: what is left of a quota, and as of when (milliseconds). */
export interface Bucket {
	left: number;
	at: number;
}

export interface Taken {
	ok: boolean;
	bucket: Bucket;
	/** Seconds until the same could be taken; 0 where it was. */
	wait: number;
}

export function fullBucket(policy: Policy, now: number): Bucket {
	return { left: policy.quota, at: now };
}

/** What is in the bucket at `now`. A clock that went back fills nothing. */
export function refilled(bucket: Bucket, policy: Policy, now: number): Bucket {
	const seconds = Math.max(0, now - bucket.at) / 1000;
	const left = Math.min(policy.quota, bucket.left + (seconds * policy.quota) / policy.window);
	return { left, at: Math.max(now, bucket.at) };
}

/**
 * Takes `cost` out, or nothing. What costs more than the whole quota is let through when the bucket is full, and
 * is paid for afterwards: otherwise it could never be.
 */
export function take(bucket: Bucket, policy: Policy, cost: number, now: number): Taken {
	const filled = refilled(bucket, policy, now);
	const needed = Math.min(cost, policy.quota);
	if (filled.left >= needed - ROUNDING * policy.quota)
		return { ok: true, bucket: { ...filled, left: filled.left - cost }, wait: 0 };
	const wait = ((needed - filled.left) * policy.window) / policy.quota;
	return { ok: false, bucket: filled, wait: Math.max(1, Math.ceil(wait)) };
}
