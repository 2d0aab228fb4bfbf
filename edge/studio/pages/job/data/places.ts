import type { JobResource } from "../../../../contract/jobs/jobs.ts";

export type Stage = JobResource["stages"][number];
export type Task = Stage["tasks"][number];

/** The newest take of each place of a stage, in their order: a take may be of some places only. Pure. */
export function placesOf({ tasks }: Pick<Stage, "tasks">): Task[] {
	const newest = new Map<number, Task>();
	for (const task of tasks) {
		const known = newest.get(task.index);
		if (!known || task.take > known.take) newest.set(task.index, task);
	}
	return [...newest.values()].sort((a, b) => a.index - b.index);
}

/** Whether a job is a row of single pictures, each made after the one before it: these are shown side by side. Pure. */
export function isStrip(stages: readonly Stage[]): boolean {
	return stages.length > 1 && stages.length <= 6 && stages.every((stage) => placesOf(stage).length <= 1);
}
