import { isTerminal } from "../../contract/status.ts";
import { findTask, type JobAggregate, type Stage, type Task } from "../lifecycle/aggregate.ts";
import type { Command, Outcome } from "../lifecycle/commands.ts";
import type { Decision } from "../lifecycle/draft.ts";
import { lifecycle } from "../lifecycle/lifecycle.ts";
import type { Decide } from "./world.ts";

/** Bends what the decision sees. Changes the copies it is given. */
type Bend = (aggregate: JobAggregate, command: Command) => undefined | Command;
/** Bends what was decided; `before` is the true state before. */
type Twist = (decision: Decision, command: Command, before: JobAggregate) => void;

function copy({ job, stages, tasks }: JobAggregate): JobAggregate {
	return {
		job: { ...job },
		stages: stages.map((stage) => ({ ...stage })),
		tasks: tasks.map((task) => ({ ...task })),
	};
}

/** The lifecycle as it would be with a mistake in it. What the mistake did not touch is put back as it was. */
function mutant(bend: Bend, twist: Twist = () => {}): Decide {
	return (before, command, at): Outcome => {
		const seen = copy(before);
		const given = bend(seen, command) ?? command;
		const bent = copy(seen);
		const outcome = lifecycle(seen, given, at);
		if (!outcome.ok) return outcome;
		restore(before, bent, outcome.state);
		twist(outcome, command, before);
		return outcome;
	};
}

function restore(before: JobAggregate, bent: JobAggregate, after: JobAggregate): void {
	undo(before.job, bent.job, after.job);
	for (const [i, stage] of after.stages.entries()) undo(before.stages[i], bent.stages[i], stage);
	for (const task of after.tasks) undo(findTask(before, task.id), findTask(bent, task.id), task);
}

function undo<T extends object>(before: T | undefined, bent: T | undefined, after: T): void {
	if (!before || !bent) return;
	for (const key of Object.keys(after) as (keyof T)[]) {
		if (after[key] === bent[key] && bent[key] !== before[key]) after[key] = before[key];
	}
}

/** A mistake in the outcome alone. */
const twisted = (twist: Twist) => mutant(() => undefined, twist);
const named = (aggregate: JobAggregate, command: Command): Task | undefined =>
	"task" in command ? findTask(aggregate, command.task) : undefined;
const isEnd = (command: Command) =>
	command.type === "complete" || command.type === "fail" || command.type === "release";

/** Undoes what a decision did to one task, and forgets that it told of it. */
function untouch(decision: Decision, before: Task): void {
	const task = findTask(decision.state, before.id);
	if (task) Object.assign(task, before);
	for (let i = decision.changes.length - 1; i >= 0; i--) {
		const change = decision.changes[i];
		if (change?.type !== "task" || change.task !== before.id) continue;
		decision.changes.splice(i, 1);
		decision.state.job.version -= 1;
	}
}

function moveStage(decision: Decision, stage: Stage, status: Stage["status"]): void {
	stage.status = status;
	decision.changes.push({ type: "stage", stage: stage.key, status, take: stage.take, error: null });
	decision.state.job.version += 1;
}

/**
 * Mistakes that somebody could make in the lifecycle. The histories must find each of them.
 *
 * Not among them, since it changes nothing that can be seen: opening stages while the job is canceling. A
 * cancel ends every waiting stage in the same decision (`cancelDoesNotStopStages` leaves that out), so that
 * none is left to open.
 */
export const MUTANTS: Readonly<Record<string, Decide>> = {
	noFence: mutant((aggregate, command) => {
		const task = named(aggregate, command);
		return task && "epoch" in command ? { ...command, epoch: task.epoch } : undefined;
	}),
	noEpochBump: twisted(({ state, attempts }, command, before) => {
		const was = named(before, command);
		const task = named(state, command);
		if (command.type !== "claim" || !was || !task || was.epoch === 0) return;
		task.epoch = was.epoch;
		for (const record of attempts) record.epoch = was.epoch;
	}),
	noTerminalGuard: mutant((aggregate, command) => {
		const task = named(aggregate, command);
		if (!task || !isEnd(command) || !isTerminal(task.status)) return undefined;
		task.status = "running";
		for (const stage of aggregate.stages) if (stage.key === task.stage) stage.status = "running";
		if (isTerminal(aggregate.job.status)) aggregate.job.status = "running";
		return undefined;
	}),
	cancelIgnoresEnd: mutant((aggregate, command) => {
		if (command.type === "cancel" && isTerminal(aggregate.job.status)) aggregate.job.status = "running";
		return undefined;
	}),
	noManifestCheck: mutant((aggregate, command) => {
		const task = named(aggregate, command);
		if (!task || command.type !== "complete") return undefined;
		task.expected = [];
		return command.outputs.length > 0 ? undefined : { ...command, outputs: [{ name: "", asset: "" }] };
	}),
	sweepIgnoresCancel: mutant((aggregate, command) => {
		if (command.type !== "sweep") return undefined;
		for (const task of aggregate.tasks) if (task.status === "canceling") task.status = "running";
		return undefined;
	}),
	sweepIgnoresLease: mutant((aggregate, command) => {
		if (command.type === "sweep") for (const task of aggregate.tasks) task.lease_until = 1;
		return undefined;
	}),
	sweepForgetsLeases: mutant((aggregate, command) => {
		if (command.type === "sweep")
			for (const task of aggregate.tasks) task.lease_until = Number.POSITIVE_INFINITY;
		return undefined;
	}),
	sweepTakesOne: mutant((aggregate, command) => {
		if (command.type !== "sweep") return undefined;
		const held = aggregate.tasks.filter((task) => task.worker_id !== null);
		for (const task of held.slice(1)) task.lease_until = Number.POSITIVE_INFINITY;
		return undefined;
	}),
	retryNoCap: mutant((aggregate) => {
		for (const task of aggregate.tasks) task.max_attempts = 1000;
		return undefined;
	}),
	crashesForgotten: mutant((aggregate) => {
		for (const task of aggregate.tasks) task.tries = { ...task.tries, crash: 0 };
		return undefined;
	}),
	memoryForgotten: mutant((aggregate) => {
		for (const task of aggregate.tasks) task.tries = { ...task.tries, capacity: 0 };
		return undefined;
	}),
	memoryAnywhere: mutant((_, command) =>
		command.type === "fail" && command.memory
			? {
					...command,
					memory: {
						...command.memory,
						larger: command.memory.larger ?? { hash: "as small", body: { nodes: [], models: [] } },
					},
				}
			: undefined,
	),
	needsNotRaised: twisted(({ state }, command, before) => {
		const task = named(state, command);
		const was = named(before, command);
		if (task && was) task.needs_hash = was.needs_hash;
	}),
	returnsForgotten: mutant((aggregate) => {
		for (const task of aggregate.tasks) task.tries = { ...task.tries, given_back: 0 };
		return undefined;
	}),
	returnsDoNotWait: twisted(({ state }, command) => {
		const task = named(state, command);
		if (command.type === "release" && task?.status === "queued") task.available_at = 0;
	}),
	stuckWorkerIgnored: mutant((aggregate, command) => {
		if (command.type === "sweep")
			for (const task of aggregate.tasks) task.run_until = Number.POSITIVE_INFINITY;
		return undefined;
	}),
	claimIgnoresLease: mutant((aggregate, command) => {
		const task = named(aggregate, command);
		if (command.type === "claim" && task?.status === "running" && task.claim_id !== command.claim_id) {
			task.status = "queued";
		}
		return undefined;
	}),
	claimIgnoresWait: mutant((aggregate, command) => {
		const task = named(aggregate, command);
		if (command.type === "claim" && task) task.available_at = 0;
		return undefined;
	}),
	claimIsNotRepeatable: mutant((aggregate, command) => {
		const task = named(aggregate, command);
		if (command.type === "claim" && task?.claim_id) task.claim_id = "another";
		return undefined;
	}),
	completeIsNotRepeatable: mutant((aggregate, command) => {
		const task = named(aggregate, command);
		if (command.type === "complete" && task?.status === "succeeded") task.epoch += 1000;
		return undefined;
	}),
	releaseBurns: twisted(({ state }, command) => {
		const task = named(state, command);
		if (command.type === "release" && task?.status === "queued") task.attempts += 1;
	}),
	failureNeverCounts: twisted(({ state, changes }, command) => {
		const task = named(state, command);
		if (command.type === "fail" && task?.status === "queued" && changes.length > 0) task.attempts -= 1;
	}),
	doubleAttempt: twisted(({ state, changes }, command) => {
		const task = named(state, command);
		if (command.type === "claim" && task && changes.length > 0) task.attempts += 1;
	}),
	attemptStaysOpen: twisted(({ attempts }, command) => {
		if (command.type === "sweep") attempts.length = 0;
	}),
	cancelForgetsQueuedSiblings: twisted((decision, command, before) => {
		if (command.type !== "cancel" || decision.state.job.status !== "canceling") return;
		for (const task of before.tasks) if (task.status === "queued") untouch(decision, task);
	}),
	cancelDoesNotStopStages: twisted((decision, command, before) => {
		if (command.type !== "cancel" || decision.state.job.status !== "canceling") return;
		for (const stage of decision.state.stages) {
			if (before.stages.find(({ key }) => key === stage.key)?.status !== "waiting") continue;
			stage.status = "waiting";
			decision.changes.splice(
				decision.changes.findIndex((change) => change.type === "stage" && change.stage === stage.key),
				1,
			);
			decision.state.job.version -= 1;
		}
	}),
	completeIgnoresCancel: mutant((aggregate, command) => {
		const task = named(aggregate, command);
		if (command.type === "complete" && task?.status === "canceling") task.status = "running";
		return undefined;
	}),
	jobEndsWhileTaskRuns: twisted((decision) => {
		const { job, tasks } = decision.state;
		const failed = tasks.find((task) => task.status === "failed");
		if (!failed || isTerminal(job.status) || decision.changes.length === 0) return;
		job.status = "failed";
		job.error = failed.error;
		job.finished_at = job.deadline_at;
		decision.changes.push({ type: "job", status: "failed", error: failed.error });
		job.version += 1;
	}),
	failureForgetsSiblings: twisted((decision, command, before) => {
		if (command.type !== "fail" || named(decision.state, command)?.status !== "failed") return;
		for (const task of before.tasks) {
			if (task.status === "queued" && !isTerminal(decision.state.job.status)) untouch(decision, task);
		}
	}),
	approvalSkipped: mutant((aggregate) => {
		for (const stage of aggregate.stages) stage.gate = null;
		return undefined;
	}),
	anythingIsPicked: mutant((aggregate, command) => {
		for (const stage of aggregate.stages) if (stage.gate) stage.gate = { pick: [0, 99] };
		const own = aggregate.tasks.find(({ stage }) => "stage" in command && stage === command.stage);
		if (command.type !== "decide" || !("pick" in command.choice) || !own) return undefined;
		return {
			...command,
			choice: { pick: command.choice.pick.map(({ asset }) => ({ asset, task: own.id })) },
		};
	}),
	approvalPicksNothing: mutant((aggregate) => {
		for (const stage of aggregate.stages) if (stage.gate) stage.gate = { approve: true };
		return undefined;
	}),
	decidedTwice: mutant((aggregate, command) => {
		if (command.type !== "decide" || isTerminal(aggregate.job.status)) return undefined;
		for (const stage of aggregate.stages) {
			if (stage.key !== command.stage || stage.gate === null || stage.status !== "succeeded") continue;
			stage.status = "awaiting_approval";
			stage.decision = null;
		}
		return undefined;
	}),
	openedTwice: mutant((aggregate, command) => {
		if (command.type !== "open" || isTerminal(aggregate.job.status)) return undefined;
		for (const stage of aggregate.stages) {
			if (stage.key !== command.stage || stage.status !== "queued" || stage.take !== command.take) continue;
			stage.status = "ready";
			stage.take -= 1;
		}
		return undefined;
	}),
	openedAfterTheEnd: mutant((aggregate, command) => {
		if (command.type !== "open") return undefined;
		for (const stage of aggregate.stages) {
			if (stage.key === command.stage && stage.status === "canceled" && stage.take === 0)
				stage.status = "ready";
		}
		return undefined;
	}),
	takesWithoutEnd: mutant((aggregate) => {
		for (const stage of aggregate.stages) if (stage.judged) stage.retakes_left = 9;
		return undefined;
	}),
	takesAreNotCounted: twisted(({ state }, _, before) => {
		for (const [i, stage] of state.stages.entries())
			stage.retakes_left = before.stages[i]?.retakes_left ?? stage.retakes_left;
	}),
	verdictsIgnored: mutant((aggregate) => {
		for (const stage of aggregate.stages) stage.judged = false;
		return undefined;
	}),
	onlyOneIsJudged: mutant((aggregate) => {
		if (!aggregate.tasks.some(({ verdict }) => verdict !== null)) return undefined;
		for (const task of aggregate.tasks) task.verdict ??= { result: "pass", note: "" };
		return undefined;
	}),
	everyTakeCounts: mutant((aggregate) => {
		for (const task of aggregate.tasks) if (task.verdict?.result === "again") task.index += 1000;
		return undefined;
	}),
	optionalIsRequired: mutant((aggregate) => {
		for (const stage of aggregate.stages) stage.optional = false;
		return undefined;
	}),
	requiredIsOptional: mutant((aggregate) => {
		for (const stage of aggregate.stages) stage.optional = true;
		return undefined;
	}),
	clockDoesNotStop: twisted(({ state: { job } }, _, before) => {
		if (before.job.left_ms !== null || job.left_ms === null) return;
		job.deadline_at = before.job.deadline_at;
		job.left_ms = null;
	}),
	clockStartsAnew: twisted(({ state: { job } }, _, before) => {
		if (before.job.left_ms !== null && job.left_ms === null && !isTerminal(job.status)) job.deadline_at -= 1;
	}),
	checkpointCosts: twisted(({ state }, command, before) => {
		const was = named(before, command);
		const task = named(state, command);
		if (command.type !== "checkpoint" || !was || !task) return;
		task.tries = was.tries;
		task.attempts = was.attempts;
	}),
	checkpointGoesBack: mutant((aggregate, command) => {
		const task = named(aggregate, command);
		if (command.type === "checkpoint" && task) task.resume = null;
		return undefined;
	}),
	checkpointOfAnybody: mutant((aggregate, command) => {
		const task = named(aggregate, command);
		return command.type === "checkpoint" && task ? { ...command, epoch: task.epoch } : undefined;
	}),
	needsIgnored: mutant((aggregate) => {
		for (const stage of aggregate.stages) if (stage.status === "waiting") stage.needs = [];
		return undefined;
	}),
	stageNeverOpens: mutant((aggregate) => {
		for (const stage of aggregate.stages) if (stage.needs.length > 0) stage.needs = ["nothing"];
		return undefined;
	}),
	versionGap: twisted(({ state, changes }) => {
		if (changes.length > 1) state.job.version += 1;
	}),
	versionStuck: twisted(({ state, changes }) => {
		if (changes.length > 1) state.job.version -= 1;
	}),
	eventForgotten: twisted(({ state, changes }) => {
		if (changes.length > 2 && changes.pop()) state.job.version -= 1;
	}),
	deadlineIgnored: mutant((aggregate) => {
		aggregate.job.deadline_at = Number.POSITIVE_INFINITY;
		return undefined;
	}),
	claimIgnoresDeadline: mutant((aggregate, command) => {
		if (command.type === "claim") aggregate.job.deadline_at = Number.POSITIVE_INFINITY;
		return undefined;
	}),
	expiryForgetsApproval: twisted((decision, command, before) => {
		if (command.type !== "sweep" || decision.state.job.status !== "expired") return;
		for (const stage of decision.state.stages) {
			const was = before.stages.find(({ key }) => key === stage.key);
			if (was?.status === "awaiting_approval") moveStage(decision, stage, "awaiting_approval");
		}
	}),
	errorForgotten: twisted(({ state }) => {
		if (state.job.status === "failed") state.job.error = null;
	}),
	canceledStageLeavesRestWaiting: twisted((decision, command, before) => {
		const task = named(decision.state, command);
		if (command.type !== "fail" || task?.status !== "canceled" || before.job.status === "canceling") return;
		for (const stage of decision.state.stages) {
			const was = before.stages.find(({ key }) => key === stage.key);
			if (was?.status === "waiting") moveStage(decision, stage, "waiting");
		}
	}),
};
