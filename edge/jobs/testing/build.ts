import type { Failure, FailureCode } from "../../contract/failures.ts";
import type { Gate, StageQuality } from "../../db/stored.ts";
import { inOrder, type JobAggregate, type Stage } from "../lifecycle/aggregate.ts";
import type { Opening } from "../lifecycle/commands.ts";
import { newTask } from "../lifecycle/stages.ts";

/** Milliseconds since 1970 at which every invented world begins. */
export const START = Date.UTC(2026, 0, 1);

export interface StageShape {
	key: string;
	tasks: number;
	needs?: string[];
	gate?: Gate;
	optional?: boolean;
	/** Takes that verdicts may ask for beside the first; with it, the outputs are judged. */
	retakes?: number;
	/** With `retakes`: what becomes of outputs that fail their checks; absent: others judge. */
	quality?: StageQuality;
	/** It waits for a LoRA before it can be planned. */
	lora?: boolean;
	/** What comes of planning it, where that is not tasks. */
	plans?: "skip" | "failure";
	/** What comes of planning other takes, where that is not as many tasks again. */
	again?: "fewer" | "failure";
	/** Names of outputs each task must leave; none means at least one of any name. */
	expected?: string[];
}
export interface JobShape {
	id: string;
	account?: string;
	stages?: StageShape[];
	now?: number;
	/** Milliseconds from `now`. */
	deadline?: number;
	max_attempts?: number;
	/** The shot whose picture it makes. */
	shot?: { project: string; shot: string };
}

/** The stages of the jobs that were built, for planning them. Names of jobs may come again. */
const BUILT = new Map<string, Pick<JobShape, "stages" | "max_attempts">>();

/** A job as it is when it was just accepted: what needs nothing is open. */
export function buildJob(shape: JobShape): JobAggregate {
	const now = shape.now ?? START;
	const shapes = shape.stages ?? [{ key: "main", tasks: 1 }];
	BUILT.set(shape.id, { ...shape, stages: shapes });
	const stages = shapes.map(
		(stage, position): Stage => ({
			key: stage.key,
			position,
			status: stage.needs?.length ? "waiting" : stage.lora ? "ready" : "queued",
			needs: stage.needs ?? [],
			since: now,
			gate: stage.gate ?? null,
			budget_wait_since: null,
			lora: null,
			optional: stage.optional ?? false,
			judged: stage.retakes !== undefined,
			quality: stage.quality ?? null,
			take: stage.needs?.length || stage.lora ? 0 : 1,
			retakes_left: stage.retakes ?? 0,
			retake: null,
			chosen: null,
			decision: null,
			adopted_from: null,
			label: null,
			hidden: false,
			error: null,
		}),
	);
	return {
		job: {
			id: shape.id,
			account_id: shape.account ?? "acc_a",
			pool_id: "pool_default",
			status: "queued",
			version: 1,
			deadline_at: now + (shape.deadline ?? 3_600_000),
			left_ms: null,
			started_at: null,
			finished_at: null,
			error: null,
			project_id: shape.shot?.project ?? null,
			shot_id: shape.shot?.shot ?? null,
		},
		stages,
		tasks: inOrder(
			stages
				.filter(({ take }) => take > 0)
				.flatMap((stage) => plannedTasks(shape.id, stage).map((task) => newTask(task, stage, now))),
		),
	};
}

/** The LoRA that stages of built jobs wait for. */
export const LORA = "ana@1";

/** What comes of planning the next take of a stage of a job that was built here; `made`: its LoRA is there. */
export function openingOf(job: string, stage: Stage, made = false): Opening {
	const shape = shapeOfStage(job, stage.key);
	if (shape?.lora && !made && stage.take === 0) return { lora: LORA };
	if (shape?.plans === "skip") return { skip: true };
	if (shape?.plans === "failure" || (stage.take > 0 && shape?.again === "failure"))
		return { failure: failure("stage_invalid") };
	return { tasks: plannedTasks(job, { ...stage, take: stage.take + 1 }) };
}

function shapeOfStage(job: string, key: string): StageShape | undefined {
	return BUILT.get(job)?.stages?.find((stage) => stage.key === key);
}

function plannedTasks(job: string, { key, take, retake }: Stage) {
	const shape = shapeOfStage(job, key);
	const tasks = (shape?.tasks ?? 1) - (take > 1 && shape?.again === "fewer" ? 1 : 0);
	const indexes = retake?.indexes ?? Array.from({ length: tasks }, (_, index) => index);
	return indexes.map((index) => ({
		id: `${job}.${key}.${index}${take === 1 ? "" : `~${take}`}`,
		index,
		max_attempts: BUILT.get(job)?.max_attempts ?? 3,
		backoff_ms: null,
		runtime_ms: 600_000,
		expected: shape?.expected ?? [],
		needs_hash: "needs",
		estimate_micro_usd: 100,
		partner_micro_usd: null,
	}));
}

export function failure(code: FailureCode): Failure {
	return { code, message: `made up: ${code}`, node_id: null, class_type: null };
}
