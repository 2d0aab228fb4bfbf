import type { Failure } from "../../contract/failures.ts";
import { assertNever, isTerminal } from "../../contract/status.ts";
import type { StageDecision } from "../../db/stored.ts";
import {
	currentTasks,
	findTask,
	inOrder,
	NO_TRIES,
	type Stage,
	type Task,
	tasksOf,
	waitsForBudget,
} from "./aggregate.ts";
import { wantsAnother } from "./best-of.ts";
import { type Choice, type Command, type Outcome, type PlannedTask, refuse } from "./commands.ts";
import type { Draft } from "./draft.ts";
import { conclude, endWithout, settle } from "./settle.ts";

/** Takes that a stage may have in all: each costs what the first one did. */
export const MAX_TAKES = 50;

/** What stood before it is still there. */
const NOTHING_TO_MAKE: Failure = {
	code: "stage_invalid",
	message: "another take of this stage has nothing to make",
	node_id: null,
	class_type: null,
};

/** Puts a planned take into the queue. Planning again after a crash opens nothing twice. */
export function open(draft: Draft, command: Extract<Command, { type: "open" }>): Outcome {
	const stage = findStage(draft, command.stage);
	if (!stage) return refuse("unknown_stage", `the job has no stage ${command.stage}`);
	if (command.take <= stage.take) return draft.done();
	if (stage.status !== "ready" || command.take !== stage.take + 1) {
		return refuse("not_ready", `the stage is ${stage.status} with take ${stage.take}`);
	}
	const { opening } = command;
	if ("lora" in opening) {
		// What another take is made with was there for the first.
		if (stage.take > 0) return refuse("not_ready", `take ${command.take} waits for no LoRA`);
		draft.waitFor(stage, opening.lora);
	} else if (!("tasks" in opening) || opening.tasks.length === 0) {
		const nothing = "failure" in opening ? opening.failure : NOTHING_TO_MAKE;
		stage.retake = null;
		if (!("failure" in opening) && stage.take === 0) draft.move(stage, "skipped");
		else endWithout(draft, stage, nothing, "failed");
	} else {
		stage.take = command.take;
		const { tasks } = draft.state;
		const opened = opening.tasks.map((planned) => newTask(planned, stage, draft.at.now));
		draft.state.tasks = inOrder([...tasks, ...opened]);
		draft.move(stage, "queued");
		for (const task of opened) draft.tell(task);
		draft.effects.push({ type: "ring", count: opened.length });
		stage.retake = null;
	}
	settle(draft);
	return draft.decision();
}

/** Notes that a stage waits for a budget, or does not any more. What nothing keeps back is opened, or claimed, by others. */
export function askBudget(draft: Draft, command: Extract<Command, { type: "budget" }>): Outcome {
	const stage = findStage(draft, command.stage);
	if (!stage) return refuse("unknown_stage", `the job has no stage ${command.stage}`);
	if (waitsForBudget(stage) === command.short) return draft.done();
	if (stage.status !== "ready" && stage.status !== "queued")
		return refuse("not_ready", `the stage is ${stage.status}`);
	if (command.short && stage.status === "ready" && canDoWithout(draft, stage)) {
		// More takes are not paid for: the best of those that are there goes on.
		stage.retake = null;
		conclude(draft, stage, currentTasks(draft.state, stage.key));
	} else {
		stage.budget_wait_since = command.short ? draft.at.now : null;
		draft.tellStage(stage);
	}
	settle(draft);
	return draft.decision();
}

/** Lets go on what waits for a LoRA, to be planned anew; or ends it, where that will not come. */
export function takeLora(draft: Draft, command: Extract<Command, { type: "lora" }>): Outcome {
	const waiting = draft.state.stages.filter(({ lora }) => lora === command.lora);
	if (waiting.length === 0) return draft.done();
	for (const stage of waiting) {
		stage.lora = null;
		if (command.failure === null) continue;
		stage.error = command.failure;
		draft.move(stage, "failed");
	}
	settle(draft);
	return draft.decision();
}

/** Whether a stage has all it needs without the take that it is ready for: it is only one more to choose of. */
function canDoWithout({ state }: Draft, stage: Stage): boolean {
	const refused = currentTasks(state, stage.key).some(({ verdict }) => verdict?.result === "again");
	return wantsAnother(state, stage) && !(refused && stage.retakes_left > 0);
}

/** A stage as it is before anything of it was planned. */
export function newStage(key: string, position: number, now: number): Stage {
	return {
		key,
		position,
		status: "waiting",
		needs: [],
		since: now,
		gate: null,
		budget_wait_since: null,
		lora: null,
		optional: false,
		judged: false,
		quality: null,
		take: 0,
		retakes_left: 0,
		retake: null,
		chosen: null,
		decision: null,
		adopted_from: null,
		label: null,
		hidden: false,
		error: null,
	};
}

/** A task as it is when its stage opens. */
export function newTask(
	planned: PlannedTask,
	stage: Pick<Stage, "key" | "take" | "retake">,
	now: number,
): Task {
	return {
		id: planned.id,
		stage: stage.key,
		index: planned.index,
		take: stage.take,
		whole: (stage.retake?.indexes ?? null) === null,
		status: "queued",
		epoch: 0,
		worker_id: null,
		claim_id: null,
		lease_until: 0,
		attempts: 0,
		max_attempts: planned.max_attempts,
		backoff_ms: planned.backoff_ms,
		tries: NO_TRIES,
		runtime_ms: planned.runtime_ms,
		run_until: 0,
		available_at: now,
		queued_at: now,
		expected: planned.expected,
		needs_hash: planned.needs_hash,
		verdict: null,
		resume: null,
		error: null,
		estimate_micro_usd: planned.estimate_micro_usd,
		partner_micro_usd: planned.partner_micro_usd,
	};
}

/** Notes what was thought of a task's outputs; the stage goes on once all of its newest takes were judged. */
export function judge(draft: Draft, command: Extract<Command, { type: "judge" }>): Outcome {
	const task = findTask(draft.state, command.task);
	if (!task) return refuse("unknown_task", `the job has no task ${command.task}`);
	if (task.verdict?.result === command.verdict.result) return draft.done();
	const stage = findStage(draft, task.stage);
	if (!stage?.judged || isTerminal(stage.status) || task.status !== "succeeded" || task.verdict !== null) {
		const had = task.verdict === null ? "" : `, and was judged ${task.verdict.result}`;
		return refuse("not_judgeable", `the task is ${task.status} in a stage that is ${stage?.status}${had}`);
	}
	if (draft.state.job.status === "canceling") return refuse("not_judgeable", "the job is being canceled");
	task.verdict = command.verdict;
	draft.changes.push({ type: "verdict", task: task.id, verdict: command.verdict });
	settle(draft);
	return draft.decision();
}

/** A person approves, picks, asks for another take, or refuses. The same word twice changes nothing more. */
export function decide(draft: Draft, command: Extract<Command, { type: "decide" }>): Outcome {
	const stage = findStage(draft, command.stage);
	if (!stage) return refuse("unknown_stage", `the job has no stage ${command.stage}`);
	const { choice } = command;
	if (isRepeat(stage, command)) return draft.done();
	if (stage.status !== "awaiting_approval") {
		return refuse("not_awaiting_approval", `the stage is ${stage.status}`);
	}
	if (command.take !== null && command.take !== stage.take) {
		return refuse("choice_refused", `the stage is at take ${stage.take}, not ${command.take}`);
	}
	const trouble = troubleWith(draft, stage, choice);
	if (trouble !== null) return refuse("choice_refused", trouble);
	const kind = kindOf(choice);
	const retake = "retake" in choice ? choice.retake : null;
	stage.decision = { by: command.by, at: draft.at.now, take: stage.take, choice: kind, retake };
	stage.error = null;
	draft.changes.push({ type: "decision", stage: stage.key, decision: stage.decision });
	if ("retake" in choice) {
		stage.retake = choice.retake;
		draft.move(stage, "ready");
	} else if ("reject" in choice) {
		stage.error = rejection(command.by, choice.reject);
		draft.move(stage, "failed");
	} else {
		stage.chosen = "pick" in choice ? choice.pick.map(({ asset }) => asset) : null;
		draft.move(stage, "succeeded");
	}
	settle(draft);
	return draft.decision();
}

function findStage(draft: Draft, key: string): Stage | undefined {
	return draft.state.stages.find((stage) => stage.key === key);
}

function kindOf(choice: Choice): StageDecision["choice"] {
	if ("approve" in choice) return "approve";
	if ("pick" in choice) return "pick";
	return "retake" in choice ? "retake" : "reject";
}

/** Whether the stage is where this very decision has brought it. */
function isRepeat(stage: Stage, { by, take, choice }: Extract<Command, { type: "decide" }>): boolean {
	const { decision } = stage;
	if (decision?.by !== by || decision.choice !== kindOf(choice)) return false;
	if (take !== null && take !== decision.take) return false;
	if ("approve" in choice) return stage.status === "succeeded";
	if ("pick" in choice) {
		const picked = choice.pick.map(({ asset }) => asset);
		return stage.status === "succeeded" && JSON.stringify(stage.chosen) === JSON.stringify(picked);
	}
	if ("reject" in choice) return stage.status === "failed";
	// Without the take it was about, a second wish for another take is a wish of its own.
	return take !== null && JSON.stringify(decision.retake) === JSON.stringify(choice.retake);
}

/** Why the choice cannot be taken, for the person who made it; null: it can. */
function troubleWith(draft: Draft, stage: Stage, choice: Choice): string | null {
	if ("reject" in choice) return null;
	if ("approve" in choice) {
		if (stage.gate === null || "approve" in stage.gate) return null;
		return `pick ${amount(stage.gate.pick)} of its outputs instead`;
	}
	if ("pick" in choice) {
		if (stage.gate === null || "approve" in stage.gate)
			return "the stage is approved whole: nothing is picked";
		const [least, most] = stage.gate.pick;
		const given = new Set(choice.pick.map(({ asset }) => asset)).size;
		if (given !== choice.pick.length) return "an output is picked twice";
		if (given < least || given > most) return `pick ${amount(stage.gate.pick)}, not ${given}`;
		const own = new Set(tasksOf(draft.state, stage.key).map(({ id }) => id));
		return choice.pick.every(({ task }) => own.has(task)) ? null : "not all of that was made by this stage";
	}
	if ("retake" in choice) {
		if (stage.take >= MAX_TAKES) return `the stage had ${stage.take} takes, and more are not made`;
		const places = new Set(currentTasks(draft.state, stage.key).map(({ index }) => index));
		const wrong = choice.retake.indexes?.find((index) => !places.has(index));
		if (wrong !== undefined) return `the stage has no place ${wrong}: it has 0 to ${places.size - 1}`;
		return choice.retake.indexes?.length === 0 ? "no place is named that another take is wanted of" : null;
	}
	return assertNever(choice);
}

function amount([least, most]: readonly [number, number]): string {
	return least === most ? `${least}` : `${least} to ${most}`;
}

function rejection(by: string, why: string): Failure {
	return {
		code: "rejected",
		message: `${by} refused it${why === "" ? "" : `: ${why}`}`.slice(0, 4000),
		node_id: null,
		class_type: null,
	};
}
