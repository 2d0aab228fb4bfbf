import { and, asc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { termPositions } from "../../workflows/prompts/text.ts";
import { triggerWord } from "../../workflows/prompts/trigger.ts";
import type { JobRequest } from "../contract/jobs/jobs.ts";
import { jobRequestSchema } from "../contract/jobs/jobs.ts";
import type { RegularisationRequest } from "../contract/training/datasets.ts";
import { type Database, database } from "../db/client.ts";
import { assets, datasetItems, datasets, jobs } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { ApiError } from "../problem.ts";
import { addItems } from "./items.ts";
import { type DatasetRow, ownDataset, releaseFiles } from "./store.ts";

/** What makes pictures of a class: the base model, without a LoRA. */
const WORKFLOW = "sd15-regularization-images";

/**
 * The job that makes pictures of a dataset's class. Throws ApiError `invalid_request` where the prompt names the character
 * by its trigger word: the pictures are to show everybody else.
 */
export function regularisationJob(
	{ trigger_word, class_words }: Pick<DatasetRow, "trigger_word" | "class_words">,
	{ pictures, prompt, parameters, ...rest }: RegularisationRequest,
): JobRequest {
	const shown = prompt ?? `${class_words}, 1person, standing, simple background`;
	if (termPositions(shown, triggerWord(trigger_word)).length > 0)
		throw new ApiError(
			"invalid_request",
			"the prompt has the trigger word: these pictures show everybody else",
			[
				{
					pointer: "/prompt",
					code: "invalid_parameter",
					message: `leave ${JSON.stringify(trigger_word)} out of it; name the class alone, such as anime character`,
				},
			],
		);
	return jobRequestSchema.parse({
		...rest,
		workflow: WORKFLOW,
		parameters: { ...parameters, prompt: shown, variations: pictures },
	});
}

/** The dataset takes over what this job makes; false where it waits for another, or is gone. */
export async function awaitRegularisation(
	db: Database,
	account: string,
	name: string,
	job: string,
	now: number,
): Promise<boolean> {
	const free = sql`(${isNull(datasets.regularisation_job)} OR ${eq(datasets.regularisation_job, job)})`;
	const rows = await db
		.update(datasets)
		.set({ regularisation_job: job, updated_at: now })
		.where(and(ownDataset(account, name), free))
		.returning({ name: datasets.name });
	return rows.length > 0;
}

/**
 * Takes over the pictures of the class that a job has made for this dataset since somebody looked, in the place of those
 * that it had. A job that did not succeed is waited for no longer, and what it made can be added by hand.
 */
export async function settleRegularisation(
	env: Pick<Env, "DB">,
	account: string,
	name: string,
	now: number,
): Promise<void> {
	const db = database(env.DB);
	const [row] = await db
		.select({ job: datasets.regularisation_job, status: jobs.status, finished_at: jobs.finished_at })
		.from(datasets)
		.leftJoin(jobs, eq(jobs.id, datasets.regularisation_job))
		.where(and(ownDataset(account, name), isNotNull(datasets.regularisation_job)));
	if (!row || row.job === null || (row.status !== null && row.finished_at === null)) return;
	const made = row.status === "succeeded" ? await picturesOf(db, account, row.job) : [];
	const waits = and(ownDataset(account, name), eq(datasets.regularisation_job, row.job));
	const ended = db.update(datasets).set({ regularisation_job: null }).where(waits);
	if (made.length === 0) return void (await ended);
	const when = sql`${datasets.regularisation_job} = ${row.job}`;
	const earlier = and(
		eq(datasetItems.account_id, account),
		eq(datasetItems.name, name),
		eq(datasetItems.version, 0),
		eq(datasetItems.role, "regularisation"),
		sql`EXISTS (SELECT 1 FROM datasets WHERE ${waits})`,
	);
	const items = made.map(({ id }) => ({
		asset: id,
		role: "regularisation" as const,
		caption: null,
		framing: null,
		flip_of: null,
		hashes: null,
	}));
	// Whoever looks at the same moment takes them over as well: the second finds that it is done.
	await addItems(env.DB, account, name, items, now, {
		before: [releaseFiles(db, earlier, now), db.delete(datasetItems).where(earlier)],
		after: [ended],
		when,
	});
}

function picturesOf(db: Database, account: string, job: string) {
	return db
		.select({ id: assets.id })
		.from(assets)
		.where(and(eq(assets.job_id, job), eq(assets.account_id, account), eq(assets.kind, "image")))
		.orderBy(asc(assets.position), asc(assets.id));
}
