import fc from "fast-check";
import { expect, test } from "vitest";
import { tendPool } from "../tend.ts";
import { FakePool, podEndpointRow } from "../testing/world.ts";
import { LIST_PAUSE_MS, LOOK_PAUSE_MS, Pace } from "./pace.ts";

/** Looks as a pool's object has them, by one alarm: hints arm it, and nothing else does. Times in milliseconds. */
function looksAfter(hints: readonly number[], tookMs: number): number[] {
	const pace = new Pace(LOOK_PAUSE_MS);
	const begun: number[] = [];
	let ended = 0;
	let alarm: number | null = null;
	const run = (until: number) => {
		while (alarm !== null && Math.max(alarm, ended) <= until) {
			const at: number = Math.max(alarm, ended);
			begun.push(at);
			ended = at + tookMs;
			pace.note(ended);
			alarm = null;
		}
	};
	for (const hint of hints) {
		run(hint);
		const at = pace.soonest(hint);
		alarm = alarm === null ? at : Math.min(alarm, at);
	}
	run(Number.POSITIVE_INFINITY);
	return begun;
}

test("however many hints come, looks keep their pause; each hint is followed by a look, the first at once", () => {
	const times = fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 300 });
	fc.assert(
		fc.property(times, fc.integer({ min: 0, max: 3_000 }), (unsorted, tookMs) => {
			const hints = unsorted.toSorted((a, b) => a - b);
			const looks = looksAfter(hints, tookMs);
			for (const [i, at] of looks.entries())
				if (i > 0) expect(at - (looks[i - 1] ?? 0)).toBeGreaterThanOrEqual(LOOK_PAUSE_MS + tookMs);
			expect(looks[0]).toBe(hints[0]);
			for (const hint of hints)
				expect(looks.some((at) => at >= hint && at <= hint + LOOK_PAUSE_MS + 2 * tookMs)).toBe(true);
		}),
	);
});

test("what counts for several is followed by as many pauses", () => {
	const pace = new Pace(LIST_PAUSE_MS);
	pace.note(1_000, 3);
	expect(pace.soonest(2_000)).toBe(1_000 + 3 * LIST_PAUSE_MS);
	pace.note(50_000);
	expect(pace.soonest(50_000)).toBe(50_000 + LIST_PAUSE_MS);
});

test("a hint each 250 ms for a minute asks the management API for fewer than 60 things, whatever it answers", async () => {
	const codes = ["unavailable", "unauthorized", "no_capacity"] as const;
	const calls = ["pods", "template", "createPod", "endPod"] as const;
	for (const fault of [null, ...calls.flatMap((call) => codes.map((code) => ({ call, code })))]) {
		const pool = new FakePool(podEndpointRow({ max_workers: 40 }));
		for (let i = 0; i < 40; i++) pool.submit();
		await tendPool(pool, "pool");
		for (const machine of pool.pods.machines) pool.pods.register(machine);
		for (const row of pool.pods.rows.values()) row.used_at = pool.clock;
		pool.calls.length = 0;
		const until = pool.clock + 60_000;
		for (; pool.clock < until; pool.clock += 250) {
			pool.submit();
			if (fault !== null) pool.faults = [fault];
			await tendPool(pool, "pool");
		}
		expect(pool.calls.length, JSON.stringify(fault)).toBeLessThan(60);
		if (fault === null) expect(pool.pods.machines.length).toBeGreaterThan(20);
	}
	expect(LIST_PAUSE_MS).toBeGreaterThan(LOOK_PAUSE_MS);
});

test("pods of an endpoint that was taken away are not asked for at every hint, though the list does not come", async () => {
	const pool = new FakePool(podEndpointRow());
	pool.submit();
	await tendPool(pool, "pool");
	for (const machine of pool.pods.machines) pool.pods.register(machine);
	pool.clock += LIST_PAUSE_MS;
	await tendPool(pool, "pool");
	pool.endpoints.splice(0);
	pool.calls.length = 0;
	for (let i = 0; i < 600; i++) {
		pool.faults = [{ call: "pods", code: "unavailable" }];
		await tendPool(pool, "pool");
		pool.clock += 100;
	}
	expect(pool.calls.length).toBeLessThanOrEqual(6);
});
