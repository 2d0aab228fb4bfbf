import type { FaultMoment, FaultPlace } from "../faults.ts";
import { ExecutorDeath, NodeFailure, OutOfMemory, type SavedFile } from "../nodes/define.ts";
import type { HistoryEntry } from "../state/history.ts";
import type { QueueItem } from "../state/queue.ts";
import { NodeCache } from "./cache.ts";
import { Abandoned } from "./errors.ts";
import type { Host } from "./host.ts";
import { PromptRun } from "./run.ts";
import type { Blocked, Thread } from "./thread.ts";

/** What faults do to the files of an output. */
const DAMAGES = {
	lose_output: "lose",
	truncate_output: "truncate",
	blacken_output: "blacken",
	shrink_output: "shrink",
} as const;

/**
 * The one thread that runs prompts. What escapes from it kills it for good while HTTP goes on, as in the
 * real server: the queue then shows its prompt running for ever.
 */
export class Executor implements Thread {
	readonly cache = new NodeCache();
	/** Models in memory. */
	readonly loaded = new Set<string>();
	/** What node objects remember from prompt to prompt, by id and class. */
	readonly memories = new Map<string, Map<string, unknown>>();
	/** The global interrupt flag. */
	interruptFlag = false;
	dead = false;
	private stopped = false;
	private forgotten = false;
	private unrecorded = false;
	private freeing = { models: false, memory: false };
	private idle: (() => void)[] = [];
	private busy = false;
	readonly host: Host;

	constructor(host: Host) {
		this.host = host;
	}

	/** Ends the thread at the next boundary; nothing more is sent or saved. */
	stop(): void {
		this.stopped = true;
		this.host.queue.nudge();
	}

	/** Makes the running prompt vanish at the next boundary without a trace. */
	forget(): void {
		this.forgotten = this.busy;
	}

	/** Takes effect after the running prompt. */
	free(models: boolean, memory: boolean): void {
		this.freeing = { models: this.freeing.models || models, memory: this.freeing.memory || memory };
		if (!this.busy) this.applyFree();
	}

	/** No prompt waits or runs. */
	get isIdle(): boolean {
		return !this.busy && this.host.queue.remaining === 0;
	}

	/** Resolves when no prompt waits or runs. Never, if the thread is dead with work left. */
	whenIdle(): Promise<void> {
		if (this.isIdle) return Promise.resolve();
		return new Promise((resolve) => this.idle.push(resolve));
	}

	/** @throws Abandoned once the server is gone or the prompt forgotten. */
	checkAlive(): void {
		if (this.stopped || this.forgotten) throw new Abandoned();
	}

	private applyFree(): void {
		if (this.freeing.models) this.loaded.clear();
		if (this.freeing.memory) {
			this.cache.clear();
			this.memories.clear();
		}
		this.freeing = { models: false, memory: false };
	}

	/** Runs prompts until stopped or killed. */
	async run(): Promise<void> {
		const { queue } = this.host;
		try {
			while (!this.stopped) {
				const item = queue.take();
				if (item) {
					this.busy = true;
					await this.serve(item);
					this.busy = false;
					this.applyFree();
					continue;
				}
				for (const resolve of this.idle.splice(0)) resolve();
				await queue.arrival();
			}
		} catch (error) {
			if (error instanceof Abandoned) return;
			this.dead = true;
			this.host.log(
				`Exception in thread prompt_worker: ${error instanceof Error ? error.message : String(error)}`,
			);
		}
	}

	private async serve(item: QueueItem): Promise<void> {
		const { host } = this;
		const [, promptId] = item;
		this.forgotten = false;
		this.unrecorded = false;
		let entry: HistoryEntry | undefined;
		try {
			await this.strike("dequeue", { prompt_id: promptId });
			if (host.timing.dequeueGapMs > 0) await host.clock.sleep(host.timing.dequeueGapMs);
			this.checkAlive();
			this.interruptFlag = false;
			host.gpu.start(promptId);
			const started = host.clock.monotonic();
			entry = await new PromptRun(this, item).run();
			host.log(`Prompt executed in ${((host.clock.monotonic() - started) / 1000).toFixed(2)} seconds`);
		} catch (error) {
			if (!(error instanceof Abandoned) || this.stopped) throw error;
		} finally {
			host.gpu.end();
		}
		if (entry && host.timing.historyLagMs > 0) await host.clock.sleep(host.timing.historyLagMs);
		if (entry && !this.unrecorded) host.history.add(promptId, entry);
		host.queue.finish(item);
		if (entry && host.hub.clientId !== null) {
			host.hub.send("executing", { node: null, prompt_id: promptId }, host.hub.clientId);
		}
	}

	/**
	 * Lets scripted faults strike. `oom` and `error` make sense inside a node; elsewhere they kill the thread.
	 * @returns what a `block` fault puts in place of the node's outputs.
	 */
	async strike(
		at: FaultPlace,
		moment: FaultMoment,
		files: readonly SavedFile[] = [],
	): Promise<Blocked | undefined> {
		let blocked: Blocked | undefined;
		for (const action of this.host.faults.strike(at, moment)) {
			switch (action.kind) {
				case "hang":
					await (action.ms === undefined ? new Promise(() => {}) : this.host.clock.sleep(action.ms));
					break;
				case "hold":
					await this.host.faults.hold();
					break;
				case "oom":
					throw new OutOfMemory(
						action.message ?? "Allocation on device 0 would exceed allowed memory. (out of memory)",
					);
				case "error":
					throw new NodeFailure(action.type, action.message);
				case "lose_history":
					this.unrecorded = true;
					break;
				case "zombie":
					throw new ExecutorDeath("scripted");
				case "block":
					blocked = { message: action.message };
					break;
				case "lose_output":
				case "truncate_output":
				case "blacken_output":
				case "shrink_output":
					this.host.files.damage(files, DAMAGES[action.kind]);
					break;
				default:
					this.host.perform(action);
			}
			this.checkAlive();
		}
		return blocked;
	}
}
