import { describe, expect, test } from "vitest";
import { CANCEL_ACK_MS } from "../contract/workers/workers.ts";
import { tendPool } from "./tend.ts";
import { endpointRow, FakePool, START } from "./testing/world.ts";

/** Tends as the alarm does: whenever it is time, up to so many seconds from now. */
async function tendFor(pool: FakePool, seconds: number): Promise<void> {
	const until = pool.clock + seconds * 1000;
	while (pool.clock <= until) {
		const next = await tendPool(pool, "pool");
		pool.clock = Math.max(pool.clock + 1, next?.next ?? until + 1);
	}
	pool.clock = until;
}

describe("the table of what is done about tickets", () => {
	test("a request that may have arrived is sent again as the same ticket, ten seconds later; the double is harmless", async () => {
		const pool = new FakePool();
		const task = pool.submit();
		pool.faults = [{ call: "run", code: "timeout", after: true }];
		await tendPool(pool, "pool");
		expect(pool.open).toMatchObject([{ status: "unknown", request_id: null, hint_task: task.id }]);
		pool.clock += 9_999;
		await tendPool(pool, "pool");
		expect(pool.remotes.size).toBe(1);
		pool.clock += 1;
		await tendPool(pool, "pool");
		const [first, second] = [...pool.remotes.values()];
		expect(first?.ticket).toBe(second?.ticket);
		expect(pool.open).toMatchObject([{ status: "issued", request_id: "r2", tries: 2 }]);
		expect([pool.claim(first?.ticket ?? ""), pool.claim(second?.ticket ?? "")]).toEqual([task, null]);
	});

	test("401, 404 and 400 close the ticket and hold the endpoint, whose words are kept; it goes on when RunPod takes one", async () => {
		const pool = new FakePool();
		pool.submit();
		pool.faults = [{ call: "run", code: "unauthorized" }];
		await tendPool(pool, "pool");
		expect([...pool.tickets.values()]).toMatchObject([{ status: "closed", outcome: "refused" }]);
		expect(pool.endpoints).toMatchObject([{ condition: "refused", condition_since: START }]);
		pool.clock += 59_000;
		await tendPool(pool, "pool");
		expect(pool.open).toEqual([]);
		await tendFor(pool, 2);
		expect(pool.open).toMatchObject([{ status: "issued" }]);
		expect(pool.endpoints).toMatchObject([{ condition: null, condition_note: null }]);
	});

	test.each([
		[undefined, 10_000],
		[30_000, 30_000],
	])(
		"429 with retry-after %s waits that long, and nothing more is sent meanwhile",
		async (retryAfterMs, wait) => {
			const pool = new FakePool();
			pool.submit();
			pool.faults = [{ call: "run", code: "too_many_requests", ...(retryAfterMs && { retryAfterMs }) }];
			expect((await tendPool(pool, "pool"))?.next).toBe(START + wait);
			pool.submit();
			pool.clock += wait - 1;
			await tendPool(pool, "pool");
			expect(pool.calls).toEqual(["run"]);
			pool.clock += 1;
			await tendPool(pool, "pool");
			expect(pool.open.map(({ status }) => status)).toEqual(["issued", "issued"]);
		},
	);

	test.each(["unauthorized", "unreadable", "unavailable", "too_many_requests"] as const)(
		"however long RunPod answers %s, its tasks have tickets within two minutes of its being well",
		async (code) => {
			const pool = new FakePool();
			const task = pool.submit();
			pool.faults = Array.from({ length: 5_000 }, () => ({ call: "run" as const, code }));
			await tendFor(pool, 20 * 60);
			// An endpoint that does not answer is not asked all the time.
			expect(pool.calls.length).toBeLessThan(150);
			pool.faults = [];
			await tendFor(pool, 120);
			expect(pool.open).toMatchObject([{ status: "issued", hint_task: task.id }]);
		},
	);

	test("a ticket that an endpoint does not take stands for no task where another endpoint has room", async () => {
		const pool = new FakePool(
			endpointRow(),
			endpointRow({ id: "ept_2", runpod_id: "rp2", micro_usd_per_second: 400 }),
		);
		for (let i = 0; i < 3; i++) pool.submit();
		const retryAfterMs = 600_000;
		pool.faults = [{ call: "run", code: "too_many_requests", retryAfterMs }];
		await tendFor(pool, 5);
		expect(pool.open).toHaveLength(3);
		expect(pool.open.every(({ status }) => status === "issued")).toBe(true);
	});

	test("an endpoint that asks for a pause is sent nothing more in the same look", async () => {
		const pool = new FakePool(endpointRow({ max_workers: 40 }));
		for (let i = 0; i < 40; i++) pool.submit();
		const fault = { call: "run" as const, code: "too_many_requests" as const, retryAfterMs: 30_000 };
		pool.faults = Array.from({ length: 40 }, () => fault);
		await tendPool(pool, "pool");
		// Those that were under way at the same time.
		expect(pool.calls.length).toBeLessThanOrEqual(5);
	});

	test.each(["gone", "COMPLETED", "FAILED", "TIMED_OUT", "CANCELLED"] as const)(
		"unused and %s at RunPod: spent, and another is issued, five times an hour",
		async (how) => {
			const pool = new FakePool();
			const task = pool.submit();
			for (let round = 0; round < 30; round++) {
				for (const remote of pool.remotes.values()) {
					if (how === "gone") pool.remotes.delete(remote.id);
					else remote.status = how;
				}
				await tendFor(pool, 120);
			}
			const made = [...pool.tickets.values()];
			expect(made).toHaveLength(5);
			for (const ticket of made) expect(ticket).toMatchObject({ outcome: "spent", hint_task: task.id });
			await tendFor(pool, 3_600);
			expect(pool.tickets.size).toBeGreaterThan(5);
		},
	);

	test("taken and never claimed: after two minutes another is issued, and the endpoint is known to be cut off until somebody comes", async () => {
		const pool = new FakePool();
		pool.submit();
		await tendPool(pool, "pool");
		for (const remote of pool.remotes.values()) remote.status = "IN_PROGRESS";
		await tendFor(pool, 330);
		const [first, second] = [...pool.tickets.values()];
		expect(first).toMatchObject({ outcome: "unclaimed" });
		expect(second).toMatchObject({ status: "issued" });
		// Its machine would be paid for until the request has taken too long.
		expect([...pool.remotes.values()].find(({ ticket }) => ticket === first?.id)?.status).toBe("CANCELLED");
		expect(pool.endpoints[0]?.condition).toBe("unreachable");
		pool.claim(second?.id ?? "");
		await tendFor(pool, 1);
		expect(pool.endpoints[0]?.condition).toBeNull();
	});

	test.each([
		[{ initializing: 1 }, null, "starting"],
		[{ throttled: 2 }, null, "no_capacity"],
		[{}, null, "no_capacity"],
		[{ initializing: 1 }, { max_workers: 3, unhealthy: 2 }, "starting"],
		[{}, { max_workers: 0, unhealthy: 0 }, "scaled_down"],
		[{ running: 1 }, null, null],
	] as const)(
		"nobody has come for 90 s, workers %j, management %j: %s",
		async (workers, management, condition) => {
			const pool = new FakePool();
			pool.submit();
			Object.assign(pool.workers, workers);
			pool.management = management;
			await tendFor(pool, 130);
			expect(pool.endpoints[0]?.condition).toBe(condition);
		},
	);

	test("after five minutes a crash loop is told apart from no capacity, and is over when somebody comes", async () => {
		const pool = new FakePool();
		pool.submit();
		pool.workers.initializing = 1;
		pool.management = { max_workers: 3, unhealthy: 2 };
		await tendFor(pool, 450);
		expect(pool.endpoints[0]).toMatchObject({ condition: "crash_loop" });
		expect(pool.endpoints[0]?.condition_note).toContain("2 workers are unhealthy");
		expect(pool.told).toMatchObject([{ about: { condition: "crash_loop" } }]);
		pool.claim([...pool.tickets.keys()][0] ?? "");
		await tendFor(pool, 1);
		expect(pool.endpoints[0]?.condition).toBeNull();
	});

	test.each(["succeeded", "failed", "lease_expired", "released"] as const)(
		"an attempt that %s: its ticket is over; RunPod is told unless the worker will",
		async (how) => {
			const pool = new FakePool();
			const task = pool.submit();
			await tendPool(pool, "pool");
			pool.claim([...pool.tickets.keys()][0] ?? "");
			pool.end(task, how, "succeeded");
			// Nothing waits for RunPod's word.
			pool.faults = [{ call: "cancel", code: "unavailable" }];
			pool.clock += 10_000;
			await tendPool(pool, "pool");
			expect([...pool.tickets.values()]).toMatchObject([{ outcome: "done", cost_micro_usd: 3_100 }]);
			expect(pool.calls.filter((call) => call === "cancel")).toHaveLength(how === "succeeded" ? 0 : 1);
		},
	);

	test.each(["gone", "TIMED_OUT"] as const)(
		"an attempt that holds its lease goes on, though its ticket is %s at RunPod; somebody is told once",
		async (how) => {
			const pool = new FakePool();
			pool.submit();
			await tendPool(pool, "pool");
			pool.claim([...pool.tickets.keys()][0] ?? "");
			if (how === "gone") pool.remotes.clear();
			else for (const remote of pool.remotes.values()) remote.status = how;
			await tendFor(pool, 1_000);
			expect(pool.open).toMatchObject([{ status: "used" }]);
			expect(pool.told).toHaveLength(1);
			expect(pool.calls).not.toContain("cancel");
		},
	);

	test("a ticket that nothing is left for is taken back; one that a task may come back to within 15 s is kept", async () => {
		const pool = new FakePool();
		const task = pool.submit();
		await tendPool(pool, "pool");
		task.status = "canceled";
		await tendFor(pool, 14);
		expect(pool.open).toHaveLength(1);
		pool.faults = [{ call: "cancel", code: "too_many_requests" }];
		await tendFor(pool, 15);
		expect([...pool.tickets.values()]).toMatchObject([{ outcome: "canceled" }]);
		expect([...pool.remotes.values()]).toMatchObject([{ status: "CANCELLED" }]);
	});

	test("a canceled task whose worker does not let go: RunPod stops it after 15 s, once", async () => {
		const pool = new FakePool();
		const task = pool.submit();
		await tendPool(pool, "pool");
		pool.claim([...pool.tickets.keys()][0] ?? "");
		task.status = "canceling";
		task.run_until = pool.clock + CANCEL_ACK_MS;
		await tendFor(pool, 14);
		expect(pool.calls).not.toContain("cancel");
		await tendFor(pool, 20);
		expect(pool.calls.filter((call) => call === "cancel")).toHaveLength(1);
		expect(pool.open).toMatchObject([{ status: "used" }]);
	});

	test("an endpoint over its budget is given no tickets until the day is over; what it has open stays", async () => {
		const today = Math.floor(START / 86_400_000);
		const pool = new FakePool(
			endpointRow({ daily_budget_micro_usd: 1_000, spent_day: today, spent_micro_usd: 1_000 }),
		);
		pool.submit();
		await tendPool(pool, "pool");
		expect(pool.open).toEqual([]);
		pool.clock = (today + 1) * 86_400_000;
		await tendPool(pool, "pool");
		expect(pool.open).toHaveLength(1);
	});

	test("what was written down and never sent, since the power went, is sent", async () => {
		const pool = new FakePool();
		pool.submit();
		const { run } = pool.runpod;
		pool.runpod.run = () => Promise.reject(new Error("the power went"));
		await expect(tendPool(pool, "pool")).rejects.toThrow("power");
		pool.runpod.run = run;
		expect(pool.open).toMatchObject([{ status: "issuing" }]);
		await tendFor(pool, 30);
		expect(pool.open).toMatchObject([{ status: "issued", tries: 1 }]);
	});
});
