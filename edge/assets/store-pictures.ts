import type { Media } from "../../workflows/media/kinds.ts";
import { hex } from "../auth/secret.ts";
import { newId } from "../contract/ids.ts";
import { database, isConflict } from "../db/client.ts";
import { assets } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { uploadKey } from "../storage/keys.ts";
import { storageFull } from "../storage/limit.ts";
import { deleteObjects } from "../storage/objects.ts";
import { uploadRow } from "./upload-row.ts";

export interface Picture {
	filename: string;
	bytes: Uint8Array<ArrayBuffer>;
	media: Media;
}

/**
 * Stores small pictures that came with the request for a job: all of them or none. Ordinary lists leave them out, and
 * they go with the last job that was given them. Answers with their ids, in their order.
 * @throws ApiError `storage_limit`
 */
export async function storePictures(
	env: Env,
	account: string,
	pictures: readonly Picture[],
	now: number,
): Promise<string[]> {
	const rows = await Promise.all(
		pictures.map(async ({ filename, bytes, media }) => {
			const id = newId("asset", now);
			const sha256 = hex(await crypto.subtle.digest("SHA-256", bytes));
			const file = { id, account_id: account, filename, size: bytes.length, sha256, created_at: now };
			return uploadRow({ ...file, r2_key: uploadKey(account, id) }, media, true);
		}),
	);
	const db = database(env.DB);
	// Bytes first: a record without bytes would be a promise that cannot be kept.
	await Promise.all(
		rows.map(({ r2_key, sha256, content_type }, i) =>
			env.BUCKET.put(r2_key, pictures[i]?.bytes ?? new Uint8Array(), {
				sha256,
				httpMetadata: { contentType: content_type },
			}),
		),
	);
	const [first, ...rest] = rows.map((row) => db.insert(assets).values(row));
	if (!first) return [];
	try {
		await db.batch([first, ...rest]);
	} catch (error) {
		if (!isConflict(error, "storage", "owner")) throw error;
		await deleteObjects(
			env.BUCKET,
			rows.map(({ r2_key }) => r2_key),
		);
		const size = rows.reduce((sum, row) => sum + row.size, 0);
		throw isConflict(error, "storage") ? await storageFull(db, account, size) : error;
	}
	return rows.map(({ id }) => id);
}
