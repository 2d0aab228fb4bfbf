import { env } from "cloudflare:workers";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sha256, text } from "../testing/files.ts";
import { directStorage, type SignedRequest, signedGet, signedPut } from "./direct.ts";
import { askStorage, DIRECT, STORAGE } from "./testing/direct.ts";
import { emulatedS3 } from "./testing/emulated-s3.ts";

const NOW = Date.UTC(2026, 10, 27, 12);

/** Status of an answer, and the code of a refusal. */
async function said(answer: Response | Promise<Response>): Promise<string> {
	const { status } = await answer;
	const code = /<Code>(\w+)/.exec(await (await answer).text())?.[1];
	return code === undefined ? String(status) : `${status} ${code}`;
}

const put = async (content: string, key: string, seconds = 60): Promise<SignedRequest> =>
	signedPut(STORAGE, { key, sha256: await sha256(text(content)), contentType: "text/plain" }, seconds, NOW);

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html, "Example: Presigned URL". */
const AWS =
	"https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";

test("the emulated storage takes the signature that AWS publishes, and no other", async () => {
	const keys = {
		bucket: "another",
		accessKeyId: "AKIAIOSFODNN7EXAMPLE",
		secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
	};
	const ask = (url: string, at: string) =>
		said(emulatedS3(new Request(url), env.BUCKET, keys, Date.parse(at)));
	// The signature is looked at first, and then the bucket, which is in AWS's host.
	expect(await ask(AWS, "2013-05-24T23:59:59Z")).toBe("404 NoSuchBucket");
	expect(await ask(AWS, "2013-05-25T00:00:01Z")).toBe("400 ExpiredRequest");
	const changes = { "test.txt": "test.tyt", "Expires=86400": "Expires=86401", f604d404: "f604d405" };
	for (const [from, to] of Object.entries(changes))
		expect(await ask(AWS.replace(from, to), "2013-05-24T12:00:00Z")).toBe("403 SignatureDoesNotMatch");
});

test("what is signed is taken, whatever the key and the type, and read again", async () => {
	const part = fc
		.string({ unit: "grapheme", minLength: 1, maxLength: 12 })
		.filter((one) => !/^\.+$|\//.test(one));
	const type = fc.stringMatching(/^[!-~]([ -~]{0,30}[!-~])?$/);
	await fc.assert(
		fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 4 }), type, async (parts, contentType) => {
			const key = `${crypto.randomUUID()}/${parts.join("/")}`;
			const hash = await sha256(text(key));
			const signed = await signedPut(STORAGE, { key, sha256: hash, contentType }, 60, NOW);
			expect(await said(askStorage(env.BUCKET, "PUT", signed, text(key), NOW))).toBe("200");
			const read = await askStorage(env.BUCKET, "GET", await signedGet(STORAGE, key, 60, NOW), null, NOW);
			expect(new TextDecoder().decode(await read.arrayBuffer())).toBe(key);
			expect((await env.BUCKET.head(key))?.checksums.sha256).toBeDefined();
		}),
		{ numRuns: 40 },
	);
});

test("an address is good for these bytes only, under this key, once, and for as long as was said", async () => {
	const key = `acc/${crypto.randomUUID()}`;
	const signed = await put("right", key);
	const send = (change: Partial<SignedRequest>, content = "right", now = NOW) =>
		said(askStorage(env.BUCKET, "PUT", { ...signed, ...change }, text(content), now));
	const { headers, url } = signed;
	const { "x-amz-checksum-sha256": _, ...unchecked } = headers;
	const { "if-none-match": __, ...often } = headers;
	expect(await send({}, "wrong")).toBe("400 BadDigest");
	expect(await send({ headers: unchecked }, "wrong")).toBe("403 SignatureDoesNotMatch");
	expect(await send({ headers: often })).toBe("403 SignatureDoesNotMatch");
	expect(await send({ headers: { ...headers, "x-amz-meta-sha256": "0" } })).toBe("403 AccessDenied");
	expect(await send({ url: url.replace(key, `${key}1`) })).toBe("403 SignatureDoesNotMatch");
	expect(await send({}, "right", NOW + 61_000)).toBe("400 ExpiredRequest");
	expect(await said(askStorage(env.BUCKET, "GET", signed, null, NOW))).toBe("403 SignatureDoesNotMatch");
	expect(await env.BUCKET.head(key)).toBeNull();
	expect(await send({})).toBe("200");
	expect(await send({})).toBe("412 PreconditionFailed");
	expect(url).not.toContain(STORAGE.secretAccessKey);
});

test("without all of the four settings there is no way past the edge", () => {
	expect(directStorage({ ...env, ...DIRECT, R2_S3_ENDPOINT: "https://a.example/" })).toEqual({
		...STORAGE,
		endpoint: "https://a.example",
	});
	for (const name of Object.keys(DIRECT)) expect(directStorage({ ...env, ...DIRECT, [name]: "" })).toBeNull();
	expect(directStorage(env)).toBeNull();
});
