import { and, eq } from "drizzle-orm";
import { safeFilename } from "../assets/filename.ts";
import type { Grant } from "../auth/signed.ts";
import { newId } from "../contract/ids.ts";
import type { ManifestItem } from "../contract/workers.ts";
import { database } from "../db/client.ts";
import { assets } from "../db/schema.ts";
import { holdsTask } from "../jobs/store/load.ts";
import { ApiError } from "../problem.ts";

/**
 * Where an attempt's output lies. Every attempt writes under its own number, so a worker that lost its lease
 * can only write where nobody looks; and the hash of the bytes is part of the name, so what lies there can only
 * ever be those bytes, whoever writes it again.
 */
export function outputKey(grant: Grant, upload: number, sha256: string): string {
	return `${outputFolder(grant, upload)}/${sha256}`;
}

/** Where everything lies that an attempt sends as one of its outputs: the parts of it, too. */
export function outputFolder(grant: Grant, upload: number): string {
	return `${attemptFolder(grant)}/${upload}`;
}

/** Where everything lies that one attempt stores. */
export function attemptFolder({ account, job, task, epoch }: Grant): string {
	return `${account}/${job}/${task}/${epoch}`;
}

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
			const object = await bucket.head(key);
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
			};
		}),
	);
}
