import fc from "fast-check";
import { expect, test } from "vitest";
import { runs } from "../../workflows/testing/runs.ts";
import { CANCEL_ACK_MS } from "../contract/workers/workers.ts";
import type { RunpodErrorCode } from "./runpod/error.ts";
import { tendPool } from "./tend.ts";
import { endpointRow, FakePool, type FakeTask } from "./testing/world.ts";

const CODES: RunpodErrorCode[] = [
	"unauthorized",
	"not_found",
	"refused",
	"too_many_requests",
	"unavailable",
	"timeout",
	"unreadable",
];

/** What happens in a life of a pool. `at` chooses among what is there. */
type Step =
	| { do: "submit"; work: "small" | "large" | "train" | undefined }
	| {
			do:
				| "tend"
				| "crash"
				| "take"
				| "claim"
				| "succeed"
				| "fail"
				| "die"
				| "cancel"
				| "forget"
				| "hang"
				| "pause";
			at: number;
	  }
	| { do: "fault"; call: "run" | "status" | "cancel" | "health"; code: RunpodErrorCode; after: boolean }
	| { do: "wait"; seconds: number };

const at = fc.nat(50);
const often = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });
const steps: fc.Arbitrary<Step[]> = fc.array(
	fc.oneof(
		often(
			3,
			fc.record({
				do: fc.constant("submit" as const),
				work: fc.constantFrom(undefined, "small", "large", "train"),
			}),
		),
		often(5, fc.record({ do: fc.constant("tend" as const), at })),
		often(6, fc.record({ do: fc.constantFrom("take" as const, "claim" as const), at })),
		often(4, fc.record({ do: fc.constantFrom("succeed", "fail", "die", "cancel"), at })),
		often(2, fc.record({ do: fc.constantFrom("forget", "hang", "pause", "crash"), at })),
		often(
			2,
			fc.record({
				do: fc.constant("fault" as const),
				call: fc.constantFrom("run", "status", "cancel", "health"),
				code: fc.constantFrom(...CODES),
				after: fc.boolean(),
			}),
		),
		often(2, fc.record({ do: fc.constant("wait" as const), seconds: fc.integer({ min: 1, max: 400 }) })),
	),
	{ minLength: 10, maxLength: 60, size: "max" },
);

const pick = <T>(all: readonly T[], place: number): T | undefined =>
	all.length === 0 ? undefined : all[place % all.length];

class Life {
	readonly pool = new FakePool(
		endpointRow({ kinds: ["small", "large"], max_workers: 3, spare: 1 }),
		endpointRow({ id: "ept_2", runpod_id: "rp2", vram_bytes: 80 * 2 ** 30, max_workers: 2, spare: 2 }),
	);
	/** Tasks whose worker has died, until their lease is over. */
	private readonly dead = new Set<FakeTask>();
	/** Requests whose worker never comes, and workers that do not let go of what is canceled. */
	private readonly hung = new Set<string>();

	private get running(): FakeTask[] {
		return [...this.pool.tasks.values()].filter(
			({ status }) => status === "running" || status === "canceling",
		);
	}

	get busy(): string[] {
		return this.running.map(({ id }) => id);
	}

	private remotes(...of: string[]) {
		return [...this.pool.remotes.values()].filter(
			({ status, id }) => of.includes(status) && !this.hung.has(id),
		);
	}

	/** RunPod stops what was canceled there: its worker gives the task back. */
	private heed(): void {
		for (const { ticket, status } of this.pool.remotes.values()) {
			const { used_task, used_epoch } = this.pool.tickets.get(ticket) ?? {};
			const task = this.running.find(({ id, epoch }) => id === used_task && epoch === used_epoch);
			if (status !== "CANCELLED" || !task) continue;
			this.pool.end(task, "released", task.status === "canceling" ? "canceled" : "queued");
		}
	}

	/** The requests of a task's ticket are over at RunPod. */
	private leave(task: FakeTask): void {
		const ticket = [...this.pool.tickets.values()].find(
			({ used_task, used_epoch }) => used_task === task.id && used_epoch === task.epoch,
		);
		for (const remote of this.remotes("IN_PROGRESS"))
			if (remote.ticket === ticket?.id) remote.status = "COMPLETED";
	}

	async tend(): Promise<void> {
		await tendPool(this.pool, "pool");
	}

	async step(step: Step): Promise<void> {
		const { pool } = this;
		switch (step.do) {
			case "submit":
				pool.submit(step.work === undefined || step.work === "small" ? {} : { work: step.work });
				return;
			case "tend":
				return this.tend();
			case "crash": {
				const { run } = pool.runpod;
				pool.runpod.run = () => Promise.reject(new Error("the power went"));
				await this.tend().catch(() => undefined);
				pool.runpod.run = run;
				return;
			}
			case "take": {
				const remote = pick(this.remotes("IN_QUEUE"), step.at);
				if (remote) remote.status = "IN_PROGRESS";
				return;
			}
			case "claim": {
				const remote = pick(this.remotes("IN_PROGRESS"), step.at);
				if (remote && pool.claim(remote.ticket) === null) {
					const used = pool.tickets.get(remote.ticket)?.status === "used";
					if (!used) remote.status = "COMPLETED";
				}
				return;
			}
			case "succeed":
			case "fail": {
				const task = pick(this.running, step.at);
				if (!task || this.dead.has(task)) return;
				const canceled = task.status === "canceling";
				pool.end(
					task,
					canceled ? "canceled" : step.do === "succeed" ? "succeeded" : "failed",
					canceled ? "canceled" : step.do === "succeed" ? "succeeded" : "queued",
				);
				this.leave(task);
				return;
			}
			case "die": {
				const task = pick(this.running, step.at);
				if (task) this.dead.add(task);
				return;
			}
			case "cancel": {
				const task = pick([...pool.runnable, ...this.running], step.at);
				if (!task) return;
				if (task.status === "queued") task.status = "canceled";
				else {
					task.status = "canceling";
					task.run_until = Math.min(task.run_until, pool.clock + CANCEL_ACK_MS);
				}
				return;
			}
			case "forget": {
				const remote = pick([...pool.remotes.values()], step.at);
				if (remote) pool.remotes.delete(remote.id);
				return;
			}
			case "hang": {
				const remote = pick(this.remotes("IN_PROGRESS"), step.at);
				if (remote) this.hung.add(remote.id);
				return;
			}
			case "pause":
				for (const row of pool.endpoints)
					row.paused_at = row.paused_at === null && step.at % 2 ? pool.clock : null;
				return;
			case "fault":
				pool.faults.push({ call: step.call, code: step.code, after: step.after });
				return;
			case "wait":
				this.pass(step.seconds * 1000);
		}
	}

	pass(ms: number): void {
		this.pool.clock += ms;
		// Who does not let go of a canceled task loses it.
		for (const task of this.running)
			if (task.status === "canceling" && task.run_until <= this.pool.clock)
				this.pool.end(task, "canceled", "canceled");
		for (const task of this.dead) {
			if (!this.running.includes(task)) this.dead.delete(task);
			if (ms < 30_000 || !this.dead.has(task)) continue;
			this.pool.end(task, "lease_expired", task.status === "canceling" ? "canceled" : "queued");
			this.dead.delete(task);
		}
	}

	check(): void {
		const { pool } = this;
		for (const endpoint of pool.endpoints) {
			const open = pool.open.filter(({ endpoint_id }) => endpoint_id === endpoint.id);
			expect(open.length).toBeLessThanOrEqual(endpoint.max_workers + 2);
		}
		const used = [...pool.tickets.values()].flatMap(({ used_task, used_epoch }) =>
			used_task === null ? [] : [`${used_task} ${used_epoch}`],
		);
		expect(new Set(used).size).toBe(used.length);
		// No ticket is over while an attempt holds it.
		for (const { closed_at, used_task, used_epoch } of pool.tickets.values())
			if (closed_at !== null && used_task !== null)
				expect(pool.tasks.get(used_task)?.attempts.get(used_epoch ?? 0)).not.toBe("running");
	}

	/** A healthy time: whoever waits is served. */
	async drain(): Promise<void> {
		const { pool } = this;
		pool.faults = [];
		for (const row of pool.endpoints) row.paused_at = null;
		for (let round = 0; round < 80; round++) {
			this.pass(60_000);
			await this.tend();
			this.check();
			for (const remote of this.remotes("IN_QUEUE", "IN_PROGRESS")) {
				const before = pool.tickets.get(remote.ticket)?.status;
				const task = pool.claim(remote.ticket);
				remote.status = task || before === "used" ? "IN_PROGRESS" : "COMPLETED";
			}
			this.heed();
			for (const task of this.running) {
				// Whoever was canceled before hears of it by RunPod alone.
				if (this.dead.has(task) || task.status === "canceling") continue;
				pool.end(task, "succeeded", "succeeded");
				this.leave(task);
			}
			if (pool.runnable.length + this.running.length === 0 && pool.open.length === 0) return;
		}
	}
}

test("S0-C02 whatever goes wrong with tickets, none is beyond its cap, no attempt has two, and every task is served in the end", async () => {
	await fc.assert(
		fc.asyncProperty(steps, async (history) => {
			const life = new Life();
			for (const step of history) {
				await life.step(step);
				life.check();
			}
			await life.drain();
			expect(life.pool.runnable.map(({ id }) => id)).toEqual([]);
			expect(life.busy).toEqual([]);
			expect(life.pool.open.map(({ id }) => id)).toEqual([]);
		}),
		{ numRuns: runs(5_000, 400), seed: 7 },
	);
});
