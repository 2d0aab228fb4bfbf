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
export function mutant(bend: Bend, twist: Twist = () => {}): Decide {
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
export const twisted = (twist: Twist) => mutant(() => undefined, twist);
export const named = (aggregate: JobAggregate, command: Command): Task | undefined =>
	"task" in command ? findTask(aggregate, command.task) : undefined;
export const isEnd = (command: Command) =>
	command.type === "complete" || command.type === "fail" || command.type === "release";

/** Undoes what a decision did to one task, and forgets that it told of it. */
export function untouch(decision: Decision, before: Task): void {
	const task = findTask(decision.state, before.id);
	if (task) Object.assign(task, before);
	for (let i = decision.changes.length - 1; i >= 0; i--) {
		const change = decision.changes[i];
		if (change?.type !== "task" || change.task !== before.id) continue;
		decision.changes.splice(i, 1);
		decision.state.job.version -= 1;
	}
}

export function moveStage(decision: Decision, stage: Stage, status: Stage["status"]): void {
	stage.status = status;
	decision.changes.push({
		type: "stage",
		stage: stage.key,
		status,
		take: stage.take,
		error: null,
		over_budget: false,
	});
	decision.state.job.version += 1;
}
