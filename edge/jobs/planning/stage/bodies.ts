import type { JobPlan } from "../../../../workflows/plan/plan.ts";
import { storeBodies } from "../../../storage/bodies.ts";
import { jobBodiesFolder, openingFolder } from "../../../storage/keys.ts";
import type { PinnedPipeline } from "./pinned.ts";

/** The bodies of a job as the columns of its rows hold them. */
export interface JobBodies {
	request: string;
	parameters: string;
	/** The pipeline as it was; null: the job runs none. */
	pinned: string | null;
	/** One for each task of the plan. */
	plans: string[];
	/** Bytes of those that lie in R2, and their key; null where all stand in their rows. */
	bytes: number;
	key: string | null;
}

/** Stores the long bodies of a new job, before its rows are written. */
export async function storeJobBodies(
	bucket: R2Bucket,
	job: { id: string; account_id: string },
	request: Record<string, unknown>,
	plan: JobPlan,
	pinned: PinnedPipeline | null = null,
): Promise<JobBodies> {
	const texts = [...textsOf(request, plan), ...(pinned === null ? [] : [JSON.stringify(pinned)])];
	const { columns, bytes, key } = await storeBodies(bucket, jobBodiesFolder(job.account_id, job.id), texts);
	const [asked = "", parameters = "", ...plans] = columns;
	const kept = pinned === null ? null : (plans.pop() ?? null);
	return { request: asked, parameters, pinned: kept, plans, bytes, key };
}

/** Stores the plans of tasks that are opened later in a job's life. */
export async function storePlans(
	bucket: R2Bucket,
	job: { id: string; account_id: string },
	plan: Pick<JobPlan, "tasks">,
): Promise<{ plans: string[]; bytes: number; key: string | null }> {
	const texts = plan.tasks.map((body) => JSON.stringify(body));
	const { columns, bytes, key } = await storeBodies(
		bucket,
		openingFolder(job.account_id, job.id, crypto.randomUUID()),
		texts,
	);
	return { plans: columns, bytes, key };
}

function textsOf(request: Record<string, unknown>, plan: JobPlan): string[] {
	return [request, plan.parameters, ...plan.tasks].map((body) => JSON.stringify(body));
}
