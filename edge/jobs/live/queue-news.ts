import type { Queue } from "../../contract/jobs/queue.ts";
import { isTerminal } from "../../contract/status.ts";
import type { Env } from "../../env.ts";
import { readQueue } from "../show/queue-state.ts";
import type { EventLog } from "./event-log.ts";
import type { Watchers } from "./watchers.ts";

/** Tells a job's watchers what of it waits and why. What it remembers can be lost: then something is told again. */
export class QueueNews {
	private readonly env: Env;
	private readonly log: EventLog;
	private readonly watchers: Watchers;
	/** What was told last, as JSON. */
	private told: string | null = null;
	private reading: Promise<Queue | null> | null = null;

	constructor(env: Env, log: EventLog, watchers: Watchers) {
		this.env = env;
		this.log = log;
		this.watchers = watchers;
	}

	/** What somebody who comes now is told. */
	async first(jobId: string): Promise<Queue | null> {
		const queue = await this.read(jobId);
		if (this.watchers.count === 0) this.told = JSON.stringify(queue);
		return queue;
	}

	/** Tells those who watch, where it is not what they know. */
	async tell(jobId: string): Promise<void> {
		if (this.watchers.count === 0) return;
		const queue = await this.read(jobId);
		const text = JSON.stringify(queue);
		if (text === this.told || isTerminal(this.log.status())) return;
		this.told = text;
		this.watchers.tell({ type: "queue", job: jobId, queue }, Date.now());
	}

	/**
	 * A courtesy: where it cannot be found out, nothing is said of it. Who asks while it is being read gets that too:
	 * watchers that all come at once, as after a power cut, must not cost a read each.
	 */
	private read(jobId: string): Promise<Queue | null> {
		if (isTerminal(this.log.status())) return Promise.resolve(null);
		this.reading ??= readQueue(this.env, jobId, Date.now())
			.catch(() => null)
			.finally(() => {
				this.reading = null;
			});
		return this.reading;
	}
}
