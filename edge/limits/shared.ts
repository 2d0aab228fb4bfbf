import type { Charge } from "../rpc/limit.ts";
import { type Bucket, fullBucket, refilled } from "./bucket.ts";

/** The buckets that all isolates share. What they took they have taken, so a bucket may be overdrawn here. */
export class Shared {
	private readonly buckets = new Map<string, Bucket>();

	spent(charges: Charge[], now: number): Record<string, number> {
		return Object.fromEntries(
			charges.map(({ policy, cost }) => {
				const bucket = refilled(this.buckets.get(policy.name) ?? fullBucket(policy, now), policy, now);
				// Not deeper than a window: who was late to tell must not be locked out for longer.
				const left = Math.max(bucket.left - cost, -policy.quota);
				this.buckets.set(policy.name, { left, at: bucket.at });
				return [policy.name, left];
			}),
		);
	}
}
