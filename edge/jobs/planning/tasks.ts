import type { ApiGraph } from "../../../workflows/graph/graph.ts";
import type { JobPlan, TaskPlan } from "../../../workflows/plan/plan.ts";
import { demandsOf } from "../../../workflows/plan/profiles.ts";
import type { RefusableTraining } from "../../../workflows/training/refusals.ts";
import type { TrainingWork } from "../../../workflows/training/work.ts";
import { kindOfWork } from "../../capacity/tickets/times.ts";
import { newId } from "../../contract/ids.ts";
import type { TaskNeeds } from "../../db/stored.ts";
import { type HashedNeeds, hashNeeds } from "../../pools/stored-needs.ts";
import { reckoned } from "../budgets/reckoned.ts";
import type { PlannedTask } from "../lifecycle/commands.ts";
import { MAX_ATTEMPTS } from "../lifecycle/retry.ts";

/** What a worker must have and be to run each task of a plan. */
export function needsOfTasks(plan: JobPlan): Promise<HashedNeeds[]> {
	return Promise.all(plan.tasks.map((task) => hashNeeds(needsOf(task))));
}

/** The tasks of a plan, each with the needs of its place; `backoff`: the wait of their own before a second try. */
export function plannedTasks(
	plan: Pick<JobPlan, "tasks">,
	needs: readonly HashedNeeds[],
	now: number,
	backoff: number | null = null,
): PlannedTask[] {
	return plan.tasks.map((task, i) => ({
		// A millisecond apart, so that the queue offers the tasks of a stage in their order.
		id: newId("task", now + task.index),
		index: task.index,
		max_attempts: MAX_ATTEMPTS,
		backoff_ms: backoff,
		runtime_ms: task.timeout_seconds * 1000,
		expected: task.outputs.map((output) => output.name),
		needs_hash: needs[i]?.hash ?? "",
		...reckoned(task),
	}));
}

function needsOf(plan: TaskPlan): TaskNeeds {
	const { requires, inputs, folders, forms, training, timeout_seconds } = plan;
	const work = kindOfWork({ training: requires?.training ?? false, timeout_seconds });
	return {
		nodes: classesOf(plan.graph),
		models: plan.models,
		...(forms === undefined
			? {}
			: { forms: forms.map(({ comfyui, graph }) => ({ comfyui, nodes: classesOf(graph) })) }),
		...(requires?.launch_flags.length ? { launch_flags: requires.launch_flags } : {}),
		...(requires?.partner ? { partner: true } : {}),
		...(folders?.some((folder) => folder.path === "absolute") ? { absolute_folders: true } : {}),
		...(inputs.some(({ kind }) => kind === "lora") ? { brings_lora: true } : {}),
		...(training === undefined ? {} : { training: refusableOf(training.work) }),
		...(work === "small" ? {} : { work }),
		demands: demandsOf(plan),
	};
}

/** What of a training says which machines it may run on: trainings that differ in nothing else need the same. */
function refusableOf({ trainer, family, recipe }: TrainingWork): RefusableTraining {
	const { precision, optimizer, batch, resolution } = recipe;
	return { trainer, family, recipe: { precision, optimizer, batch, resolution } };
}

function classesOf(graph: ApiGraph): string[] {
	return [...new Set(Object.values(graph).map((node) => node.class_type))];
}
