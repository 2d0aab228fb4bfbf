import { THUMBNAIL_TYPE, type ThumbnailSize } from "../contract/assets/thumbnails.ts";
import type { assets } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { notFound } from "../problem.ts";
import { thumbnailKey } from "../storage/keys.ts";
import { contentResponse } from "./content.ts";
import { bitOf, canHave } from "./thumbnail-bits.ts";
import { wishThumbnails } from "./thumbnail-chores.ts";

/**
 * A thumbnail of an asset. One that is not there yet is wished for, and the picture itself is the answer meanwhile, which
 * no browser keeps without asking again. @throws ApiError `not_found` where there is nothing that could stand in
 */
export async function thumbnailResponse(
	env: Env,
	asset: typeof assets.$inferSelect,
	size: ThumbnailSize,
	request: Request,
	later: (work: Promise<unknown>) => void,
	seconds?: number,
): Promise<Response> {
	const { id, account_id } = asset;
	if ((asset.thumbnails & bitOf(size)) !== 0) {
		const r2_key = thumbnailKey(account_id, id, size);
		const object = await env.BUCKET.head(r2_key);
		if (object)
			return contentResponse(
				env.BUCKET,
				{
					r2_key,
					size: object.size,
					// It is another thing than the file itself, and no less bound to it.
					sha256: `${asset.sha256}-${size}`,
					content_type: THUMBNAIL_TYPE,
					filename: `${asset.filename}.${size}.webp`,
				},
				request,
				seconds,
			);
	} else if (canHave(asset)) later(wishThumbnails(env, id, Date.now()));
	if (asset.kind !== "image") throw notFound("thumbnail");
	const whole = await contentResponse(env.BUCKET, asset, request, 0);
	whole.headers.set("cache-control", "private, no-cache");
	return whole;
}
