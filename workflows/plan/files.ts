import type { TaskInput, TaskPlan } from "./plan.ts";

/** A file that a task reads: which asset, and of which kind it must be. */
export type TaskFile = Pick<TaskInput, "asset_id" | "kind">;

/** The files that a task reads in one form of it: what a ComfyUI of one version gets. */
export function filesOf({
	inputs,
	folders = [],
	training,
}: Pick<TaskPlan, "inputs" | "folders" | "training">): TaskFile[] {
	const inFolders = folders.flatMap(({ files }) => files.flatMap((file) => ("text" in file ? [] : [file])));
	return [...inputs, ...inFolders, ...(training?.files ?? [])];
}

/** The files that it reads in any of its forms: which of them will run is known once it is claimed. */
export function filesOfEveryForm(
	task: Pick<TaskPlan, "inputs" | "folders" | "training" | "forms">,
): TaskFile[] {
	return [task, ...(task.forms ?? [])].flatMap(filesOf);
}

/** The assets among them, each once. */
export function assetsOf(files: readonly TaskFile[]): string[] {
	return [...new Set(files.map(({ asset_id }) => asset_id))];
}

/** The assets that the tasks of a plan read, in whichever form they run. */
export function inputsOf({ tasks }: { tasks: readonly TaskPlan[] }): string[] {
	return assetsOf(tasks.flatMap(filesOfEveryForm));
}
