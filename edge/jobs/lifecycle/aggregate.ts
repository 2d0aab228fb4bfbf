import type { Failure } from "../../contract/failures.ts";
import {
	type AttemptStatus,
	isTerminal,
	type JobStatus,
	type StageStatus,
	type TaskStatus,
} from "../../contract/status.ts";
import type { Spans } from "../../contract/workers/workers.ts";
import type { Gate, Resume, Retake, StageDecision, StageQuality, Tries, Verdict } from "../../db/stored.ts";

/**
 * A job with its stages and tasks: what one decision reads and changes. Times are milliseconds since 1970
 * by the edge's clock. Large things (graphs, parameters, files) are not part of it: nothing here depends
 * on them.
 */
export interface Job {
	id: string;
	account_id: string;
	pool_id: string;
	status: JobStatus;
	/** Number of the last durable event. Every change adds at least one event, so it also fences writers. */
	version: number;
	/** When it is given up. While its clock stands, that is when who or what it waits for is given up. */
	deadline_at: number;
	/** What is left of its time once that is over, in milliseconds; null while its clock runs. */
	left_ms: number | null;
	started_at: number | null;
	finished_at: number | null;
	error: Failure | null;
	/** The shot whose picture it makes, and its project; null: none. */
	project_id: string | null;
	shot_id: string | null;
}

export interface Stage {
	key: string;
	position: number;
	status: StageStatus;
	/** Stages that must be over before this one is planned. */
	needs: string[];
	/** Since when it is what it is. */
	since: number;
	gate: Gate | null;
	/** Since when no budget holds it, while it is ready or queued; null: it does not wait for one. */
	budget_wait_since: number | null;
	/** The LoRA that it waits for, as `name@version`, while it is waiting; null: it waits for none. */
	lora: string | null;
	/** The job goes on without it where it fails. */
	optional: boolean;
	/** The outputs of each of its tasks are judged before it goes on. */
	judged: boolean;
	/** By what was found of them when they were made, and how; null: by whoever gives a verdict. */
	quality: StageQuality | null;
	/** Number of the newest take; 0 before it was opened. */
	take: number;
	/** Takes that a verdict may still ask for. */
	retakes_left: number;
	/** What the next take is about; null: there is none, or it is the first. */
	retake: Retake | null;
	/** Ids of the outputs that a person picked; null: nobody did, and all of the newest takes count. */
	chosen: string[] | null;
	decision: StageDecision | null;
	/** The job that it was taken over from: it never ran in this one. */
	adopted_from: string | null;
	/** What its outputs are called; null: nothing. Nothing here depends on it, nor on the next. */
	label: string | null;
	/** Ordinary lists leave its outputs out. */
	hidden: boolean;
	/** Why it ended as it did, where none of its tasks says so. */
	error: Failure | null;
}

export const NO_TRIES: Tries = { infra: 0, crash: 0, capacity: 0, given_back: 0 };

export interface Task {
	id: string;
	stage: string;
	index: number;
	/** Which take of its stage made it. A later one stands in its place. */
	take: number;
	/** Its take was of the whole stage: nothing of the takes before it stands beside it. */
	whole: boolean;
	status: TaskStatus;
	/** Number of the current or last attempt. A message that names another one is stale. */
	epoch: number;
	worker_id: string | null;
	claim_id: string | null;
	lease_until: number;
	attempts: number;
	max_attempts: number;
	/** Wait before the second try, which doubles with each further one, in milliseconds; null: short and random. */
	backoff_ms: number | null;
	/** What of these went wrong, by kind: each kind has its own limit. */
	tries: Tries;
	/** What it may take, in milliseconds, once it runs. */
	runtime_ms: number;
	/** When whoever holds it is taken for stuck, however often it reports; 0 while nobody does. */
	run_until: number;
	available_at: number;
	/** Since when it waits for a worker, or did when one took it. */
	queued_at: number;
	/** Names of the outputs that must exist; empty means at least one of any name. */
	expected: string[];
	/** Names what a worker must have and be to run it (`pools/needs.ts`). */
	needs_hash: string;
	/** What was thought of its outputs; null: nothing yet. */
	verdict: Verdict | null;
	/** Where a later attempt goes on instead of beginning anew; null: at the start. */
	resume: Resume | null;
	error: Failure | null;
	/** What it is reckoned with until it has ended, in micro-USD, and what of that a partner gets; null: none is paid. */
	estimate_micro_usd: number;
	partner_micro_usd: number | null;
}

export interface JobAggregate {
	job: Job;
	stages: Stage[];
	tasks: Task[];
}

/** What a worker measured of an attempt. `gpu_ms`: null where nobody knows. */
export interface Measured {
	gpu_ms: number | null;
	spans?: Spans | undefined;
}

/** One lease of one task, for the record of what ran where and for how long. */
export interface AttemptRecord {
	task_id: string;
	epoch: number;
	worker_id: string;
	status: AttemptStatus;
	started_at: number;
	finished_at: number | null;
	error: Failure | null;
	/** How long the task had waited for a worker when it began; null where it ends. */
	queue_ms: number | null;
	/** What its worker measured; null where nobody did. */
	gpu_ms: number | null;
	spans: Spans | null;
}

export function findTask(aggregate: JobAggregate, taskId: string): Task | undefined {
	return aggregate.tasks.find((task) => task.id === taskId);
}

/** All tasks of a stage, also those of takes that were made anew. */
export function tasksOf(aggregate: JobAggregate, stage: string): Task[] {
	return aggregate.tasks.filter((task) => task.stage === stage);
}

/**
 * The tasks that a stage depends on: at each place the one of the newest take, but for those that another take outdid.
 * A take of all leaves no place of an earlier one, however few it has; and where another take came to nothing, what
 * stood before it stands again.
 */
export function currentTasks(aggregate: JobAggregate, stage: string): Task[] {
	const tasks = tasksOf(aggregate, stage);
	const lost = lostTakes(tasks);
	const standing = tasks.filter(({ take }) => !lost.has(take));
	const since = Math.max(0, ...standing.filter(({ whole }) => whole).map(({ take }) => take));
	const newest = new Map<number, Task>();
	for (const task of standing) {
		if (task.verdict?.result === "outdone") continue;
		const other = newest.get(task.index);
		if (task.take >= since && (!other || other.take < task.take)) newest.set(task.index, task);
	}
	return [...newest.values()];
}

/** Whether another take of a stage came to nothing. */
export function lostATake(aggregate: JobAggregate, stage: string): boolean {
	return lostTakes(tasksOf(aggregate, stage)).size > 0;
}

/** Takes after the first that are over, and of which a task failed. */
function lostTakes(tasks: readonly Task[]): ReadonlySet<number> {
	const [failed, open] = [new Set<number>(), new Set<number>()];
	for (const { take, status } of tasks) {
		if (take > 1 && (status === "failed" || status === "canceled")) failed.add(take);
		if (!isTerminal(status)) open.add(take);
	}
	return new Set([...failed].filter((take) => !open.has(take)));
}

/** The order in which a store gives tasks back. */
export function inOrder(tasks: readonly Task[]): Task[] {
	const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
	return tasks.toSorted((a, b) => byText(a.stage, b.stage) || a.index - b.index || a.take - b.take);
}

/** Whether a stage is over in a way that lets others go on. */
export function lets(stage: Stage): boolean {
	if (stage.status === "succeeded" || stage.status === "skipped") return true;
	return stage.optional && (stage.status === "failed" || stage.status === "canceled");
}

/** Whether a stage cannot go on since no budget holds it. */
export function waitsForBudget(stage: Stage): boolean {
	return stage.budget_wait_since !== null;
}

/** Whether a stage has all that it needs and is still to be planned. */
export function isUnplanned(stage: Stage): boolean {
	return stage.status === "ready" && !waitsForBudget(stage);
}

/** Whether an attempt holds the task. */
export function holds(task: Task): boolean {
	return task.status === "running" || task.status === "canceling";
}
