import type { Failure } from "../../contract/failures.ts";
import { assertNever, isTerminal } from "../../contract/status.ts";
import type { ReleaseCause } from "../../contract/workers.ts";
import { findTask, holds, type JobAggregate, type Task } from "./aggregate.ts";
import { type Circumstances, type Decision, Draft, type VerifiedOutput } from "./draft.ts";
import {
	backoffMs,
	lastWord,
	longestHoldMs,
	mayGiveBack,
	mayRetry,
	type ShortMemory,
	withFailure,
} from "./retry.ts";
import { overdueError, settle } from "./settle.ts";

export type Command =
	| { type: "claim"; task: string; worker: string; claim_id: string; lease_ms: number }
	| { type: "complete"; task: string; epoch: number; outputs: VerifiedOutput[]; gpu_ms: number }
	/** `memory`: what is known of the machine whose GPU memory was too small; absent with other failures. */
	| { type: "fail"; task: string; epoch: number; failure: Failure; gpu_ms: number; memory?: ShortMemory }
	/** Given back unharmed. A drain costs nothing; other causes wait, and count from the fourth time on. */
	| { type: "release"; task: string; epoch: number; cause: ReleaseCause; gpu_ms: number }
	| { type: "cancel" }
	| { type: "approve"; stage: string }
	/**
	 * Looks for leases that ran out, for workers that never end, and for a deadline that passed. Silence counts
	 * only from `leases_from` on: before that time workers could not have been heard.
	 */
	| { type: "sweep"; leases_from: number };

export type RefusalCode =
	| "unknown_task"
	| "unknown_stage"
	| "not_claimable"
	| "lease_lost"
	| "outputs_missing"
	| "already_ended"
	| "not_awaiting_approval"
	| "nothing_due";

export type Outcome = Decision | { ok: false; code: RefusalCode; message: string };

/**
 * The heart of the product: what a command does to a job. Pure; the shell loads the job, asks, and writes
 * the answer in one transaction that fails if anybody else wrote first. Never throws.
 */
export function lifecycle(before: JobAggregate, command: Command, at: Circumstances): Outcome {
	const draft = new Draft(before, at);
	switch (command.type) {
		case "claim":
			return claim(draft, command);
		case "complete":
			return complete(draft, command);
		case "fail":
			return fail(draft, command);
		case "release":
			return release(draft, command);
		case "cancel":
			return cancel(draft);
		case "approve":
			return approve(draft, command.stage);
		case "sweep":
			return sweep(draft, command.leases_from);
		default:
			return assertNever(command);
	}
}

/** The answer after stages and job have followed their tasks. */
function settled(draft: Draft): Decision {
	settle(draft);
	return draft.decision();
}

function refuse(code: RefusalCode, message: string): Outcome {
	return { ok: false, code, message };
}

function claim(draft: Draft, command: Extract<Command, { type: "claim" }>): Outcome {
	const task = findTask(draft.state, command.task);
	if (!task) return refuse("unknown_task", `the job has no task ${command.task}`);
	if (task.status === "running" && task.claim_id === command.claim_id) return draft.done();
	if (task.status !== "queued") return refuse("not_claimable", `the task is ${task.status}`);
	if (draft.at.now < task.available_at) return refuse("not_claimable", "the task waits before its next try");
	if (draft.at.now >= draft.state.job.deadline_at) return refuse("not_claimable", "the deadline has passed");
	task.status = "running";
	task.epoch += 1;
	task.attempts += 1;
	task.worker_id = command.worker;
	task.claim_id = command.claim_id;
	task.lease_until = draft.at.now + command.lease_ms;
	task.run_until = draft.at.now + longestHoldMs(task.runtime_ms);
	draft.attempts.push({
		task_id: task.id,
		epoch: task.epoch,
		worker_id: command.worker,
		status: "running",
		started_at: draft.at.now,
		finished_at: null,
		error: null,
		gpu_ms: null,
	});
	draft.tell(task);
	return settled(draft);
}

/** Whether this attempt still owns the task, is over but was accepted, or lost its lease. */
function ownership(task: Task, epoch: number): "owner" | "over" | "lost" {
	if (task.epoch !== epoch) return "lost";
	return holds(task) ? "owner" : "over";
}

function complete(draft: Draft, command: Extract<Command, { type: "complete" }>): Outcome {
	const task = findTask(draft.state, command.task);
	if (!task) return refuse("unknown_task", `the job has no task ${command.task}`);
	const owned = ownership(task, command.epoch);
	if (owned === "over" && task.status === "succeeded") return draft.done();
	if (owned !== "owner") return refuse("lease_lost", `attempt ${command.epoch} no longer holds the task`);
	if (task.status === "canceling") {
		draft.end(task, "canceled", "canceled", null, command.gpu_ms);
		return settled(draft);
	}
	const given = new Set(command.outputs.map((output) => output.name));
	const missing = task.expected.filter((name) => !given.has(name));
	if (missing.length > 0 || command.outputs.length === 0) {
		return refuse("outputs_missing", `missing outputs: ${missing.join(", ") || "the graph left none"}`);
	}
	for (const output of command.outputs) draft.changes.push({ type: "output", task: task.id, output });
	task.error = null;
	draft.end(task, "succeeded", "succeeded", null, command.gpu_ms);
	return settled(draft);
}

function fail(draft: Draft, command: Extract<Command, { type: "fail" }>): Outcome {
	const task = findTask(draft.state, command.task);
	if (!task) return refuse("unknown_task", `the job has no task ${command.task}`);
	const owned = ownership(task, command.epoch);
	if (owned === "over") return draft.done();
	if (owned === "lost") return refuse("lease_lost", `attempt ${command.epoch} no longer holds the task`);
	endFailedAttempt(draft, task, command.failure, "failed", command.gpu_ms, command.memory);
	return settled(draft);
}

/** A failed attempt either comes back to the queue after a wait, or ends its task. */
function endFailedAttempt(
	draft: Draft,
	task: Task,
	failure: Failure,
	as: "failed" | "lease_expired",
	gpuMs: number | null,
	memory?: ShortMemory,
): void {
	if (task.status === "canceling") {
		draft.end(task, "canceled", as === "failed" ? "canceled" : as, null, gpuMs);
		return;
	}
	task.tries = withFailure(task.tries, failure.code);
	if (mayRetry(failure, task, memory)) {
		task.error = failure;
		if (memory?.larger) task.needs_hash = memory.larger.hash;
		task.available_at = draft.at.now + backoffMs(task.attempts, draft.at.random);
		draft.requeue(task, as, failure, gpuMs);
		return;
	}
	task.error = lastWord(failure, task, memory);
	draft.end(task, failure.code === "canceled" ? "canceled" : "failed", as, failure, gpuMs);
}

function release(draft: Draft, command: Extract<Command, { type: "release" }>): Outcome {
	const task = findTask(draft.state, command.task);
	if (!task) return refuse("unknown_task", `the job has no task ${command.task}`);
	const owned = ownership(task, command.epoch);
	if (owned === "over") return draft.done();
	if (owned === "lost") return refuse("lease_lost", `attempt ${command.epoch} no longer holds the task`);
	if (task.status === "canceling") {
		draft.end(task, "canceled", "canceled", null, command.gpu_ms);
		return settled(draft);
	}
	const harmless = command.cause === "drain";
	if (!harmless && !mayGiveBack(task.tries)) {
		const times = task.tries.given_back + 1;
		const message = `workers took this ${times} times and gave it back: their ComfyUI could not be reached`;
		const failure: Failure = { code: "comfyui_unreachable", message, node_id: null, class_type: null };
		endFailedAttempt(draft, task, failure, "failed", command.gpu_ms);
		return settled(draft);
	}
	task.attempts -= 1;
	task.available_at = draft.at.now;
	if (!harmless) {
		task.tries = { ...task.tries, given_back: task.tries.given_back + 1 };
		task.available_at += backoffMs(task.tries.given_back, draft.at.random);
	}
	draft.requeue(task, "released", null, command.gpu_ms);
	return settled(draft);
}

function cancel(draft: Draft): Outcome {
	const { job, tasks, stages } = draft.state;
	if (isTerminal(job.status)) return refuse("already_ended", `the job is ${job.status}`);
	if (job.status === "canceling") return draft.done();
	for (const task of tasks) {
		if (task.status === "queued" || task.status === "waiting") {
			task.status = "canceled";
			draft.tell(task);
		} else if (task.status === "running") {
			task.status = "canceling";
			draft.tell(task);
			if (task.worker_id) {
				draft.effects.push({
					type: "stop_attempt",
					task: task.id,
					epoch: task.epoch,
					worker: task.worker_id,
				});
			}
		}
	}
	for (const stage of stages) {
		if (stage.status === "waiting" || stage.status === "awaiting_approval") draft.move(stage, "canceled");
	}
	draft.moveJob("canceling");
	return settled(draft);
}

function approve(draft: Draft, key: string): Outcome {
	const stage = draft.state.stages.find((candidate) => candidate.key === key);
	if (!stage) return refuse("unknown_stage", `the job has no stage ${key}`);
	if (stage.status === "succeeded" && stage.approval) return draft.done();
	if (stage.status !== "awaiting_approval") {
		return refuse("not_awaiting_approval", `the stage is ${stage.status}`);
	}
	draft.move(stage, "succeeded");
	return settled(draft);
}

function sweep(draft: Draft, leasesFrom: number): Outcome {
	const { job, tasks } = draft.state;
	if (isTerminal(job.status)) return refuse("nothing_due", `the job is ${job.status}`);
	const { now } = draft.at;
	if (now >= job.deadline_at) {
		expire(draft);
		return settled(draft);
	}
	for (const task of tasks) {
		if (!holds(task)) continue;
		if (now >= task.lease_until && now >= leasesFrom) {
			const failure: Failure = {
				code: "lease_expired",
				message: `the worker of attempt ${task.epoch} stopped reporting`,
				node_id: null,
				class_type: null,
			};
			endFailedAttempt(draft, task, failure, "lease_expired", null);
		} else if (now >= task.run_until) endStuckAttempt(draft, task);
	}
	return draft.changes.length === 0
		? refuse("nothing_due", "no lease and no deadline has passed")
		: settled(draft);
}

/** A worker that reports and never ends: the attempt is over, and the worker is told to let go. */
function endStuckAttempt(draft: Draft, task: Task): void {
	const minutes = Math.round(longestHoldMs(task.runtime_ms) / 60_000);
	const failure: Failure = {
		code: "worker_error",
		message: `the worker of attempt ${task.epoch} held this for ${minutes} minutes without an end`,
		node_id: null,
		class_type: null,
	};
	if (task.worker_id) {
		draft.effects.push({ type: "stop_attempt", task: task.id, epoch: task.epoch, worker: task.worker_id });
	}
	endFailedAttempt(draft, task, failure, "failed", null);
}

/** Past the deadline everything that is not over ends at once; a late worker finds its attempt gone. */
function expire(draft: Draft): void {
	const canceling = draft.state.job.status === "canceling";
	for (const task of draft.state.tasks) {
		if (isTerminal(task.status)) continue;
		const worker = task.worker_id;
		if (holds(task) && worker) {
			draft.effects.push({ type: "stop_attempt", task: task.id, epoch: task.epoch, worker });
		}
		const error = canceling ? null : overdueError(task);
		if (error) task.error = error;
		const ending = canceling ? "canceled" : "expired";
		if (worker) draft.end(task, ending, ending, error, null);
		else {
			task.status = ending;
			draft.tell(task);
		}
	}
	for (const stage of draft.state.stages) {
		if (stage.status === "waiting" || stage.status === "awaiting_approval") {
			draft.move(stage, canceling ? "canceled" : "expired");
		}
	}
}
