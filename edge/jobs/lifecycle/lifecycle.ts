import type { Failure } from "../../contract/failures.ts";
import { assertNever, isTerminal } from "../../contract/status.ts";
import { CANCEL_ACK_MS } from "../../contract/workers/workers.ts";
import {
	findTask,
	holds,
	type JobAggregate,
	type Measured,
	NO_TRIES,
	type Task,
	waitsForBudget,
} from "./aggregate.ts";
import { type Command, type Outcome, refuse } from "./commands.ts";
import { type Circumstances, type Decision, Draft } from "./draft.ts";
import { movedBy } from "./resume.ts";
import {
	backoffMs,
	lastWord,
	longestHoldMs,
	mayGiveBack,
	mayRetry,
	type ShortMemory,
	withFailure,
} from "./retry.ts";
import { closeOpen, overdueError, settle } from "./settle.ts";
import { askBudget, decide, judge, open, takeLora } from "./stages.ts";
import { type Found, verdictOf } from "./verdicts.ts";

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
		case "checkpoint":
			return checkpoint(draft, command);
		case "open":
			return open(draft, command);
		case "judge":
			return judge(draft, command);
		case "decide":
			return decide(draft, command);
		case "budget":
			return askBudget(draft, command);
		case "lora":
			return takeLora(draft, command);
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
		queue_ms: Math.max(0, draft.at.now - Math.max(task.queued_at, task.available_at)),
		gpu_ms: null,
		spans: null,
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
		draft.end(task, "canceled", "canceled", null, command);
		return settled(draft);
	}
	const given = new Set(command.outputs.map((output) => output.name));
	const missing = task.expected.filter((name) => !given.has(name));
	if (missing.length > 0 || command.outputs.length === 0) {
		return refuse("outputs_missing", `missing outputs: ${missing.join(", ") || "the graph left none"}`);
	}
	for (const output of command.outputs) draft.changes.push({ type: "output", task: task.id, output });
	task.error = null;
	draft.end(task, "succeeded", "succeeded", null, command);
	judgeByFound(draft, task, command.found ?? null);
	return settled(draft);
}

/** The verdict on outputs whose stage is judged by what was found of them; told where somebody looked. */
function judgeByFound(draft: Draft, task: Task, found: Found | null): void {
	const stage = draft.state.stages.find(({ key }) => key === task.stage);
	if (!stage?.judged || stage.quality === null) return;
	task.verdict = verdictOf(stage.quality, found);
	if (found !== null || task.verdict.result !== "pass")
		draft.changes.push({ type: "verdict", task: task.id, verdict: task.verdict });
}

function fail(draft: Draft, command: Extract<Command, { type: "fail" }>): Outcome {
	const task = findTask(draft.state, command.task);
	if (!task) return refuse("unknown_task", `the job has no task ${command.task}`);
	const owned = ownership(task, command.epoch);
	if (owned === "over") return draft.done();
	if (owned === "lost") return refuse("lease_lost", `attempt ${command.epoch} no longer holds the task`);
	endFailedAttempt(draft, task, command.failure, "failed", command, command.memory);
	return settled(draft);
}

/** A failed attempt either comes back to the queue after a wait, or ends its task. */
function endFailedAttempt(
	draft: Draft,
	task: Task,
	failure: Failure,
	as: "failed" | "lease_expired",
	measured: Measured | null,
	memory?: ShortMemory,
): void {
	if (task.status === "canceling") {
		draft.end(task, "canceled", as === "failed" ? "canceled" : as, null, measured);
		return;
	}
	task.tries = withFailure(task.tries, failure.code);
	if (mayRetry(failure, task, memory)) {
		task.error = failure;
		if (memory?.larger) task.needs_hash = memory.larger.hash;
		task.available_at = draft.at.now + backoffMs(task.attempts, draft.at.random, task.backoff_ms);
		draft.requeue(task, as, failure, measured);
		return;
	}
	task.error = lastWord(failure, task, memory);
	draft.end(task, failure.code === "canceled" ? "canceled" : "failed", as, failure, measured);
}

function release(draft: Draft, command: Extract<Command, { type: "release" }>): Outcome {
	const task = findTask(draft.state, command.task);
	if (!task) return refuse("unknown_task", `the job has no task ${command.task}`);
	const owned = ownership(task, command.epoch);
	if (owned === "over") return draft.done();
	if (owned === "lost") return refuse("lease_lost", `attempt ${command.epoch} no longer holds the task`);
	if (task.status === "canceling") {
		draft.end(task, "canceled", "canceled", null, command);
		return settled(draft);
	}
	const harmless = command.cause === "drain";
	if (!harmless && !mayGiveBack(task.tries)) {
		const times = task.tries.given_back + 1;
		const message = `workers took this ${times} times and gave it back: their ComfyUI could not be reached`;
		const failure: Failure = { code: "comfyui_unreachable", message, node_id: null, class_type: null };
		endFailedAttempt(draft, task, failure, "failed", command);
		return settled(draft);
	}
	task.attempts -= 1;
	task.available_at = draft.at.now;
	if (!harmless) {
		task.tries = { ...task.tries, given_back: task.tries.given_back + 1 };
		task.available_at += backoffMs(task.tries.given_back, draft.at.random);
	}
	draft.requeue(task, "released", null, command);
	return settled(draft);
}

function cancel(draft: Draft): Outcome {
	const { job, tasks } = draft.state;
	if (isTerminal(job.status)) return refuse("already_ended", `the job is ${job.status}`);
	if (job.status === "canceling") return draft.done();
	for (const task of tasks) {
		if (task.status === "queued") {
			task.status = "canceled";
			draft.tell(task);
		} else if (task.status === "running") {
			task.status = "canceling";
			task.run_until = Math.min(task.run_until, draft.at.now + CANCEL_ACK_MS);
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
	closeOpen(draft, "canceled");
	draft.moveJob("canceling");
	return settled(draft);
}

/** An attempt that came further than any before has not failed, however often it was taken away: its tries are given back. */
function checkpoint(draft: Draft, command: Extract<Command, { type: "checkpoint" }>): Outcome {
	const task = findTask(draft.state, command.task);
	if (!task) return refuse("unknown_task", `the job has no task ${command.task}`);
	if (ownership(task, command.epoch) !== "owner") {
		return refuse("lease_lost", `attempt ${command.epoch} no longer holds the task`);
	}
	const moved = task.status === "canceling" ? null : movedBy(task.resume, command);
	if (moved === null) return draft.done();
	task.resume = moved.resume;
	if (moved.further) {
		task.tries = NO_TRIES;
		task.attempts = 1;
	}
	const { step } = command.resume;
	draft.changes.push({ type: "checkpoint", task: task.id, step, loss: command.loss ?? null });
	return draft.decision();
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
	const short = new Set(draft.state.stages.filter(waitsForBudget).map(({ key }) => key));
	for (const task of draft.state.tasks) {
		if (isTerminal(task.status)) continue;
		const worker = task.worker_id;
		if (holds(task) && worker) {
			draft.effects.push({ type: "stop_attempt", task: task.id, epoch: task.epoch, worker });
		}
		const error = canceling ? null : overdueError(task, short.has(task.stage));
		if (error) task.error = error;
		const ending = canceling ? "canceled" : "expired";
		if (worker) draft.end(task, ending, ending, error, null);
		else {
			task.status = ending;
			draft.tell(task);
		}
	}
	closeOpen(draft, canceling ? "canceled" : "expired");
}
