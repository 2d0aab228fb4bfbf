import { type Bill, billOf } from "../bill.ts";
import { Queue, type QueueOptions, type Request } from "../queue.ts";
import { type Action, Scheduler, type SchedulerOptions } from "../scheduler.ts";

interface Process {
	frozen: boolean;
	/** It was sent SIGTERM. */
	ending: boolean;
}

/** An endpoint with made-up processes, on a clock that stands until it is moved. */
export class Yard {
	now = 0;
	readonly queue: Queue;
	readonly scheduler: Scheduler;
	readonly processes = new Map<string, Process>();
	/** What was done with processes, in order: `start emulated-worker-1 at 500`. */
	readonly done: string[] = [];
	/** What must never be asked for. */
	readonly wrong: string[] = [];

	constructor(options: SchedulerOptions = {}, queue: QueueOptions = {}) {
		this.queue = new Queue(queue);
		this.scheduler = new Scheduler(this.queue, options, 0);
	}

	run(ttl?: number): Request {
		this.scheduler.asked(this.now);
		return this.queue.run({}, ttl === undefined ? {} : { ttl }, this.now);
	}

	/** Moves the clock in steps, as whoever drives the scheduler does; living processes say that they live. */
	wait(ms: number, { step = 50, silent = [] as string[] } = {}): void {
		for (const until = this.now + ms; this.now < until; ) {
			this.now = Math.min(until, this.now + step);
			for (const [id, { frozen }] of this.processes)
				if (!frozen && !silent.includes(id)) this.queue.heard(id, this.now);
			for (const action of this.scheduler.pass(this.now)) this.act(action);
		}
	}

	/** A worker asks for a request. */
	take(id: string): Request | null {
		if (!this.scheduler.admits(id, this.now)) return null;
		return this.queue.take(id, 1, this.now)[0] ?? null;
	}

	bring(id: string, request: Request): void {
		this.queue.said(id, request.id, { output: 1 }, 10, this.now);
	}

	/** A process ends: by itself, or as it was told to. */
	exit(id: string): void {
		this.processes.delete(id);
		this.scheduler.exited(id, this.now);
	}

	/** What it has cost by now, for so many millionths of a US dollar a second. */
	bill(price: number): Bill {
		const { scheduler, queue, now } = this;
		return billOf({ workers: scheduler.history(), runs: queue.runs, pods: [] }, price, now);
	}

	states(): string[] {
		return this.scheduler.workers().map(({ state }) => state);
	}

	private act({ do: what, worker }: Action): void {
		this.done.push(`${what} ${worker} at ${this.now}`);
		const process = this.processes.get(worker);
		const say = (why: string) => this.wrong.push(`${what} ${worker} at ${this.now}: ${why}`);
		if ((what === "start") === (process !== undefined)) say(process ? "it is there" : "there is no process");
		switch (what) {
			case "start":
				this.processes.set(worker, { frozen: false, ending: false });
				return;
			case "freeze":
				if (this.queue.freeSince(worker) === null) say("it has a request in hand");
				if (process) process.frozen = true;
				return;
			case "thaw":
				if (!process?.frozen) say("it is not frozen");
				if (process) process.frozen = false;
				return;
			case "term":
				if (process?.ending) say("it was told before");
				if (process) process.ending = true;
				return;
			case "kill":
				this.exit(worker);
		}
	}
}
