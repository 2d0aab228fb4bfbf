import { and, eq } from "drizzle-orm";
import { hex } from "../auth/secret.ts";
import { database } from "../db/client.ts";
import { assets, shots } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { imageKey } from "../storage/keys.ts";

type Picture = Pick<typeof assets.$inferSelect, "r2_key" | "size" | "sha256" | "content_type" | "filename">;

/**
 * The picture of a shot: the output that it is, or where the job of that was deleted, the copy under the shot's own
 * key. Null where there is none.
 */
export async function findPicture(
	env: Env,
	account: string,
	project: string,
	id: string,
): Promise<Picture | null> {
	const [found] = await database(env.DB)
		.select({ shot: shots, asset: assets })
		.from(shots)
		.leftJoin(assets, and(eq(assets.id, shots.image_asset), eq(assets.account_id, shots.account_id)))
		.where(and(eq(shots.account_id, account), eq(shots.project_id, project), eq(shots.id, id)));
	if (!found) return null;
	const filename = `${id}.png`;
	if (found.asset) return { ...found.asset, filename };
	if (found.shot.filed_asset === null) return null;
	const r2_key = imageKey(account, project, id);
	const object = await env.BUCKET.head(r2_key);
	const { sha256 } = object?.checksums ?? {};
	if (object === null || sha256 === undefined) return null;
	const content_type = object.httpMetadata?.contentType ?? "application/octet-stream";
	return { r2_key, size: object.size, sha256: hex(sha256), content_type, filename };
}
