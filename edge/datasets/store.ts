import { and, asc, desc, eq, gt, inArray, type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { type Auditor, noteDone } from "../audit/note.ts";
import { type DatasetChange, MAX_DATASET_VERSIONS, MAX_DATASETS } from "../contract/training/datasets.ts";
import { type Database, listOf } from "../db/client.ts";
import { datasetItems, datasets, datasetVersions, deletions } from "../db/schema.ts";

export type DatasetRow = typeof datasets.$inferSelect;
export type DatasetVersionRow = typeof datasetVersions.$inferSelect;
/** A dataset with its versions, newest first. */
export interface WholeDataset {
	row: DatasetRow;
	versions: DatasetVersionRow[];
}

export const ownDataset = (account: string, name: string) =>
	and(eq(datasets.account_id, account), eq(datasets.name, name));
const versionsOf = (account: string, name: string) =>
	and(eq(datasetVersions.account_id, account), eq(datasetVersions.name, name));
const itemsOf = (account: string, name: string) =>
	and(eq(datasetItems.account_id, account), eq(datasetItems.name, name));

export async function findDataset(db: Database, account: string, name: string): Promise<WholeDataset | null> {
	const [[row], versions] = await db.batch([
		db.select().from(datasets).where(ownDataset(account, name)),
		db.select().from(datasetVersions).where(versionsOf(account, name)).orderBy(desc(datasetVersions.version)),
	]);
	return row ? { row, versions } : null;
}

/** Datasets of an account by name, one more than `limit` where there are more. */
export async function listDatasets(
	db: Database,
	account: string,
	{ limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<WholeDataset[]> {
	const rows = await db
		.select()
		.from(datasets)
		.where(
			and(eq(datasets.account_id, account), cursor === undefined ? undefined : gt(datasets.name, cursor)),
		)
		.orderBy(asc(datasets.name))
		.limit(limit + 1);
	if (rows.length === 0) return [];
	const names = listOf(rows.map(({ name }) => name));
	const versions = await db
		.select()
		.from(datasetVersions)
		.where(and(eq(datasetVersions.account_id, account), inArray(datasetVersions.name, names)))
		.orderBy(desc(datasetVersions.version));
	const byName = Map.groupBy(versions, ({ name }) => name);
	return rows.map((row) => ({ row, versions: byName.get(row.name) ?? [] }));
}

/**
 * A statement that stores a new dataset. Throws what D1 throws: conflict `dataset` where there is one of that name,
 * `dataset_limit` where the account has as many as it may.
 */
export function insertDataset(
	db: Database,
	row: Omit<typeof datasets.$inferInsert, "revision" | "frozen_revision" | "latest" | "last_item">,
): BatchItem<"sqlite"> {
	const { name, ...rest } = row;
	const room = sql`(SELECT count(*) FROM datasets WHERE account_id = ${row.account_id}) < ${MAX_DATASETS}`;
	return db.insert(datasets).values({
		...rest,
		name: sql`CASE WHEN ${room} THEN ${name} END`,
		revision: 1,
		frozen_revision: 0,
		latest: 0,
		last_item: 0,
	});
}

/** Changes a dataset; false where it is gone. */
export async function updateDataset(
	db: Database,
	account: string,
	name: string,
	{ note, ...terms }: DatasetChange,
	now: number,
): Promise<boolean> {
	const { trigger_word, asymmetric, preset, class_words } = terms;
	// A note is none of what a version holds.
	const counts = Object.values(terms).some((value) => value !== undefined);
	const changed = await db
		.update(datasets)
		.set({
			...(note !== undefined && { note }),
			...(trigger_word !== undefined && { trigger_word }),
			...(asymmetric !== undefined && { asymmetric }),
			...(preset !== undefined && { preset }),
			...(class_words !== undefined && { class_words }),
			...(counts && { revision: sql`revision + 1` }),
			updated_at: now,
		})
		.where(ownDataset(account, name))
		.returning({ name: datasets.name });
	return changed.length > 0;
}

/**
 * Statements that freeze a dataset as its next version, if it still is as it was at `revision`. Throws what D1 throws:
 * conflict `dataset_version` where it is not, or it has as many versions as it may.
 */
export function freezeDataset(
	db: Database,
	account: string,
	name: string,
	revision: number,
	now: number,
): BatchItem<"sqlite">[] {
	const fits = sql`revision = ${revision} AND frozen_revision <> ${revision}
		AND (SELECT count(*) FROM dataset_versions WHERE account_id = ${account} AND name = ${name}) < ${MAX_DATASET_VERSIONS}`;
	return [
		db.insert(datasetVersions).select(
			sql`SELECT account_id, name, CASE WHEN ${fits} THEN latest + 1 END, trigger_word, asymmetric, preset, class_words,
					pictures, regularisation, ${now} FROM datasets WHERE account_id = ${account} AND name = ${name}`,
		),
		db.insert(datasetItems).select(
			sql`SELECT own.account_id, own.name, datasets.latest + 1, role, item, asset_id, caption, framing, flip_of, hashes
					FROM dataset_items AS own JOIN datasets ON datasets.account_id = own.account_id AND datasets.name = own.name
					WHERE own.account_id = ${account} AND own.name = ${name} AND own.version = 0`,
		),
		db
			.update(datasets)
			.set({ latest: sql`latest + 1`, frozen_revision: revision })
			.where(ownDataset(account, name)),
	];
}

/** Files that came for a dataset and that no list shows go with the last that has them. */
export function releaseFiles(db: Database, of: SQL | undefined, now: number): BatchItem<"sqlite"> {
	return db
		.insert(deletions)
		.select(
			sql`SELECT DISTINCT 'asset', assets.id, assets.account_id, ${now}, 0, 0 FROM ${datasetItems}
				JOIN assets ON assets.id = ${datasetItems.asset_id} AND assets.job_id IS NULL AND assets.hidden = 1 WHERE ${of}`,
		)
		.onConflictDoNothing();
}

/** Takes a dataset away with all its versions; false where there is none. */
export async function deleteDataset(db: Database, by: Auditor, name: string, now: number): Promise<boolean> {
	const { account } = by;
	const [, , , gone] = await db.batch([
		releaseFiles(db, itemsOf(account, name), now),
		db.delete(datasetItems).where(itemsOf(account, name)),
		db.delete(datasetVersions).where(versionsOf(account, name)),
		db.delete(datasets).where(ownDataset(account, name)).returning({ name: datasets.name }),
		noteDone(db, { by, action: "dataset.delete", target: name, now }),
	]);
	return gone.length > 0;
}

/** Takes a version of a dataset away; false where there is none. Its number is given to no other. */
export async function deleteDatasetVersion(
	db: Database,
	by: Auditor,
	name: string,
	version: number,
	now: number,
): Promise<boolean> {
	const { account } = by;
	const items = and(itemsOf(account, name), eq(datasetItems.version, version));
	const [, , gone] = await db.batch([
		releaseFiles(db, items, now),
		db.delete(datasetItems).where(items),
		db
			.delete(datasetVersions)
			.where(and(versionsOf(account, name), eq(datasetVersions.version, version)))
			.returning({ version: datasetVersions.version }),
		noteDone(db, { by, action: "dataset_version.delete", target: `${name}@${version}`, now }),
		// The newest one gone, what it held is frozen no more.
		db
			.update(datasets)
			.set({ frozen_revision: 0 })
			.where(and(ownDataset(account, name), eq(datasets.latest, version))),
	]);
	return gone.length > 0;
}

/** Takes pictures out of what a dataset has now; false where it has no such item. */
export async function deleteItem(
	db: Database,
	by: Auditor,
	name: string,
	item: number,
	now: number,
): Promise<boolean> {
	const { account } = by;
	const one = and(itemsOf(account, name), eq(datasetItems.version, 0), eq(datasetItems.item, item));
	const [, , gone] = await db.batch([
		touch(db, account, name, item, now),
		releaseFiles(db, one, now),
		db.delete(datasetItems).where(one).returning({ item: datasetItems.item }),
		noteDone(db, { by, action: "dataset_item.delete", target: `${name}/${item}`, now }),
	]);
	return gone.length > 0;
}

/** An item of what a dataset has now is about to be changed; one that is not there changes nothing. */
export function touch(
	db: Database,
	account: string,
	name: string,
	item: number,
	now: number,
): BatchItem<"sqlite"> {
	const there = sql`EXISTS (SELECT 1 FROM dataset_items WHERE account_id = ${account} AND name = ${name} AND version = 0
		AND item = ${item})`;
	return db
		.update(datasets)
		.set({ revision: sql`revision + 1`, updated_at: now })
		.where(and(ownDataset(account, name), there));
}

/** Takes all datasets of an account away that is going itself. */
export async function forgetDatasets(db: Database, account: string): Promise<void> {
	await db.batch([
		db.delete(datasetItems).where(eq(datasetItems.account_id, account)),
		db.delete(datasetVersions).where(eq(datasetVersions.account_id, account)),
		db.delete(datasets).where(eq(datasets.account_id, account)),
	]);
}
