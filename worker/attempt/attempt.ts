import type { Failure } from "../../edge/contract/failures.ts";
import type { ManifestItem, ReportReply } from "../../edge/contract/workers/workers.ts";
import { failure } from "../comfyui/wire/errors.ts";
import type { AttemptClient, Task } from "../edge-api/client.ts";
import { EdgeRefusal, LeaseLost } from "../edge-api/errors.ts";
import { retrying } from "../edge-api/retry.ts";
import type { Clock } from "../process/clock.ts";
import { crashAt } from "../process/crash-at.ts";
import type { Logger } from "../process/log.ts";
import type { Runner, RunPhase, RunResult, StopReason } from "../runners/runner.ts";
import { AttemptFailed, AttemptReleased } from "./errors.ts";
import { Reporter, type ReportTimes } from "./reporter.ts";

/** Where an attempt stands. */
export type Phase = "staging" | RunPhase | "over";

export interface AttemptParts {
	runner: Runner;
	edge: AttemptClient;
	clock: Clock;
	log: Logger;
	reportTimes: ReportTimes;
	leaseMs: number;
	/** How long this process took to be ready, where it was started for this task; milliseconds. */
	coldMs: number | null;
	/** How long the word that ends the attempt may go on failing; milliseconds. */
	edgePatienceMs: number;
	on: {
		/** The phase or the estimate changed. */
		changed(): void;
		/** ComfyUI accepted it. */
		accepted(): void;
		drain(): void;
		/** It was given back. */
		released(why: AttemptReleased): void;
		failed(why: Failure): void;
		/** The edge has taken what it handed in, and calls it so. */
		completed(manifest: readonly ManifestItem[], assets: readonly string[]): void;
	};
}

/** One attempt at one task, from its claim to the word that ends it at the edge: lease, reports, verdict. */
export class Attempt {
	readonly task: Task;
	phase: Phase = "staging";
	private readonly parts: AttemptParts;
	private readonly log: Logger;
	private readonly reporter: Reporter;
	private stopping: StopReason | null = null;

	constructor(task: Task, parts: AttemptParts) {
		this.task = task;
		this.parts = parts;
		this.log = parts.log.with({ task: task.task_id, job: task.job_id, epoch: task.epoch });
		this.reporter = new Reporter({
			send: (report, signal) => parts.edge.report(report, signal),
			clock: parts.clock,
			times: parts.reportTimes,
			leaseMs: parts.leaseMs,
			on: {
				reply: (reply) => this.replied(reply),
				lost: (why) => {
					this.log.warn("lease lost", { why });
					this.stop("lease_lost");
				},
			},
		});
	}

	/** How much GPU time is left of it; milliseconds. */
	get remainingMs(): number {
		return this.parts.runner.remainingMs;
	}

	get expectedMs(): number {
		return this.parts.runner.expectedMs;
	}

	get usesComfy(): boolean {
		return this.parts.runner.usesComfy;
	}

	/** What is known of the time that it took. */
	private get measured() {
		const { runner, coldMs } = this.parts;
		return {
			gpu_ms: runner.gpuMs,
			spans: { ...runner.spans, ...(coldMs === null ? {} : { cold_ms: coldMs }) },
		};
	}

	/** What runs it may be about to be found broken. */
	get doubtful(): boolean {
		return this.phase !== "over" && this.parts.runner.doubtful;
	}

	/** Does all of it. Never rejects; the edge has been told how it ended, unless the lease was lost. */
	async perform(): Promise<void> {
		const { runner, edge } = this.parts;
		crashAt("claimed");
		this.log.info("claimed", { workflow: this.task.workflow });
		this.reporter.start();
		try {
			const result = await runner.run({
				task: this.task,
				edge,
				log: this.log,
				until: () => this.reporter.giveUpAt,
				on: {
					accepted: () => this.parts.on.accepted(),
					phase: (phase) => this.enter(phase),
					progress: (progress) => {
						if (this.phase === "over") return;
						this.reporter.progress(progress);
						this.parts.on.changed();
					},
					preview: (node, type, image) => this.reporter.preview(node, type, image),
				},
			});
			await this.complete(result);
		} catch (error) {
			await this.settle(error).catch((failed: unknown) =>
				this.log.warn("the end of an attempt could not be told", { error: failed }),
			);
		} finally {
			this.enter("over");
			await this.reporter.stop();
			await runner.cleanUp();
		}
	}

	/**
	 * Stops it for a reason. A drain gives back what the GPU has not begun, and leaves uploads alone; every
	 * other reason stops whatever it is doing.
	 */
	stop(reason: StopReason): void {
		if (this.phase === "over" || (reason === "drain" && this.phase === "executed")) return;
		this.stopping = stronger(this.stopping, reason);
		this.parts.runner.stop(this.stopping);
	}

	/** Ends it without waiting for ComfyUI: that does not react, or the process is about to exit. */
	abandon(reason: StopReason): void {
		this.stopping = stronger(this.stopping, reason);
		if (this.phase !== "over") this.parts.runner.abandon(this.stopping);
	}

	watched(watched: boolean): void {
		this.reporter.watched(watched);
	}

	private async complete({ manifest, ran }: RunResult): Promise<void> {
		const { graph = {}, blocked = [] } = ran ?? {};
		const request = { manifest, graph, blocked, ...this.measured };
		const reply = await this.retry(() => this.parts.edge.complete(request, () => crashAt("complete_sent")));
		crashAt("completed");
		this.parts.on.completed(manifest, reply.outputs);
		this.log.info("completed", {
			outputs: manifest.length,
			gpu_ms: request.gpu_ms,
			status: reply.status,
		});
	}

	/** Tells the edge how an attempt ended that did not complete. */
	private async settle(error: unknown): Promise<void> {
		const { edge, on } = this.parts;
		const end = this.reading(error);
		if (end instanceof LeaseLost) {
			this.log.warn("dropped: this attempt is over");
			return;
		}
		if (end instanceof AttemptReleased) {
			on.released(end);
			const [reason, cause] = [end.message.slice(0, 200), end.releaseCause];
			await this.retry(() => edge.release({ reason, cause, ...this.measured }));
			this.log.info("released", { reason, cause });
			return;
		}
		const told: Failure = end.failure;
		on.failed(told);
		await this.retry(() => edge.fail({ failure: told, ...this.measured }));
		if (told.code === "canceled") this.log.info("canceled");
		else this.log.warn("failed", { code: told.code, why: told.message, node: told.node_id });
	}

	private reading(error: unknown): LeaseLost | AttemptReleased | AttemptFailed {
		if (error instanceof LeaseLost || this.stopping === "lease_lost") return new LeaseLost("attempt");
		if (this.stopping === "canceled") return new AttemptFailed(failure("canceled", "canceled"));
		if (error instanceof AttemptFailed || error instanceof AttemptReleased) return error;
		if (this.stopping === "drain") return new AttemptReleased("given back by the worker", "drain");
		if (this.stopping === "comfyui_unreachable")
			return new AttemptReleased("ComfyUI went down before it began", this.stopping);
		if (error instanceof EdgeRefusal && error.barred) return new LeaseLost(error.message);
		if (error instanceof EdgeRefusal && !error.passing) return new AttemptFailed(refusedResult(error));
		this.log.error("an attempt broke", { error });
		return new AttemptFailed(failure("worker_error", error instanceof Error ? error.message : String(error)));
	}

	private retry<T>(call: () => Promise<T>): Promise<T> {
		return retrying(call, {
			clock: this.parts.clock,
			until: () => this.reporter.giveUpAt,
			patienceMs: this.parts.edgePatienceMs,
			onRetry: (error) => this.log.debug("the edge did not answer; asking again", { error }),
		});
	}

	private replied(reply: ReportReply): void {
		if (reply.cancel) this.stop("canceled");
		if (reply.drain) this.parts.on.drain();
	}

	private enter(phase: Phase): void {
		if (this.phase === phase) return;
		this.phase = phase;
		this.parts.on.changed();
	}
}

/** A lost lease outdoes a cancel, which outdoes a drain. */
function stronger(before: StopReason | null, reason: StopReason): StopReason {
	const order: readonly StopReason[] = ["drain", "comfyui_unreachable", "canceled", "lease_lost"];
	return before !== null && order.indexOf(before) > order.indexOf(reason) ? before : reason;
}

/**
 * The edge has the result and does not take it. Running the graph again would bring the same answer, so
 * all but bytes that went wrong on their way are failures that nobody tries again.
 */
function refusedResult(refusal: EdgeRefusal): Failure {
	if (refusal.code === "output_mismatch") return failure("upload_failed", refusal.message);
	if (refusal.status === 413) return failure("output_too_large", refusal.message);
	return failure("missing_output", refusal.message);
}
