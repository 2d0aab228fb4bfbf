import type { Asset } from "../contract/assets/assets.ts";
import type { ThumbnailSize } from "../contract/assets/thumbnails.ts";
import type { assets } from "../db/schema.ts";
import { hasThumbnails } from "./thumbnail-bits.ts";

type AssetRow = typeof assets.$inferSelect;

/** Where the bytes of an asset are read. */
export function assetPath(id: string): string {
	return `/v1/assets/${id}/content`;
}

/** Where a thumbnail of it is read. */
const thumbnailPath = (id: string, size: ThumbnailSize) => `${assetPath(id)}?size=${size}`;

/** An asset as the API shows it: without its account and its place in storage. */
export function toAsset(row: AssetRow): Asset {
	return {
		id: row.id,
		kind: row.kind,
		content_type: row.content_type,
		filename: row.filename,
		size: row.size,
		sha256: row.sha256,
		width: row.width,
		height: row.height,
		duration_ms: row.duration_ms,
		job: row.job_id,
		task: row.task_id,
		name: row.name,
		position: row.position,
		label: row.label,
		hidden: row.hidden,
		thumbnails: hasThumbnails(row)
			? { small: thumbnailPath(row.id, 256), large: thumbnailPath(row.id, 768) }
			: null,
		quality: row.quality && {
			status: row.quality.status,
			checks: row.quality.checks.filter(({ status }) => status !== "pass" && status !== "skipped"),
		},
		created_at: new Date(row.created_at).toISOString(),
		url: assetPath(row.id),
	};
}
