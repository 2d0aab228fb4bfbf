import { toAsset } from "../assets/resource.ts";
import { datasetJob, generationOf } from "../characters/dataset.ts";
import { contentOf } from "../characters/labels.ts";
import { characterQuery, referencesQuery } from "../characters/store.ts";
import { ESTIMATED_MINUTES, type ReferenceDataset } from "../contract/documents/reference-datasets.ts";
import { database } from "../db/client.ts";
import type { Env } from "../env.ts";
import { readJob, requestOf } from "../jobs/show/resource.ts";
import { MissingBody } from "../storage/bodies.ts";

/** The pipeline that makes the references of a character. */
export const DATASET_PIPELINE = "character-reference-dataset";

/** The references of a character as the API shows them; null where the account has no such character. */
export async function readDataset(env: Env, account: string, id: string): Promise<ReferenceDataset | null> {
	const db = database(env.DB);
	const [[character], rows] = await db.batch([
		characterQuery(db, account, id),
		referencesQuery(db, account, id),
	]);
	if (!character) return null;
	const job =
		character.dataset_job_id === null ? null : await readJob(env, account, character.dataset_job_id);
	const shown = job && (await job.show());
	// The last of the views is never taken over from an earlier job: its job made the set.
	const maker = rows.at(-1)?.asset.job_id ?? null;
	const parameters =
		maker === null ? null : maker === shown?.id ? shown.parameters : await parametersOf(env, account, maker);
	return {
		character: character.id,
		version: character.references_version,
		references: rows.map(({ label, stage, asset }) => ({
			content: contentOf(label),
			label,
			stage,
			asset: toAsset(asset),
			generation: parameters === null ? null : generationOf(contentOf(label), parameters),
		})),
		bytes: rows.reduce((sum, { asset }) => sum + asset.size, 0),
		estimated_minutes: ESTIMATED_MINUTES,
		job: shown && datasetJob(shown),
	};
}

/** The parameters of a job; null where they are no longer in storage. */
async function parametersOf(env: Env, account: string, job: string): Promise<Record<string, unknown> | null> {
	try {
		return (await requestOf(env, account, job)).parameters;
	} catch (error) {
		if (error instanceof MissingBody) return null;
		throw error;
	}
}
