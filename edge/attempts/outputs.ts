import { and, eq } from "drizzle-orm";
import { guess, isContainer, moves } from "../../workflows/media/kinds.ts";
import { worstOf } from "../../workflows/quality/checks/check.ts";
import { safeFilename } from "../assets/filename.ts";
import type { Grant } from "../auth/signed.ts";
import { newId } from "../contract/ids.ts";
import type { ManifestItem } from "../contract/workers/workers.ts";
import { database } from "../db/client.ts";
import { assets } from "../db/schema.ts";
import type { OutputQuality } from "../db/stored.ts";
import { holdsTask } from "../jobs/store/load.ts";
import { ApiError } from "../problem.ts";
import { checkedHash } from "../storage/checked-hash.ts";
import { outputKey } from "../storage/keys.ts";

/**
 * Asked after something was put for an attempt, since a body may take longer than the lease: false where the
 * attempt is over, and then what was put is gone again. An attempt that is over never goes on, so whether an
 * output names the object is settled: it stays only where the attempt succeeded with those very bytes.
 */
export async function keepIfHeld(
	env: { DB: D1Database; BUCKET: R2Bucket },
	grant: Grant,
	key: string,
): Promise<boolean> {
	const db = database(env.DB);
	if (await holdsTask(db, grant.task, grant.epoch)) return true;
	const [named] = await db
		.select({ id: assets.id })
		.from(assets)
		.where(and(eq(assets.job_id, grant.job), eq(assets.r2_key, key)))
		.limit(1);
	if (!named) await env.BUCKET.delete(key);
	return false;
}

/**
 * Looks at every object of a manifest in storage, and makes the records of those outputs. Throws ApiError
 * where one is not there, or has another size or hash than the manifest says (P5).
 */
export async function verifyOutputs(bucket: R2Bucket, grant: Grant, manifest: ManifestItem[], now: number) {
	return Promise.all(
		manifest.map(async (item, position): Promise<typeof assets.$inferSelect & { name: string }> => {
			const key = outputKey(grant, item.upload, item.sha256);
			const { object, head } = await headOf(bucket, key, item.size);
			if (object?.size !== item.size) {
				throw new ApiError(
					"output_mismatch",
					`output ${item.upload} (${item.filename}) is not stored as the manifest says`,
					[
						{
							pointer: `/manifest/${position}`,
							code: object ? "mismatch" : "missing",
							message: object
								? `stored: ${object.size} bytes; manifest: ${item.size} bytes`
								: `nothing with the sha256 ${item.sha256} was uploaded under this number`,
						},
					],
				);
			}
			// What came past the edge lies under the hash that was promised; this is where it is held to that.
			const is = await checkedHash(bucket, object);
			if (is !== item.sha256) {
				await bucket.delete(key);
				throw new ApiError(
					"output_mismatch",
					`output ${item.upload} (${item.filename}) is not stored as the manifest says`,
					[
						{
							pointer: `/manifest/${position}`,
							code: "mismatch",
							message: `its bytes have the SHA-256 ${is}, not ${item.sha256}; send it again`,
						},
					],
				);
			}
			const wrong = contradiction(item, head);
			if (wrong !== null)
				throw new ApiError("output_mismatch", `output ${item.upload} (${item.filename}) is ${wrong}`, [
					{ pointer: `/manifest/${position}/kind`, code: "mismatch", message: `it is ${wrong}` },
				]);
			return {
				id: newId("asset", now),
				account_id: grant.account,
				kind: item.kind,
				content_type: item.content_type,
				filename: safeFilename(item.filename),
				size: item.size,
				sha256: item.sha256,
				width: item.width,
				height: item.height,
				r2_key: key,
				job_id: grant.job,
				task_id: grant.task,
				epoch: grant.epoch,
				name: item.name,
				position,
				created_at: now,
				duration_ms: item.duration_ms,
				// What its stage says of them is added where the job is known.
				label: null,
				hidden: false,
				thumbnails: 0,
				quality: qualityOf(item),
				phash: item.phash ?? null,
				blake3: null,
			};
		}),
	);
}

/** What the worker's checks come to; null: it made none. */
function qualityOf({ checks }: ManifestItem): OutputQuality | null {
	return checks === undefined ? null : { status: worstOf(checks), checks };
}

/** So many of an output's first bytes say what it is. */
const HEAD_BYTES = 4096;

/** An object's record and its first bytes, in one request; storage has no range of nothing. */
async function headOf(bucket: R2Bucket, key: string, size: number) {
	if (size === 0) return { object: await bucket.head(key), head: new Uint8Array(0) };
	const object = await bucket.get(key, { range: { offset: 0, length: Math.min(size, HEAD_BYTES) } });
	return { object, head: object === null ? new Uint8Array(0) : await object.bytes() };
}

/** What an output is, where its first bytes say that it is not of the kind that is claimed; else null. */
function contradiction({ kind }: ManifestItem, head: Uint8Array): string | null {
	if (kind !== "image" && kind !== "video" && kind !== "audio") return null;
	const media = guess(head);
	// What is not known may be anything; a container may hold either, and the worker has looked at its tracks.
	if (media === null || media.kind === kind || (isContainer(media) && kind !== "image")) return null;
	if (kind === "video" && moves(head)) return null;
	return `${media.content_type}, which is no ${kind}`;
}
