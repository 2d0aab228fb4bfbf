import { expect, test } from "vitest";
import { tendPool } from "../tend.ts";
import { FakePool, podEndpointRow } from "../testing/world.ts";
import { LIST_PAUSE_MS, LOOK_PAUSE_MS, Pace } from "./pace.ts";

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
