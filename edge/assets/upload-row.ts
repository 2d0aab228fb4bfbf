import type { assets } from "../db/schema.ts";

interface Upload {
	id: string;
	account_id: string;
	filename: string;
	/** Bytes. */
	size: number;
	sha256: string;
	r2_key: string;
	/** Milliseconds since 1970. */
	created_at: number;
	/** In hex, where it was asked for. */
	blake3?: string;
}

/** What a file is. */
type Kind = Pick<typeof assets.$inferSelect, "kind" | "content_type" | "width" | "height" | "duration_ms">;

/** The record of a file that a client sent: no job made it. `hidden`: it came with a job, and lists leave it out. */
export function uploadRow(file: Upload, media: Kind, hidden = false): typeof assets.$inferSelect {
	return {
		...file,
		kind: media.kind,
		content_type: media.content_type,
		width: media.width,
		height: media.height,
		duration_ms: media.duration_ms,
		job_id: null,
		task_id: null,
		epoch: null,
		name: null,
		position: null,
		label: null,
		hidden,
		thumbnails: 0,
		quality: null,
		phash: null,
		blake3: file.blake3 ?? null,
	};
}
