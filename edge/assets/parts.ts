import { hex } from "../auth/secret.ts";
import { ApiError } from "../problem.ts";

/** Where one part of a large output lies until the last has come. */
export function partKey(key: string, part: number): string {
	return `${key}.part${part}`;
}

/**
 * Makes one object of the parts of an output and returns its size in bytes. Storage keeps no SHA-256 of an
 * object that was made of parts, so all of it is read and compared first: under `key` there is only ever a file
 * whose hash was checked, and `customMetadata.sha256` says which (P5). Doing it again changes nothing. Throws
 * ApiError `output_mismatch` where a part is missing or the whole has another hash.
 */
export async function joinParts(
	bucket: R2Bucket,
	key: string,
	whole: { parts: number; sha256: string; contentType: string },
): Promise<number> {
	const { sha256 } = whole;
	const keys = Array.from({ length: whole.parts }, (_, part) => partKey(key, part));
	const there = await bucket.head(key);
	if (there?.customMetadata?.sha256 === sha256) {
		await bucket.delete(keys);
		return there.size;
	}
	const digest = new crypto.DigestStream("SHA-256");
	for (const one of keys) await (await partOf(bucket, one)).pipeTo(digest, { preventClose: true });
	await digest.close();
	const read = hex(await digest.digest);
	if (read !== sha256)
		throw new ApiError("output_mismatch", `the parts together have the SHA-256 ${read}, not ${sha256}`);
	const joined = await bucket.createMultipartUpload(key, {
		httpMetadata: { contentType: whole.contentType },
		customMetadata: { sha256 },
	});
	try {
		const stored: R2UploadedPart[] = [];
		for (const [i, one] of keys.entries())
			stored.push(await joined.uploadPart(i + 1, await partOf(bucket, one)));
		const { size } = await joined.complete(stored);
		await bucket.delete(keys);
		return size;
	} catch (error) {
		await joined.abort().catch(() => undefined);
		throw error;
	}
}

async function partOf(bucket: R2Bucket, key: string): Promise<ReadableStream> {
	const object = await bucket.get(key);
	if (object === null)
		throw new ApiError("output_mismatch", `part ${key.split(".part").at(-1)} of the output is not stored`);
	return object.body;
}
