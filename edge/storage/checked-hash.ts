import { hex } from "../auth/secret.ts";

/**
 * The SHA-256 of an object, in hex, by whoever checked it against the bytes: storage when it took them, or the edge when
 * it joined their parts. Where neither did, the object is read, whole. R2 keeps what was checked at a PUT
 * (https://developers.cloudflare.com/r2/api/workers/workers-api-reference/, `checksums`), over S3 too; a storage that
 * takes the header and looks at nothing, as Miniflare's does, costs reading here, and no trust.
 */
export async function checkedHash(bucket: R2Bucket, object: R2Object): Promise<string> {
	const { sha256 } = object.checksums;
	if (sha256) return hex(sha256);
	// Of parts, as its etag tells: what nobody but the edge makes.
	const joined = /-\d+$/.test(object.etag) ? object.customMetadata?.sha256 : undefined;
	if (joined !== undefined) return joined;
	const whole = await bucket.get(object.key);
	if (whole === null) return "";
	const digest = new crypto.DigestStream("SHA-256");
	await whole.body.pipeTo(digest);
	return hex(await digest.digest);
}
