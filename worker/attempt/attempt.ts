import type { Failure } from "../../edge/contract/failures.ts";
import { assertNever } from "../../edge/contract/status.ts";
import type { ManifestItem, ReportReply } from "../../edge/contract/workers.ts";
import type { ApiGraph } from "../../workflows/graph/graph.ts";
import type { Comfy } from "../comfyui/comfy.ts";
import { failure } from "../comfyui/errors.ts";
import type { ComfyMessage } from "../comfyui/frames.ts";
import type { HistoryEntry } from "../comfyui/history.ts";
import { advance, type ProgressState, progressOf, startProgress } from "../comfyui/progress.ts";
import { promptIdOf } from "../comfyui/prompt-id.ts";
import type { StopReason, WatchTimes } from "../comfyui/watch.ts";
import type { AttemptClient, Task } from "../edge-api/client.ts";
import { EdgeRefusal, LeaseLost } from "../edge-api/errors.ts";
import { retrying } from "../edge-api/retry.ts";
import type { Clock } from "../process/clock.ts";
import { crashAt } from "../process/crash-at.ts";
import type { Logger } from "../process/log.ts";
import { HttpError } from "../process/request.ts";
import { removeFiles } from "../runners/graph/clean-up.ts";
import { judgeRun } from "../runners/graph/judge.ts";
import { expectedOutputs, OutputGone, publishOutputs } from "../runners/graph/outputs.ts";
import { attemptFolder, checkGraph, type Prepared, prepareGraph } from "../runners/graph/prepare-graph.ts";
import { GraphRun, type RunEnd } from "../runners/graph/run-graph.ts";
import { stageFolders } from "../runners/graph/stage-folders.ts";
import { type StagedInput, stageInputs } from "../runners/graph/stage-inputs.ts";
import { remainingMs } from "./ahead.ts";
import { AttemptFailed, AttemptReleased } from "./errors.ts";
import { Reporter, type ReportTimes } from "./reporter.ts";
import type { Semaphore } from "./semaphore.ts";

/** Where an attempt stands: `executed` means the GPU is done with it and its outputs are on their way. */
export type Phase = "staging" | "queued" | "running" | "executed" | "over";

export interface AttemptParts {
	comfy: Comfy;
	edge: AttemptClient;
	clock: Clock;
	log: Logger;
	watchTimes: Omit<WatchTimes, "timeoutMs">;
	reportTimes: ReportTimes;
	leaseMs: number;
	/** How long an upload, or the word that ends the attempt, may go on failing; milliseconds. */
	edgePatienceMs: number;
	scratch: string;
	/** ComfyUI's base folder, where this process can reach it. */
	comfyDir: string | null;
	uploads: Semaphore;
	/** Marks prompts in ComfyUI as this worker's. */
	workerName: string;
	/** How long a task like this takes on the GPU; milliseconds. */
	expectedMs: number;
	on: {
		/** The phase or the estimate changed. */
		changed(): void;
		/** ComfyUI accepted the prompt. */
		accepted(): void;
		drain(): void;
		/** ComfyUI is of no use until it is restarted. */
		broken(why: string, promptId: string): void;
		/** The executor is done with this task; milliseconds it took. */
		ran(gpuMs: number): void;
	};
}

/** Cached results whose files are gone: run again under a new prefix, once. */
const RUNS = 2;

/** One attempt at one task: from its claim to the word that ends it at the edge. */
export class Attempt {
	readonly task: Task;
	readonly startedAt: number;
	phase: Phase = "staging";
	private readonly parts: AttemptParts;
	private readonly log: Logger;
	private readonly reporter: Reporter;
	/** Aborts staging and uploading; a prompt in ComfyUI is stopped by its run instead. */
	private readonly given = new AbortController();
	private readonly declared: Task["outputs"];
	private run: GraphRun | null = null;
	private stopping: StopReason | null = null;
	private progress: ProgressState | null = null;
	private runningSince: number | null = null;
	private gpuMs = 0;
	private readonly prompts: string[] = [];

	constructor(task: Task, parts: AttemptParts) {
		this.task = task;
		this.parts = parts;
		this.startedAt = parts.clock.now();
		this.log = parts.log.with({ task: task.task_id, job: task.job_id, epoch: task.epoch });
		this.declared = task.outputs;
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
		if (this.runningSince === null) return this.parts.expectedMs;
		return remainingMs(
			this.parts.clock.now() - this.runningSince,
			this.parts.expectedMs,
			this.progress?.percent ?? 0,
		);
	}

	get expectedMs(): number {
		return this.parts.expectedMs;
	}

	/** Does all of it. Never rejects; the edge has been told how it ended, unless the lease was lost. */
	async perform(): Promise<void> {
		crashAt("claimed");
		this.log.info("claimed", { workflow: this.task.workflow });
		this.reporter.start();
		try {
			await this.work();
		} catch (error) {
			await this.settle(error).catch((failed: unknown) =>
				this.log.warn("the end of an attempt could not be told", { error: failed }),
			);
		} finally {
			this.enter("over");
			await this.reporter.stop();
			await this.cleanUp();
		}
	}

	/**
	 * Stops it for a reason. A drain gives back what the GPU has not begun, and leaves uploads alone; every
	 * other reason stops whatever it is doing.
	 */
	stop(reason: StopReason): void {
		if (this.phase === "over" || (reason === "drain" && this.phase === "executed")) return;
		this.stopping = this.stopping === "lease_lost" || this.stopping === "canceled" ? this.stopping : reason;
		if (reason === "lease_lost") this.stopping = reason;
		this.run?.stop(this.stopping);
		if (this.run === null || this.phase === "executed") this.given.abort();
	}

	/** Ends it without waiting for ComfyUI: the process is about to exit. */
	abandon(): void {
		this.stop("drain");
		this.stopping ??= "drain";
		this.run?.abandon(this.stopping);
		this.given.abort();
	}

	watched(watched: boolean): void {
		this.reporter.watched(watched);
	}

	private async work(): Promise<void> {
		const { parts, task } = this;
		const checked = checkGraph(task.graph);
		if (!checked.ok) throw new AttemptFailed(checked.failure);
		const folder = attemptFolder(task.task_id, task.epoch);
		const staging = {
			comfy: parts.comfy.http,
			edge: parts.edge,
			clock: parts.clock,
			folder,
			inputDirectory: parts.comfy.profile?.inputDirectory ?? null,
			scratch: parts.scratch,
			signal: this.given.signal,
		};
		const inputs = [
			...(await stageInputs(task.inputs, staging)),
			...(await stageFolders(task.folders, staging)),
		];
		crashAt("inputs_staged");
		for (let run = 0; run < RUNS; run++) {
			const { graph, weights, entry } = await this.runOnce(checked.graph, inputs, run);
			const found = expectedOutputs(entry, this.declared, weights);
			try {
				const manifest = await publishOutputs(found, this.declared, {
					comfy: parts.comfy.http,
					edge: parts.edge,
					clock: parts.clock,
					scratch: parts.scratch,
					uploads: parts.uploads,
					signal: this.given.signal,
					until: () => this.reporter.giveUpAt,
					patienceMs: parts.edgePatienceMs,
				});
				crashAt("uploaded");
				return await this.complete(manifest, graph);
			} catch (error) {
				if (!(error instanceof OutputGone) || this.stopping !== null) throw error;
				this.log.warn("ComfyUI's cache names a file that is gone", { node: error.node, run });
				if (run === RUNS - 1)
					throw new AttemptFailed(
						failure(
							"missing_output",
							`ComfyUI names an output of node ${error.node} that is not there`,
							error.node,
						),
					);
			}
		}
	}

	private async runOnce(
		graph: ApiGraph,
		inputs: StagedInput[],
		run: number,
	): Promise<Prepared & { entry: HistoryEntry }> {
		const { parts, task } = this;
		const prepared = prepareGraph(graph, {
			task: task.task_id,
			epoch: task.epoch,
			run,
			inputs,
			outputs: this.declared,
			outputDirectory: parts.comfy.profile?.outputDirectory ?? null,
		});
		if (!prepared.ok) throw new AttemptFailed(prepared.failure);
		if (this.stopping !== null) throw new HttpError("aborted", "stopped before it was submitted");
		const timeoutMs = task.timeout_seconds * 1000;
		const promptId = promptIdOf(task.task_id, task.epoch, run);
		this.runningSince = null;
		this.prompts.push(promptId);
		// A second run goes over the same graph; its progress may only add to what was told.
		this.progress ??= startProgress(prepared.graph, parts.comfy.profile?.outputNodes);
		this.run = new GraphRun({
			comfy: parts.comfy,
			clock: parts.clock,
			times: {
				...parts.watchTimes,
				timeoutMs,
				// Trainers of older ComfyUIs send nothing until they are done.
				...(task.training ? { stallMs: Math.max(parts.watchTimes.stallMs, timeoutMs) } : {}),
			},
			log: this.log,
			promptId,
			graph: prepared.graph,
			mark: { worker: parts.workerName, task: task.task_id, epoch: task.epoch },
			partner: task.partner,
			on: {
				accepted: () => {
					this.log.debug("queued in ComfyUI", { prompt_id: promptId });
					// Its first frames may have come before the reply.
					if (this.runningSince === null) this.enter("queued");
					parts.on.accepted();
				},
				running: () => this.begin(),
				executed: () => this.executed(),
				message: (message) => this.hear(message),
			},
		});
		const end = await this.run.run();
		this.run = null;
		this.executed();
		return { graph: prepared.graph, weights: prepared.weights, entry: this.judge(end, promptId) };
	}

	/** The history entry of a run that succeeded; throws for every other end. */
	private judge(end: RunEnd, promptId: string): HistoryEntry {
		const { outcome, gpuMs, broken } = judgeRun(end, this.task.timeout_seconds);
		// A prompt that ended without a trace: what it cost is known only from here.
		this.gpuMs += gpuMs ?? (this.runningSince === null ? 0 : this.parts.clock.now() - this.runningSince);
		if (broken !== null) this.parts.on.broken(broken, promptId);
		switch (outcome.type) {
			case "succeeded":
				crashAt("executed");
				this.parts.on.ran(gpuMs ?? 0);
				if (this.progress !== null)
					this.tell(advance(this.progress, { type: "success", prompt: promptId, timestamp: null }));
				return outcome.entry;
			case "failed":
				throw new AttemptFailed(outcome.failure);
			case "released":
				throw new AttemptReleased(outcome.reason);
			case "dropped":
				throw new LeaseLost("run");
			default:
				return assertNever(outcome);
		}
	}

	private async complete(manifest: ManifestItem[], graph: ApiGraph): Promise<void> {
		const request = { manifest, graph, gpu_ms: this.gpuMs };
		const reply = await this.retry(() => this.parts.edge.complete(request, () => crashAt("complete_sent")));
		crashAt("completed");
		this.log.info("completed", { outputs: manifest.length, gpu_ms: this.gpuMs, status: reply.status });
	}

	/** Tells the edge how an attempt ended that did not complete. */
	private async settle(error: unknown): Promise<void> {
		const { edge } = this.parts;
		const end = this.reading(error);
		if (end instanceof LeaseLost) {
			this.log.warn("dropped: this attempt is over");
			return;
		}
		if (end instanceof AttemptReleased) {
			await this.retry(() => edge.release({ reason: end.message.slice(0, 200), gpu_ms: this.gpuMs }));
			this.log.info("released", { reason: end.message });
			return;
		}
		const told: Failure = end.failure;
		await this.retry(() => edge.fail({ failure: told, gpu_ms: this.gpuMs }));
		if (told.code === "canceled") this.log.info("canceled");
		else this.log.warn("failed", { code: told.code, why: told.message, node: told.node_id });
	}

	private reading(error: unknown): LeaseLost | AttemptReleased | AttemptFailed {
		if (error instanceof LeaseLost || this.stopping === "lease_lost") return new LeaseLost("attempt");
		if (this.stopping === "canceled") return new AttemptFailed(failure("canceled", "canceled"));
		if (error instanceof AttemptFailed || error instanceof AttemptReleased) return error;
		if (this.stopping === "drain") return new AttemptReleased("given back by the worker");
		if (error instanceof EdgeRefusal && error.barred) return new LeaseLost(error.message);
		if (error instanceof EdgeRefusal && !error.passing) return new AttemptFailed(refusedResult(error));
		if (error instanceof HttpError && this.phase === "staging")
			return new AttemptReleased("ComfyUI is not reachable");
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

	private begin(): void {
		this.runningSince ??= this.parts.clock.now();
		this.enter("running");
	}

	private executed(): void {
		if (this.phase === "queued" || this.phase === "running") this.enter("executed");
	}

	private hear(message: ComfyMessage): void {
		if (message.type === "preview") {
			this.reporter.preview(message.node ?? this.progress?.node ?? null, message.contentType, message.image);
			return;
		}
		if (message.type === "progress" && message.max > 1) crashAt("sampling");
		// 100 is said when the history has confirmed it.
		if (this.progress !== null && message.type !== "success") this.tell(advance(this.progress, message));
	}

	private tell(next: ProgressState): void {
		const before = this.progress;
		this.progress = next;
		if (next === before || this.phase === "over") return;
		this.reporter.progress(progressOf(next));
		this.parts.on.changed();
	}

	private enter(phase: Phase): void {
		if (this.phase === phase) return;
		this.phase = phase;
		this.parts.on.changed();
	}

	private async cleanUp(): Promise<void> {
		for (const promptId of this.prompts) {
			await this.parts.comfy.http.forget(promptId).catch((error: unknown) => {
				this.log.debug("a history entry was left behind", { error });
			});
		}
		await removeFiles(this.parts.comfyDir, attemptFolder(this.task.task_id, this.task.epoch), this.log);
	}
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
