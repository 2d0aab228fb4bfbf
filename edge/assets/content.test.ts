import { env } from "cloudflare:workers";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import type { Asset } from "../contract/assets/assets.ts";
import { makeAccount, type TestAccount } from "../testing/accounts.ts";
import { bytes, png, text } from "../testing/files.ts";
import { call, jsonOf, problemOf } from "../testing/http.ts";
import { getJob, postAsset, submit, uploadAsset } from "../testing/jobs.ts";
import { complete, makeWorker, mustClaim, upload } from "../testing/workers.ts";
import { readRange } from "./content.ts";

let account: TestAccount;
let asset: Asset;
let file: Uint8Array;

beforeAll(async () => {
	account = await makeAccount();
	const picture = await png(20, 20);
	file = picture;
	asset = await uploadAsset(account, picture, "Ein Bild – “süß”.png");
});

const content = (headers: Record<string, string> = {}, method = "GET") =>
	call(method, asset.url, { as: account.key, headers });
const bodyOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());

test("content is served with its type, length and hash, and so that no browser runs anything in it", async () => {
	const response = await content();
	expect(response.status).toBe(200);
	expect(Object.fromEntries(response.headers)).toMatchObject({
		"content-type": "image/png",
		"content-length": String(file.length),
		etag: `"${asset.sha256}"`,
		"accept-ranges": "bytes",
		"x-content-type-options": "nosniff",
		"content-security-policy": "sandbox; default-src 'none'",
		"cache-control": "private, max-age=31536000, immutable",
	});
	expect(response.headers.get("content-disposition")).toMatch(
		/^inline; filename\*=UTF-8''Ein%20Bild[\w%.-]*$/,
	);
	expect(await bodyOf(response)).toEqual(file);
});

test("HEAD answers with the headers of GET and no body", async () => {
	const [head, get] = [await content({}, "HEAD"), await content()];
	expect(head.status).toBe(200);
	expect((await bodyOf(head)).length).toBe(0);
	for (const name of ["content-type", "etag", "content-disposition", "content-security-policy"])
		expect(head.headers.get(name)).toBe(get.headers.get(name));
});

test.each([
	["bytes=0-0", 0, 1],
	["bytes=0-9", 0, 10],
	["bytes=5-", 5, null],
	["bytes=-7", -7, null],
	["bytes=3-99999999", 3, null],
	["bytes=-99999999", 0, null],
])("a range of the content (%s) is answered with that part", async (range, from, length) => {
	const response = await content({ range });
	expect(response.status).toBe(206);
	const part = file.subarray(from < 0 ? file.length + from : from).subarray(0, length ?? undefined);
	expect(await bodyOf(response)).toEqual(part);
	const start = from < 0 ? file.length + from : from;
	expect(response.headers.get("content-range")).toBe(
		`bytes ${start}-${start + part.length - 1}/${file.length}`,
	);
	expect(response.headers.get("content-length")).toBe(String(part.length));
});

test.each([
	"bytes=0-1,3-4",
	"bytes=",
	"bytes=-",
	"bytes=a-b",
	"bytes=9-3",
	"items=0-5",
	"0-5",
	"bytes=1.5-2",
	"bytes=0x0-",
])("a range that is several or none (%s) is answered with the whole file", async (range) => {
	const response = await content({ range });
	expect(response.status).toBe(200);
	expect(response.headers.get("content-range")).toBeNull();
	expect(await bodyOf(response)).toEqual(file);
});

test.each(["bytes=999999-", "bytes=-0", `bytes=${"9".repeat(400)}-`])(
	"a range outside the file (%s) is refused with its size",
	async (range) => {
		const response = await content({ range });
		expect(response.headers.get("content-range")).toBe(`bytes */${file.length}`);
		await problemOf(response, "range_not_satisfiable");
	},
);

test("content that is known already is not sent again", async () => {
	for (const known of [`"${asset.sha256}"`, `W/"${asset.sha256}"`, `"x", "${asset.sha256}"`, "*"]) {
		const response = await content({ "if-none-match": known });
		expect(response.status, known).toBe(304);
		expect(response.headers.get("etag")).toBe(`"${asset.sha256}"`);
		expect((await bodyOf(response)).length).toBe(0);
	}
	expect((await content({ "if-none-match": '"another"' })).status).toBe(200);
});

test("If-Range gives the part while the file is the same, and the whole when it is not", async () => {
	const part = await content({ range: "bytes=0-3", "if-range": `"${asset.sha256}"` });
	expect(part.status).toBe(206);
	await part.arrayBuffer();
	const whole = await content({ range: "bytes=0-3", "if-range": '"another"' });
	expect(whole.status).toBe(200);
	expect(await bodyOf(whole)).toEqual(file);
});

test.each([
	["text/html", "page.html"],
	["image/svg+xml", "drawing.svg"],
	["text/plain\r\nx-evil: 1", "file.png"],
	["application/javascript", "code.js"],
	["", "nothing"],
])("an output that calls itself %j is a download, whatever a worker says of it", async (type, filename) => {
	const worker = await makeWorker();
	const { id } = await submit(account, worker);
	const task = await mustClaim(worker);
	const page = text("<script>alert(document.domain)</script>");
	const item = await upload(task, page, { content_type: type, filename, kind: "file" });
	await jsonOf(await complete(task, [item]), 200);
	const [output] = (await getJob(account, id)).outputs;
	const response = await call("GET", output?.url ?? "", { as: account.key });
	expect(response.status).toBe(200);
	expect(response.headers.get("content-type")).toBe("application/octet-stream");
	expect(response.headers.get("content-disposition")).toMatch(/^attachment; /);
	expect(response.headers.get("content-security-policy")).toContain("sandbox");
	expect(response.headers.get("x-evil")).toBeNull();
	await response.arrayBuffer();
});

test("a picture with a page behind it is refused", async () => {
	const both = bytes(await png(), text("<html><script>alert(1)</script></html>"));
	await problemOf(await postAsset(account, both, "both.html"), "invalid_image");
});

test("a record whose bytes are gone reads as not found, not as a broken server", async () => {
	const lost = await uploadAsset(account, await png(2, 2), "lost.png");
	await env.BUCKET.delete(`${account.id}/uploads/${lost.id}`);
	await problemOf(await call("GET", lost.url, { as: account.key }), "not_found");
});

test("a range is read as RFC 9110 says, for any header and size", () => {
	expect(readRange("bytes=0-", 0)).toBe("unsatisfiable");
	expect(readRange("bytes=-5", 0)).toBe("unsatisfiable");
	expect(readRange(" bytes=1-2 ", 3)).toEqual({ offset: 1, length: 2 });
	fc.assert(
		fc.property(fc.nat(2000), fc.nat(2000), fc.integer({ min: 1, max: 1000 }), (first, last, size) => {
			const range = readRange(`bytes=${first}-${last}`, size);
			if (last < first) expect(range).toBeNull();
			else if (first >= size) expect(range).toBe("unsatisfiable");
			else expect(range).toEqual({ offset: first, length: Math.min(last, size - 1) - first + 1 });
		}),
	);
	fc.assert(
		fc.property(fc.string(), fc.nat(1000), (header, size) => {
			const range = readRange(header, size);
			if (range === null || range === "unsatisfiable") return;
			expect(range.offset).toBeGreaterThanOrEqual(0);
			expect(range.length).toBeGreaterThan(0);
			expect(range.offset + range.length).toBeLessThanOrEqual(size);
		}),
	);
});
