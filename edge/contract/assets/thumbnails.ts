import * as z from "zod";
import { assetIdSchema } from "./assets.ts";

/** Pixels of a thumbnail's longer edge. */
export const THUMBNAIL_SIZES = [256, 768] as const;
export type ThumbnailSize = (typeof THUMBNAIL_SIZES)[number];

/** What every thumbnail is, and how large it may be, in bytes. */
export const THUMBNAIL_TYPE = "image/webp";
export const MAX_THUMBNAIL_BYTES = 400_000;

/** The answer to a claim that found nothing says by this header that thumbnails are wanted. */
export const THUMBNAILS_WANTED = "x-thumbnails-wanted";

/** What a worker is asked to make thumbnails of. */
export const thumbnailChoresSchema = z.object({
	chores: z
		.array(
			z.object({
				asset: assetIdSchema.describe("Whose thumbnails are wanted"),
				kind: z.enum(["image", "video"]).describe("Of a film, a frame near its beginning"),
				size: z.int().describe("Bytes of the file"),
			}),
		)
		.describe("No other worker is asked for these within a minute"),
	more: z.boolean().describe("Others wait"),
});
export type ThumbnailChores = z.infer<typeof thumbnailChoresSchema>;
export type ThumbnailChore = ThumbnailChores["chores"][number];
