import fc from "fast-check";
import { expect, test } from "vitest";
import { runs } from "../../../workflows/testing/runs.ts";
import type { Request } from "./queue.ts";
import { Yard } from "./testing/yard.ts";

/** What happens in the life of an endpoint. `at` chooses among what is there. */
type Step =
	| { do: "wait"; ms: number }
	| { do: "run" }
	| { do: "take" | "bring" | "exit" | "unhealthy" | "refresh" | "cancel" | "hush"; at: number }
	| { do: "set"; workersMin: number; workersMax: number; flashBoot: boolean }
	| { do: "machines"; count: number };

const at = fc.nat(20);
const often = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });
const steps: fc.Arbitrary<Step[]> = fc.array(
	fc.oneof(
		often(6, fc.record({ do: fc.constant("wait" as const), ms: fc.integer({ min: 50, max: 20_000 }) })),
		often(6, fc.record({ do: fc.constant("run" as const) })),
		often(8, fc.record({ do: fc.constantFrom("take" as const, "bring" as const), at })),
		often(2, fc.record({ do: fc.constantFrom("exit" as const, "unhealthy", "refresh"), at })),
		often(1, fc.record({ do: fc.constantFrom("cancel" as const, "hush" as const), at })),
		often(
			1,
			fc.record({
				do: fc.constant("set" as const),
				workersMin: fc.integer({ min: 0, max: 1 }),
				workersMax: fc.integer({ min: 1, max: 4 }),
				flashBoot: fc.boolean(),
			}),
		),
		often(
			1,
			fc.record({
				do: fc.constant("machines" as const),
				count: fc.constantFrom(1, 2, Number.POSITIVE_INFINITY),
			}),
		),
	),
	{ minLength: 20, maxLength: 80, size: "max" },
);

const pick = <T>(all: readonly T[], place: number): T | undefined => all[place % all.length];

class Life {
	readonly yard = new Yard(
		{
			scaling: { scaler: { type: "QUEUE_DELAY", seconds: 1 } },
			platform: { graceMs: 3_000, restartMs: 1_000 },
		},
		{ heartbeatMs: 5_000 },
	);
	private silent: string[] = [];
	private readonly asked: Request[] = [];

	step(step: Step): void {
		const { yard } = this;
		const { queue, scheduler } = yard;
		switch (step.do) {
			case "wait":
				yard.wait(step.ms, { silent: this.silent, step: 250 });
				return;
			case "run":
				this.asked.push(yard.run());
				return;
			case "set":
				scheduler.set(step, yard.now);
				return;
			case "machines":
				scheduler.platform.machines = step.count;
				return;
			case "cancel": {
				const request = pick(this.asked, step.at);
				if (request) queue.cancel(request.id, yard.now);
				return;
			}
		}
		const going = [...yard.processes].flatMap(([id, { frozen }]) => (frozen ? [] : [id]));
		const id = pick(going, step.at);
		if (id === undefined) return;
		if (step.do === "take") yard.take(id);
		else if (step.do === "bring") {
			const run = queue.runs.find(({ worker, to }) => worker === id && to === null);
			if (run) queue.said(id, run.request, { output: 1 }, 10, yard.now);
		} else if (step.do === "exit") yard.exit(id);
		else if (step.do === "unhealthy") {
			scheduler.unhealthy(id);
			yard.exit(id);
		} else if (step.do === "hush") this.silent.push(id);
		else
			for (const { worker } of scheduler.refresh(id, yard.now)) {
				const process = yard.processes.get(worker);
				if (process) process.ending = true;
			}
	}

	/** What must hold at every moment. */
	check(): void {
		const { yard } = this;
		expect(yard.wrong).toEqual([]);
		const alive = yard.scheduler.workers().filter((worker) => worker.alive);
		expect(alive.map(({ id }) => id).toSorted()).toEqual([...yard.processes.keys()].toSorted());
		for (const { status, worker } of this.asked)
			if (status === "IN_PROGRESS") expect(yard.processes.has(worker ?? "")).toBe(true);
		for (const { id, state, spans } of yard.scheduler.history()) {
			const open = spans.filter(({ to }) => to === null);
			const paid = state === "running" || (state === "stopping" && yard.processes.get(id)?.frozen === false);
			expect(open, `${id} is ${state}`).toHaveLength(paid ? 1 : 0);
			for (const [i, { from }] of spans.entries()) expect(from).toBeGreaterThanOrEqual(spans[i - 1]?.to ?? 0);
		}
		const bill = yard.bill(310);
		for (const worker of bill.workers) {
			expect(Math.min(worker.cold_ms, worker.busy_ms, worker.idle_ms)).toBeGreaterThanOrEqual(0);
			expect(worker.cold_ms + worker.busy_ms + worker.idle_ms).toBe(worker.paid_ms);
		}
	}

	/** Every worker does what it should from now on. */
	settle(): void {
		const { yard } = this;
		this.silent = [];
		yard.scheduler.platform.machines = Number.POSITIVE_INFINITY;
		yard.scheduler.set({ workersMin: 0, workersMax: 2, flashBoot: false }, yard.now);
		const isOver = ({ status }: Request) => status === "COMPLETED" || status === "CANCELLED";
		for (let round = 0; round < 80 && !(yard.states().length === 0 && this.asked.every(isOver)); round++) {
			for (const [id, { frozen, ending }] of [...yard.processes]) {
				if (frozen) continue;
				for (const run of yard.queue.runs)
					if (run.worker === id && run.to === null)
						yard.queue.said(id, run.request, { output: 1 }, 10, yard.now);
				if (ending) yard.exit(id);
				else yard.take(id);
			}
			yard.wait(1_000, { step: 500 });
		}
		expect(this.asked.filter((request) => !isOver(request))).toEqual([]);
		expect(yard.states()).toEqual([]);
	}
}

test("whatever happens to its workers: each is asked only what it can do, is paid for while it is there, nothing is lost, and in the end nobody is left", () => {
	fc.assert(
		fc.property(steps, (history) => {
			const life = new Life();
			for (const step of history) {
				life.step(step);
				life.check();
			}
			life.settle();
			life.check();
		}),
		{ numRuns: runs(1_000, 50) },
	);
});
