import { isTerminal } from "../../contract/status.ts";
import { holds, type JobAggregate, type Stage, type Task, tasksOf } from "../lifecycle/aggregate.ts";

/** What is wrong with a job as it stands, in words; empty when nothing is. Holds at every moment. */
export function stateProblems(aggregate: JobAggregate): string[] {
	const { job, stages, tasks } = aggregate;
	const problems: string[] = [];
	const demand = (holds: boolean, problem: string) => {
		if (!holds) problems.push(`${job.id}: ${problem}`);
	};
	const over = isTerminal(job.status);
	demand((job.finished_at !== null) === over, `is ${job.status} but finished_at is ${job.finished_at}`);
	for (const task of tasks) {
		const held = holds(task);
		demand(!over || isTerminal(task.status), `is ${job.status} while ${task.id} is ${task.status}`);
		demand(held === (task.worker_id !== null), `${task.id} is ${task.status} with owner ${task.worker_id}`);
		demand(held === task.lease_until > 0, `${task.id} is ${task.status} with lease ${task.lease_until}`);
		demand(held === (task.claim_id !== null), `${task.id} is ${task.status} with claim ${task.claim_id}`);
		const failed = task.tries.infra + task.tries.crash + task.tries.capacity;
		demand(
			task.tries.infra + task.tries.crash <= task.max_attempts &&
				task.tries.capacity <= 2 &&
				task.tries.crash <= 2,
			`${task.id} had ${JSON.stringify(task.tries)} of ${task.max_attempts} tries`,
		);
		demand(
			task.attempts <= failed + 1 && task.attempts >= failed,
			`${task.id} counts ${task.attempts} attempts with ${failed} failures`,
		);
		demand(held === task.run_until > 0, `${task.id} is ${task.status} until ${task.run_until}`);
		demand(task.attempts <= task.epoch, `${task.id} had ${task.attempts} tries in ${task.epoch} attempts`);
		demand(task.status !== "canceling" || job.status === "canceling", `${task.id} stops without a cancel`);
		demand(task.status !== "failed" || task.error !== null, `${task.id} failed without an error`);
	}
	for (const stage of stages) stageProblems(aggregate, stage, demand);
	if (!over) demand(canMove(aggregate), `is ${job.status} and nothing can move it on`);
	if (job.status === "queued") demand(!tasks.some(holds), "is queued though a worker holds a task");
	if (job.status === "running") demand(tasks.some(holds), "is running though no worker holds a task");
	demand(began(tasks) === (job.started_at !== null), `began at ${job.started_at}`);
	if (job.status === "canceling") {
		demand(
			tasks.every((task) => task.status === "canceling" || isTerminal(task.status)),
			"is canceling but would run more tasks",
		);
	}
	demand(
		(job.status === "succeeded") === stages.every((stage) => stage.status === "succeeded"),
		`is ${job.status} with stages ${stages.map((stage) => stage.status)}`,
	);
	if (job.status === "failed") {
		demand(
			job.error !== null && tasks.some((task) => task.status === "failed"),
			"failed without a failed task or an error",
		);
	}
	if (job.status === "expired") {
		demand(job.error?.code === "deadline_exceeded", `expired with error ${job.error?.code}`);
	}
	return problems;
}

function stageProblems(
	{ job, stages, tasks: all }: JobAggregate,
	stage: Stage,
	demand: (holds: boolean, problem: string) => void,
): void {
	const tasks = all.filter((task) => task.stage === stage.key);
	const list = tasks.map((task) => task.status).join(" ");
	const says = `stage ${stage.key} is ${stage.status} with tasks ${list}`;
	const every = (status: string) => tasks.every((task) => task.status === status);
	const met = stage.needs.every((key) => stages.find((other) => other.key === key)?.status === "succeeded");
	demand(!isTerminal(job.status) || isTerminal(stage.status), `is ${job.status} while ${says}`);
	demand((stage.status === "waiting") === every("waiting"), says);
	demand(!began(tasks) || met, `${says} before what it needs`);
	switch (stage.status) {
		case "waiting":
			demand(!met, `${says} though nothing is missing`);
			demand(
				!stages.some((other) => isTerminal(other.status) && other.status !== "succeeded"),
				`${says} though another stage did not succeed`,
			);
			break;
		case "queued":
			demand(met && !tasks.some(holds) && tasks.some((task) => task.status === "queued"), says);
			break;
		case "running":
			demand(tasks.some(holds), says);
			break;
		case "awaiting_approval":
			demand(stage.approval && every("succeeded"), says);
			break;
		case "succeeded":
			demand(every("succeeded"), says);
			break;
		default:
			demand(
				tasks.every((task) => isTerminal(task.status)),
				says,
			);
	}
	if (tasks.some((task) => task.status === "failed")) {
		demand(!tasks.some((task) => task.status === "queued"), `${says}: queued beside a failed one`);
	}
}

function began(tasks: Task[]): boolean {
	return tasks.some((task) => task.epoch > 0);
}

function canMove(aggregate: JobAggregate): boolean {
	return (
		aggregate.tasks.some((task) => task.status === "queued" || holds(task)) ||
		aggregate.stages.some(
			(stage) => stage.status === "awaiting_approval" && tasksOf(aggregate, stage.key).length > 0,
		)
	);
}
