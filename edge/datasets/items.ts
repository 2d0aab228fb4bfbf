import { and, asc, eq, gt, type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { Framing } from "../../workflows/prompts/poses.ts";
import type { PictureHashes } from "../../workflows/quality/pixels/hashes.ts";
import type { DatasetHashes, DatasetItemChange, DatasetRole } from "../contract/training/dataset-items.ts";
import { type Database, database, isConflict } from "../db/client.ts";
import { assets, datasetItems, datasets } from "../db/schema.ts";
import { ApiError } from "../problem.ts";
import { ownDataset, touch } from "./store.ts";

/** Rows that one statement writes: what it is given of them must not be longer than D1 takes. */
const ROWS_AT_ONCE = 200;

export type ItemRow = typeof datasetItems.$inferSelect;
/** An item with its picture. */
export interface WholeItem {
	row: ItemRow;
	asset: typeof assets.$inferSelect;
}

/** A picture that is to be added. */
export interface NewItem {
	asset: string;
	role: DatasetRole;
	caption: string | null;
	framing: Framing | null;
	/** The item that it is the flipped copy of, or which of those that are added with it, from 0. */
	flip_of: { item: number } | { added: number } | null;
	hashes: PictureHashes | null;
}

/** Items of a dataset, in their order; `version` 0 is what it has now. */
export function itemsQuery(
	db: Database,
	account: string,
	name: string,
	{ version, role }: { version: number; role?: DatasetRole | undefined },
	more?: SQL,
) {
	return db
		.select({ row: datasetItems, asset: assets })
		.from(datasetItems)
		.innerJoin(assets, eq(assets.id, datasetItems.asset_id))
		.where(
			and(
				eq(datasetItems.account_id, account),
				eq(datasetItems.name, name),
				eq(datasetItems.version, version),
				role === undefined ? undefined : eq(datasetItems.role, role),
				more,
			),
		)
		.orderBy(asc(datasetItems.item));
}

/** A page of them: what comes after the item `cursor`, one more than `limit` where there are more. */
export function itemsPage(
	db: Database,
	account: string,
	name: string,
	of: { version: number; role: DatasetRole },
	{ limit, cursor }: { limit: number; cursor?: number | undefined },
): Promise<WholeItem[]> {
	const after = cursor === undefined ? undefined : gt(datasetItems.item, cursor);
	return itemsQuery(db, account, name, of, after).limit(limit + 1);
}

/** What is done together with an addition. */
export interface Together {
	/** Statements before the pictures are added, and after. */
	before?: BatchItem<"sqlite">[];
	after?: BatchItem<"sqlite">[];
	/** A condition on `datasets` without which nothing is added; what is `before` and `after` looks at it by itself. */
	when?: SQL;
}

/**
 * Statements that add pictures to what a dataset has now; their numbers follow each other. Where the dataset is gone they
 * do nothing. Throws what D1 throws: conflict `dataset_item` where one of the pictures is not there or none,
 * `dataset_full` where it would have more than it may.
 */
function addition(
	db: Database,
	account: string,
	name: string,
	items: readonly NewItem[],
	{ before = [], after = [], when = sql`1` }: Together,
	now: number,
) {
	const rows = items.map(({ flip_of, hashes, ...item }, at) => ({
		...item,
		at,
		hashes: hashes === null ? null : JSON.stringify(hashes),
		flip_item: flip_of !== null && "item" in flip_of ? flip_of.item : null,
		flip_added: flip_of !== null && "added" in flip_of ? flip_of.added : null,
	}));
	const first = sql`(datasets.last_item - ${items.length} + 1)`;
	const numbered = db
		.update(datasets)
		.set({
			last_item: sql`last_item + ${items.length}`,
			revision: sql`revision + 1`,
			updated_at: now,
		})
		.where(and(ownDataset(account, name), when))
		.returning({ last_item: datasets.last_item });
	const parts = Array.from({ length: Math.ceil(rows.length / ROWS_AT_ONCE) }, (_, part) =>
		rows.slice(part * ROWS_AT_ONCE, (part + 1) * ROWS_AT_ONCE),
	);
	const added = parts.map((part) =>
		db.insert(datasetItems).select(
			sql`SELECT datasets.account_id, datasets.name, 0, new.value ->> 'role', ${first} + (new.value ->> 'at'), assets.id,
					new.value ->> 'caption', new.value ->> 'framing',
					coalesce(new.value ->> 'flip_item', ${first} + (new.value ->> 'flip_added')), new.value ->> 'hashes'
				FROM datasets JOIN json_each(${JSON.stringify(part)}) AS new
				LEFT JOIN assets ON assets.id = new.value ->> 'asset' AND assets.account_id = ${account} AND assets.kind = 'image'
				WHERE datasets.account_id = ${account} AND datasets.name = ${name} AND ${when}`,
		),
	);
	return [numbered, ...before, ...added, ...after] as const;
}

/**
 * Adds pictures, all of them or none. Answers with the number of the first; null where the dataset is gone, or `when` does not hold. Throws
 * ApiError `missing_asset` where one of them is no picture of the account any more, `dataset_limit` where there would be
 * too many; and what D1 throws of what is done together with it.
 */
export async function addItems(
	d1: D1Database,
	account: string,
	name: string,
	items: readonly NewItem[],
	now: number,
	together: Together = {},
): Promise<number | null> {
	const db = database(d1);
	const [numbered, ...rest] = addition(db, account, name, items, together, now);
	try {
		const [rows] = await db.batch([numbered, ...rest]);
		const [row] = rows;
		return row === undefined ? null : row.last_item - items.length + 1;
	} catch (error) {
		if (isConflict(error, "dataset_item"))
			throw new ApiError(
				"missing_asset",
				"one of the pictures was deleted meanwhile, or is none; look again",
			);
		if (isConflict(error, "dataset_full"))
			throw new ApiError(
				"dataset_limit",
				`${name} would have more pictures than a dataset may; take some out, or begin another`,
			);
		throw error;
	}
}

/** Changes a picture of what a dataset has now; false where it has no such item. */
export async function changeItem(
	db: Database,
	account: string,
	name: string,
	item: number,
	change: DatasetItemChange,
	now: number,
): Promise<boolean> {
	const one = and(itemsNow(account, name), eq(datasetItems.item, item));
	const { caption, framing, flip_of } = change;
	if (caption === undefined && framing === undefined && flip_of === undefined)
		return (await db.select({ item: datasetItems.item }).from(datasetItems).where(one)).length > 0;
	const [, changed] = await db.batch([
		touch(db, account, name, item, now),
		db
			.update(datasetItems)
			.set({
				...(caption !== undefined && { caption }),
				...(framing !== undefined && { framing }),
				...(flip_of !== undefined && { flip_of }),
			})
			.where(one)
			.returning({ item: datasetItems.item }),
	]);
	return changed.length > 0;
}

const itemsNow = (account: string, name: string) =>
	and(eq(datasetItems.account_id, account), eq(datasetItems.name, name), eq(datasetItems.version, 0));

/** Notes what pictures of what a dataset has now look like. That changes nothing of the dataset. */
export async function noteHashes(
	db: Database,
	account: string,
	name: string,
	{ hashes }: DatasetHashes,
): Promise<void> {
	const sent = sql`json_each(${JSON.stringify(hashes)})`;
	await db
		.update(datasetItems)
		.set({
			hashes: sql`(SELECT value ->> 'hashes' FROM ${sent} WHERE value ->> 'item' = dataset_items.item)`,
		})
		.where(and(itemsNow(account, name), sql`${datasetItems.item} IN (SELECT value ->> 'item' FROM ${sent})`));
}
