import { safeFilename } from "../api/v1/assets.ts";
import { hex } from "../auth/secret.ts";
import type { Grant } from "../auth/signed.ts";
import { newId } from "../contract/ids.ts";
import type { ManifestItem } from "../contract/workers.ts";
import type { assets } from "../db/schema.ts";
import { ApiError } from "../problem.ts";

/**
 * Where an attempt's output lies. Every attempt writes under its own number, so a worker that lost its lease
 * can only write where nobody looks.
 */
export function outputKey(grant: Grant, upload: number): string {
	return `${grant.account}/${grant.job}/${grant.task}/${grant.epoch}/${upload}`;
}

/**
 * Looks at every object of a manifest in storage, and makes the records of those outputs. Throws ApiError
 * where one is not there, or has another size or hash than the manifest says (P5).
 */
export async function verifyOutputs(bucket: R2Bucket, grant: Grant, manifest: ManifestItem[], now: number) {
	return Promise.all(
		manifest.map(async (item, position): Promise<typeof assets.$inferSelect & { name: string }> => {
			const key = outputKey(grant, item.upload);
			const object = await bucket.head(key);
			// One that came in parts was compared when they were joined.
			const joined = object?.customMetadata?.sha256 ?? null;
			const stored = object?.checksums.sha256 ? hex(object.checksums.sha256) : joined;
			if (!object || object.size !== item.size || stored !== item.sha256) {
				throw new ApiError(
					"output_mismatch",
					`output ${item.upload} (${item.filename}) is not stored as the manifest says`,
					[
						{
							pointer: `/manifest/${position}`,
							code: object ? "mismatch" : "missing",
							message: object
								? `stored: ${object.size} bytes, sha256 ${stored}; manifest: ${item.size} bytes, ${item.sha256}`
								: "nothing was uploaded under this number",
						},
					],
				);
			}
			return {
				id: newId("asset"),
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
			};
		}),
	);
}
