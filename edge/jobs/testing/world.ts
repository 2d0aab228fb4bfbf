import { LEASE_MS } from "../../contract/workers/workers.ts";
import { findTask, holds, type JobAggregate } from "../lifecycle/aggregate.ts";
import type { Command, Outcome } from "../lifecycle/commands.ts";
import type { lifecycle } from "../lifecycle/lifecycle.ts";
import { START } from "./build.ts";
import { stateProblems } from "./invariants.ts";
import { reachedBy, transitionProblems } from "./transitions.ts";
import { Watching } from "./watching.ts";

/** `after`: the write happened, and its caller was told that it failed. */
export type Fault = "none" | "before" | "after";
export class Unavailable extends Error {}
/** A promise was broken. */
export class Broken extends Error {}

export type Decide = typeof lifecycle;
export type Reply = Outcome | { ok: false; code: "guard_failed"; message: string };
/** What was asked of the store, and what it then held: a script for doing the same to D1. */
export type Operation = { now: number; random: number; fault: Fault } & (
	| { type: "submit"; job: JobAggregate }
	| { type: "change"; job: string; command: Command; code: string; before: JobAggregate; after: JobAggregate }
	| { type: "renew"; job: string; task: string; epoch: number; until: number; renewed: boolean }
);

interface Attempt {
	epoch: number;
	status: string;
}

/** The store of the model: jobs in memory, one operation at a time, with faults, and judged at every step. */
export class World {
	now = START;
	readonly jobs = new Map<string, JobAggregate>();
	readonly keys = new Map<string, { body: number; job: string }>();
	/** Outputs in storage: task, attempt and name. */
	readonly storage = new Set<string>();
	/** Whether budgets hold what is to begin. */
	funded = true;
	readonly watching = new Watching();
	readonly limits: ReadonlyMap<string, number>;
	/** True number of claims of each task. The code under test never sees it. */
	readonly ghosts = new Map<string, number>();
	/** Attempts of each task that count no more, since a later one moved on. */
	private readonly forgiven = new Map<string, number>();
	readonly operations: Operation[] = [];
	readonly codes = new Map<string, number>();
	/** What ran, of each task. */
	readonly attempts = new Map<string, Attempt[]>();
	private readonly decide: Decide;
	private fault: Fault = "none";
	private skip = 0;
	private dice = 0;

	constructor(decide: Decide, limits: ReadonlyMap<string, number>) {
		this.decide = decide;
		this.limits = limits;
	}

	/** Makes the operation after the next `skip` ones fail. */
	breakNext(fault: Fault, skip = 0): void {
		this.fault = fault;
		this.skip = skip;
	}

	submit(key: string | null, body: number, job: JobAggregate): string {
		const fault = this.nextFault();
		if (fault === "before") throw new Unavailable();
		const earlier = key === null ? undefined : this.keys.get(key);
		if (earlier && earlier.body !== body) return "key_reused";
		if (!earlier) {
			this.operations.push({ type: "submit", job, ...this.circumstances(), fault });
			this.jobs.set(job.job.id, job);
			this.watching.commit(job.job.id, 0, 1);
			if (key !== null) this.keys.set(key, { body, job: job.job.id });
			this.judge(job);
		}
		if (fault === "after") throw new Unavailable();
		return earlier?.job ?? job.job.id;
	}

	change(jobId: string, command: Command): Reply {
		const before = this.job(jobId);
		const at = this.circumstances();
		const fault = this.nextFault();
		const reply = fault === "before" ? null : this.guarded(before, command, at);
		if (reply?.ok) this.accept(before, command, reply, at);
		const code = reply === null ? "lost" : reply.ok ? "ok" : reply.code;
		this.codes.set(`${command.type} ${code}`, (this.codes.get(`${command.type} ${code}`) ?? 0) + 1);
		const after = this.job(jobId);
		this.operations.push({ type: "change", job: jobId, command, code, before, after, ...at, fault });
		if (reply === null || fault === "after") throw new Unavailable();
		return reply;
	}

	/** The one write that is not a decision: an attempt that still holds its task keeps it for longer. */
	renew(jobId: string, taskId: string, epoch: number): boolean {
		const fault = this.nextFault();
		if (fault === "before") throw new Unavailable();
		const before = this.job(jobId);
		const task = findTask(before, taskId);
		const renewed = task !== undefined && task.epoch === epoch && holds(task);
		const until = this.now + LEASE_MS;
		const operation = { type: "renew", job: jobId, task: taskId, epoch, until, renewed } as const;
		this.operations.push({ ...operation, ...this.circumstances(), fault });
		if (renewed) {
			const tasks = before.tasks.map((old) => (old === task ? { ...old, lease_until: until } : old));
			this.jobs.set(jobId, { ...before, tasks });
		}
		if (fault === "after") throw new Unavailable();
		return renewed;
	}

	job(id: string): JobAggregate {
		const job = this.jobs.get(id);
		if (!job) throw new Broken(`job ${id} is gone`);
		return job;
	}

	ghost(task: string): number {
		return this.ghosts.get(task) ?? 0;
	}

	held(account: string): number {
		let held = 0;
		for (const { job, tasks } of this.jobs.values()) {
			if (job.account_id === account) held += tasks.filter(holds).length;
		}
		return held;
	}

	private guarded(before: JobAggregate, command: Command, at: { now: number; random: number }): Reply {
		const reply = this.decide(before, command, at);
		if (command.type !== "claim" || !reply.ok || reply.changes.length === 0) return reply;
		const account = before.job.account_id;
		if (this.held(account) < (this.limits.get(account) ?? 0)) return reply;
		return { ok: false, code: "guard_failed", message: "the account is at its limit" };
	}

	private accept(
		before: JobAggregate,
		command: Command,
		reply: Extract<Reply, { ok: true }>,
		at: { now: number; random: number },
	): void {
		const { state } = reply;
		const problems = transitionProblems(before, command, reply, at);
		if (command.type === "claim" && reply.changes.length > 0) {
			this.ghosts.set(command.task, this.ghost(command.task) + 1);
		}
		const was = command.type === "checkpoint" ? findTask(before, command.task) : undefined;
		if (
			command.type === "checkpoint" &&
			reply.changes.length > 0 &&
			was &&
			command.resume.step > reachedBy(was)
		) {
			const counted = this.attempts.get(command.task)?.filter(({ status }) => status !== "released") ?? [];
			this.forgiven.set(command.task, counted.length - 1);
		}
		for (const change of reply.changes) {
			if (change.type !== "output") continue;
			const epoch = findTask(state, change.task)?.epoch;
			const key = `${change.task}/${epoch}/${change.output.name}`;
			if (!this.storage.has(key) || change.output.asset !== key) problems.push(`${key} is not in storage`);
		}
		for (const task of state.tasks) {
			if (task.status !== "succeeded" || findTask(before, task.id)?.status === "succeeded") continue;
			const names = reply.changes.flatMap((change) =>
				change.type === "output" && change.task === task.id ? [change.output.name] : [],
			);
			if (names.length === 0 || !task.expected.every((name) => names.includes(name))) {
				problems.push(`${task.id} succeeded with ${names.join() || "nothing"} of ${task.expected}`);
			}
		}
		for (const record of reply.attempts) {
			const list = this.attempts.get(record.task_id) ?? [];
			if (record.status === "running") list.push({ epoch: record.epoch, status: "running" });
			else {
				const open = list.find((attempt) => attempt.epoch === record.epoch && attempt.status === "running");
				if (!open) problems.push(`attempt ${record.epoch} of ${record.task_id} ended without having begun`);
				else open.status = record.status;
			}
			this.attempts.set(record.task_id, list);
		}
		if (problems.length > 0) throw new Broken(problems.join("; "));
		this.jobs.set(state.job.id, state);
		this.watching.commit(state.job.id, before.job.version, reply.changes.length);
		this.judge(state);
	}

	/** What must hold of a job whenever it was written. */
	private judge(state: JobAggregate): void {
		const problems = stateProblems(state);
		const { id, account_id, version } = state.job;
		if (version !== this.watching.last(id)) problems.push(`${id} has version ${version} but other events`);
		for (const task of state.tasks) {
			const list = this.attempts.get(task.id) ?? [];
			const live = list.filter((attempt) => attempt.status === "running");
			const counted =
				list.filter((attempt) => attempt.status !== "released").length - (this.forgiven.get(task.id) ?? 0);
			if (live.length > 1) problems.push(`${task.id} has ${live.length} live attempts`);
			if (holds(task) !== (live.length === 1))
				problems.push(`${task.id} is ${task.status} without its attempt`);
			if (live[0] && live[0].epoch !== task.epoch) problems.push(`${task.id} runs under another number`);
			if (new Set(list.map((attempt) => attempt.epoch)).size < list.length) {
				problems.push(`two attempts of ${task.id} have the same number`);
			}
			if (counted !== task.attempts) problems.push(`${task.id} counts ${task.attempts} of ${counted} tries`);
		}
		const held = this.held(account_id);
		if (held > (this.limits.get(account_id) ?? 0)) problems.push(`${account_id} holds ${held} workers`);
		if (problems.length > 0) throw new Broken(problems.join("; "));
	}

	private nextFault(): Fault {
		if (this.fault === "none") return "none";
		if (this.skip > 0) {
			this.skip -= 1;
			return "none";
		}
		const fault = this.fault;
		this.fault = "none";
		return fault;
	}

	private circumstances(): { now: number; random: number } {
		this.dice = (this.dice * 9301 + 49297) % 233280;
		return { now: this.now, random: this.dice / 233280 };
	}
}
