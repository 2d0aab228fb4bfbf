import { AwsV4Signer } from "aws4fetch";
import type { Env } from "../env.ts";

/**
 * The bucket over R2's S3 interface, which a worker reaches without the edge: by an address that the edge signs, for one
 * object, one method and a short while. Where a deployment has no key for it, every body goes through the Worker.
 */
export interface DirectStorage {
	/** Such as `https://<account>.r2.cloudflarestorage.com`, without a slash at its end. */
	endpoint: string;
	bucket: string;
	accessKeyId: string;
	secretAccessKey: string;
}

/** A request that somebody else may make: with all of these headers, to the letter, or storage refuses it. */
export interface SignedRequest {
	url: string;
	headers: Record<string, string>;
}

/**
 * R2 takes 5 MiB less than 5 GiB in one request (https://developers.cloudflare.com/r2/platform/limits/). In more than one
 * it keeps a SHA-256 of the parts' hashes only, and its UploadPart checks none at all
 * (https://developers.cloudflare.com/r2/api/s3/api/), so nobody but a reader of every byte could say what lies there.
 */
export const DIRECT_MOST_BYTES = 5 * 1024 ** 3 - 5 * 1024 ** 2;

/** What this deployment is configured with; null where one of the four settings is missing. */
export function directStorage(env: Env): DirectStorage | null {
	const { R2_S3_ENDPOINT, R2_S3_BUCKET, R2_S3_ACCESS_KEY_ID, R2_S3_SECRET_ACCESS_KEY } = env;
	if (!R2_S3_ENDPOINT || !R2_S3_BUCKET || !R2_S3_ACCESS_KEY_ID || !R2_S3_SECRET_ACCESS_KEY) return null;
	return {
		endpoint: R2_S3_ENDPOINT.replace(/\/+$/, ""),
		bucket: R2_S3_BUCKET,
		accessKeyId: R2_S3_ACCESS_KEY_ID,
		secretAccessKey: R2_S3_SECRET_ACCESS_KEY,
	};
}

/**
 * A PUT of a whole object. Its hash is among the signed headers, and R2 answers `BadDigest` to other bytes; and it is
 * written once: under this key there can never be anything else.
 *
 * @param sha256 hex
 * @param seconds for how long it may be begun; at least one
 */
export function signedPut(
	storage: DirectStorage,
	object: { key: string; sha256: string; contentType: string },
	seconds: number,
	now: number,
): Promise<SignedRequest> {
	const headers = {
		"content-type": object.contentType,
		"if-none-match": "*",
		"x-amz-checksum-sha256": btoa(String.fromCharCode(...bytesOf(object.sha256))),
	};
	return signed(storage, "PUT", object.key, headers, seconds, now);
}

/** A GET of a whole object; `seconds` as for {@link signedPut}. */
export function signedGet(
	storage: DirectStorage,
	key: string,
	seconds: number,
	now: number,
): Promise<SignedRequest> {
	return signed(storage, "GET", key, {}, seconds, now);
}

/** AWS Signature Version 4 in the query, over these headers and the host; the body is not part of it. */
async function signed(
	{ endpoint, bucket, accessKeyId, secretAccessKey }: DirectStorage,
	method: "GET" | "PUT",
	key: string,
	headers: Record<string, string>,
	seconds: number,
	now: number,
): Promise<SignedRequest> {
	const url = new URL(`${endpoint}/${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`);
	url.searchParams.set("X-Amz-Expires", String(Math.max(1, Math.floor(seconds))));
	const signer = new AwsV4Signer({
		...{ method, url: url.href, headers, accessKeyId, secretAccessKey },
		...{ service: "s3", region: "auto", signQuery: true, allHeaders: true },
		datetime: new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, ""),
	});
	return { url: (await signer.sign()).url.href, headers };
}

const bytesOf = (hexadecimal: string) =>
	Uint8Array.from(hexadecimal.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
