import { LEASE_MS } from "../../contract/workers/workers.ts";
import { reservedOf } from "../budgets/reserved.ts";
import { currentTasks, findTask, holds, type JobAggregate } from "../lifecycle/aggregate.ts";
import type { Command } from "../lifecycle/commands.ts";
import { lifecycle } from "../lifecycle/lifecycle.ts";
import { failure, openingOf } from "./build.ts";
import { decisionOn } from "./decisions.ts";

/** What one of several writers wants, all at the same moment. */
export type Wish =
	| { job: string; command: Command }
	| { job: string; renew: { task: string; epoch: number; until: number } };

export function kindOf(wish: Wish): string {
	return "renew" in wish ? "renew" : wish.command.type;
}

/** What could be asked of a job now: everything that would be accepted, and some that is stale. */
export function wishesFor(aggregate: JobAggregate, now: number): Wish[] {
	const { job, stages, tasks } = aggregate;
	const wishes: Wish[] = [];
	const add = (command: Command) => wishes.push({ job: job.id, command });
	for (const task of tasks) {
		const { id, epoch } = task;
		if (task.status === "queued") {
			for (const worker of ["wkr_x", "wkr_y"]) {
				add({ type: "claim", task: id, worker, claim_id: `${worker}:${id}`, lease_ms: LEASE_MS });
			}
		}
		if (!holds(task)) continue;
		const names = task.expected.length > 0 ? task.expected : ["any"];
		const outputs = names.map((name) => ({ name, asset: `${id}/${epoch}/${name}` }));
		add({ type: "complete", task: id, epoch, outputs, gpu_ms: 1 });
		add({ type: "fail", task: id, epoch, failure: failure("comfyui_crashed"), gpu_ms: 1 });
		const larger = { hash: `larger than at ${epoch}`, body: { nodes: [], models: [] } };
		const memory = { had_bytes: 8 * 2 ** 30, larger };
		add({ type: "fail", task: id, epoch, failure: failure("out_of_memory"), gpu_ms: 1, memory });
		add({ type: "release", task: id, epoch, cause: "drain", gpu_ms: 1 });
		add({ type: "checkpoint", task: id, epoch, resume: { step: (task.resume?.step ?? 0) + 1, assets: [] } });
		add({ type: "fail", task: id, epoch: epoch - 1, failure: failure("node_error"), gpu_ms: 1 });
		for (let i = 0; i < 3; i++)
			wishes.push({ job: job.id, renew: { task: id, epoch, until: now + LEASE_MS } });
		wishes.push({ job: job.id, renew: { task: id, epoch: epoch - 1, until: now + 2 * LEASE_MS } });
	}
	add({ type: "cancel" });
	add({ type: "sweep", leases_from: 0 });
	add({ type: "sweep", leases_from: 0 });
	for (const stage of stages) {
		if (stage.status === "awaiting_approval") {
			for (const at of [0, 3, 4, 5, 6]) add(decisionOn(aggregate, stage, at, `person ${at}`));
		}
		if (stage.status === "ready") {
			const opening = openingOf(job.id, stage);
			for (const _ of [0, 1]) add({ type: "open", stage: stage.key, take: stage.take + 1, opening });
		}
		if (stage.status === "ready" || stage.status === "queued")
			add({ type: "budget", stage: stage.key, short: stage.budget_wait_since === null });
		if (stage.lora !== null) {
			for (const fails of [null, failure("lora_not_made")])
				add({ type: "lora", lora: stage.lora, failure: fails });
		}
		if (!stage.judged) continue;
		for (const { id, status, verdict } of currentTasks(aggregate, stage.key)) {
			if (status !== "succeeded" || verdict !== null) continue;
			for (const result of ["pass", "again"] as const)
				add({ type: "judge", task: id, verdict: { result, note: "" } });
		}
	}
	return wishes;
}

/** What the account of the jobs may: hold so many workers, and reserve so much, in micro-USD; absent: anything. */
export interface Limits {
	limit: number;
	budget?: number;
}

type Jobs = ReadonlyMap<string, JobAggregate>;

/** Grants one wish in the model, as if nobody else were there. */
export function grant(
	jobs: Jobs,
	wish: Wish,
	at: { now: number; random: number },
	{ limit, budget = Number.POSITIVE_INFINITY }: Limits,
): { jobs: Jobs; code: string } {
	const before = jobs.get(wish.job);
	if (!before) return { jobs, code: "unknown_job" };
	const store = (after: JobAggregate, code: string) => ({ jobs: new Map(jobs).set(wish.job, after), code });
	if ("renew" in wish) {
		const { task: id, epoch, until } = wish.renew;
		const task = findTask(before, id);
		if (!task || task.epoch !== epoch || !holds(task)) return { jobs, code: "lost" };
		const tasks = before.tasks.map((other) => (other === task ? { ...other, lease_until: until } : other));
		return store({ ...before, tasks }, "ok");
	}
	const outcome = lifecycle(before, wish.command, at);
	if (!outcome.ok) return { jobs, code: outcome.code };
	if (wish.command.type === "claim" && outcome.changes.length > 0 && heldBy(jobs) >= limit) {
		return { jobs, code: "guard_failed" };
	}
	if (wish.command.type === "open" && outcome.changes.length > 0) {
		const takes = reservedOf(outcome.state) - reservedOf(before);
		if (takes > 0 && reservedBy(jobs) + takes > budget) return { jobs, code: "guard_failed" };
	}
	return store(outcome.state, "ok");
}

/** What the open tasks of all jobs are reckoned with, in micro-USD. */
export function reservedBy(jobs: Jobs): number {
	return [...jobs.values()].reduce((sum, job) => sum + reservedOf(job), 0);
}

/** Tasks that hold a worker; in a race all jobs are of one account. */
export function heldBy(jobs: Jobs): number {
	return [...jobs.values()].flatMap(({ tasks }) => tasks.filter(holds)).length;
}

/**
 * Whether what happened could have happened one after the other: some order of the wishes that gives every
 * writer the answer it got, and the jobs the state they are in.
 */
export function hasOrder(
	before: Jobs,
	wishes: readonly Wish[],
	codes: readonly string[],
	after: Jobs,
	at: { now: number; random: number },
	limits: Limits,
): boolean {
	const found = JSON.stringify([...after]);
	const search = (jobs: Jobs, left: readonly number[]): boolean => {
		if (left.length === 0) return JSON.stringify([...jobs]) === found;
		return left.some((i) => {
			const wish = wishes[i];
			if (!wish) return false;
			const next = grant(jobs, wish, at, limits);
			return (
				next.code === codes[i] &&
				search(
					next.jobs,
					left.filter((other) => other !== i),
				)
			);
		});
	};
	return search(before, [...wishes.keys()]);
}
