import { and, eq, sql } from "drizzle-orm";
import { database, isConflict } from "../db/client.ts";
import { assets, shots } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { errorName, log } from "../log.ts";
import { imageKey } from "../storage/keys.ts";

/** How often a picture is looked at again because another one came meanwhile. */
const MAX_ROUNDS = 5;

/**
 * Copies the picture of a shot to the shot's own key, where it stays when the job that made it is deleted. The copy
 * counts as stored; where the account has no room for it, it waits for the next look. Doing it twice does no harm;
 * never at the same moment for one shot: its project's object does it. Never throws.
 */
export async function filePicture(env: Env, shot: string): Promise<void> {
	try {
		for (let round = 0; round < MAX_ROUNDS; round++) if (await fileOnce(env, shot)) return;
	} catch (error) {
		if (!isConflict(error, "storage")) tell(shot, error);
	}
}

/** True where nothing is (any more) to be done. */
async function fileOnce(env: Env, id: string): Promise<boolean> {
	const db = database(env.DB);
	const [found] = await db
		.select({ shot: shots, asset: assets })
		.from(shots)
		.leftJoin(assets, sql`${assets.id} = ${shots.image_asset} AND ${assets.account_id} = ${shots.account_id}`)
		.where(eq(shots.id, id));
	if (!found || found.shot.image_asset === found.shot.filed_asset) return true;
	const { shot, asset } = found;
	if (!asset) {
		// Its job was deleted before it was copied: what lies there, if anything does, is an earlier picture.
		await db
			.update(shots)
			.set({ image_asset: shot.filed_asset, is_image_dirty: true })
			.where(and(eq(shots.id, id), eq(shots.image_asset, shot.image_asset ?? "")));
		return false;
	}
	const object = await env.BUCKET.get(asset.r2_key);
	if (object === null) return true;
	const key = imageKey(shot.account_id, shot.project_id, shot.id);
	// From here on nobody knows whose bytes lie there; and the room for them is taken first.
	await db.update(shots).set({ filed_asset: null, filed_bytes: asset.size }).where(eq(shots.id, id));
	await env.BUCKET.put(key, object.body, {
		sha256: asset.sha256,
		httpMetadata: { contentType: asset.content_type },
	});
	const [left] = await db
		.update(shots)
		.set({ filed_asset: asset.id })
		.where(eq(shots.id, id))
		.returning({ image_asset: shots.image_asset });
	// Deleted meanwhile: its own deletion may have come before the copy.
	if (!left) await env.BUCKET.delete(key);
	return !left || left.image_asset === asset.id;
}

function tell(shot: string, error: unknown): void {
	log.warn("a picture could not be filed yet", { shot, error: errorName(error) });
}
