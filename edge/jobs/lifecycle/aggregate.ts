import type { Failure } from "../../contract/failures.ts";
import type { AttemptStatus, JobStatus, StageStatus, TaskStatus } from "../../contract/status.ts";
import type { Tries } from "../../db/stored.ts";

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
	deadline_at: number;
	started_at: number | null;
	finished_at: number | null;
	error: Failure | null;
}

export interface Stage {
	key: string;
	position: number;
	status: StageStatus;
	/** Stages that must have succeeded before this one opens. */
	needs: string[];
	/** A person must approve the results before the stage counts as succeeded. */
	approval: boolean;
}

export const NO_TRIES: Tries = { infra: 0, crash: 0, capacity: 0, given_back: 0 };

export interface Task {
	id: string;
	stage: string;
	index: number;
	status: TaskStatus;
	/** Number of the current or last attempt. A message that names another one is stale. */
	epoch: number;
	worker_id: string | null;
	claim_id: string | null;
	lease_until: number;
	attempts: number;
	max_attempts: number;
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
	error: Failure | null;
}

export interface JobAggregate {
	job: Job;
	stages: Stage[];
	tasks: Task[];
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
	gpu_ms: number | null;
}

export function findTask(aggregate: JobAggregate, taskId: string): Task | undefined {
	return aggregate.tasks.find((task) => task.id === taskId);
}

export function tasksOf(aggregate: JobAggregate, stage: string): Task[] {
	return aggregate.tasks.filter((task) => task.stage === stage);
}

/** Whether an attempt holds the task. */
export function holds(task: Task): boolean {
	return task.status === "running" || task.status === "canceling";
}
