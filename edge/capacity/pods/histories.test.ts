import fc from "fast-check";
import { expect, test } from "vitest";
import { runs } from "../../../workflows/testing/runs.ts";
import type { RunpodErrorCode } from "../runpod/error.ts";
import { tendPool } from "../tend.ts";
import type { FakeMachine } from "../testing/fake-pods.ts";
import { FakePool, type FakeTask, podEndpointRow } from "../testing/world.ts";

const CODES: RunpodErrorCode[] = [
	"unauthorized",
	"refused",
	"no_capacity",
	"too_many_requests",
	"unavailable",
	"timeout",
];

/** What happens in a life of a pool of pods. `at` chooses among what is there. */
type Step =
	| { do: "submit" | "power" | "blind" | "remove" | "add" }
	| { do: "tend" | "boot" | "claim" | "finish" | "die" | "stop" | "pause"; at: number }
	| {
			do: "fault";
			call: "pods" | "template" | "createPod" | "endPod";
			code: RunpodErrorCode;
			after: boolean;
			late: number;
	  }
	| { do: "wait"; seconds: number };

const at = fc.nat(50);
const often = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });
const steps: fc.Arbitrary<Step[]> = fc.array(
	fc.oneof(
		often(4, fc.record({ do: fc.constant("submit" as const) })),
		often(8, fc.record({ do: fc.constant("tend" as const), at })),
		often(9, fc.record({ do: fc.constantFrom("boot" as const, "claim" as const, "finish" as const), at })),
		often(2, fc.record({ do: fc.constantFrom("die" as const, "stop" as const, "pause" as const), at })),
		often(
			2,
			fc.record({
				do: fc.constantFrom("power" as const, "blind" as const, "remove" as const, "add" as const),
			}),
		),
		often(
			2,
			fc.record({
				do: fc.constant("fault" as const),
				call: fc.constantFrom("pods", "template", "createPod", "endPod"),
				code: fc.constantFrom(...CODES),
				after: fc.boolean(),
				late: fc.integer({ min: 0, max: 100 }),
			}),
		),
		often(4, fc.record({ do: fc.constant("wait" as const), seconds: fc.integer({ min: 1, max: 400 }) })),
	),
	{ minLength: 10, maxLength: 80, size: "max" },
);

const pick = <T>(all: readonly T[], place: number): T | undefined =>
	all.length === 0 ? undefined : all[place % all.length];

const MOST = 2;

class Life {
	readonly pool = new FakePool(podEndpointRow({ max_workers: MOST }));
	private readonly endpoint = this.pool.endpoints[0] ?? podEndpointRow();
	/** By the name of the worker that runs it. */
	private readonly held = new Map<string, FakeTask>();
	private added = 1;

	constructor() {
		const { terminate } = this.pool.pods;
		this.pool.pods.terminate = (id) => {
			const machine = this.pool.pods.machines.find((one) => one.id === id);
			// Whoever is heard of is never ended at work.
			if (machine?.status === "RUNNING") expect(this.held.has(workerOf(machine))).toBe(false);
			terminate.call(this.pool.pods, id);
		};
	}

	private machines(...of: string[]): FakeMachine[] {
		const { pods, clock } = this.pool;
		return pods.machines.filter(({ status, arrives }) => of.includes(status) && arrives <= clock);
	}

	private end(machine: FakeMachine, status: string): void {
		const name = workerOf(machine);
		machine.status = status;
		const worker = this.pool.pods.workers.get(name);
		const task = this.held.get(name);
		if (task) this.pool.end(task, "lease_expired", "queued");
		this.held.delete(name);
		if (worker) Object.assign(worker, { busy: false, gone_at: this.pool.clock });
	}

	async step(step: Step): Promise<void> {
		const { pool } = this;
		switch (step.do) {
			case "submit":
				return void pool.submit();
			case "tend":
				return void (await tendPool(pool, "pool"));
			case "power": {
				const { createPod } = pool.runpod;
				pool.runpod.createPod = async (pod) => {
					if (pool.clock % 2) await createPod(pod);
					throw new Error("the power went");
				};
				await tendPool(pool, "pool").catch(() => undefined);
				pool.runpod.createPod = createPod;
				return;
			}
			case "boot": {
				const machine = pick(this.machines("PROVISIONING"), step.at);
				if (machine) pool.pods.register(machine);
				return;
			}
			case "claim": {
				const machine = pick(this.machines("RUNNING"), step.at);
				if (machine) this.claim(machine);
				return;
			}
			case "finish": {
				const machine = pick(this.machines("RUNNING"), step.at);
				if (machine) this.finish(machine);
				return;
			}
			case "die": {
				const machine = pick(this.machines("PROVISIONING", "RUNNING"), step.at);
				if (machine) this.end(machine, step.at % 2 ? "EXITED" : "ERROR");
				return;
			}
			case "stop": {
				const machine = pick(this.machines("RUNNING"), step.at);
				if (machine && !this.held.has(workerOf(machine))) this.end(machine, "TERMINATED");
				return;
			}
			case "pause":
				this.endpoint.paused_at = this.endpoint.paused_at === null && step.at % 2 ? pool.clock : null;
				return;
			case "blind":
				pool.pods.blind = true;
				return;
			case "remove":
				return void pool.endpoints.splice(0);
			case "add":
				return this.add();
			case "fault": {
				// What is refused was not done; of the others nobody knows.
				const after = step.after && (step.code === "unavailable" || step.code === "timeout");
				pool.faults.push({ call: step.call, code: step.code, after, lateMs: step.late * 1000 });
				return;
			}
			case "wait":
				this.pass(step.seconds * 1000);
		}
	}

	private add(): void {
		if (this.pool.endpoints.length > 0) return;
		Object.assign(this.endpoint, podEndpointRow({ id: `ept_${++this.added}`, max_workers: MOST }));
		this.pool.endpoints.push(this.endpoint);
	}

	private claim(machine: FakeMachine): void {
		const name = workerOf(machine);
		const worker = this.pool.pods.workers.get(name);
		const task = this.pool.runnable[0];
		if (!worker || !task || worker.busy || worker.draining) return;
		worker.busy = true;
		task.status = "running";
		this.held.set(name, task);
		const row = this.pool.pods.rows.get(name);
		if (row) row.used_at = this.pool.clock;
	}

	private finish(machine: FakeMachine): void {
		const name = workerOf(machine);
		const task = this.held.get(name);
		if (task) this.pool.end(task, "succeeded", "succeeded");
		this.held.delete(name);
		const worker = this.pool.pods.workers.get(name);
		if (worker) worker.busy = false;
	}

	/** Workers that are there are heard of all the time. */
	pass(ms: number): void {
		this.pool.clock += ms;
		for (const worker of this.pool.pods.workers.values())
			if (worker.gone_at === null) worker.seen_at = this.pool.clock;
	}

	check(): void {
		const { pods } = this.pool;
		const costing = pods.machines.filter(({ status }) => status === "PROVISIONING" || status === "RUNNING");
		expect(costing.length).toBeLessThanOrEqual(MOST);
		expect(pods.open.length).toBeLessThanOrEqual(MOST);
		const names = pods.machines.map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
		for (const { status, cost_micro_usd, outcome, runpod_pod } of pods.rows.values())
			if (status === "closed" && runpod_pod !== null && outcome !== null)
				expect(cost_micro_usd).toBeGreaterThanOrEqual(0);
	}

	/** A healthy time: what waits is served, and then no machine is left. */
	async drain(): Promise<boolean> {
		const { pool } = this;
		pool.faults = [];
		pool.pods.blind = false;
		this.add();
		this.endpoint.paused_at = null;
		for (let round = 0; round < 400; round++) {
			this.pass(30_000);
			await tendPool(pool, "pool");
			this.check();
			for (const machine of this.machines("PROVISIONING")) pool.pods.register(machine);
			for (const machine of this.machines("RUNNING")) {
				this.finish(machine);
				this.claim(machine);
			}
			const left = pool.runnable.length + this.held.size + pool.pods.open.length + pool.pods.running.length;
			if (left === 0) return true;
		}
		return false;
	}
}

const workerOf = ({ env }: FakeMachine) => env.WORKER_NAME ?? "";

test("S0-C02 whatever goes wrong with pods, never more of them run than may, none is ended at work, every task is served, and none is left running in the end", async () => {
	await fc.assert(
		fc.asyncProperty(steps, async (history) => {
			const life = new Life();
			for (const step of history) {
				await life.step(step);
				life.check();
			}
			expect(await life.drain()).toBe(true);
		}),
		{ numRuns: runs(5_000, 400), seed: 11 },
	);
});
