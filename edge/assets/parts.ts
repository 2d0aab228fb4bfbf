import { hex } from "../auth/secret.ts";
import { ApiError } from "../problem.ts";
import { partKey } from "../storage/keys.ts";

/**
 * Makes one object of the parts of an output and returns its size in bytes. Storage keeps no SHA-256 of an
 * object that was made of parts, so it is taken of the very bytes that go in, and the object comes into being
 * only where it is right: under `key` there is only ever a file whose hash was checked, and
 * `customMetadata.sha256` says which (P5). Doing it again changes nothing. Throws ApiError `output_mismatch`
 * where a part is missing or the whole has another hash.
 */
export async function joinParts(
	bucket: R2Bucket,
	key: string,
	whole: { folder: string; parts: number; sha256: string; contentType: string },
): Promise<number> {
	const { sha256 } = whole;
	const keys = Array.from({ length: whole.parts }, (_, part) => partKey(whole.folder, part));
	const there = await bucket.head(key);
	if (there) {
		await bucket.delete(keys);
		return there.size;
	}
	const joined = await bucket.createMultipartUpload(key, {
		httpMetadata: { contentType: whole.contentType },
		customMetadata: { sha256 },
	});
	try {
		const digest = new crypto.DigestStream("SHA-256");
		const hash = digest.getWriter();
		const stored: R2UploadedPart[] = [];
		for (const [i, one] of keys.entries())
			stored.push(await addPart(joined, i, await partOf(bucket, one), hash));
		await hash.close();
		const read = hex(await digest.digest);
		if (read !== sha256)
			throw new ApiError("output_mismatch", `the parts together have the SHA-256 ${read}, not ${sha256}`);
		const { size } = await joined.complete(stored);
		await bucket.delete(keys);
		return size;
	} catch (error) {
		await joined.abort().catch(() => undefined);
		throw error;
	}
}

/** Sends a part on its way and takes the hash of the same bytes as they pass. */
async function addPart(
	joined: R2MultipartUpload,
	index: number,
	part: R2ObjectBody,
	hash: WritableStreamDefaultWriter<ArrayBuffer | ArrayBufferView>,
): Promise<R2UploadedPart> {
	const { readable, writable } = new FixedLengthStream(part.size);
	const toBoth = async () => {
		const out = writable.getWriter();
		try {
			for await (const chunk of part.body) {
				await hash.write(chunk);
				await out.write(chunk);
			}
			await out.close();
		} catch (error) {
			await out.abort(error);
			throw error;
		}
	};
	const [uploaded] = await Promise.all([joined.uploadPart(index + 1, readable), toBoth()]);
	return uploaded;
}

async function partOf(bucket: R2Bucket, key: string): Promise<R2ObjectBody> {
	const object = await bucket.get(key);
	if (object === null)
		throw new ApiError("output_mismatch", `part ${key.split("/part").at(-1)} of the output is not stored`);
	return object;
}
