import fc from "fast-check";
import { expect, test } from "vitest";
import {
	type Attempted,
	afterAttempt,
	GIVEN_UP_AFTER_MS,
	type Standing,
	WAIT_CAP_MS,
	waitMs,
} from "./schedule.ts";

const DOWN: Attempted = {
	ok: false,
	status: 503,
	error: { code: "status", message: "answered 503" },
	gone: false,
	retry_after_ms: null,
};
const UP: Attempted = { ok: true, status: 204 };

/** Attempts at an endpoint that is down from the first to the last. */
function tried(random: () => number): { times: number[]; end: ReturnType<typeof afterAttempt> } {
	const times: number[] = [];
	const standing: Standing = {
		type: "job.failed",
		attempts: 0,
		gives_up_at: GIVEN_UP_AFTER_MS,
		failing_since: null,
	};
	for (let now = 0; ; ) {
		times.push(now);
		const after = afterAttempt(standing, DOWN, { now, random: random() });
		if (after.due_at === null) return { times, end: after };
		expect(after.due_at).toBeGreaterThan(now);
		now = after.due_at;
		standing.attempts += 1;
		standing.failing_since = after.failing_since;
	}
}

test("P9 whatever chance says, attempts go on for three whole days, the last at their end, with growing pauses", () => {
	fc.assert(
		fc.property(fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1 }), (numbers) => {
			let i = 0;
			// Chance that is always zero would only try every second.
			const { times, end } = tried(() => Math.max(0.2, numbers[i++ % numbers.length] ?? 0));
			expect(times.at(-1)).toBe(GIVEN_UP_AFTER_MS);
			expect(end).toMatchObject({ status: "failed", pause: "failing" });
			expect(times.length).toBeGreaterThan(12);
			expect(times.length).toBeLessThan(200);
		}),
	);
});

test("the pause is anything up to a bound that doubles, and never none", () => {
	expect([1, 2, 3, 10].map((attempts) => waitMs(attempts, 0.9999999))).toEqual([
		5000, 10_000, 20_000, 2_560_000,
	]);
	expect(waitMs(40, 0.9999999999)).toBe(WAIT_CAP_MS);
	expect(waitMs(2000, 0.5)).toBe(WAIT_CAP_MS / 2);
	expect(waitMs(9, 0)).toBe(1000);
});

test("an endpoint may ask for more time, but not for more than there is", () => {
	const standing = { type: "job.failed", attempts: 0, gives_up_at: GIVEN_UP_AFTER_MS, failing_since: null };
	const asked = (ms: number, now = 0) =>
		afterAttempt(standing, { ...DOWN, retry_after_ms: ms }, { now, random: 0 }).due_at;
	expect(asked(600_000)).toBe(600_000);
	expect(asked(1e12)).toBe(24 * 3_600_000);
	expect(asked(1e12, GIVEN_UP_AFTER_MS - 5)).toBe(GIVEN_UP_AFTER_MS);
});

test("a success ends a series of failures; 410 pauses at once and keeps what was to be told", () => {
	const standing = { type: "job.failed", attempts: 3, gives_up_at: 9e9, failing_since: 5 };
	const at = { now: 1000, random: 0.5 };
	expect(afterAttempt(standing, UP, at)).toEqual({
		status: "delivered",
		due_at: null,
		failing_since: null,
		pause: null,
	});
	expect(afterAttempt(standing, { ...DOWN, gone: true }, at)).toMatchObject({
		status: "pending",
		pause: "gone",
	});
	expect(afterAttempt(standing, DOWN, at)).toMatchObject({
		status: "pending",
		failing_since: 5,
		pause: null,
	});
});

test("a test is sent once, and its failure begins no series", () => {
	const standing = { type: "webhook.test", attempts: 0, gives_up_at: 9e9, failing_since: null };
	expect(afterAttempt(standing, DOWN, { now: 0, random: 0 })).toEqual({
		status: "failed",
		due_at: null,
		failing_since: null,
		pause: null,
	});
});
