import { and, asc, eq, gt, type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { Framing } from "../../workflows/prompts/poses.ts";
import type { PictureHashes } from "../../workflows/quality/pixels/hashes.ts";
import type { DatasetItemChange, DatasetRole } from "../contract/dataset-items.ts";
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

/**
 * Statements that add pictures to what a dataset has now, with `files` before them that are stored with it; their numbers
 * follow each other. Where the dataset is gone they do nothing. Throws what D1 throws: conflict `dataset_item` where one
 * of the pictures is not there or none, `dataset_full` where it would have more than it may.
 */
function addition(
	db: Database,
	account: string,
	name: string,
	items: readonly NewItem[],
	files: BatchItem<"sqlite">[],
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
		.where(ownDataset(account, name))
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
				WHERE datasets.account_id = ${account} AND datasets.name = ${name}`,
		),
	);
	return [numbered, ...files, ...added] as const;
}

/**
 * Adds pictures, all of them or none. Answers with the number of the first; null where the dataset is gone. Throws
 * ApiError `missing_asset` where one of them is no picture of the account any more, `dataset_limit` where there would be
 * too many; and what D1 throws of `files`.
 */
export async function addItems(
	d1: D1Database,
	account: string,
	name: string,
	items: readonly NewItem[],
	now: number,
	files: BatchItem<"sqlite">[] = [],
): Promise<number | null> {
	const db = database(d1);
	const [numbered, ...rest] = addition(db, account, name, items, files, now);
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
	{ caption, framing, flip_of, hashes }: DatasetItemChange,
	now: number,
): Promise<boolean> {
	const one = and(
		eq(datasetItems.account_id, account),
		eq(datasetItems.name, name),
		eq(datasetItems.version, 0),
		eq(datasetItems.item, item),
	);
	const change = {
		...(caption !== undefined && { caption }),
		...(framing !== undefined && { framing }),
		...(flip_of !== undefined && { flip_of }),
		...(hashes !== undefined && { hashes }),
	};
	// What somebody has seen of a picture changes nothing of the dataset.
	const counts = caption !== undefined || framing !== undefined || flip_of !== undefined;
	const asked = Object.keys(change).length > 0 ? change : { item };
	const changing = db.update(datasetItems).set(asked).where(one).returning({ item: datasetItems.item });
	if (!counts) return (await changing).length > 0;
	const [, changed] = await db.batch([touch(db, account, name, item, now), changing]);
	return changed.length > 0;
}
