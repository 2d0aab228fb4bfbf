import { THUMBNAIL_SIZES, type ThumbnailSize } from "../contract/assets/thumbnails.ts";
import type { assets } from "../db/schema.ts";

/** Bits of the column `thumbnails`: one for each size that is stored. */
const BITS: Record<ThumbnailSize, number> = { 256: 1, 768: 2 };
const ALL = THUMBNAIL_SIZES.reduce((bits, size) => bits | BITS[size], 0);
/** No worker could make any. */
export const NONE_CAN_BE = 4;

type Row = Pick<typeof assets.$inferSelect, "kind" | "thumbnails">;

export const bitOf = (size: ThumbnailSize): number => BITS[size];
export const isComplete = ({ thumbnails }: Pick<Row, "thumbnails">): boolean => (thumbnails & ALL) === ALL;
/** Whether some are there or may still come. */
export const canHave = ({ kind, thumbnails }: Row): boolean =>
	(kind === "image" || kind === "video") && (thumbnails & NONE_CAN_BE) === 0;

/** Whether a thumbnail can be asked for: the picture itself stands in for one that is not made yet; a film cannot. Pure. */
export function hasThumbnails(row: Row): boolean {
	return row.kind === "image" ? canHave(row) : isComplete(row);
}
