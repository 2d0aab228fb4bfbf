import fc from "fast-check";
import { expect, test } from "vitest";
import type { Policy } from "../rpc/limit.ts";
import { type Bucket, fullBucket, refilled, take } from "./bucket.ts";

const policy: Policy = { name: "requests", quota: 60, window: 60, unit: "requests" };

test("a quota may be used at once, comes back steadily, and never grows beyond itself", () => {
	let bucket = fullBucket(policy, 0);
	for (let i = 0; i < 60; i++) {
		const taken = take(bucket, policy, 1, 0);
		expect(taken.ok).toBe(true);
		bucket = taken.bucket;
	}
	expect(take(bucket, policy, 1, 0)).toMatchObject({ ok: false, wait: 1 });
	expect(take(bucket, policy, 1, 999).ok).toBe(false);
	expect(take(bucket, policy, 1, 1000).ok).toBe(true);
	expect(take(bucket, policy, 10, 2000)).toMatchObject({ ok: false, wait: 8 });
	expect(refilled(bucket, policy, 3_600_000).left).toBe(60);
});

test("what was refused costs nothing, and after the wait that was told it is let through", () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 1, max: 1000 }),
			fc.integer({ min: 1, max: 120 }),
			fc.array(fc.tuple(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 50 })), {
				maxLength: 50,
			}),
			(quota, window, steps) => {
				const own = { ...policy, quota, window };
				let bucket = fullBucket(own, 0);
				let now = 0;
				for (const [pause, cost] of steps) {
					now += pause;
					const taken = take(bucket, own, cost, now);
					if (taken.ok) expect(taken.wait).toBe(0);
					else {
						expect(taken.bucket).toEqual(refilled(bucket, own, now));
						expect(take(taken.bucket, own, cost, now + taken.wait * 1000).ok).toBe(true);
					}
					bucket = taken.bucket;
				}
			},
		),
		// 33 ms and the rest of 117 s are, as fractions of one, a little less than one.
		{
			examples: [
				[
					1,
					117,
					[
						[0, 33],
						[5000, 1],
					],
				],
			],
			numRuns: 2000,
		},
	);
});

test("over any time no more goes through than the quota and what came back, but for one that is larger than all of it", () => {
	const costs = fc.array(fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 1, max: 60 })));
	fc.assert(
		fc.property(costs, (steps) => {
			let bucket: Bucket = fullBucket(policy, 0);
			let [now, through] = [0, 0];
			for (const [pause, cost] of steps) {
				now += pause;
				const taken = take(bucket, policy, cost, now);
				if (taken.ok) through += cost;
				bucket = taken.bucket;
			}
			expect(through).toBeLessThanOrEqual(policy.quota + now / 1000 + 1e-6);
		}),
	);
});

test("what is larger than the whole quota goes through when the bucket is full, and is paid for afterwards", () => {
	const bytes: Policy = { name: "body-bytes", quota: 100, window: 10, unit: "content-bytes" };
	const large = take(fullBucket(bytes, 0), bytes, 1000, 0);
	expect(large).toMatchObject({ ok: true, bucket: { left: -900 } });
	expect(take(large.bucket, bytes, 1, 89_000)).toMatchObject({ ok: false, wait: 2 });
	expect(take(large.bucket, bytes, 1, 90_100).ok).toBe(true);
});

test("a clock that goes back fills nothing", () => {
	const { bucket } = take(fullBucket(policy, 10_000), policy, 60, 10_000);
	expect(take(bucket, policy, 1, 0).ok).toBe(false);
	expect(take(refilled(bucket, policy, 0), policy, 1, 10_500).ok).toBe(false);
});
