import { newId } from "../contract/ids.ts";
import type { Database } from "../db/client.ts";
import { database, isConflict } from "../db/client.ts";
import { assets } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { earlier, type IdempotencyKey, once, rememberKey } from "../idempotency/once.ts";
import { ApiError } from "../problem.ts";
import { uploadKey } from "../storage/keys.ts";
import { storageFull } from "../storage/limit.ts";
import { safeFilename } from "./filename.ts";
import { findAsset } from "./find.ts";
import { type Besides, type Received, receiveFile } from "./receive.ts";
import { uploadRow } from "./upload-row.ts";

type AssetRow = typeof assets.$inferSelect;

/** A form with a file in it, and what becomes of it. */
interface Upload {
	account: string;
	request: Request;
	/** What is wanted of the form beside the file. */
	besides?: Besides;
	/** The key by which the same upload is known again. */
	keyOf(file: Received, filename: string): Promise<IdempotencyKey | null>;
	/** What it is to be called; absent: as its sender called it, made safe. */
	nameOf?(file: Received): Promise<string>;
	/** The asset that has these bytes already and is the answer; absent: each upload is one of its own. Throws where the file is not what was said of it. */
	same?(file: Received): Promise<AssetRow | null>;
}

/** Makes an asset of the file of a form, once per key. Throws ApiError; nothing is left behind then. */
export async function uploadFile(
	env: Env,
	{ account, request, besides = {}, keyOf, same, nameOf }: Upload,
): Promise<{ made: AssetRow; replayed: boolean; known: boolean }> {
	const now = Date.now();
	const id = newId("asset", now);
	const r2_key = uploadKey(account, id);
	const file = await receiveFile(env.BUCKET, r2_key, request, besides);
	const { sha256, size } = file;
	const db = database(env.DB);
	const drop = async (error: unknown) => {
		await file.drop();
		throw error;
	};
	const there = await same?.(file).catch(drop);
	if (there) {
		await file.drop();
		return { made: there, replayed: false, known: true };
	}
	const filename = (await nameOf?.(file).catch(drop)) ?? safeFilename(file.filename);
	const key = await keyOf(file, filename).catch(drop);
	const { made, replayed } = await once(key, {
		look: () => earlier(db, account, key),
		again: async (asset) => {
			const found = await findAsset(env, account, asset);
			await file.drop();
			return found;
		},
		make: async () => {
			// Bytes first: a record without bytes would be a promise that cannot be kept.
			const media = await file.keep();
			const blake3 = file.otherHash === "" ? undefined : file.otherHash;
			const row = uploadRow(
				{
					...{ id, account_id: account, filename, size, sha256, r2_key, created_at: now },
					...(blake3 !== undefined && { blake3 }),
				},
				media,
			);
			await store(env, db, row, key);
			return row;
		},
	}).catch(drop);
	return { made, replayed, known: replayed };
}

async function store(env: Env, db: Database, row: AssetRow, key: IdempotencyKey | null): Promise<void> {
	try {
		await db.batch([
			db.insert(assets).values(row),
			...rememberKey(db, row.account_id, key, row.id, row.created_at),
		]);
	} catch (error) {
		if (isConflict(error, "idempotency", "storage", "owner")) await env.BUCKET.delete(row.r2_key);
		if (isConflict(error, "storage")) throw await storageFull(db, row.account_id, row.size);
		if (isConflict(error, "owner")) throw new ApiError("unauthorized", "the account of this key was deleted");
		throw error;
	}
}
