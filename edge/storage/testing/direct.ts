import { emulatedS3 } from "./emulated-s3.ts";

/** A storage that is nowhere: what is asked of it is answered by {@link askStorage}. */
export const DIRECT = {
	R2_S3_ENDPOINT: "https://account.r2.emulated",
	R2_S3_BUCKET: "darkroom-assets",
	R2_S3_ACCESS_KEY_ID: "an-access-key-id-for-tests",
	R2_S3_SECRET_ACCESS_KEY: "a-secret-access-key-for-tests",
};
export const STORAGE = {
	endpoint: DIRECT.R2_S3_ENDPOINT,
	bucket: DIRECT.R2_S3_BUCKET,
	accessKeyId: DIRECT.R2_S3_ACCESS_KEY_ID,
	secretAccessKey: DIRECT.R2_S3_SECRET_ACCESS_KEY,
};

/** Asks the emulated storage over `bucket`. */
export function askStorage(
	bucket: R2Bucket,
	method: string,
	{ url, headers }: { url: string; headers: Record<string, string> },
	body: Uint8Array<ArrayBuffer> | null = null,
	now = Date.now(),
): Promise<Response> {
	const length: Record<string, string> = body === null ? {} : { "content-length": String(body.length) };
	const request = new Request(url, { method, headers: { ...headers, ...length }, body });
	return emulatedS3(request, bucket, STORAGE, now);
}
