import { compareScores, type ScoredCheck } from "../../../workflows/quality/score/score.ts";
import { isTerminal } from "../../contract/status.ts";
import {
	currentTasks,
	holds,
	type JobAggregate,
	lets,
	type Stage,
	type Task,
} from "../lifecycle/aggregate.ts";

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
	const well = stages.every(lets);
	demand(
		job.status === "succeeded" ? well : !over || !well || job.status === "canceled",
		`is ${job.status} with stages ${stages.map((stage) => stage.status)}`,
	);
	if (job.status === "failed") {
		demand(
			job.error !== null && stages.some(({ status, optional }) => status === "failed" && !optional),
			"failed without a failed stage or an error",
		);
	}
	if (job.status === "expired") {
		const code = job.error?.code;
		demand(
			code === "deadline_exceeded" || code === "decision_overdue" || code === "budget_overdue",
			`expired with error ${code}`,
		);
	}
	const stands = (stage: Stage) => stage.status === "awaiting_approval" || stage.budget_wait_since !== null;
	const goesOn = (stage: Stage) =>
		stage.lora !== null ||
		(["ready", "queued", "running", "judging"].includes(stage.status) && stage.budget_wait_since === null);
	const waits = stages.some(stands) && !stages.some(goesOn);
	if (job.status !== "canceling") {
		demand(
			(job.left_ms !== null) === (waits && !over),
			`its clock says ${job.left_ms} while it is ${job.status}`,
		);
	}
	return problems;
}

function stageProblems(
	aggregate: JobAggregate,
	stage: Stage,
	demand: (holds: boolean, problem: string) => void,
): void {
	const { job, stages, tasks: all } = aggregate;
	const tasks = currentTasks(aggregate, stage.key);
	const list = tasks.map((task) => task.status).join(" ");
	const says = `stage ${stage.key} is ${stage.status} with tasks ${list}`;
	const every = (status: string) => tasks.every((task) => task.status === status);
	const met = stage.needs.every((key) => stages.some((other) => other.key === key && lets(other)));
	const lost = stages.find((other) => isTerminal(other.status) && !lets(other));
	demand(!isTerminal(job.status) || isTerminal(stage.status), `is ${job.status} while ${says}`);
	demand(tasks.length === 0 || met, `${says} before what it needs`);
	const own = all.filter(({ stage: key }) => key === stage.key);
	const last = own.filter(({ take }) => take === stage.take);
	demand(
		stage.take === Math.max(0, ...own.map(({ take }) => take)),
		`${says}, and counts ${stage.take} takes`,
	);
	demand(stage.retake === null || stage.status === "ready", `${says}, and wants another take`);
	demand(
		new Set(own.map(({ index, take }) => `${index} ${take}`)).size === own.length,
		`${says}: two tasks of one take at one place`,
	);
	if (!isTerminal(stage.status) && job.status !== "canceling") {
		const moves = stage.status === "queued" || stage.status === "running";
		demand(moves || !lost, `${says} though ${lost?.key} is ${lost?.status}`);
	}
	demand(
		stage.budget_wait_since === null || stage.status === "ready" || stage.status === "queued",
		`${says}, and waits for a budget`,
	);
	demand(
		stage.lora === null || (stage.status === "waiting" && met),
		`${says}, and waits for the LoRA ${stage.lora}`,
	);
	const judged = tasks.filter(({ verdict }) => verdict !== null);
	demand(stage.judged || judged.length === 0, `${says}: was judged`);
	switch (stage.status) {
		case "waiting":
			demand((!met || stage.lora !== null) && tasks.length === 0, says);
			break;
		case "ready":
			demand(met && tasks.every((task) => isTerminal(task.status)), says);
			demand((stage.take === 0) === (stage.retake === null), `${says}: take ${stage.take} is to be followed`);
			break;
		case "queued":
			demand(met && !tasks.some(holds) && tasks.some((task) => task.status === "queued"), says);
			break;
		case "running":
			demand(tasks.some(holds), says);
			break;
		case "judging":
			demand(stage.judged && every("succeeded") && judged.length < tasks.length, says);
			break;
		case "awaiting_approval":
			demand(every("succeeded") && tasks.length > 0, says);
			demand(
				stage.error !== null || !last.some((task) => task.status === "failed"),
				`${says}, and does not tell why there is no other take`,
			);
			demand(!stage.judged || judged.length === tasks.length, `${says} before it was judged`);
			demand(stage.gate !== null || judged.some(({ verdict }) => verdict?.result === "ask"), says);
			break;
		case "succeeded":
			demand(every("succeeded") && tasks.length > 0, says);
			demand(stage.error === null, `${says}, and failed with ${stage.error?.code}`);
			if (stage.judged && stage.decision === null)
				demand(
					judged.length === tasks.length && judged.every(({ verdict }) => verdict?.result === "pass"),
					says,
				);
			if (stage.quality?.best_of !== undefined && stage.decision === null)
				for (const task of tasks)
					demand(
						isBest(task, own, stage.quality.best_by),
						`${says}, and ${task.id} is not the best of its place`,
					);
			break;
		case "skipped":
			demand(tasks.length === 0, says);
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

/** Whether no other take of a place that came to its end measures better, nor as good and was there before. */
function isBest(task: Task, own: readonly Task[], first?: ScoredCheck): boolean {
	const lost = new Set(own.filter(({ status }) => status !== "succeeded").map(({ take }) => take));
	return own
		.filter((other) => other.index === task.index && other.id !== task.id && !lost.has(other.take))
		.every((other) => {
			const { order } = compareScores(task.verdict?.score ?? null, other.verdict?.score ?? null, first);
			return order < 0 || (order === 0 && task.take < other.take);
		});
}

function began(tasks: Task[]): boolean {
	return tasks.some((task) => task.epoch > 0);
}

/** Whether a worker, a check, a person or a planner can do something for it. */
function canMove({ stages, tasks }: JobAggregate): boolean {
	return (
		tasks.some((task) => task.status === "queued" || holds(task)) ||
		stages.some(
			({ status, lora }) =>
				status === "ready" || status === "judging" || status === "awaiting_approval" || lora !== null,
		)
	);
}
