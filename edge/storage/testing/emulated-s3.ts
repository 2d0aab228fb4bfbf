/**
 * Stands in for R2's S3 interface over a bucket that a Worker is bound to: what an address that was signed elsewhere may do,
 * GET, HEAD and PUT of one object. Signature, time, hash and conditions are looked at as R2 does, with its codes
 * (https://developers.cloudflare.com/r2/api/error-codes/); it counts nothing, lists nothing and takes no parts. Written from
 * AWS's description of Signature Version 4 and of nothing that signs here. No imports: a stack of processes takes the file
 * as it is.
 */
export interface EmulatedS3 {
	bucket: string;
	accessKeyId: string;
	secretAccessKey: string;
}

/** Answers a request for `/<bucket>/<key>`. `prefix`: what stands before that in the path. */
export async function emulatedS3(
	request: Request,
	store: R2Bucket,
	s3: EmulatedS3,
	now: number,
	prefix = "",
): Promise<Response> {
	const url = new URL(request.url);
	const refusal = await signatureRefusal(request, url, s3, now);
	if (refusal !== null) return refusal;
	const path = url.pathname.slice(prefix.length);
	if (!path.startsWith(`/${s3.bucket}/`)) return problem(404, "NoSuchBucket");
	const key = decodeURIComponent(path.slice(s3.bucket.length + 2));
	if (request.method === "PUT") return put(request, store, key);
	if (request.method !== "GET" && request.method !== "HEAD") return problem(501, "NotImplemented");
	const object = await store.get(key);
	if (object === null) return problem(404, "NoSuchKey");
	const headers = new Headers({ etag: object.httpEtag, "content-length": String(object.size) });
	object.writeHttpMetadata(headers);
	return new Response(request.method === "HEAD" ? null : object.body, { headers });
}

/** R2's most in one request: 5 MiB less than 5 GiB. */
const MOST_BYTES = 5 * 1024 ** 3 - 5 * 1024 ** 2;

async function put(request: Request, store: R2Bucket, key: string): Promise<Response> {
	const length = request.headers.get("content-length");
	if (length === null) return problem(411, "MissingContentLength");
	if (Number(length) > MOST_BYTES) return problem(400, "EntityTooLarge");
	const checksum = request.headers.get("x-amz-checksum-sha256");
	if (checksum !== null && !/^[A-Za-z0-9+/]{43}=$/.test(checksum)) return problem(400, "InvalidDigest");
	const once = request.headers.get("if-none-match") === "*";
	if (once && (await store.head(key)) !== null) return problem(412, "PreconditionFailed");
	const type = request.headers.get("content-type");
	try {
		const stored = await store.put(key, request.body ?? new Uint8Array(), {
			...(checksum === null ? {} : { sha256: hexOf(atob(checksum)) }),
			...(type === null ? {} : { httpMetadata: { contentType: type } }),
			...(once ? { onlyIf: new Headers({ "if-none-match": "*" }) } : {}),
		});
		if (stored === null) return problem(412, "PreconditionFailed");
		return new Response(null, { headers: { etag: stored.httpEtag } });
	} catch (error) {
		if (/checksum|sha-?256/i.test(String(error))) return problem(400, "BadDigest");
		throw error;
	}
}

const hexOf = (binary: string) =>
	[...binary].map((character) => character.charCodeAt(0).toString(16).padStart(2, "0")).join("");

async function signatureRefusal(
	request: Request,
	url: URL,
	{ accessKeyId, secretAccessKey }: EmulatedS3,
	now: number,
): Promise<Response | null> {
	const given = (name: string) => url.searchParams.get(name) ?? "";
	const date = given("X-Amz-Date");
	const [id, day, region, service, end] = given("X-Amz-Credential").split("/");
	const at = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
	const seconds = Number(given("X-Amz-Expires"));
	const plain = given("X-Amz-Algorithm") === "AWS4-HMAC-SHA256" && service === "s3" && end === "aws4_request";
	if (!plain || Number.isNaN(at) || !(seconds >= 1 && seconds <= 604_800) || day !== date.slice(0, 8))
		return problem(400, "InvalidArgument");
	if (id !== accessKeyId) return problem(401, "Unauthorized");
	if (now > at + seconds * 1000) return problem(400, "ExpiredRequest");
	const names = given("X-Amz-SignedHeaders").split(";");
	// A header of theirs that nobody signed could change what the request does.
	const unsigned = [...request.headers.keys()].filter(
		(name) => name.startsWith("x-amz-") && !names.includes(name),
	);
	if (unsigned.length > 0 || !names.includes("host")) return problem(403, "AccessDenied");
	const query = [...url.searchParams]
		.filter(([name]) => name !== "X-Amz-Signature")
		.map((pair) => pair.map(encoded).join("="))
		.sort()
		.join("&");
	const headers = names.map((name) => {
		const value = name === "host" ? url.host : (request.headers.get(name) ?? "");
		return `${name}:${value.trim().replace(/\s+/g, " ")}\n`;
	});
	const path = url.pathname.split("/").map((part) => encoded(decodeURIComponent(part)));
	const canonical = [
		...[request.method, path.join("/"), query, headers.join("")],
		...[names.join(";"), "UNSIGNED-PAYLOAD"],
	].join("\n");
	const scope = `${day}/${region}/s3/aws4_request`;
	const text = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${hexadecimal(await sha256(canonical))}`;
	let key = await hmac(bytesOf(`AWS4${secretAccessKey}`), scope.slice(0, 8));
	for (const part of scope.split("/").slice(1)) key = await hmac(key, part);
	const right = hexadecimal(await hmac(key, text)) === given("X-Amz-Signature");
	return right ? null : problem(403, "SignatureDoesNotMatch");
}

/** As AWS wants it: everything but letters, digits and `-._~`. */
const encoded = (text: string) =>
	encodeURIComponent(text).replace(
		/[!'()*]/g,
		(character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
	);

const hexadecimal = (bytes: ArrayBuffer) =>
	[...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const bytesOf = (text: string) => Uint8Array.from(new TextEncoder().encode(text));

const sha256 = (text: string) => crypto.subtle.digest("SHA-256", bytesOf(text));

async function hmac(key: BufferSource, text: string): Promise<ArrayBuffer> {
	const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, [
		"sign",
	]);
	return crypto.subtle.sign("HMAC", imported, bytesOf(text));
}

function problem(status: number, code: string): Response {
	const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;
	return new Response(body, { status, headers: { "content-type": "application/xml" } });
}
