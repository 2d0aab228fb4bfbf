import { and, eq, inArray, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { namedByOthers } from "../assets/named.ts";
import { type Auditor, noteDone } from "../audit/note.ts";
import { type Database, listOf } from "../db/client.ts";
import {
	assets,
	attempts,
	characters,
	checkpoints,
	comparisons,
	datasetItems,
	deletions,
	events,
	jobInputs,
	jobs,
	jobWorkflows,
	loraVersions,
	promotions,
	stages,
	taskPlans,
	tasks,
	trainings,
	webhookDeliveries,
	webhookEndpoints,
} from "../db/schema.ts";

/**
 * Deleting in D1. Each of these is one transaction: the rows go, and what is left of them elsewhere is noted in
 * `deletions` (see `finish-deletions.ts`). Rows first: nothing that a row names is ever deleted.
 */

/**
 * True where others name the asset, or the job that made it has not ended and needs it: it made it in a stage, which later
 * ones and people who decide may still ask for, or it is of a checkpoint, which is no task's output.
 */
function needed(asset: SQL): SQL {
	return sql`(${namedByOthers(asset)}
		OR EXISTS (SELECT 1 FROM assets AS made JOIN jobs AS maker ON maker.id = made.job_id
			WHERE made.id = ${asset} AND (maker.pipeline IS NOT NULL OR made.task_id IS NULL) AND maker.finished_at IS NULL))`;
}

/** True for assets that no unfinished job, no character, no LoRA and no dataset needs, as a condition on `assets`. */
export const assetIsFree: SQL = sql`NOT ${needed(sql`assets.id`)}`;

/** True for ended jobs none of whose outputs are needed, as a condition on `jobs`. */
export const jobIsFree: SQL = sql`jobs.finished_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM assets
	WHERE assets.job_id = jobs.id AND assets.job_id IS NOT NULL AND ${needed(sql`assets.id`)})`;

/** The columns of `deletions` for what goes, to select them from the rows that name it. */
function noteOf<T extends SQLiteColumn | SQL.Aliased<string>>(
	kind: (typeof deletions.$inferInsert)["kind"],
	target: T,
	account_id: SQLiteColumn,
	now: number,
) {
	return {
		kind: sql<typeof kind>`${kind}`.as("kind"),
		target,
		account_id,
		created_at: sql<number>`${now}`.as("created_at"),
		failures: sql<number>`0`.as("failures"),
		again_at: sql<number>`0`.as("again_at"),
	};
}

/** As `referencesOfJob` (`storage/keys.ts`) names the folder. */
const referencesOf =
	sql<string>`jobs.account_id || '/characters/' || jobs.character_id || '/references/' || jobs.id`.as(
		"target",
	);

/** What is noted of a thing that somebody deletes; of what housekeeping deletes, nothing is. */
function notesOf(
	db: Database,
	action: "job.delete" | "asset.delete",
	[target, ...more]: string[],
	now: number,
	by: Auditor | null,
) {
	if (by === null || target === undefined || more.length > 0) return [];
	return [noteDone(db, { by, action, target, now })];
}

/**
 * Deletes those of an account's jobs that are free, with all their rows. Answers with the ids that went. `by`: who
 * deletes one by name, which is noted.
 */
export async function eraseJobs(
	db: Database,
	account: string,
	ids: string[],
	now: number,
	by: Auditor | null = null,
): Promise<string[]> {
	if (ids.length === 0) return [];
	const free = db
		.select(noteOf("job", jobs.id, jobs.account_id, now))
		.from(jobs)
		.where(and(eq(jobs.account_id, account), inArray(jobs.id, listOf(ids)), jobIsFree));
	// Only those whose note was made by the statement before are gone through: the others have still a row.
	const noted = sql`(SELECT target FROM deletions WHERE kind = 'job' AND target IN ${listOf(ids)})`;
	// References that no character has lie beside what else there is of the job.
	const references = db
		.select(noteOf("folder", referencesOf, jobs.account_id, now))
		.from(jobs)
		.where(and(isNotNull(jobs.character_id), inArray(jobs.id, noted)));
	// What was sent together with a job goes with the last one that was given it.
	const sent = db
		.select(noteOf("asset", assets.id, assets.account_id, now))
		.from(assets)
		.where(
			and(
				isNull(assets.job_id),
				eq(assets.hidden, true),
				inArray(assets.id, sql`(SELECT asset_id FROM job_inputs WHERE job_id IN ${noted})`),
				sql`NOT EXISTS (SELECT 1 FROM job_inputs AS other WHERE other.asset_id = ${assets.id}
					AND other.job_id NOT IN ${noted})`,
			),
		);
	// Outputs of an imported job were uploaded: they lie where uploads do, and not in the folder of the job.
	const uploaded = db
		.select(noteOf("object", assets.r2_key, assets.account_id, now))
		.from(assets)
		.where(
			and(
				isNotNull(assets.job_id),
				inArray(assets.job_id, noted),
				eq(assets.r2_key, sql`${assets.account_id} || '/uploads/' || ${assets.id}`),
			),
		);
	const [, , , , , , , , , , , , , , , , , gone] = await db.batch([
		db.insert(deletions).select(free).onConflictDoNothing(),
		db.insert(deletions).select(references).onConflictDoNothing(),
		db.insert(deletions).select(sent).onConflictDoNothing(),
		db.insert(deletions).select(uploaded).onConflictDoNothing(),
		db.delete(events).where(inArray(events.job_id, noted)),
		db
			.delete(webhookDeliveries)
			.where(
				and(
					inArray(
						webhookDeliveries.endpoint_id,
						db
							.select({ id: webhookEndpoints.id })
							.from(webhookEndpoints)
							.where(eq(webhookEndpoints.account_id, account)),
					),
					inArray(webhookDeliveries.job_id, noted),
				),
			),
		db
			.delete(attempts)
			.where(inArray(attempts.task_id, sql`(SELECT id FROM tasks WHERE job_id IN ${noted})`)),
		db
			.delete(taskPlans)
			.where(inArray(taskPlans.task_id, sql`(SELECT id FROM tasks WHERE job_id IN ${noted})`)),
		db.delete(assets).where(and(isNotNull(assets.job_id), inArray(assets.job_id, noted))),
		db.delete(checkpoints).where(inArray(checkpoints.job_id, noted)),
		db.delete(trainings).where(inArray(trainings.job_id, noted)),
		db.delete(comparisons).where(inArray(comparisons.job_id, noted)),
		db.delete(promotions).where(inArray(promotions.training_id, noted)),
		db.delete(jobInputs).where(inArray(jobInputs.job_id, noted)),
		db.delete(jobWorkflows).where(inArray(jobWorkflows.job_id, noted)),
		db.delete(stages).where(inArray(stages.job_id, noted)),
		db.delete(tasks).where(inArray(tasks.job_id, noted)),
		db.delete(jobs).where(inArray(jobs.id, noted)).returning({ id: jobs.id }),
		...notesOf(db, "job.delete", ids, now, by),
	]);
	return gone.map(({ id }) => id);
}

/** Deletes those of an account's assets that are free. Answers with the ids that went. `by`: as of `eraseJobs`. */
export async function eraseAssets(
	db: Database,
	account: string,
	ids: string[],
	now: number,
	by: Auditor | null = null,
): Promise<string[]> {
	if (ids.length === 0) return [];
	const asked = listOf(ids);
	const going = and(eq(assets.account_id, account), inArray(assets.id, asked), assetIsFree);
	// Two outputs of one attempt may be the same bytes under one key: the last of them takes it along.
	const alone = sql`NOT EXISTS (SELECT 1 FROM assets AS other WHERE other.job_id = assets.job_id AND other.r2_key = assets.r2_key
		AND NOT (other.id IN ${asked} AND NOT ${needed(sql`other.id`)}))`;
	const objects = db
		.selectDistinct(noteOf("object", assets.r2_key, assets.account_id, now))
		.from(assets)
		.where(and(going, alone));
	const [, gone] = await db.batch([
		db.insert(deletions).select(objects).onConflictDoNothing(),
		db.delete(assets).where(going).returning({ id: assets.id }),
		...notesOf(db, "asset.delete", ids, now, by),
		db
			.delete(jobInputs)
			.where(
				and(
					inArray(jobInputs.asset_id, asked),
					sql`NOT EXISTS (SELECT 1 FROM assets WHERE id = ${jobInputs.asset_id})`,
				),
			),
	]);
	return gone.map(({ id }) => id);
}

/** What needs a thing that is to go. */
export type User = { job: string } | { character: string } | { lora: string } | { dataset: string };

/** Who needs the asset, or, with `job`, one of that job's outputs: an unfinished job, a character, a LoRA or a dataset; null: nobody. */
export async function neededBy(
	db: Database,
	what: { account: string; asset: string } | { job: string },
): Promise<User | null> {
	const given = (asset: SQL) => sql`${jobs.id} IN (SELECT job_id FROM job_inputs WHERE asset_id IN ${asset})`;
	const uses =
		"asset" in what
			? sql`${jobs.account_id} = ${what.account} AND (${given(sql`(${what.asset})`)} OR (${jobs.pipeline} IS NOT NULL
				AND ${jobs.id} = (SELECT job_id FROM assets WHERE id = ${what.asset})))`
			: given(sql`(SELECT id FROM assets WHERE job_id = ${what.job})`);
	const [row] = await db
		.select({ id: jobs.id })
		.from(jobs)
		.where(and(uses, isNull(jobs.finished_at)))
		.limit(1);
	if (row) return { job: row.id };
	const which =
		"asset" in what ? sql`id = ${what.asset} AND account_id = ${what.account}` : sql`job_id = ${what.job}`;
	const of = sql`(SELECT id FROM assets WHERE ${which})`;
	const [whose] = await db
		.select({ id: characters.id })
		.from(characters)
		.where(
			sql`${characters.base_asset_id} IN ${of} OR ${characters.id} IN
				(SELECT character_id FROM character_references WHERE asset_id IN ${of})`,
		)
		.limit(1);
	if (whose) return { character: whose.id };
	const [trained] = await db
		.select({ name: loraVersions.name, version: loraVersions.version })
		.from(loraVersions)
		.where(sql`${loraVersions.asset_id} IN ${of}`)
		.limit(1);
	if (trained) return { lora: `${trained.name}@${trained.version}` };
	const [shown] = await db
		.select({ name: datasetItems.name })
		.from(datasetItems)
		.where(sql`${datasetItems.asset_id} IN ${of}`)
		.limit(1);
	return shown ? { dataset: shown.name } : null;
}
