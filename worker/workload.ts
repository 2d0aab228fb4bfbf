import type { Failure } from "../edge/contract/failures.ts";
import type { DoorbellMessage } from "../edge/contract/sockets.ts";
import { Examiner } from "../workflows/quality/examine/examiner.ts";
import { hasFfmpeg } from "../workflows/quality/examine/ffmpeg.ts";
import { INSIGHTFACE_TERMS } from "../workflows/quality/faces/wish.ts";
import { type AheadView, blend } from "./attempt/ahead.ts";
import { Attempt } from "./attempt/attempt.ts";
import type { ClaimedWork } from "./attempt/claims.ts";
import type { AttemptReleased } from "./attempt/errors.ts";
import { Idleness } from "./attempt/idleness.ts";
import { Semaphore } from "./attempt/semaphore.ts";
import type { Comfy } from "./comfyui/comfy.ts";
import type { WarmModels } from "./comfyui/warm-models.ts";
import type { EdgeClient } from "./edge-api/client.ts";
import { LoraFiles } from "./models/lora-files.ts";
import type { Registration } from "./presence/registration.ts";
import type { Clock } from "./process/clock.ts";
import type { Config } from "./process/config.ts";
import type { Logger } from "./process/log.ts";
import type { Timings } from "./process/timings.ts";
import { type SignFile, signerFor } from "./provenance/c2pa.ts";
import { sourceTypeOf } from "./provenance/xmp.ts";
import { inputGate } from "./quality/input-gate.ts";
import { KnownFaces } from "./quality/known-faces.ts";
import type { AttemptFiles } from "./runners/graph/attempt-files.ts";
import { GraphRunner, type GraphRunnerParts } from "./runners/graph/graph-runner.ts";
import { RecentFiles } from "./runners/graph/recent-files.ts";
import type { Runner } from "./runners/runner.ts";
import { TrainRunner } from "./runners/train/train-runner.ts";
import { Thumbnails } from "./thumbnails/thumbnails.ts";

/** Words kept for claims that are not answered yet. */
const MAX_EARLY = 20;
/** Of all attempts together. */
const UPLOADS_AT_ONCE = 3;

/** A word about one task. */
export type TaskMessage = Extract<DoorbellMessage, { task: string }>;

export interface WorkloadParts {
	config: Config;
	timings: Timings;
	clock: Clock;
	log: Logger;
	edge: EdgeClient;
	comfy: Comfy;
	warm: WarmModels;
	/** What attempts leave on ComfyUI's disk. */
	files: AttemptFiles;
	registration: Pick<Registration, "leaseMs" | "workerId">;
	on: {
		/** Something changed that may call for another claim. */
		changed(): void;
		drain(): void;
		/** See {@link GraphRunnerParts}. */
		comfy: GraphRunnerParts["comfyOn"];
		released(why: AttemptReleased): void;
		failed(why: Failure): void;
		/** A task was run: ComfyUI takes work. */
		ran(): void;
		/** An attempt is over, however it ended, and the edge has been told. */
		over(work: ClaimedWork): void;
	};
}

/** The attempts that a worker holds, and what it has learnt of how long tasks take. */
export class Workload {
	private readonly parts: WorkloadParts;
	private readonly uploads = new Semaphore(UPLOADS_AT_ONCE);
	private readonly trainings = new Semaphore(1);
	private readonly recent = new RecentFiles();
	/** Null: nobody looks at pictures. */
	private readonly examiner: Examiner | null;
	private readonly knownFaces: KnownFaces | null;
	private found: Promise<string | null> | undefined;
	/** What decodes films; null where this machine has nothing that does. */
	private readonly ffmpeg = () => {
		this.found ??= hasFfmpeg().then((has) => (has ? "ffmpeg" : null));
		return this.found;
	};
	/** Signs pictures; null: nobody asked for it. */
	private readonly sign: SignFile | null;
	private readonly loras: LoraFiles;
	private readonly running = new Map<Attempt, Promise<void>>();
	/** By workflow; milliseconds. */
	private readonly typical = new Map<string, number>();
	/** Words about tasks whose claim is still being answered: the bell can be quicker than the reply. */
	private early: TaskMessage[] = [];
	private cycleMs = 50;
	private warmed = false;
	private readonly idleness: Idleness;
	readonly thumbnails: Thumbnails;

	constructor(parts: WorkloadParts) {
		this.parts = parts;
		this.loras = new LoraFiles(parts.config.LORA_DISK_GB * 1e9, parts.clock, parts.log);
		this.examiner = parts.config.QUALITY_CHECKS === "on" ? new Examiner() : null;
		const insightface = parts.config.INSIGHTFACE_DIR ?? null;
		if (insightface !== null) parts.log.info(INSIGHTFACE_TERMS);
		this.knownFaces = this.examiner && new KnownFaces(this.examiner, { insightface });
		const { C2PA_CERTIFICATE: certificate, C2PA_KEY: key } = parts.config;
		this.sign = signerFor({ certificate, key }, (why) =>
			parts.log.error("pictures are delivered without a C2PA signature", { why }),
		);
		this.thumbnails = new Thumbnails({
			edge: () => parts.edge.thumbnails(parts.registration.workerId),
			recent: this.recent,
			scratch: parts.config.SCRATCH_DIR,
			log: parts.log,
		});
		this.idleness = new Idleness(parts.timings.idleMs);
	}

	get size(): number {
		return this.running.size;
	}

	/** Whether it has held nothing for so long that the worker is to leave. Looked at while the worker serves. */
	isIdleTooLong(): boolean {
		return this.idleness.isOver(this.size, this.parts.clock.now());
	}

	get attempts(): Attempt[] {
		return [...this.running.keys()];
	}

	/** What decides whether to claim ahead. */
	view(claiming: number): AheadView {
		const { attempts, cycleMs } = this;
		return {
			tasks: attempts.filter((a) => a.phase === "staging" || a.phase === "queued" || a.phase === "running"),
			claiming,
			finishing: attempts.filter((a) => a.phase === "executed").length,
			cycleMs,
		};
	}

	/** Begins an attempt at a task. */
	begin(work: ClaimedWork): Attempt {
		const attempt = this.attempt(work);
		const done = attempt.perform();
		this.running.set(attempt, done);
		for (const message of this.early.splice(0)) this.hear(message, false);
		void done.finally(() => {
			this.running.delete(attempt);
			this.parts.on.over(work);
			this.parts.on.changed();
		});
		return attempt;
	}

	/** @param claiming a claim is on its way, so a word about an unknown task may be about that one */
	hear(message: TaskMessage, claiming: boolean): void {
		const about = this.attempts.find(
			({ task }) => task.task_id === message.task && task.epoch === message.epoch,
		);
		if (about === undefined) {
			if (claiming) this.early = [...this.early.slice(-MAX_EARLY), message];
		} else if (message.type === "cancel") about.stop("canceled");
		else about.watched(message.watched);
	}

	/** Gives back one task, also of the GPU. */
	giveBack({ task_id, epoch }: Pick<ClaimedWork["task"], "task_id" | "epoch">): void {
		for (const attempt of this.attempts)
			if (attempt.task.task_id === task_id && attempt.task.epoch === epoch) attempt.stop("drain");
	}

	/** ComfyUI is of no use: gives back what its GPU has not begun, without waiting for it. */
	releaseWaiting(): void {
		for (const attempt of this.attempts)
			if (attempt.usesComfy && (attempt.phase === "staging" || attempt.phase === "queued"))
				attempt.abandon("comfyui_unreachable");
	}

	/** Gives back whatever will not be done within `ms` milliseconds. */
	releaseLongerThan(ms: number): void {
		for (const attempt of this.attempts)
			if (attempt.phase !== "running" || attempt.remainingMs > ms) attempt.stop("drain");
	}

	/** Gives back all that the GPU is not done with. */
	release(): void {
		for (const attempt of this.attempts) attempt.stop("drain");
	}

	/** Ends all of it without waiting for ComfyUI. */
	abandon(): void {
		for (const attempt of this.attempts) attempt.abandon("drain");
	}

	/** Resolves when nothing is held any more, what is claimed meanwhile included. */
	async ended(): Promise<void> {
		while (this.running.size > 0) await Promise.allSettled([...this.running.values()]);
		this.examiner?.close();
		await this.thumbnails.finish();
	}

	/** This process was started for the first task that came with a ticket; elsewhere people start it, ahead of any. */
	private coldMs({ ticket }: ClaimedWork): number | null {
		if (ticket === null || this.warmed) return null;
		this.warmed = true;
		return Math.round(performance.now());
	}

	private attempt(work: ClaimedWork): Attempt {
		const { task, claimedAt } = work;
		const { timings, clock, log, edge, registration, on } = this.parts;
		const { leaseMs } = registration;
		const { edgePatienceMs } = timings;
		const runner = this.runner(work);
		return new Attempt(task, {
			runner,
			edge: edge.attempt(task),
			clock,
			log,
			reportTimes: {
				// A lease must survive a lost report or two, however short the edge makes it.
				idleMs: Math.min(timings.reportMs, leaseMs / 6),
				watchedMs: timings.watchedReportMs,
				previewMs: timings.previewMs,
			},
			leaseMs,
			coldMs: this.coldMs(work),
			edgePatienceMs,
			on: {
				changed: () => on.changed(),
				accepted: () => {
					this.cycleMs = blend(this.cycleMs, clock.now() - claimedAt);
				},
				drain: () => on.drain(),
				released: (why) => on.released(why),
				failed: (why) => on.failed(why),
				completed: (manifest, assets) => this.thumbnails.made(manifest, assets),
			},
		});
	}

	/** What does the work of a task. */
	private runner({ task, promised }: ClaimedWork): Runner {
		const { config, timings, clock, log, comfy, warm, on } = this.parts;
		const { edgePatienceMs } = timings;
		const shared = {
			...{ comfy, clock, log, edgePatienceMs, recent: this.recent, uploads: this.uploads },
			scratch: config.SCRATCH_DIR,
			expectedMs: this.typical.get(task.workflow) ?? task.typical_seconds * 1000,
		};
		if (task.work.kind === "train")
			return new TrainRunner(task, task.work, {
				...shared,
				...{ setting: config, slot: this.trainings, silenceMs: timings.stallMs },
			});
		return new GraphRunner(task, {
			...shared,
			watchTimes: timings,
			files: this.parts.files,
			loras: this.loras,
			checks: this.examiner &&
				this.knownFaces && {
					...{ opener: this.examiner, known: this.knownFaces, ffmpeg: this.ffmpeg },
					...{ quality: task.quality, person: task.person },
				},
			gate: this.examiner && inputGate(task.quality, this.examiner),
			mark: config.PROVENANCE === "off" ? null : sourceTypeOf(task.inputs),
			sign: this.sign,
			workerName: config.WORKER_NAME,
			promised,
			comfyOn: on.comfy,
			on: {
				ran: (gpuMs) => {
					on.ran();
					this.typical.set(task.workflow, blend(this.typical.get(task.workflow), gpuMs));
					warm.used(task.models.map((model) => model.file));
				},
			},
		});
	}
}
