import type { Queue } from "./queue.ts";
import { maxAfterQuiet, PLATFORM, type Platform, SCALING, type Scaling, wantedWorkers } from "./scaling.ts";

/**
 * `throttled`: no machine is free. `initializing`: one is being prepared. `running`: its process is there, and it is
 * paid for. `parked`: frozen. `unhealthy`: it crashed, and will be started again. `stopping`: told to end.
 */
export type WorkerState =
	| "throttled"
	| "initializing"
	| "running"
	| "parked"
	| "unhealthy"
	| "stopping"
	| "gone";

/** A worker of an endpoint. Times in milliseconds. */
export interface EmulatedWorker {
	readonly id: string;
	state: WorkerState;
	/** When it came into this state. */
	since: number;
	/** Of the endpoint's settings that it was started with; those of older ones end when they can. */
	release: number;
	/** When its process, as it is now, asked for a request first; null: not yet. */
	readyAt: number | null;
	/** Its process is there: running, frozen or ending. */
	alive: boolean;
	killed: boolean;
	/** How often in a row it ended before it asked for a request. */
	crashes: number;
	/** From the start of its process to its end, and from each thaw to the next freeze: what is paid for. */
	readonly spans: { from: number; readyAt: number | null; to: number | null }[];
}

/** What is to be done with a process. */
export interface Action {
	do: "start" | "term" | "kill" | "freeze" | "thaw";
	worker: string;
}

export interface SchedulerOptions {
	scaling?: Partial<Scaling>;
	platform?: Partial<Platform>;
}

const MOST_DOUBLINGS = 4;

/**
 * Which workers an endpoint has, as RunPod describes it. It knows no clock, no network and no processes: it is told
 * what happens and what time it is, and answers with what to do.
 */
export class Scheduler {
	scaling: Scaling;
	readonly platform: Platform;
	private readonly queue: Queue;
	private readonly all: EmulatedWorker[] = [];
	private release = 1;
	private askedAt: number;

	constructor(queue: Queue, { scaling = {}, platform = {} }: SchedulerOptions, now: number) {
		this.queue = queue;
		this.scaling = { ...SCALING, ...scaling };
		this.platform = { ...PLATFORM, ...platform };
		this.askedAt = now;
	}

	/** Every worker that there ever was, oldest first. */
	history(): readonly EmulatedWorker[] {
		return this.all;
	}

	/** Those that are there. */
	workers(): EmulatedWorker[] {
		return this.all.filter(({ state }) => state !== "gone");
	}

	isStale({ release }: EmulatedWorker): boolean {
		return release !== this.release;
	}

	/** New settings: workers of the old ones end, idle ones at once and the others after what they have in hand. */
	set(scaling: Partial<Scaling>, now: number): void {
		this.scaling = { ...this.scaling, ...scaling };
		this.release++;
		this.askedAt = now;
	}

	/** A request was sent: the endpoint is in use. */
	asked(now: number): void {
		this.askedAt = now;
	}

	/** Whether a worker that asks for requests is given any: a parked or unknown one is not. */
	admits(id: string, now: number): boolean {
		const worker = this.find(id);
		if (worker?.state !== "running") return false;
		if (worker.readyAt === null) {
			worker.readyAt = now;
			worker.crashes = 0;
			const span = worker.spans.at(-1);
			if (span) span.readyAt = now;
		}
		return true;
	}

	/** It says itself that it cannot work, and is about to end. */
	unhealthy(id: string): void {
		const worker = this.find(id);
		if (worker?.state === "running") worker.readyAt = null;
	}

	/** A process has ended, by itself or since it was told to. */
	exited(id: string, now: number): void {
		const worker = this.find(id);
		if (!worker?.alive) return;
		worker.alive = false;
		endSpan(worker, now);
		this.queue.lose(id, now);
		const crashed = worker.state === "running" && worker.readyAt === null;
		if (crashed) worker.crashes++;
		this.enter(worker, crashed ? "unhealthy" : "gone", now);
	}

	/** It asks to be replaced: it ends, and another is started if one is needed. */
	refresh(id: string, now: number): Action[] {
		const worker = this.find(id);
		return worker?.state === "running" ? this.stop(worker, now) : [];
	}

	/** Lets time do what it does by now. */
	pass(now: number): Action[] {
		const actions: Action[] = [];
		for (const worker of this.workers())
			if (worker.state === "running" && this.queue.isSilent(worker.id, now)) {
				this.queue.lose(worker.id, now);
				actions.push(...this.stop(worker, now, "kill"));
			}
		const late = new Set(this.queue.pass(now));
		const workersMax = maxAfterQuiet(this.scaling.workersMax, now - this.askedAt);
		if (workersMax !== this.scaling.workersMax) this.scaling = { ...this.scaling, workersMax };
		for (const worker of this.workers()) actions.push(...this.look(worker, late.has(worker.id), now));
		this.scale(actions, now);
		return actions;
	}

	private look(worker: EmulatedWorker, late: boolean, now: number): Action[] {
		const { coldStartMs, thawMs, initMs, graceMs } = this.platform;
		switch (worker.state) {
			case "initializing":
				return now - worker.since >= (worker.alive ? thawMs : coldStartMs) ? this.begin(worker, now) : [];
			case "unhealthy":
				if (now - worker.since >= this.pauseOf(worker)) this.enter(worker, "initializing", now);
				return [];
			case "stopping":
				if (worker.killed || now - worker.since < graceMs) return [];
				worker.killed = true;
				return [{ do: "kill", worker: worker.id }];
			case "running":
				if (late) return this.stop(worker, now);
				if (worker.readyAt !== null) return this.idle(worker, worker.readyAt, now);
				if (worker.killed || now - worker.since < initMs) return [];
				worker.killed = true;
				return [{ do: "kill", worker: worker.id }];
			case "throttled":
			case "parked":
			case "gone":
				return [];
		}
	}

	/** What becomes of a worker that has nothing in hand. */
	private idle(worker: EmulatedWorker, readyAt: number, now: number): Action[] {
		const freeSince = this.queue.freeSince(worker.id);
		if (freeSince === null) return [];
		if (this.isStale(worker)) return this.stop(worker, now);
		const running = this.workers().filter(({ state }) => state === "running").length;
		if (running > this.scaling.workersMax) return this.stop(worker, now);
		const idleMs = now - Math.max(freeSince, readyAt);
		if (running <= this.scaling.workersMin || idleMs < this.scaling.idleTimeoutMs) return [];
		if (!this.scaling.flashBoot) return this.stop(worker, now);
		endSpan(worker, now);
		this.enter(worker, "parked", now);
		return [{ do: "freeze", worker: worker.id }];
	}

	private scale(actions: Action[], now: number): void {
		const there = this.workers().filter(({ state }) => state !== "parked" && state !== "stopping");
		const wanted = wantedWorkers(this.scaling, this.demand(now), {
			workers: there.length,
			free: there.filter((worker) => this.isFree(worker)).length,
		});
		const parked = this.workers().filter(({ state }) => state === "parked");
		const warm = parked.filter((worker) => !this.isStale(worker));
		for (let count = there.length; count < wanted; count++) {
			const frozen = warm.shift();
			if (frozen) this.enter(frozen, "initializing", now);
			else this.all.push(newWorker(`emulated-worker-${this.all.length + 1}`, this.release, now));
		}
		const most = this.scaling.workersMax;
		const waiting = there.filter(({ state, alive }) => state !== "running" && !alive);
		for (const worker of waiting.slice(0, Math.max(0, there.length - most))) this.enter(worker, "gone", now);
		for (const worker of parked)
			if (worker.state === "parked" && (this.isStale(worker) || most === 0))
				actions.push(...this.stop(worker, now, "kill"));
		this.place(now);
	}

	/** Gives free machines to workers that wait for one. */
	private place(now: number): void {
		const placed = ["initializing", "running", "stopping"];
		let used = this.workers().filter(({ state }) => placed.includes(state)).length;
		for (const worker of this.workers()) {
			if (worker.state !== "throttled") continue;
			if (used >= this.platform.machines) return;
			used++;
			this.enter(worker, "initializing", now);
		}
	}

	/** Whether it could take a request, now or once it is there. */
	private isFree({ id, state }: EmulatedWorker): boolean {
		return state === "running" ? this.queue.freeSince(id) !== null : state !== "unhealthy";
	}

	private demand(now: number) {
		const requests = this.queue.list();
		return {
			waits: requests
				.filter(({ status, policy }) => status === "IN_QUEUE" && policy.lowPriority !== true)
				.map(({ createdAt }) => now - createdAt),
			inProgress: requests.filter(({ status }) => status === "IN_PROGRESS").length,
		};
	}

	private begin(worker: EmulatedWorker, now: number): Action[] {
		const thaws = worker.alive;
		this.enter(worker, "running", now);
		worker.alive = true;
		worker.spans.push({ from: now, readyAt: thaws ? now : null, to: null });
		worker.readyAt = thaws ? now : null;
		worker.killed = false;
		if (thaws) this.queue.heard(worker.id, now);
		return [{ do: thaws ? "thaw" : "start", worker: worker.id }];
	}

	private stop(worker: EmulatedWorker, now: number, how: "term" | "kill" = "term"): Action[] {
		worker.killed = how === "kill";
		this.enter(worker, "stopping", now);
		return [{ do: how, worker: worker.id }];
	}

	private pauseOf({ crashes }: EmulatedWorker): number {
		return this.platform.restartMs * 2 ** Math.min(crashes - 1, MOST_DOUBLINGS);
	}

	private enter(worker: EmulatedWorker, state: WorkerState, now: number): void {
		worker.state = state;
		worker.since = now;
	}

	private find(id: string): EmulatedWorker | undefined {
		return this.all.find((worker) => worker.id === id);
	}
}

function newWorker(id: string, release: number, now: number): EmulatedWorker {
	return {
		...{ id, state: "throttled", since: now, release, readyAt: null },
		...{ alive: false, killed: false, crashes: 0, spans: [] },
	};
}

function endSpan(worker: EmulatedWorker, now: number): void {
	const span = worker.spans.at(-1);
	if (span) span.to ??= now;
}
