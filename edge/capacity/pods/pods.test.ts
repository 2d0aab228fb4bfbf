import { describe, expect, test } from "vitest";
import { abilityOf } from "../../pools/match.ts";
import { LIST_PAUSE_MS } from "../runpod/pace.ts";
import { tendPool } from "../tend.ts";
import type { FakeMachine } from "../testing/fake-pods.ts";
import { endpointRow, FakePool, podEndpointRow, START } from "../testing/world.ts";
import { LEFT_OUT, nextPodStep, podCost } from "./life.ts";
import { afterFailure, gpuFor } from "./start.ts";

const SECOND = 1000;

function poolOf(more: Parameters<typeof podEndpointRow>[0] = {}): FakePool {
	return new FakePool(podEndpointRow(more));
}

const tend = (pool: FakePool) => tendPool(pool, "pool");

/** Tends as the alarm does, up to so many seconds from now; workers that are there are heard of. */
async function tendFor(pool: FakePool, seconds: number): Promise<void> {
	const until = pool.clock + seconds * SECOND;
	while (pool.clock < until) {
		const next = await tend(pool);
		pool.clock = Math.min(until, Math.max(pool.clock + 1, next?.next ?? until));
		for (const worker of pool.pods.workers.values()) if (worker.gone_at === null) worker.seen_at = pool.clock;
	}
	await tend(pool);
}

function machineOf(pool: FakePool, at = 0): FakeMachine {
	const machine = pool.pods.machines[at];
	if (!machine) throw new Error(`no machine ${at}`);
	return machine;
}

function setBusy(pool: FakePool, machine: FakeMachine, busy: boolean): void {
	const worker = pool.pods.workers.get(machine.env.WORKER_NAME ?? "");
	if (!worker) throw new Error("no worker");
	worker.busy = busy;
	const row = pool.pods.rows.get(machine.env.WORKER_NAME ?? "");
	if (busy && row) row.used_at = pool.clock;
}

/** A pool whose first pod is there and at work. */
async function serving(more: Parameters<typeof podEndpointRow>[0] = {}): Promise<FakePool> {
	const pool = poolOf(more);
	const task = pool.submit();
	await tend(pool);
	pool.pods.register(machineOf(pool));
	setBusy(pool, machineOf(pool), true);
	task.status = "running";
	pool.clock += LIST_PAUSE_MS;
	await tend(pool);
	expect(pool.pods.open).toMatchObject([{ status: "serving" }]);
	return pool;
}

describe("pods are started for what waits", () => {
	test("S0-C02 one until the first has claimed, then as many as are wanted, never beyond the most; the list comes first", async () => {
		const pool = poolOf({ max_workers: 3 });
		for (let i = 0; i < 6; i++) pool.submit();
		await tendFor(pool, 120);
		expect(pool.calls.slice(0, 3)).toEqual(["pods", "template", "createPod"]);
		expect(pool.pods.machines).toHaveLength(1);
		pool.pods.register(machineOf(pool));
		await tendFor(pool, 60);
		expect(pool.pods.machines).toHaveLength(1);
		setBusy(pool, machineOf(pool), true);
		await tendFor(pool, 60);
		expect(pool.pods.machines).toHaveLength(3);
		await tendFor(pool, 60);
		expect(pool.pods.machines).toHaveLength(3);
	});

	test("a pod bears our id as its name and its worker's, and is told when to stop; its token stays a reference", async () => {
		const pool = poolOf();
		pool.submit();
		await tend(pool);
		const [row] = pool.pods.open;
		expect(machineOf(pool)).toMatchObject({
			name: `darkroom-${row?.id}`,
			gpu_id: "A",
			env: {
				WORKER_TOKEN: "{{ RUNPOD_SECRET_d }}",
				WORKER_NAME: row?.id,
				IDLE_STOP_AFTER: "300",
				IDLE_STOP_ACTION: "terminate",
			},
		});
	});

	test("none for what an idle worker of the pool can run, nor for what a pod is being started for, nor over the budget", async () => {
		const pool = poolOf();
		pool.idle = [abilityOf({ nodes: [], model_inputs: {} } as never, 24 * 2 ** 30)];
		pool.submit();
		await tend(pool);
		expect(pool.pods.machines).toHaveLength(0);
		pool.submit({ min_vram_bytes: 23 * 2 ** 30 });
		await tendFor(pool, 60);
		expect(pool.pods.machines).toHaveLength(1);

		const today = Math.floor(START / 86_400_000);
		const spent = poolOf({ daily_budget_micro_usd: 10, spent_micro_usd: 10, spent_day: today });
		spent.submit();
		await tend(spent);
		expect(spent.pods.machines).toHaveLength(0);
	});

	test("where tickets and pods serve a pool, each task gets one of them, the cheaper first", async () => {
		const pool = new FakePool(
			podEndpointRow({ micro_usd_per_second: 200, max_workers: 1 }),
			endpointRow({ id: "ept_2", max_workers: 5 }),
		);
		for (let i = 0; i < 3; i++) pool.submit();
		await tend(pool);
		expect([pool.pods.machines.length, pool.open.length]).toEqual([1, 2]);
	});
});

describe("what goes wrong with a start", () => {
	test("a lost answer: the pod is found by its name, no second one is asked for; one that is not there is given up", async () => {
		const pool = poolOf();
		pool.submit();
		pool.faults = [{ call: "createPod", code: "timeout", after: true, lateMs: 60 * SECOND }];
		await tendFor(pool, 30);
		expect(pool.pods.open).toMatchObject([{ status: "asking", runpod_pod: null }]);
		await tendFor(pool, 60);
		expect(pool.pods.machines).toHaveLength(1);
		expect(pool.pods.open).toMatchObject([{ status: "starting", runpod_pod: machineOf(pool).id }]);

		const lost = poolOf();
		lost.submit();
		lost.faults = [{ call: "createPod", code: "timeout" }];
		await tendFor(lost, 110);
		expect(lost.calls.filter((call) => call === "createPod")).toHaveLength(1);
		await tendFor(lost, 120);
		expect([...lost.pods.rows.values()][0]).toMatchObject({ outcome: "lost", cost_micro_usd: 0 });
		expect(lost.pods.machines).toHaveLength(1);
	});

	test("no capacity: the next kind of GPU soon, then all of them later and later; queue reasons tell it", async () => {
		const pool = poolOf();
		pool.submit();
		const none = { call: "createPod", code: "no_capacity" } as const;
		pool.faults = [none, none, none, none];
		await tendFor(pool, 11);
		const [endpoint] = pool.endpoints;
		expect(endpoint).toMatchObject({ condition: "no_capacity", start_failures: 2 });
		const tried = [...pool.pods.rows.values()].map(({ gpu_id, outcome }) => [gpu_id, outcome]);
		expect(tried).toEqual([
			["A", "no_capacity"],
			["B", "no_capacity"],
		]);
		expect(endpoint?.hold_until).toBeGreaterThanOrEqual(pool.clock + 50 * SECOND);
		await tendFor(pool, 70);
		expect(endpoint?.hold_until).toBeGreaterThanOrEqual(pool.clock + 100 * SECOND);
		await tendFor(pool, 200);
		expect(pool.pods.machines).toHaveLength(1);
		expect(endpoint?.condition).toBe("starting");
		pool.pods.register(machineOf(pool));
		await tendFor(pool, 20);
		expect(endpoint?.condition).toBeNull();
	});

	test("a pod whose worker does not come in time is terminated: a crash loop where it runs, no capacity where it never did", async () => {
		for (const [status, condition, outcome] of [
			["RUNNING", "crash_loop", "unregistered"],
			["PROVISIONING", "no_capacity", "no_capacity"],
			["EXITED", "crash_loop", "crashed"],
		] as const) {
			const pool = poolOf();
			pool.submit();
			await tend(pool);
			machineOf(pool).status = status;
			await tendFor(pool, status === "EXITED" ? 30 : 620);
			expect(machineOf(pool).status).toBe("TERMINATED");
			expect([...pool.pods.rows.values()][0]).toMatchObject({ status: "closed", outcome });
			expect([...pool.pods.rows.values()][0]?.cost_micro_usd).toBeGreaterThan(0);
			expect(pool.told.map(({ about }) => about.condition)).toEqual([condition]);
		}
	});

	test("a management key that is not taken, or a template without a token, is told, and nothing is written down", async () => {
		for (const call of ["pods", "template"] as const) {
			const pool = poolOf();
			pool.submit();
			pool.faults = [{ call, code: "unauthorized" }];
			await tend(pool);
			expect(pool.endpoints[0]).toMatchObject({ condition: "refused", condition_note: "made up" });
			expect(pool.pods.rows.size).toBe(0);
		}
	});

	test("each failure holds an endpoint longer, at most half an hour", () => {
		const after = (start_failures: number) =>
			afterFailure({ ...podEndpointRow(), start_failures }, { type: "refused", why: "" }, 0).hold_until;
		expect([0, 1, 2, 4, 40].map(after)).toEqual([60_000, 60_000, 120_000, 240_000, 1_800_000]);
		expect([0, 1, 2].map((start_failures) => gpuFor({ ...podEndpointRow(), start_failures }))).toEqual([
			"A",
			"B",
			"A",
		]);
	});
});

describe("how pods end", () => {
	test("one that is idle for longer than it may, and did not stop, is drained and then terminated; at work it is not", async () => {
		const pool = await serving();
		await tendFor(pool, 3600);
		expect(machineOf(pool).status).toBe("RUNNING");
		setBusy(pool, machineOf(pool), false);
		const name = machineOf(pool).env.WORKER_NAME ?? "";
		await tendFor(pool, 340);
		expect(pool.pods.workers.get(name)?.draining).toBe(false);
		await tendFor(pool, 170);
		expect(machineOf(pool).status).toBe("TERMINATED");
		expect([...pool.pods.rows.values()][0]).toMatchObject({ status: "closed", outcome: "idle" });
	});

	test("one that stops by itself is closed with what it has cost until then", async () => {
		const pool = await serving();
		const machine = machineOf(pool);
		setBusy(pool, machine, false);
		const worker = pool.pods.workers.get(machine.env.WORKER_NAME ?? "");
		if (worker) worker.gone_at = pool.clock + 10 * SECOND;
		machine.status = "TERMINATED";
		await tendFor(pool, 300);
		expect([...pool.pods.rows.values()][0]).toMatchObject({ outcome: "stopped", cost_micro_usd: 20 * 310 });
	});

	test.each(["EXITED", "ERROR", "TERMINATED"])(
		"one whose worker said goodbye and that RunPod lists as %s has cost until the goodbye, whenever it is looked at",
		async (status) => {
			const pool = await serving();
			const machine = machineOf(pool);
			const row = [...pool.pods.rows.values()][0];
			const worker = pool.pods.workers.get(machine.env.WORKER_NAME ?? "");
			if (!row || !worker) throw new Error("no pod");
			const gone_at = pool.clock + 7 * SECOND;
			Object.assign(worker, { busy: false, gone_at });
			machine.status = status;
			pool.pods.list = () => [machine];
			pool.clock += 100 * SECOND;
			await tend(pool);
			expect(row).toMatchObject({ outcome: "stopped", paid_until: gone_at, cost_micro_usd: 17 * 310 });
		},
	);

	test("one that is dead and whose worker said nothing has cost until it was found", async () => {
		const pool = await serving();
		machineOf(pool).status = "EXITED";
		pool.clock += 100 * SECOND;
		await tend(pool);
		expect([...pool.pods.rows.values()][0]).toMatchObject({ paid_until: pool.clock, status: "closed" });
	});

	test.each(["paused", "removed", "budget"] as const)(
		"S0-C02 of an endpoint that is %s it finishes what it holds, gets nothing new, and is terminated",
		async (why) => {
			const pool = await serving();
			const endpoint = pool.endpoints[0];
			if (why === "paused" && endpoint) endpoint.paused_at = pool.clock;
			if (why === "budget" && endpoint) endpoint.daily_budget_micro_usd = 0;
			if (why === "removed") pool.endpoints.splice(0);
			await tendFor(pool, 300);
			const name = machineOf(pool).env.WORKER_NAME ?? "";
			expect(pool.pods.workers.get(name)?.draining).toBe(true);
			expect(pool.pods.open).toMatchObject([{ status: "ending", outcome: why }]);
			expect(machineOf(pool).status).toBe("RUNNING");
			setBusy(pool, machineOf(pool), false);
			await tendFor(pool, 30);
			expect(machineOf(pool).status).toBe("TERMINATED");
			expect(pool.pods.open).toEqual([]);
			if (why === "removed") expect(await tend(pool)).toBeNull();
		},
	);

	test("one that claims nothing though something waits is told as useless, and no other is started soon", async () => {
		const pool = poolOf();
		pool.submit();
		await tend(pool);
		pool.pods.register(machineOf(pool));
		await tendFor(pool, 470);
		expect(pool.endpoints[0]).toMatchObject({ condition: "useless", start_failures: 1 });
		expect(pool.endpoints[0]?.hold_until).toBeGreaterThan(pool.clock);
	});

	test("one bad list ends nothing; a pod of ours that is over here is ended, those of others are let alone", async () => {
		const pool = await serving();
		setBusy(pool, machineOf(pool), false);
		pool.pods.blind = true;
		await tendFor(pool, 70);
		expect(pool.pods.open).toMatchObject([{ status: "serving" }]);
		const [row] = pool.pods.open;
		const machine = { status: "RUNNING", gpu_id: "A", env: {}, arrives: 0 };
		const other = "darkroom-pod_01000000000000000000000000";
		pool.pods.machines.push(
			{ ...machine, id: "double", name: `darkroom-${row?.id}` },
			{ ...machine, id: "theirs", name: other },
			{ ...machine, id: "by-hand", name: "jupyter" },
		);
		await tendFor(pool, 70);
		const status = (id: string) => pool.pods.machines.find((one) => one.id === id)?.status;
		expect([status("double"), status("theirs"), status("by-hand")]).toEqual([
			"TERMINATED",
			"RUNNING",
			"RUNNING",
		]);
		expect(pool.pods.open).toMatchObject([{ status: "serving" }]);
	});

	test("a pod is given up once two lists, a while apart, leave it out after it must have turned up, and nobody hears of its worker", () => {
		const row = {
			...podEndpointRow(),
			asked_at: 0,
			start_ms: 1e9,
			idle_ms: 1e9,
			registered_at: 0,
			used_at: 0,
		};
		const pod = { ...row, outcome: null, runpod_pod: "m", remote: LEFT_OUT };
		const stepOf = (
			status: "asking" | "starting" | "serving",
			remote_since: number,
			now: number,
			gone_at = now,
		) => {
			const worker = status === "serving" ? { id: "w", seen_at: now, gone_at, busy: false } : null;
			return nextPodStep({ ...pod, status, remote_since }, worker, null, null, now).do;
		};
		for (const status of ["asking", "starting", "serving"] as const) {
			expect(stepOf(status, 119_999, 900_000)).toBe("keep");
			expect(stepOf(status, 120_000, 164_999)).toBe("keep");
			expect(stepOf(status, 120_000, 165_000)).toBe("close");
		}
		const heard = { id: "w", seen_at: 165_000, gone_at: null, busy: false };
		const serving = { ...pod, status: "serving" as const, remote_since: 120_000 };
		expect(nextPodStep(serving, heard, null, null, 165_000).do).toBe("keep");
	});

	test("what a pod has cost only grows", () => {
		const pod = { asked_at: START, micro_usd_per_second: 310, cost_micro_usd: 0 };
		expect(podCost(pod, START + 1500)).toBe(465);
		expect(podCost({ ...pod, cost_micro_usd: 900 }, START + 1500)).toBe(900);
	});
});
