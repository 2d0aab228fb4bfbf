import type { Failure } from "../../contract/failures.ts";
import { isTerminal, type JobStatus, type StageStatus } from "../../contract/status.ts";
import type { StageDecision, Verdict } from "../../db/stored.ts";
import type { AttemptRecord, JobAggregate, Measured, Stage, Task } from "./aggregate.ts";

/** An output that the shell has already checked against storage. `asset` is opaque to the decision. */
export interface VerifiedOutput {
	name: string;
	asset: string;
}

/** What happened, in order. Numbers, times and asset details are added by the shell that writes it down. */
export type Change =
	| { type: "job"; status: JobStatus; error: Failure | null }
	/** `over_budget`: it waits for a budget; `lora`: it waits for this LoRA. */
	| {
			type: "stage";
			stage: string;
			status: StageStatus;
			take: number;
			error: Failure | null;
			over_budget: boolean;
			lora?: string;
	  }
	| { type: "task"; task: string; retry_at: number | null }
	| { type: "output"; task: string; output: VerifiedOutput }
	| { type: "checkpoint"; task: string; step: number; loss: number | null }
	| { type: "verdict"; task: string; verdict: Verdict }
	| { type: "decision"; stage: string; decision: StageDecision };

/** What should be told to others once the decision is written. All of it is a hint that may be lost. */
export type Effect =
	| { type: "ring"; count: number }
	| { type: "stop_attempt"; task: string; epoch: number; worker: string };

export interface Decision {
	ok: true;
	/** The job after the command. Its version counts the new changes. */
	state: JobAggregate;
	/** Empty when the command was a repeat of one that is already in effect. */
	changes: Change[];
	/** Attempts that began or ended. */
	attempts: AttemptRecord[];
	effects: Effect[];
}
/** Everything a decision needs that is not in the job: the edge's clock and a random number in [0, 1). */
export interface Circumstances {
	now: number;
	random: number;
}

/** A private copy of the job under change, and the record of what changed. */
export class Draft {
	readonly state: JobAggregate;
	readonly changes: Change[] = [];
	readonly attempts: AttemptRecord[] = [];
	readonly effects: Effect[] = [];
	readonly at: Circumstances;

	constructor(before: JobAggregate, at: Circumstances) {
		this.state = copyOf(before);
		this.at = at;
	}

	/** Notes that a task changed: once, however often it did, since only where it ends up is told. */
	tell(task: Task, retryAt: number | null = null): void {
		const told = this.changes.find((change) => change.type === "task" && change.task === task.id);
		if (told?.type === "task") told.retry_at = retryAt;
		else this.changes.push({ type: "task", task: task.id, retry_at: retryAt });
	}

	move(stage: Stage, status: StageStatus): void {
		if (stage.status === status) return;
		stage.status = status;
		stage.since = this.at.now;
		stage.budget_wait_since = null;
		stage.lora = null;
		this.tellStage(stage);
	}

	/** What was to be planned waits for a LoRA first. */
	waitFor(stage: Stage, lora: string): void {
		stage.status = "waiting";
		stage.since = this.at.now;
		stage.budget_wait_since = null;
		stage.lora = lora;
		this.tellStage(stage);
	}

	tellStage({ key, status, take, error, budget_wait_since, lora }: Stage): void {
		const over_budget = budget_wait_since !== null;
		const waits = lora === null ? {} : { lora };
		this.changes.push({ type: "stage", stage: key, status, take, error, over_budget, ...waits });
	}

	moveJob(status: JobStatus, error: Failure | null = null): void {
		const { job } = this.state;
		if (job.status === status) return;
		job.status = status;
		job.error = error;
		if (status === "running" && job.started_at === null) job.started_at = this.at.now;
		if (isTerminal(status)) job.finished_at = this.at.now;
		this.changes.push({ type: "job", status, error });
	}

	/** Ends a task and the attempt that held it. */
	end(
		task: Task,
		status: "succeeded" | "canceled" | "failed" | "expired",
		attempt: AttemptRecord["status"],
		failure: Failure | null,
		measured: Measured | null,
	): void {
		this.closeAttempt(task, attempt, failure, measured);
		task.status = status;
		this.tell(task);
	}

	/** Puts a task back into the queue after its attempt ended. */
	requeue(
		task: Task,
		attempt: AttemptRecord["status"],
		failure: Failure | null,
		measured: Measured | null,
	): void {
		this.closeAttempt(task, attempt, failure, measured);
		task.status = "queued";
		task.queued_at = this.at.now;
		this.tell(task, task.available_at);
		// A task that waits before its next try is rung for when its time has come, by the job's object.
		if (task.available_at <= this.at.now) this.effects.push({ type: "ring", count: 1 });
	}

	private closeAttempt(
		task: Task,
		status: AttemptRecord["status"],
		failure: Failure | null,
		measured: Measured | null,
	): void {
		if (task.worker_id) {
			this.attempts.push({
				task_id: task.id,
				epoch: task.epoch,
				worker_id: task.worker_id,
				status,
				started_at: 0,
				finished_at: this.at.now,
				error: failure,
				queue_ms: null,
				gpu_ms: measured?.gpu_ms ?? null,
				spans: measured?.spans ?? null,
			});
		}
		task.worker_id = null;
		task.claim_id = null;
		task.lease_until = 0;
		task.run_until = 0;
	}

	/** The answer to a repeat: nothing changes. */
	done(): Decision {
		return { ok: true, state: this.state, changes: [], attempts: [], effects: [] };
	}

	/** The answer with all that changed. */
	decision(): Decision {
		this.state.job.version += this.changes.length;
		return {
			ok: true,
			state: this.state,
			changes: this.changes,
			attempts: this.attempts,
			effects: this.effects,
		};
	}
}

/** Copies what a decision may write to. Lists and errors inside are replaced, never changed in place. */
function copyOf({ job, stages, tasks }: JobAggregate): JobAggregate {
	return {
		job: { ...job },
		stages: stages.map((stage) => ({ ...stage })),
		tasks: tasks.map((task) => ({ ...task })),
	};
}
