import type { Failure } from "../../../edge/contract/failures.ts";
import type { Spans } from "../../../edge/contract/workers/workers.ts";
import type { ApiGraph } from "../../../workflows/graph/graph.ts";
import { remainingMs } from "../../attempt/ahead.ts";
import { AttemptFailed, AttemptReleased } from "../../attempt/errors.ts";
import type { Semaphore } from "../../attempt/semaphore.ts";
import type { Comfy } from "../../comfyui/comfy.ts";
import type { GivenUpPrompt } from "../../comfyui/given-up.ts";
import { advance, type ProgressState, progressOf, startProgress } from "../../comfyui/progress.ts";
import { promptIdOf } from "../../comfyui/prompt-id.ts";
import { failure } from "../../comfyui/wire/errors.ts";
import type { ComfyMessage, ExecutionError } from "../../comfyui/wire/frames.ts";
import { type HistoryEntry, isBlocked, verdictOf } from "../../comfyui/wire/history.ts";
import type { Task } from "../../edge-api/client.ts";
import { LeaseLost } from "../../edge-api/errors.ts";
import type { LoraFiles } from "../../models/lora-files.ts";
import type { Promised } from "../../presence/registration.ts";
import type { Clock } from "../../process/clock.ts";
import { crashAt } from "../../process/crash-at.ts";
import type { Logger } from "../../process/log.ts";
import { HttpError } from "../../process/request.ts";
import type { WatchTimings } from "../../process/timings.ts";
import type { RunContext, Runner, RunResult, StopReason } from "../runner.ts";
import type { AttemptFiles } from "./attempt-files.ts";
import { blockedBranches, expectedOutputs, originOf } from "./expected-outputs.ts";
import { type Judgement, judgeRun } from "./judge.ts";
import { mayBeOutdated, outdatedFailure, wasPromised } from "./outdated.ts";
import { type PublishParts, publishOutputs, StaleOutput } from "./outputs.ts";
import { attemptFolder, checkGraph, MAX_RUNS, type Prepared, prepareGraph } from "./prepare-graph.ts";
import type { RecentFiles } from "./recent-files.ts";
import { GraphRun, letGo } from "./run-graph.ts";
import { SpanWatch } from "./spans.ts";
import type { StagedInput, StageParts } from "./stage-inputs.ts";
import { stageTask } from "./stage-task.ts";

export interface GraphRunnerParts
	extends Pick<PublishParts & StageParts, "checks" | "mark" | "sign" | "gate"> {
	comfy: Comfy;
	clock: Clock;
	log: Logger;
	watchTimes: WatchTimings;
	/** How long an upload may go on failing; milliseconds. */
	edgePatienceMs: number;
	scratch: string;
	recent: RecentFiles;
	/** What attempts leave on ComfyUI's disk. */
	files: AttemptFiles;
	loras: LoraFiles;
	uploads: Semaphore;
	/** Marks prompts in ComfyUI as this worker's. */
	workerName: string;
	/** How long a task like this takes on the GPU; milliseconds. */
	expectedMs: number;
	/** What the edge chose this task by. */
	promised: Promised | null;
	/** What a run finds out about ComfyUI. */
	comfyOn: {
		/** It does not react any more, and may hold this prompt for ever. */
		hangs(why: string, prompt: GivenUpPrompt): void;
		/** Its GPU is of no use until the process is another one. */
		gpuBroken(why: string): void;
		/** It may still hold this prompt, which nobody wants any more. */
		givenUp(prompt: GivenUpPrompt): void;
		/** It is not what the edge was told. */
		outdated(): void;
		/** Asks it what it has, and says what that is; null where it does not answer. */
		look(): Promise<Promised | null>;
	};
	on: {
		/** The executor is done with this task; milliseconds it took. */
		ran(gpuMs: number): void;
	};
}

/** A prompt was done, and the history that says what it left was cleared by somebody. */
class Unrecorded extends AttemptFailed {}

/** Runs a task's graph in ComfyUI: stages its inputs, stays with its prompt, judges the end, publishes. */
export class GraphRunner implements Runner {
	readonly usesComfy = true;
	gpuMs = 0;
	private readonly task: Task;
	private readonly parts: GraphRunnerParts;
	private readonly watch: SpanWatch;
	private log: Logger;
	/** Aborts staging and uploading; a prompt in ComfyUI is stopped by its run instead. */
	private readonly given = new AbortController();
	private prompt: GraphRun | null = null;
	private executed = false;
	private stopping: StopReason | null = null;
	private progress: ProgressState | null = null;
	private runningSince: number | null = null;
	private readonly prompts: string[] = [];
	/** What ComfyUI said of branches that did not run: it is told over the socket, and in no history. */
	private blocked: ExecutionError[] = [];
	/** ComfyUI may still hold a prompt: its files are removed when that is over. */
	private heldBack = false;

	constructor(task: Task, parts: GraphRunnerParts) {
		this.task = task;
		this.parts = parts;
		this.log = parts.log;
		this.watch = new SpanWatch(parts.clock);
	}

	get spans(): Spans {
		return this.watch.spans;
	}

	get expectedMs(): number {
		return this.parts.expectedMs;
	}

	get doubtful(): boolean {
		return this.prompt?.doubtful ?? false;
	}

	get remainingMs(): number {
		if (this.runningSince === null) return this.parts.expectedMs;
		const elapsed = this.parts.clock.now() - this.runningSince;
		return remainingMs(elapsed, this.parts.expectedMs, this.progress?.percent ?? 0);
	}

	async run(context: RunContext): Promise<RunResult> {
		const { parts, task } = this;
		this.log = context.log;
		const checked = checkGraph(task.graph);
		if (!checked.ok) throw new AttemptFailed(checked.failure);
		const inputs = await this.stage(context);
		crashAt("inputs_staged");
		for (let run = 0; ; run++) {
			try {
				const { graph, weights, entry } = await this.runOnce(context, checked.graph, inputs, run);
				const found = expectedOutputs(entry, task.outputs, weights, this.blocked);
				const manifest = await publishOutputs(found, task.outputs, {
					origin: originOf(entry, attemptFolder(task.task_id, task.epoch), verdictOf(entry)),
					comfy: parts.comfy.http,
					edge: context.edge,
					clock: parts.clock,
					scratch: parts.scratch,
					recent: parts.recent,
					...{ checks: parts.checks, mark: parts.mark, sign: parts.sign ?? null },
					uploads: parts.uploads,
					signal: this.given.signal,
					until: () => context.until(),
					patienceMs: parts.edgePatienceMs,
				});
				this.watch.stored();
				crashAt("uploaded");
				return { manifest, ran: { graph, blocked: blockedBranches(this.blocked) } };
			} catch (error) {
				const why = this.again(error);
				if (why === null) throw error;
				this.log.warn("the result of a run cannot be fetched", { why: why.message, run });
				if (run === MAX_RUNS - 1) throw new AttemptFailed(why);
			}
		}
	}

	/** Why a run is to be made again, its results being in ComfyUI's cache; null for any other end. */
	private again(error: unknown): Failure | null {
		if (this.stopping !== null) return null;
		if (error instanceof Unrecorded) return error.failure;
		if (!(error instanceof StaleOutput)) return null;
		const message = `ComfyUI names an output that cannot be taken: ${error.message}`;
		return failure("missing_output", message, error.node);
	}

	stop(reason: StopReason): void {
		this.stopping = reason;
		this.prompt?.stop(reason);
		if (this.prompt === null || this.executed) this.given.abort();
	}

	abandon(reason: StopReason): void {
		this.stop(reason);
		this.prompt?.abandon(reason);
		this.given.abort();
	}

	async cleanUp(): Promise<void> {
		// While ComfyUI may still write there, the files stay: they go when it has let go, or with the next life.
		if (!this.heldBack || this.stopping === "drain") await this.releaseFiles();
	}

	private releaseFiles(): Promise<void> {
		this.parts.loras.release(attemptFolder(this.task.task_id, this.task.epoch));
		return this.parts.files.release(this.task.task_id, this.task.epoch, this.prompts);
	}

	private async stage(context: RunContext): Promise<StagedInput[]> {
		const { parts, task } = this;
		await parts.files.hold(task.task_id, task.epoch);
		try {
			return await stageTask(task, {
				...parts,
				comfy: parts.comfy.http,
				edge: context.edge,
				folder: attemptFolder(task.task_id, task.epoch),
				inputDirectory: parts.comfy.profile?.inputDirectory ?? null,
				loraDirectory: parts.comfy.profile?.loraDirectory ?? null,
				signal: this.given.signal,
			});
		} catch (error) {
			// The edge's answers are read by what fetches from it: this is ComfyUI, which does not take the files.
			if (error instanceof HttpError && error.kind !== "aborted")
				throw new AttemptReleased(`ComfyUI does not take the inputs: ${error.kind}`, "comfyui_unreachable");
			throw error;
		}
	}

	private async runOnce(
		context: RunContext,
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
			outputs: task.outputs,
			outputNodes: parts.comfy.profile?.outputNodes ?? new Set(),
			outputDirectory: parts.comfy.profile?.outputDirectory ?? null,
		});
		if (!prepared.ok) throw new AttemptFailed(prepared.failure);
		if (this.stopping !== null) throw new HttpError("aborted", "stopped before it was submitted");
		const promptId = promptIdOf(task.task_id, task.epoch, run);
		this.runningSince = null;
		this.executed = false;
		this.blocked = [];
		this.prompts.push(promptId);
		// A second run goes over the same graph; its progress may only add to what was told.
		this.progress ??= startProgress(prepared.graph, parts.comfy.profile?.outputNodes);
		this.prompt = new GraphRun({
			comfy: parts.comfy,
			clock: parts.clock,
			times: {
				...parts.watchTimes,
				timeoutMs: task.timeout_seconds * 1000,
				// Trainers of older ComfyUIs send nothing until they are done.
				stallMs: Math.max(parts.watchTimes.stallMs, task.training ? task.timeout_seconds * 1000 : 0),
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
					if (this.runningSince === null) context.on.phase("queued");
					context.on.accepted();
				},
				running: () => {
					this.runningSince ??= parts.clock.now();
					this.watch.began();
					context.on.phase("running");
				},
				executed: () => this.done(context),
				message: (message) => this.hear(message, context),
			},
		});
		const prompt = this.prompt;
		const end = await prompt.run();
		this.prompt = null;
		const given = letGo(end) ? null : this.giveUp(promptId, prompt.isAccepted);
		const { outcome, gpuMs, broken } = judgeRun(end, task.timeout_seconds);
		this.gpuMs += gpuMs;
		if (broken?.how === "gpu") parts.comfyOn.gpuBroken(broken.why);
		if (given !== null && broken?.how === "hangs") parts.comfyOn.hangs(broken.why, given);
		else if (given !== null) parts.comfyOn.givenUp(given);
		if (outcome.type === "failed") throw new AttemptFailed(await this.blame(outcome.failure, prepared.graph));
		const entry = this.entryOf(outcome, promptId, context);
		// Only now: a worker claims as soon as it hears this, and must not from a ComfyUI that has just hung.
		this.done(context);
		return { graph: prepared.graph, weights: prepared.weights, entry };
	}

	private done(context: RunContext): void {
		this.watch.executed();
		this.executed = true;
		context.on.phase("executed");
	}

	/** ComfyUI has not said that it is done with a prompt: what remains of it is removed when it has. */
	private giveUp(promptId: string, accepted: boolean): GivenUpPrompt {
		this.heldBack = true;
		return { promptId, accepted, cleanUp: () => this.releaseFiles() };
	}

	/** What changed in ComfyUI since the task was claimed is not the graph's fault. */
	private async blame(told: Failure, graph: ApiGraph): Promise<Failure> {
		const { promised, comfyOn } = this.parts;
		if (promised === null || !mayBeOutdated(told)) return told;
		if (wasPromised(told, graph, promised.capabilities)) {
			comfyOn.outdated();
			return outdatedFailure(told);
		}
		const now = await comfyOn.look();
		return now !== null && now.infoHash !== promised.infoHash ? outdatedFailure(told) : told;
	}

	/** The history entry of a run that succeeded; throws for every other end. */
	private entryOf(
		outcome: Exclude<Judgement["outcome"], { type: "failed" }>,
		promptId: string,
		context: RunContext,
	): HistoryEntry {
		switch (outcome.type) {
			case "succeeded":
				crashAt("executed");
				this.parts.on.ran(this.gpuMs);
				if (this.progress !== null)
					this.tell(advance(this.progress, { type: "success", prompt: promptId, timestamp: null }), context);
				return outcome.entry;
			case "unrecorded":
				throw new Unrecorded(outcome.failure);
			case "released":
				throw new AttemptReleased(outcome.reason, outcome.cause);
			case "dropped":
				throw new LeaseLost("run");
		}
	}

	private hear(message: ComfyMessage, context: RunContext): void {
		if (message.type === "preview") {
			const node = message.node ?? this.progress?.node ?? null;
			context.on.preview(node, message.contentType, message.image);
			return;
		}
		if (message.type === "error" && isBlocked(message.error)) this.blocked.push(message.error);
		if (message.type === "progress" && message.max > 1) {
			this.watch.stepped();
			crashAt("sampling");
		}
		// 100 is said when the history has confirmed it.
		if (this.progress !== null && message.type !== "success")
			this.tell(advance(this.progress, message), context);
	}

	private tell(next: ProgressState, context: RunContext): void {
		const before = this.progress;
		this.progress = next;
		if (next !== before) context.on.progress(progressOf(next));
	}
}
