import { isTerminal } from "../../contract/status.ts";
import { findTask, holds, type JobAggregate, NO_TRIES, type Task } from "../lifecycle/aggregate.ts";
import type { Command } from "../lifecycle/commands.ts";
import type { Circumstances, Decision } from "../lifecycle/draft.ts";
import { clockProblems, type Demand, openedProblems, same, stageProblems } from "./stage-transitions.ts";

/** The longest a task may wait for its next try, in milliseconds. */
const LONGEST_WAIT_MS = 60_000;

/**
 * What is wrong with a step from one state to the next; empty when nothing is. `before` was correct, and the
 * command was accepted.
 */
export function transitionProblems(
	before: JobAggregate,
	command: Command,
	{ state, changes, attempts }: Decision,
	{ now }: Circumstances,
): string[] {
	const problems: string[] = [];
	const demand = (right: boolean, problem: string) => {
		if (!right) problems.push(`${command.type} of ${state.job.id}: ${problem}`);
	};
	demand(state.job.version === before.job.version + changes.length, "the version does not count the changes");
	demand(changes.length > 0 || same(before, state), "changed the job without telling");
	if (isTerminal(before.job.status))
		demand(same(before, state), `changed a job that is ${before.job.status}`);
	const ends = changes.filter((change) => change.type === "job" && isTerminal(change.status));
	demand(
		ends.length === (isTerminal(state.job.status) && !isTerminal(before.job.status) ? 1 : 0),
		"ended oddly",
	);
	if (before.job.status === "canceling") {
		demand(/^cancel/.test(state.job.status), `left canceling for ${state.job.status}`);
	}
	if (state.job.status === "expired" && before.job.status !== "expired") {
		demand(
			now >= before.job.deadline_at,
			"expired before its deadline, or while a person had time to decide",
		);
		const short = before.stages.some(({ budget_wait_since }) => budget_wait_since !== null);
		demand(
			before.job.left_ms === null || (state.job.error?.code === "budget_overdue") === short,
			`expired with ${state.job.error?.code} after it waited`,
		);
	}
	const told = changes.flatMap((change) => (change.type === "task" ? [change] : []));
	const noted = new Set(
		changes.flatMap((change) =>
			change.type === "checkpoint" || change.type === "verdict" ? [change.task] : [],
		),
	);
	demand(new Set(told.map(({ task }) => task)).size === told.length, "told of one task twice");
	for (const { task, retry_at } of told) {
		const status = findTask(state, task)?.status;
		demand(retry_at === null || status === "queued", `promised another try of ${task}, which is ${status}`);
	}
	for (const task of state.tasks) {
		const was = findTask(before, task.id);
		const known = noted.has(task.id) || told.some((change) => change.task === task.id);
		demand(known || (was !== undefined && sameTask(was, task)), `did not tell of ${task.id}`);
	}
	const waits = new Map(before.stages.map((stage) => [stage.key, stage.budget_wait_since]));
	for (const { key, budget_wait_since } of state.stages) {
		const last = changes.findLast((change) => change.type === "stage" && change.stage === key);
		if (budget_wait_since !== waits.get(key))
			demand(
				last?.type === "stage" && last.over_budget === (budget_wait_since !== null),
				`did not tell that ${key} waits for a budget, or no longer`,
			);
	}
	for (const stage of state.stages) stageProblems(before, state, stage, command, now, demand);
	clockProblems(before, state, now, demand);
	for (const task of state.tasks) {
		const was = findTask(before, task.id);
		if (!was) openedProblems(before, state, task, command, now, demand);
		else taskProblems(was, task, command, before, now, demand);
	}
	for (const task of before.tasks) {
		const after = findTask(state, task.id);
		const started = attempts.filter((record) => record.task_id === task.id && record.status === "running");
		const ended = attempts.filter((record) => record.task_id === task.id && record.status !== "running");
		demand(
			ended.length === (holds(task) && !(after && holds(after)) ? 1 : 0),
			`attempt of ${task.id} ended oddly`,
		);
		demand(
			started.length === (after && after.epoch !== task.epoch ? 1 : 0),
			`attempt of ${task.id} began oddly`,
		);
		demand(
			ended.every((record) => record.epoch === task.epoch && record.worker_id === task.worker_id),
			`the attempt that ended is not the one that held ${task.id}`,
		);
	}
	if (command.type === "sweep") {
		demand(now < before.job.deadline_at || isTerminal(state.job.status), "left a job past its deadline");
		demand(
			state.tasks.every(
				(task) =>
					!holds(task) || ((task.lease_until > now || now < command.leases_from) && task.run_until > now),
			),
			"left a lease that ran out, or a worker that is stuck",
		);
	}
	if (command.type === "cancel") demand(/^cancel/.test(state.job.status), `left the job ${state.job.status}`);
	return problems;
}

function taskProblems(
	was: Task,
	task: Task,
	command: Command,
	before: JobAggregate,
	now: number,
	demand: Demand,
): void {
	const stage = before.stages.find(({ key }) => key === task.stage);
	const whenMade = command.type === "complete" && task.status === "succeeded" && stage?.quality !== null;
	const judged = (command.type === "judge" || whenMade) && command.task === task.id;
	const outdone =
		task.verdict?.result === "outdone" &&
		was.verdict?.result !== "outdone" &&
		stage?.quality?.best_of !== undefined &&
		task.status === "succeeded" &&
		same({ at: was.verdict?.score }, { at: judged ? was.verdict?.score : task.verdict.score });
	demand(
		same({ at: was.verdict }, { at: task.verdict }) || (judged && was.verdict === null) || outdone,
		`${task.id} was judged`,
	);
	if (isTerminal(was.status))
		demand(sameTask(was, { ...task, verdict: was.verdict }), `changed ${task.id}, which is ${was.status}`);
	const claimed = command.type === "claim" && command.task === task.id && was.status !== "running";
	const known = was.status === "running" && command.type === "claim" && was.claim_id === command.claim_id;
	demand(
		task.epoch === was.epoch + (claimed ? 1 : 0),
		`${task.id} went from attempt ${was.epoch} to ${task.epoch}`,
	);
	demand(task.max_attempts === was.max_attempts, `${task.id} got other limits`);
	const short =
		command.type === "fail" && command.task === task.id && holds(was) ? command.memory : undefined;
	const raised = short?.larger?.hash ?? null;
	const again = task.status === "queued";
	demand(
		task.needs_hash === was.needs_hash || task.needs_hash === raised,
		`${task.id} needs ${task.needs_hash} all of a sudden`,
	);
	demand(
		!short || !again || task.needs_hash === raised,
		`${task.id} is offered to machines that are as small as the last one`,
	);
	if (command.type === "claim" && command.task === task.id && !known) {
		demand(was.status === "queued", `${task.id} was claimed while ${was.status}`);
		demand(was.available_at <= now, `${task.id} was claimed before it was available`);
		demand(now < before.job.deadline_at, `${task.id} was claimed after the deadline`);
		demand(task.status === "running" && task.worker_id === command.worker, `${task.id} has another owner`);
		demand(task.lease_until === now + command.lease_ms, `${task.id} has another lease`);
		demand(task.attempts === was.attempts + 1, `a claim of ${task.id} counted oddly`);
	}
	const names = "task" in command && command.task === task.id;
	const named = names && "epoch" in command && command.epoch === was.epoch;
	if (holds(was) && !sameTask(was, task)) {
		const due =
			command.type === "sweep" &&
			((now >= was.lease_until && now >= command.leases_from) ||
				now >= was.run_until ||
				now >= before.job.deadline_at);
		const stopped =
			command.type === "cancel" && task.status === "canceling" && task.worker_id === was.worker_id;
		demand(named || due || stopped, `${task.id} lost a lease that it still had`);
	}
	if (task.status === "succeeded" && was.status !== "succeeded") {
		demand(named && command.type === "complete", `${task.id} succeeded by itself`);
	}
	const joins = task.status === "queued" && was.status !== "queued";
	// What came back to a stage that cannot succeed any more is canceled in the same breath.
	// It moved on: what had gone wrong before is forgiven.
	const moved = command.type === "checkpoint" && named && was.status === "running";
	demand(same({ at: was.resume }, { at: task.resume }) || moved, `${task.id} would go on from elsewhere`);
	if (moved) {
		const { step } = command.resume;
		const further = step > reachedBy(was);
		demand(
			!further || (task.attempts === 1 && same(task.tries, NO_TRIES)),
			`${task.id} moved on, and pays for it`,
		);
		demand(
			further || (task.attempts === was.attempts && same(task.tries, was.tries)),
			`${task.id} did again what was done, and does not pay for it`,
		);
		demand(reachedBy(task) === Math.max(reachedBy(was), step), `${task.id} forgot how far it had come`);
		// What another attempt stored may be what this one could not read.
		const least = was.resume?.epoch === was.epoch ? was.resume.step : 0;
		demand(
			step > least
				? task.resume?.step === step && task.resume.epoch === was.epoch
				: same({ at: was.resume }, { at: task.resume }),
			`${task.id} stands at ${task.resume?.step}, and was told ${step} by attempt ${was.epoch}`,
		);
	}
	const since = joins || (isTerminal(task.status) && task.queued_at !== was.queued_at) ? now : was.queued_at;
	demand(task.queued_at === since, `${task.id} waits since ${task.queued_at}`);
	if (task.status === "queued" && holds(was)) {
		demand(
			task.available_at >= now && task.available_at <= now + LONGEST_WAIT_MS,
			`${task.id} waits too long`,
		);
		const given =
			command.type === "release" && (command.cause === "drain" || was.tries.given_back < 3) ? 1 : 0;
		demand(task.attempts === was.attempts - given, `${command.type} of ${task.id} counted oddly`);
		const more = (kind: keyof Task["tries"]) => task.tries[kind] - was.tries[kind];
		const failed = more("infra") + more("crash") + more("capacity");
		const returned = command.type === "release" && command.cause !== "drain" && given === 1 ? 1 : 0;
		demand(more("given_back") === returned, `${command.type} of ${task.id} was not counted as given back`);
		demand(failed === 1 - given, `${command.type} of ${task.id} counts ${failed} more failures`);
		demand(
			command.type !== "release" || command.cause !== "drain" || task.available_at === now,
			`a drain made ${task.id} wait`,
		);
	}
	if (before.job.status === "canceling") {
		demand(task.status !== "queued" && task.status !== "running", `${task.id} came back after the cancel`);
		demand(
			task.status !== "succeeded" || was.status === "succeeded",
			`${task.id} succeeded after the cancel`,
		);
	}
}

/** The highest step that a task ever stored a state of. */
export function reachedBy({ resume }: Pick<Task, "resume">): number {
	return resume === null ? 0 : (resume.reached ?? resume.step);
}

function sameTask(a: Task, b: Task): boolean {
	return (Object.keys(a) as (keyof Task)[]).every((key) => a[key] === b[key]);
}
