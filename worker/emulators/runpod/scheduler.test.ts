import { describe, expect, test } from "vitest";
import { maxAfterQuiet, wantedWorkers } from "./scaling.ts";
import { Yard } from "./testing/yard.ts";

const W1 = "emulated-worker-1";
const W2 = "emulated-worker-2";
const SCALING = {
	...{ workersMin: 0, workersMax: 3, idleTimeoutMs: 5_000, flashBoot: false },
	scaler: { type: "QUEUE_DELAY", seconds: 1 },
} as const;
const DAY = 86_400_000;

/** A worker that has asked for a request and has it. */
function working(yard: Yard, id = W1) {
	const request = yard.run();
	yard.wait(1_500);
	expect(yard.take(id)).toBe(request);
	return request;
}

describe("how many workers an endpoint wants", () => {
	test.each([
		["nothing waits", [], 0, 0, 0],
		["it has not waited for long enough", [900], 0, 0, 0],
		["one waits", [1_000], 0, 0, 1],
		["two wait, and one that is free will take one", [1_000, 2_000], 1, 1, 2],
		["all that are there are busy", [1_500], 2, 0, 3],
		["never more than it may have", [1_500, 1_500, 1_500, 1_500, 1_500], 0, 0, 3],
	])("by delay: %s", (_why, waits, workers, free, wanted) => {
		expect(wantedWorkers(SCALING, { waits, inProgress: 0 }, { workers, free })).toBe(wanted);
	});

	test.each([
		[0, 0, 0],
		[1, 0, 1],
		[3, 2, 3],
		[9, 0, 3],
	])("by count: %i waiting and %i in hand, two for each worker: %i", (waiting, inProgress, wanted) => {
		const scaling = { ...SCALING, scaler: { type: "REQUEST_COUNT", requests: 2 } } as const;
		const waits = Array.from({ length: waiting }, () => 0);
		expect(wantedWorkers(scaling, { waits, inProgress }, { workers: 0, free: 0 })).toBe(wanted);
	});

	test("an endpoint that nobody uses is cut to two after three days, and to none after a week", () => {
		expect([2.9, 3, 6.9, 7].map((days) => maxAfterQuiet(3, days * DAY))).toEqual([3, 2, 2, 0]);
		expect(maxAfterQuiet(1, 4 * DAY)).toBe(1);
	});
});

describe("a worker's life", () => {
	test("from zero and back: wanted, prepared, started, and ended once it was idle for long enough", () => {
		const yard = new Yard({ scaling: SCALING });
		const request = working(yard);
		yard.wait(3_000);
		yard.bring(W1, request);
		yard.wait(4_950);
		expect(yard.states()).toEqual(["running"]);
		yard.wait(50);
		yard.exit(W1);
		expect(yard.done).toEqual([`start ${W1} at 1500`, `term ${W1} at 9500`]);
		yard.wait(60_000);
		expect(yard.states()).toEqual([]);
		const bill = yard.bill(310);
		expect(bill.workers).toEqual([
			{ worker: W1, starts: 1, paid_ms: 8_000, cold_ms: 0, busy_ms: 3_000, idle_ms: 5_000, micro_usd: 2_480 },
		]);
		expect(bill.runs).toEqual([{ request: request.id, worker: W1, execution_ms: 3_000 }]);
	});

	test("the least number is there without any request, and stays", () => {
		const yard = new Yard({ scaling: { ...SCALING, workersMin: 1 } });
		yard.wait(600);
		yard.take(W1);
		yard.wait(60_000);
		expect(yard.done).toEqual([`start ${W1} at 550`]);
	});

	test("a request of low priority waits for workers that others bring", () => {
		const yard = new Yard({ scaling: SCALING });
		yard.queue.run({}, { lowPriority: true }, 0);
		yard.wait(60_000);
		expect(yard.states()).toEqual([]);
	});

	test("where no machine is free it is throttled, until one is", () => {
		const yard = new Yard({ scaling: SCALING, platform: { machines: 0 } });
		yard.run();
		yard.wait(5_000);
		expect(yard.states()).toEqual(["throttled"]);
		yard.scheduler.platform.machines = 1;
		yard.wait(600);
		expect(yard.states()).toEqual(["running"]);
	});

	test("one that ends before it asks for anything is unhealthy, and started again, each time later", () => {
		const yard = new Yard({ scaling: { ...SCALING, workersMax: 1 } });
		const request = yard.run();
		for (let crash = 0; crash < 4; crash++) {
			yard.wait(120_000, { step: 500 });
			expect(yard.processes.size, `crash ${crash}`).toBe(1);
			yard.exit(W1);
			expect(yard.states()).toEqual(["unhealthy"]);
		}
		expect(request.status).toBe("IN_QUEUE");
		const crashedAt = yard.now;
		yard.wait(120_000, { step: 500 });
		const started = Number(yard.done.at(-1)?.split(" at ")[1]);
		// Five seconds, doubled three times, and the machine is prepared.
		expect(started - crashedAt).toBe(40_500);
		expect(yard.take(W1)).toBe(request);
	});

	test("one that says itself that it cannot work is unhealthy once it has ended", () => {
		const yard = new Yard({ scaling: SCALING });
		working(yard);
		yard.scheduler.unhealthy(W1);
		yard.exit(W1);
		expect(yard.states()).toEqual(["unhealthy"]);
	});

	test("one that never asks for anything is killed when its time to begin is over", () => {
		const yard = new Yard({ scaling: { ...SCALING, workersMax: 1 }, platform: { initMs: 10_000 } });
		yard.run();
		yard.wait(12_000);
		expect(yard.done).toEqual([`start ${W1} at 1500`, `kill ${W1} at 11500`]);
		expect(yard.states()).toEqual(["unhealthy"]);
	});

	test.each([
		["requeue", { status: "IN_QUEUE", retries: 1 }],
		["TIMED_OUT", { status: "TIMED_OUT", retries: 0 }],
	] as const)("one that gives no sign of life is killed, and what it had in hand: %s", (onLoss, expected) => {
		const yard = new Yard({ scaling: SCALING }, { onLoss, heartbeatMs: 4_000 });
		const request = working(yard);
		yard.wait(4_100, { silent: [W1] });
		expect(yard.done.at(-1)).toMatch(`kill ${W1}`);
		expect(request).toMatchObject(expected);
		expect(yard.states()).not.toContain("stopping");
	});

	test("one that dies leaves its request to another, which counts it", () => {
		const yard = new Yard({ scaling: SCALING });
		const request = working(yard);
		yard.exit(W1);
		yard.wait(600);
		expect(yard.take(W2)).toBe(request);
		expect(request.retries).toBe(1);
	});

	test("a request that runs too long is stopped with its worker: SIGTERM, and SIGKILL after the grace", () => {
		const yard = new Yard({ scaling: SCALING, platform: { graceMs: 2_000 } });
		const request = yard.queue.run({}, { executionTimeout: 5_000 }, 0);
		yard.wait(1_500);
		yard.take(W1);
		yard.wait(10_000);
		expect(request.status).toBe("TIMED_OUT");
		expect(yard.queue.takeStops(W1)).toEqual([]);
		expect(yard.done.slice(1)).toEqual([`term ${W1} at 6500`, `kill ${W1} at 8500`]);
	});

	test("one that asks to be replaced is, though others could wait", () => {
		const yard = new Yard({ scaling: SCALING });
		const request = working(yard);
		yard.bring(W1, request);
		expect(yard.scheduler.refresh(W1, yard.now)).toEqual([{ do: "term", worker: W1 }]);
		expect(yard.take(W1)).toBeNull();
	});

	test("with FlashBoot it is frozen, asks in vain, costs nothing, and comes back faster than another would start", () => {
		const yard = new Yard({ scaling: { ...SCALING, flashBoot: true } });
		yard.bring(W1, working(yard));
		yard.wait(6_000);
		expect(yard.states()).toEqual(["parked"]);
		expect(yard.scheduler.admits(W1, yard.now)).toBe(false);
		yard.wait(3_600_000, { step: 60_000 });
		const request = yard.run();
		yard.wait(1_150);
		expect(yard.take(W1)).toBe(request);
		expect(yard.done.map((line) => line.split(" ")[0])).toEqual(["start", "freeze", "thaw"]);
		const { workers } = yard.bill(310);
		expect(workers).toMatchObject([{ starts: 2, paid_ms: 5_050, cold_ms: 0 }]);
	});

	test("new settings end idle workers at once and busy ones after their request", () => {
		const yard = new Yard({ scaling: { ...SCALING, idleTimeoutMs: 60_000 } });
		const first = working(yard);
		working(yard, W2);
		yard.bring(W1, first);
		yard.scheduler.set({ workersMax: 2 }, yard.now);
		yard.wait(50);
		expect(yard.scheduler.workers().map(({ id, state }) => [id, state])).toEqual([
			[W1, "stopping"],
			[W2, "running"],
		]);
	});

	test("no request for a week: nobody comes any more, until somebody sets the endpoint again", () => {
		const yard = new Yard({ scaling: SCALING });
		yard.wait(7 * DAY, { step: DAY / 4 });
		const request = yard.run();
		yard.wait(60_000);
		expect([yard.states(), request.status]).toEqual([[], "IN_QUEUE"]);
		yard.scheduler.set({ workersMax: 3 }, yard.now);
		yard.wait(600);
		expect(yard.take(W1)).toBe(request);
	});
});
