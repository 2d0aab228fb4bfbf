import type { ShotResource } from "../../contract/projects/projects.ts";

/**
 * Where the picture of a shot is to be had; undefined where there is none. The address of the shot stays the same when
 * another picture comes, so the asset behind it stands behind a `#`: another one is another address. Pure.
 */
export function pictureOf({
	image_url,
	image_asset,
}: Pick<ShotResource, "image_url" | "image_asset">): string | undefined {
	return image_url === null ? undefined : `${image_url}#${image_asset ?? ""}`;
}

/** The same as a small picture: nobody waits for more pixels than there is room for. Until a worker has made it, the picture itself stands in. Pure. */
export function thumbnailOf(
	shot: Pick<ShotResource, "image_url" | "image_asset">,
	size: "256" | "768",
): string | undefined {
	const { image_asset } = shot;
	return image_asset === null ? pictureOf(shot) : `/v1/assets/${image_asset}/content?size=${size}`;
}
