import type { Failure } from "../../contract/failures.ts";
import { isTerminal, type StageStatus } from "../../contract/status.ts";
import type { Verdict } from "../../db/stored.ts";
import { currentTasks, holds, lets, type Stage, type Task, tasksOf, waitsForBudget } from "./aggregate.ts";
import { keepBetter, wantsAnother } from "./best-of.ts";
import type { Draft } from "./draft.ts";

/** Why a job expired. It may have no expired task to take it from: all that was missing may be an approval. */
const DEADLINE_EXCEEDED: Failure = {
	code: "deadline_exceeded",
	message: "the job did not end before its deadline",
	node_id: null,
	class_type: null,
};

/** No budget held it. */
const BUDGET_OVERDUE: Failure = {
	code: "budget_overdue",
	message: "the job waited for a budget, and nobody raised it in time",
	node_id: null,
	class_type: null,
};

/** Failures of a stage that say what it waited for in vain. */
const WAITS = ["budget_overdue", "deadline_exceeded"] as const;

function loraOverdue(lora: string): Failure {
	return { ...DEADLINE_EXCEEDED, message: `${DEADLINE_EXCEEDED.message}: it waited for the LoRA ${lora}` };
}

/** Why a task has not ended in time; `short`: no budget held it. */
export function overdueError({ status, error }: Task, short: boolean): Failure {
	if (short) return BUDGET_OVERDUE;
	if (status !== "queued" || error?.code !== "out_of_memory") return DEADLINE_EXCEEDED;
	const why = "GPU memory ran out, and no worker with more of it has taken this since";
	return { ...DEADLINE_EXCEEDED, message: `${DEADLINE_EXCEEDED.message}: ${why}` };
}

/** Nobody decided. */
const DECISION_OVERDUE: Failure = {
	code: "decision_overdue",
	message: "the job waited for a person, and nobody decided in time",
	node_id: null,
	class_type: null,
};

/** How long a person, or a budget, is waited for, in milliseconds. */
export const DECISION_MS = 30 * 24 * 60 * 60_000;

/**
 * Lets stages follow their tasks, and the job follow its stages. A job fails only once nothing of it runs
 * any more, so that no worker ever holds a task of an ended job. Both run while a worker holds a task of theirs, and
 * are queued where none does: what came back to the queue does not look as if it ran.
 */
export function settle(draft: Draft): void {
	const { job, stages } = draft.state;
	for (const stage of stages) settleStage(draft, stage);
	if (stages.some(isLost)) closeOpen(draft, "canceled");
	readyStages(draft);

	if (isTerminal(job.status)) return;
	if (!stages.every((stage) => isTerminal(stage.status))) {
		if (job.status === "canceling") return;
		draft.moveJob(draft.state.tasks.some(holds) ? "running" : "queued");
		setClock(draft);
		return;
	}
	const lost = stages.filter(isLost);
	if (job.status === "canceling") draft.moveJob("canceled");
	else if (lost.length === 0) draft.moveJob("succeeded");
	else if (lost.some((stage) => stage.status === "expired")) {
		const waited = job.left_ms !== null ? DECISION_OVERDUE : DEADLINE_EXCEEDED;
		draft.moveJob("expired", errorOf(draft, lost, "expired") ?? waited);
	} else if (lost.some((stage) => stage.status === "failed")) {
		draft.moveJob("failed", errorOf(draft, lost, "failed"));
	} else draft.moveJob("canceled");
	job.left_ms = null;
}

/** Whether the job cannot succeed any more because of this stage. */
function isLost(stage: Stage): boolean {
	return isTerminal(stage.status) && !lets(stage);
}

/** A person or a budget that is waited for, while nothing else goes on, does not use up the job's time. */
function setClock({ state: { job, stages }, at: { now } }: Draft): void {
	// A LoRA that is waited for uses up its time: nobody need decide for it to come.
	const open = stages.filter(
		({ status, lora }) => lora !== null || (status !== "waiting" && !isTerminal(status)),
	);
	const waits =
		open.length > 0 && open.every((stage) => stage.status === "awaiting_approval" || waitsForBudget(stage));
	if (waits && job.left_ms === null) {
		job.left_ms = Math.max(0, job.deadline_at - now);
		job.deadline_at = now + DECISION_MS;
	} else if (!waits && job.left_ms !== null) {
		job.deadline_at = now + job.left_ms;
		job.left_ms = null;
	}
}

function settleStage(draft: Draft, stage: Stage): void {
	if (stage.status !== "queued" && stage.status !== "running" && stage.status !== "judging") return;
	// What earlier takes left is over.
	const tasks = tasksOf(draft.state, stage.key).filter(({ take }) => take === stage.take);
	// A worker may end a task as canceled that nobody canceled: its take is as lost as with a failure.
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
	} else if (!tasks.every((task) => task.status === "succeeded")) {
		const failed = tasks.find((task) => task.status === "failed");
		endWithout(draft, stage, failed?.error ?? null, endOf(tasks));
	} else if (draft.state.job.status !== "canceling" && stage.judged) {
		followVerdicts(draft, stage);
	} else draft.move(stage, afterwards(stage));
}

/**
 * Ends a take that came to nothing. The first one is all there is. Another one leaves what stood before it, and who
 * wished for it is asked again; but where that was a check, and nobody is asked, there is no more to do.
 */
export function endWithout(
	draft: Draft,
	stage: Stage,
	error: Failure | null,
	status: "failed" | "canceled" | "expired",
): void {
	const { state } = draft;
	const standing = stage.take === 0 ? [] : currentTasks(state, stage.key);
	const stands = standing.length > 0 && standing.every((task) => task.status === "succeeded");
	if (!stands || status === "expired" || state.job.status === "canceling") {
		if (stage.take === 0) stage.error = error;
		draft.move(stage, status);
		return;
	}
	const refused = stage.gate === null && standing.some(({ verdict }) => verdict?.result === "again");
	stage.error = error;
	// Another take was to be compared with what stands, and nobody wished for it: the best of those that are there goes on.
	if (stage.quality?.best_of !== undefined && stage.decision === null) {
		conclude(draft, stage, standing);
		return;
	}
	draft.move(stage, refused ? status : "awaiting_approval");
}

/** Where a stage goes that has all it was to make. */
function afterwards(stage: Stage): StageStatus {
	return stage.gate === null ? "succeeded" : "awaiting_approval";
}

function followVerdicts(draft: Draft, stage: Stage): void {
	if (currentTasks(draft.state, stage.key).some((task) => task.verdict === null)) {
		draft.move(stage, "judging");
		return;
	}
	keepBetter(draft, stage);
	const tasks = currentTasks(draft.state, stage.key);
	if (wantsAnother(draft.state, stage)) {
		stage.retake = { indexes: tasks.map((task) => task.index), changes: {} };
		draft.move(stage, "ready");
	} else conclude(draft, stage, tasks);
}

/** What follows from the verdicts on what a stage has in the end. */
export function conclude(draft: Draft, stage: Stage, tasks: readonly Task[]): void {
	const are = (result: Verdict["result"]) => tasks.filter((task) => task.verdict?.result === result);
	const again = are("again");
	if (are("fail").length === 0 && again.length > 0 && stage.retakes_left > 0) {
		stage.retakes_left -= 1;
		stage.retake = { indexes: again.map((task) => task.index), changes: {} };
		stage.error = null;
		// A take that could not be planned leaves it where it was.
		if (stage.status === "ready") draft.tellStage(stage);
		draft.move(stage, "ready");
		return;
	}
	const refused = [...are("fail"), ...again];
	// A person who looks at it anyway may know better than a check that has no take left.
	if (are("fail").length > 0 || (again.length > 0 && stage.gate === null)) {
		stage.error = {
			code: "quality_rejected",
			message: (refused[0]?.verdict?.note || "its checks refused every take").slice(0, 4000),
			node_id: null,
			class_type: null,
		};
		draft.move(stage, "failed");
		return;
	}
	const next = are("ask").length > 0 ? "awaiting_approval" : afterwards(stage);
	if (next === "succeeded") stage.error = null;
	draft.move(stage, next);
}

function endOf(tasks: Task[]): "failed" | "canceled" | "expired" {
	if (tasks.some((task) => task.status === "expired")) return "expired";
	return tasks.some((task) => task.status === "failed") ? "failed" : "canceled";
}

/**
 * Ends the stages of which nothing is in the queue or at a worker: those will never run, and nobody need judge
 * or approve of them.
 */
export function closeOpen(draft: Draft, status: "canceled" | "expired"): void {
	for (const stage of draft.state.stages) {
		if (stage.status === "queued" || stage.status === "running" || isTerminal(stage.status)) continue;
		stage.retake = null;
		if (status === "expired" && waitsForBudget(stage)) stage.error = BUDGET_OVERDUE;
		if (status === "expired" && stage.lora !== null) stage.error = loraOverdue(stage.lora);
		draft.move(stage, status);
	}
}

/** What has all it needs is to be planned. */
function readyStages(draft: Draft): void {
	const { job, stages } = draft.state;
	if (job.status === "canceling") return;
	const over = new Set(stages.filter(lets).map((stage) => stage.key));
	for (const stage of stages) {
		if (stage.status !== "waiting" || stage.lora !== null) continue;
		if (stage.needs.every((key) => over.has(key))) draft.move(stage, "ready");
	}
}

/** Why the job ends so: what a task of a stage that is lost says, else the stage itself. */
function errorOf(draft: Draft, lost: Stage[], status: "failed" | "expired"): Failure | null {
	for (const stage of lost) {
		const task = currentTasks(draft.state, stage.key).find((task) => task.status === status);
		if (task?.error) return task.error;
		const said = status === "failed" || WAITS.some((code) => code === stage.error?.code);
		if (said && stage.status === status && stage.error) return stage.error;
	}
	return null;
}
