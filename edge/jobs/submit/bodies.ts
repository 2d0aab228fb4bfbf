import type { JobPlan, TaskPlan } from "../../../workflows/plan/plan.ts";
import { storeBodies } from "../../storage/bodies.ts";

/** The bodies of a job as the columns of its rows hold them. */
export interface JobBodies {
	request: string;
	parameters: string;
	/** One for each task of the plan. */
	plans: string[];
	/** Bytes of those that lie in R2, and their key; null where all stand in their rows. */
	bytes: number;
	key: string | null;
}

/** Everything of an account lies under its id, and everything of a job under both. */
export function jobFolder(job: { id: string; account_id: string }): string {
	return `${job.account_id}/${job.id}`;
}

export function inlineBodies(request: Record<string, unknown>, plan: JobPlan): JobBodies {
	const [asked = "", parameters = "", ...plans] = textsOf(request, plan);
	return { request: asked, parameters, plans, bytes: 0, key: null };
}

/** Stores the long bodies of a new job, before its rows are written. */
export async function storeJobBodies(
	bucket: R2Bucket,
	job: { id: string; account_id: string },
	request: Record<string, unknown>,
	plan: JobPlan,
): Promise<JobBodies> {
	const { columns, bytes, key } = await storeBodies(
		bucket,
		`${jobFolder(job)}/bodies`,
		textsOf(request, plan),
	);
	const [asked = "", parameters = "", ...plans] = columns;
	return { request: asked, parameters, plans, bytes, key };
}

function textsOf(request: Record<string, unknown>, plan: JobPlan): string[] {
	return [request, plan.parameters, ...plan.tasks].map((body) => JSON.stringify(body));
}

/** The assets that a plan's tasks read. */
export function inputsOf(plan: JobPlan): string[] {
	return [...new Set(plan.tasks.flatMap(inputsOfTask))];
}

export function inputsOfTask(task: Pick<TaskPlan, "inputs" | "folders">): string[] {
	const inFolders = (task.folders ?? []).flatMap((folder) =>
		folder.files.flatMap((file) => ("text" in file ? [] : [file])),
	);
	return [...new Set([...task.inputs, ...inFolders].map((file) => file.asset_id))];
}
