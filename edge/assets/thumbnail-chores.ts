import { and, asc, eq, inArray, isNotNull, lte, or, sql } from "drizzle-orm";
import { THUMBNAIL_SIZES, type ThumbnailChores, type ThumbnailSize } from "../contract/assets/thumbnails.ts";
import { type Database, database, listOf } from "../db/client.ts";
import { assets, jobs, thumbnailWishes } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { thumbnailKey } from "../storage/keys.ts";
import { bitOf, isComplete, NONE_CAN_BE } from "./thumbnail-bits.ts";

const LARGEST = Math.max(...THUMBNAIL_SIZES) as ThumbnailSize;
/** The pool whose workers see files that no job made. */
const POOL_OF_UPLOADS = "default";
/** Files that one worker is asked for at a time, how long it has for them in milliseconds, and how often they are tried. */
const AT_ONCE = 4;
const TIME_MS = 60_000;
const MOST_TRIES = 3;

/** The pool of the job that made an asset. */
const poolOf = sql`coalesce(${jobs.pool_id}, (SELECT id FROM pools WHERE name = ${POOL_OF_UPLOADS}))`;

/** Asks for thumbnails of an asset; asked for already, it changes nothing. */
export async function wishThumbnails({ DB }: Pick<Env, "DB">, asset: string, now: number): Promise<void> {
	await database(DB)
		.insert(thumbnailWishes)
		.select(
			database(DB)
				.select({
					asset_id: assets.id,
					pool_id: sql<string>`${poolOf}`.as("pool_id"),
					tries: sql<number>`0`.as("tries"),
					again_at: sql<number>`${now}`.as("again_at"),
				})
				.from(assets)
				.leftJoin(jobs, eq(jobs.id, assets.job_id))
				.where(and(eq(assets.id, asset), isNotNull(poolOf))),
		)
		.onConflictDoNothing();
}

const due = (pool: string, now: number) =>
	and(eq(thumbnailWishes.pool_id, pool), lte(thumbnailWishes.again_at, now));

/** Whether a worker of the pool could make some now. */
export async function areWished(db: Database, pool: string, now: number): Promise<boolean> {
	const [row] = await db
		.select({ asset: thumbnailWishes.asset_id })
		.from(thumbnailWishes)
		.where(due(pool, now))
		.limit(1);
	return row !== undefined;
}

/** Hands the oldest wishes of a pool to a worker. What was handed out too often in vain cannot be made. */
export async function handOut(db: Database, pool: string, now: number): Promise<ThumbnailChores> {
	const next = db
		.select({ id: thumbnailWishes.asset_id })
		.from(thumbnailWishes)
		.where(due(pool, now))
		.orderBy(asc(thumbnailWishes.again_at))
		.limit(AT_ONCE);
	const handed = await db
		.update(thumbnailWishes)
		.set({ tries: sql`${thumbnailWishes.tries} + 1`, again_at: now + TIME_MS })
		.where(inArray(thumbnailWishes.asset_id, next))
		.returning({ id: thumbnailWishes.asset_id, tries: thumbnailWishes.tries });
	const given = (those: typeof handed) => listOf(those.map(({ id }) => id));
	const vain = handed.filter(({ tries }) => tries > MOST_TRIES);
	if (vain.length > 0)
		await db.batch([
			db
				.update(assets)
				.set({ thumbnails: sql`${assets.thumbnails} | ${NONE_CAN_BE}` })
				.where(inArray(assets.id, given(vain))),
			db.delete(thumbnailWishes).where(inArray(thumbnailWishes.asset_id, given(vain))),
		]);
	const rows = await db
		.select({ asset: assets.id, kind: assets.kind, size: assets.size })
		.from(assets)
		.where(inArray(assets.id, given(handed.filter((one) => !vain.includes(one)))));
	const chores = rows.flatMap(({ asset, kind, size }) =>
		kind === "image" || kind === "video" ? [{ asset, kind, size }] : [],
	);
	return { chores, more: handed.length === AT_ONCE };
}

/** The record of an asset that workers of the pool may see for its thumbnails: their own work, or what they were asked for. */
export async function assetOfPool(db: Database, pool: string, id: string) {
	const [row] = await db
		.select({ asset: assets })
		.from(assets)
		.leftJoin(jobs, eq(jobs.id, assets.job_id))
		.leftJoin(thumbnailWishes, eq(thumbnailWishes.asset_id, assets.id))
		.where(and(eq(assets.id, id), or(eq(jobs.pool_id, pool), eq(thumbnailWishes.pool_id, pool))));
	return row?.asset ?? null;
}

/**
 * Keeps a thumbnail of an asset. The first of its size stays; false where the asset is gone. Its row is written once, with
 * the largest, which workers send last: each time is a row that D1 bills. What was sent before lies there unnamed until then.
 */
export async function keepThumbnail(
	{ DB, BUCKET }: Pick<Env, "DB" | "BUCKET">,
	asset: typeof assets.$inferSelect,
	size: ThumbnailSize,
	{ bytes, type }: { bytes: Uint8Array<ArrayBuffer>; type: string },
): Promise<boolean> {
	if ((asset.thumbnails & bitOf(size)) !== 0) return true;
	const db = database(DB);
	const key = thumbnailKey(asset.account_id, asset.id, size);
	await BUCKET.put(key, bytes, { httpMetadata: { contentType: type } });
	if (size !== LARGEST && (asset.thumbnails & bitOf(LARGEST)) === 0) return true;
	const keyOf = (one: ThumbnailSize) => thumbnailKey(asset.account_id, asset.id, one);
	const smaller = THUMBNAIL_SIZES.filter((one) => one !== size && (asset.thumbnails & bitOf(one)) === 0);
	const there = await Promise.all(
		smaller.map(async (one) => ((await BUCKET.head(keyOf(one))) === null ? 0 : bitOf(one))),
	);
	const bits = there.reduce((all, bit) => all | bit, bitOf(size));
	const [kept] = await db
		.update(assets)
		.set({ thumbnails: sql`${assets.thumbnails} | ${bits}` })
		.where(eq(assets.id, asset.id))
		.returning({ thumbnails: assets.thumbnails });
	if (!kept) {
		await BUCKET.delete([key, ...smaller.map(keyOf)]);
		return false;
	}
	if (isComplete(kept)) await db.delete(thumbnailWishes).where(eq(thumbnailWishes.asset_id, asset.id));
	return true;
}
