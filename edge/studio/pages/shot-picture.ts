import type { ShotResource } from "../../contract/projects.ts";

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
