import { rm, writeFile } from "node:fs/promises";
import type { ClaimedWork, Spans } from "../../../edge/contract/workers/workers.ts";
import { findProfile } from "../../../workflows/plan/profiles.ts";
import type { TrainingPlaces } from "../../../workflows/training/dialect/dialect.ts";
import { trainingRefusals } from "../../../workflows/training/refusals.ts";
import { dialects } from "../../../workflows/training/trainers/trainers.ts";
import type { TrainingWork } from "../../../workflows/training/work.ts";
import { AttemptFailed } from "../../attempt/errors.ts";
import type { Semaphore } from "../../attempt/semaphore.ts";
import type { Comfy } from "../../comfyui/comfy.ts";
import { failure } from "../../comfyui/wire/errors.ts";
import type { Task } from "../../edge-api/client.ts";
import type { LeaseLost } from "../../edge-api/errors.ts";
import { type Clock, sleep } from "../../process/clock.ts";
import { crashAt } from "../../process/crash-at.ts";
import type { Logger } from "../../process/log.ts";
import { HttpError } from "../../process/request.ts";
import { type KnownTrainer, knownTrainers, type TrainerSetting } from "../../trainers/known-trainers.ts";
import type { RecentFiles } from "../graph/recent-files.ts";
import { SpanWatch } from "../graph/spans.ts";
import type { RunContext, Runner, RunResult, StopReason } from "../runner.ts";
import { baseModel } from "./base-model.ts";
import { CheckpointKeeper, type KeeperParts } from "./checkpoint-keeper.ts";
import { deliver } from "./deliver.ts";
import { failureOfEnd, slowDevice, tookTooLong } from "./failures.ts";
import { Losses } from "./losses.ts";
import { progressOf } from "./progress.ts";
import { TrainerRun, type TrainerStory, type TrainingStand } from "./run-trainer.ts";
import { stagePictures, stageResume } from "./stage-training.ts";
import { makeFolder, type TrainingFolder } from "./training-folder.ts";

export interface TrainRunnerParts {
	comfy: Pick<Comfy, "profile">;
	setting: TrainerSetting;
	clock: Clock;
	log: Logger;
	/** How long an upload may go on failing; milliseconds. */
	edgePatienceMs: number;
	/** A trainer that says nothing for this long hangs; milliseconds. */
	silenceMs: number;
	scratch: string;
	recent: RecentFiles;
	uploads: Semaphore;
	/** One trainer after the other: two do not fit beside each other. */
	slot: Semaphore;
	/** How long a task like it takes; milliseconds. */
	expectedMs: number;
}

type Training = Extract<ClaimedWork, { kind: "train" }>;

/** Trains: stages pictures and what was kept, stays with the trainer, stores its checkpoints, delivers its weights. */
export class TrainRunner implements Runner {
	readonly usesComfy = false;
	readonly doubtful = false;
	private readonly task: Task;
	private readonly training: Training;
	private readonly parts: TrainRunnerParts;
	private readonly watch: SpanWatch;
	/** Aborts staging and uploading. */
	private readonly given = new AbortController();
	private trainer: TrainerRun | null = null;
	private stopping: StopReason | null = null;
	private lost: LeaseLost | null = null;
	private folder: TrainingFolder | null = null;
	private startedAt: number | null = null;
	private ranMs = 0;
	private stand: TrainingStand | null = null;

	constructor(task: Task, training: Training, parts: TrainRunnerParts) {
		this.task = task;
		this.training = training;
		this.parts = parts;
		this.watch = new SpanWatch(parts.clock);
	}

	get spans(): Spans {
		return this.watch.spans;
	}

	get expectedMs(): number {
		return this.parts.expectedMs;
	}

	get gpuMs(): number {
		const running = this.startedAt === null ? 0 : this.parts.clock.now() - this.startedAt;
		return Math.max(0, Math.round(this.ranMs + running));
	}

	get remainingMs(): number {
		const { step = 0, seconds_per_step = null } = this.stand ?? {};
		if (seconds_per_step === null) return Math.max(0, this.parts.expectedMs - this.gpuMs);
		return Math.max(0, (this.training.training.recipe.steps - step) * seconds_per_step * 1000);
	}

	async run(context: RunContext): Promise<RunResult> {
		try {
			return await this.parts.slot.run(() => this.train(context));
		} catch (error) {
			const code = error instanceof Error && "code" in error ? error.code : undefined;
			if (code === "ENOSPC" || code === "EDQUOT")
				throw new AttemptFailed(failure("machine_unfit", "the disk of the worker is full"));
			throw error;
		}
	}

	stop(reason: StopReason): void {
		this.stopping = reason;
		// What is on its way to storage when the worker leaves is what the next one goes on from.
		if (reason !== "drain" || this.trainer === null) this.given.abort();
		this.trainer?.end();
	}

	abandon(reason: StopReason): void {
		this.stop(reason);
		this.given.abort();
	}

	async cleanUp(): Promise<void> {
		this.trainer?.end();
		await this.trainer?.ended;
		if (this.folder === null) return;
		await rm(this.folder.root, { recursive: true, force: true }).catch((error: unknown) =>
			this.parts.log.warn("the folder of a training could not be removed", { error }),
		);
	}

	private async train(context: RunContext): Promise<RunResult> {
		const { parts, task } = this;
		this.leaveIfStopped();
		const trainer = await this.able();
		const base = await baseModel(this.training.training, parts.comfy.profile?.loraDirectory ?? null);
		const folder = await makeFolder(parts.scratch, task.task_id, task.epoch);
		this.folder = folder;
		const losses = new Losses();
		const work = await this.stage(context, folder, losses);
		crashAt("inputs_staged");
		const keeper = new CheckpointKeeper(this.keeping(context, work, folder, losses));
		const places = this.places(work, folder, base);
		const story = await this.stayWith(trainer, places, work, keeper, losses, context);
		keeper.look(this.stand?.step ?? 0, story.end.code === 0);
		await keeper.settled();
		this.leaveIfStopped();
		const failed =
			story.wrongDevice === null
				? failureOfEnd({ ...story, silenceMs: parts.silenceMs })
				: slowDevice(this.device, story.wrongDevice);
		if (failed !== null) throw new AttemptFailed(failed);
		this.watch.executed();
		crashAt("executed");
		context.on.phase("executed");
		const delivery = { work, folder, last: dialects[work.trainer].last(work), losses: losses.text() };
		const manifest = await deliver(
			{ ...delivery, printed: story.lines, nextUpload: () => keeper.nextUpload() },
			this.keeping(context, work, folder, losses),
		);
		this.watch.stored();
		crashAt("uploaded");
		return { manifest, ran: null };
	}

	/** Throws where it was stopped. */
	private leaveIfStopped(): void {
		if (this.lost !== null) throw this.lost;
		if (this.stopping !== null) throw new HttpError("aborted", "stopped");
	}

	private get device(): TrainingPlaces["device"] {
		const type = this.parts.comfy.profile?.gpu.type;
		return type === "cuda" || type === "mps" ? type : "cpu";
	}

	/** The trainer of this machine. Throws where there is none, or it cannot do that here; another machine may. */
	private async able(): Promise<KnownTrainer> {
		const { comfy, setting } = this.parts;
		const { training } = this.training;
		const known = await knownTrainers(setting);
		const trainer = known.find((one) => one.trainer === training.trainer);
		if (trainer === undefined)
			throw new AttemptFailed(
				failure("capabilities_outdated", `this worker has no ${training.trainer} any more`),
			);
		const profile = findProfile(comfy.profile?.capabilities.profile) ?? null;
		const [refusal] = trainingRefusals(training, { device: this.device, profile });
		if (refusal) throw new AttemptFailed(failure("machine_unfit", refusal.message));
		return trainer;
	}

	/** Puts everything where the trainer finds it; answers with what it is to do, and from where. */
	private async stage(context: RunContext, folder: TrainingFolder, losses: Losses): Promise<TrainingWork> {
		const { clock, scratch, recent } = this.parts;
		const { training: work, inputs } = this.training;
		const { edge, log } = context;
		const parts = { edge, log, clock, scratch, recent, inputs, folder, signal: this.given.signal };
		const staging = { ...parts, dialect: dialects[work.trainer] };
		await stagePictures(work, staging);
		const resume = await stageResume(work, staging, (text, step) => losses.restore(text, step));
		if (resume !== null) log.info("the training goes on", { step: resume.step });
		return { ...work, resume };
	}

	private places(
		work: TrainingWork,
		folder: TrainingFolder,
		base: Pick<TrainingPlaces, "base" | "flux">,
	): TrainingPlaces {
		const { pictures, output, configs } = folder;
		const regularisation = work.regularisation === null ? null : folder.regularisation;
		const resume = work.resume && { folder: folder.resume, step: work.resume.step };
		return { ...base, pictures, output, configs, regularisation, resume, device: this.device };
	}

	private keeping(
		context: RunContext,
		work: TrainingWork,
		folder: TrainingFolder,
		losses: Losses,
	): KeeperParts {
		const { clock, uploads, edgePatienceMs } = this.parts;
		const { edge, log } = context;
		return {
			...{ edge, log, clock, uploads, work, folder, losses, dialect: dialects[work.trainer] },
			...{ signal: this.given.signal, until: () => context.until(), patienceMs: edgePatienceMs },
			onWait: (waits) => this.trainer?.hold(waits),
			onLost: (error) => {
				this.lost = error;
				this.stop("lease_lost");
			},
		};
	}

	/** Runs the trainer to its end, whatever that is, and not for longer than an attempt may take. */
	private async stayWith(
		trainer: KnownTrainer,
		places: TrainingPlaces,
		work: TrainingWork,
		keeper: CheckpointKeeper,
		losses: Losses,
		context: RunContext,
	): Promise<TrainerStory> {
		const { clock, scratch, silenceMs } = this.parts;
		const dialect = dialects[work.trainer];
		const launch = dialect.launch(work, places);
		for (const { path, text } of launch.files) await writeFile(path, text);
		this.leaveIfStopped();
		const { folder } = this;
		if (folder === null) throw new Error("a training without a folder");
		this.startedAt = clock.now();
		this.watch.began();
		const run = new TrainerRun({
			...{ trainer, dialect, work, places, launch, folder, scratch, silenceMs, log: context.log },
			// What is saved at a step is whole as it would be once the next one was done.
			onSaved: (step) => keeper.look(step + 1),
			onStand: (stand) => this.stood(stand, work, keeper, losses, context),
		});
		this.trainer = run;
		context.on.accepted();
		context.on.phase("running");
		const over = new AbortController();
		const seconds = this.task.timeout_seconds;
		const late = sleep(seconds * 1000, over.signal).then(() => !over.signal.aborted && "late");
		const first = await Promise.race([run.ended, late]);
		over.abort();
		run.end();
		const story = await run.ended;
		this.ranMs = this.gpuMs;
		this.startedAt = null;
		if (first === "late" && this.stopping === null) throw new AttemptFailed(tookTooLong(seconds));
		return story;
	}

	private stood(
		stand: TrainingStand,
		work: TrainingWork,
		keeper: CheckpointKeeper,
		losses: Losses,
		context: RunContext,
	): void {
		this.stand = stand;
		if (stand.step > (work.resume?.step ?? 0)) {
			this.watch.stepped();
			crashAt("sampling");
		}
		if (stand.loss !== null) losses.add(stand.step, stand.loss);
		keeper.reached(stand.step);
		context.on.progress(progressOf(stand, work.recipe.steps));
	}
}
