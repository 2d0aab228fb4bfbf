import type { Failure } from "../../contract/failures.ts";
import { isTerminal, type StageStatus } from "../../contract/status.ts";
import { holds, type Stage, type Task, tasksOf } from "./aggregate.ts";
import type { Draft } from "./draft.ts";

/** Why a job expired. It may have no expired task to take it from: all that was missing may be an approval. */
export const DEADLINE_EXCEEDED: Failure = {
	code: "deadline_exceeded",
	message: "the job did not end before its deadline",
	node_id: null,
	class_type: null,
};

/** Why a task has not ended in time. */
export function overdueError({ status, error }: Task): Failure {
	if (status !== "queued" || error?.code !== "out_of_memory") return DEADLINE_EXCEEDED;
	const why = "GPU memory ran out, and no worker with more of it has taken this since";
	return { ...DEADLINE_EXCEEDED, message: `${DEADLINE_EXCEEDED.message}: ${why}` };
}

/**
 * Lets stages follow their tasks, and the job follow its stages. A job fails only once nothing of it runs
 * any more, so that no worker ever holds a task of an ended job. Both run while a worker holds a task of theirs, and
 * are queued where none does: what came back to the queue does not look as if it ran.
 */
export function settle(draft: Draft): void {
	const { job, stages } = draft.state;
	for (const stage of stages) settleStage(draft, stage);
	if (stages.some((stage) => isTerminal(stage.status) && stage.status !== "succeeded")) closeWaiting(draft);
	openStages(draft);

	if (isTerminal(job.status)) return;
	if (!stages.every((stage) => isTerminal(stage.status))) {
		if (job.status !== "canceling") draft.moveJob(draft.state.tasks.some(holds) ? "running" : "queued");
		return;
	}
	if (job.status === "canceling") draft.moveJob("canceled");
	else if (stages.every((stage) => stage.status === "succeeded")) draft.moveJob("succeeded");
	else if (stages.some((stage) => stage.status === "expired"))
		draft.moveJob("expired", firstError(draft, "expired") ?? DEADLINE_EXCEEDED);
	else if (stages.some((stage) => stage.status === "failed"))
		draft.moveJob("failed", firstError(draft, "failed"));
	else draft.moveJob("canceled");
}

function settleStage(draft: Draft, stage: Stage): void {
	if (isTerminal(stage.status) || stage.status === "waiting" || stage.status === "awaiting_approval") return;
	const tasks = tasksOf(draft.state, stage.key);
	// A worker may end a task as canceled that nobody canceled: its stage is as lost as with a failure.
	if (tasks.some((task) => task.status === "failed" || task.status === "canceled")) {
		for (const task of tasks) {
			if (task.status === "queued") {
				task.status = "canceled";
				draft.tell(task);
			}
		}
	}
	if (!tasks.every((task) => isTerminal(task.status))) {
		draft.move(stage, tasks.some(holds) ? "running" : "queued");
		return;
	}
	draft.move(stage, endOf(stage, tasks));
}

function endOf(stage: Stage, tasks: Task[]): StageStatus {
	if (tasks.every((task) => task.status === "succeeded")) {
		return stage.approval ? "awaiting_approval" : "succeeded";
	}
	if (tasks.some((task) => task.status === "expired")) return "expired";
	if (tasks.some((task) => task.status === "failed")) return "failed";
	return "canceled";
}

/** What a stage that did not succeed leaves unreached is canceled: it will never run, and nobody need approve it. */
function closeWaiting(draft: Draft): void {
	for (const stage of draft.state.stages) {
		if (stage.status === "awaiting_approval") draft.move(stage, "canceled");
		if (stage.status !== "waiting") continue;
		for (const task of tasksOf(draft.state, stage.key)) {
			if (task.status !== "waiting") continue;
			task.status = "canceled";
			draft.tell(task);
		}
		draft.move(stage, "canceled");
	}
}

/** Opens every waiting stage whose needs are met. */
function openStages(draft: Draft): void {
	if (draft.state.job.status === "canceling") return;
	const succeeded = new Set(
		draft.state.stages.filter((stage) => stage.status === "succeeded").map((stage) => stage.key),
	);
	for (const stage of draft.state.stages) {
		if (stage.status !== "waiting" || !stage.needs.every((key) => succeeded.has(key))) continue;
		draft.move(stage, "queued");
		const tasks = tasksOf(draft.state, stage.key);
		for (const task of tasks) {
			task.status = "queued";
			task.available_at = draft.at.now;
			task.queued_at = draft.at.now;
			draft.tell(task);
		}
		draft.effects.push({ type: "ring", count: tasks.length });
	}
}

function firstError(draft: Draft, status: "failed" | "expired"): Task["error"] {
	return draft.state.tasks.find((task) => task.status === status)?.error ?? null;
}
