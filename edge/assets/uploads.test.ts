import { env } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runs } from "../../workflows/testing/runs.ts";
import { MAX_UPLOAD_BYTES } from "../api/upload.ts";
import type { Asset } from "../contract/assets/assets.ts";
import { makeAccount } from "../testing/accounts.ts";
import { bytes, jpeg, png, pngHeader, sha256, text, wav, webp } from "../testing/files.ts";
import { call, jsonOf, problemOf } from "../testing/http.ts";
import { multipart, postAsset, uploadAsset } from "../testing/jobs.ts";
import { writesNothing } from "../testing/writes.ts";
import { safeFilename } from "./filename.ts";

test.each([
	["PNG", () => png(5, 3), { kind: "image", content_type: "image/png", width: 5, height: 3 }],
	["JPEG", async () => jpeg(5, 3), { kind: "image", content_type: "image/jpeg", width: 5, height: 3 }],
	["WebP", async () => webp(5, 3), { kind: "image", content_type: "image/webp", width: 5, height: 3 }],
	["WAV", async () => wav(), { kind: "audio", content_type: "audio/wav", width: null, height: null }],
])("a %s is taken for what its bytes say, whatever it is called", async (_name, make, expected) => {
	const account = await makeAccount();
	const asset = await uploadAsset(account, await make(), "page.html");
	expect(asset).toMatchObject({ ...expected, filename: "page.html", job: null, task: null });
	expect(await jsonOf(await call("GET", `/v1/assets/${asset.id}`, { as: account.key }), 200)).toEqual(asset);
});

test("assets are listed newest first, page by page, and by the job that made them", async () => {
	const account = await makeAccount();
	const made: string[] = [];
	for (let i = 1; i < 4; i++) made.push((await uploadAsset(account, await png(i, i))).id);
	const page = async (query: string) =>
		jsonOf<{ data: Asset[]; next_cursor: string | null; has_more: boolean }>(
			await call("GET", `/v1/assets?${query}`, { as: account.key }),
			200,
		);
	const first = await page("limit=2");
	expect(first.has_more).toBe(true);
	const second = await page(`limit=2&cursor=${first.next_cursor}`);
	expect(second).toMatchObject({ has_more: false, next_cursor: null });
	expect([...first.data, ...second.data].map((asset) => asset.id)).toEqual(made.sort().reverse());
	expect((await page("job=job_00000000000000000000000000")).data).toEqual([]);
});

describe("files that are no whole picture, film or sound are refused, and nothing is kept of them", () => {
	const cases: [string, () => Promise<Uint8Array<ArrayBuffer>>][] = [
		["text called a PNG", async () => text("this is no picture at all, it only says so")],
		["HTML", async () => text("<!doctype html><script>alert(1)</script>")],
		["SVG", async () => text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
		["a page before a picture", async () => bytes(text("<html>"), await png())],
		["one byte", async () => bytes([0])],
		["a JPEG without an end", async () => jpeg().subarray(0, jpeg().length - 2)],
		["a JPEG without a frame", async () => bytes([0xff, 0xd8, 0xff, 0xda, 0, 2, 0, 0, 0, 0, 0xff, 0xd9])],
		["a JPEG of 0 pixels", async () => jpeg(0, 0)],
		["a JPEG of 65,535 pixels a side", async () => jpeg(65535, 65535)],
		["a WebP cut off", async () => webp().subarray(0, webp().length - 1)],
		[
			"a WebP of an unknown kind",
			async () => bytes(webp().subarray(0, 12), text("VP9 "), webp().subarray(16)),
		],
		["a PNG of 65,535 pixels a side", async () => pngHeader(65535, 65535)],
		["a PNG one pixel wide and 2^31 high", async () => pngHeader(1, 2 ** 31)],
		["a PNG of 0 pixels", async () => pngHeader(0, 4)],
		["a PNG that says a chunk is longer than the file", async () => longChunk()],
		["an archive", async () => bytes([0x50, 0x4b, 3, 4], new Uint8Array(60))],
		["a program", async () => bytes([0x7f, 0x45, 0x4c, 0x46], new Uint8Array(60))],
	];
	test.each(cases)("%s", async (_name, make) => {
		const account = await makeAccount();
		const file = await make();
		const problem = await writesNothing(async () =>
			problemOf(await postAsset(account, file), "invalid_image"),
		);
		expect(problem.errors).toMatchObject([{ pointer: "/file", code: "invalid_image" }]);
	});

	test("a PNG cut off anywhere", async () => {
		const account = await makeAccount();
		const whole = await png(8, 8);
		await writesNothing(async () => {
			for (let end = 1; end < whole.length; end += 3)
				await problemOf(await postAsset(account, bytes(whole.subarray(0, end))), "invalid_image");
		});
	});

	async function longChunk(): Promise<Uint8Array<ArrayBuffer>> {
		const broken = await png();
		new DataView(broken.buffer).setUint32(33, 0x7fffffff);
		return broken;
	}
});

describe("a file of several parts of storage", () => {
	test("is stored whole, with its hash and size, once for each idempotency key", async () => {
		const account = await makeAccount();
		const file = bytes(wav(), new Uint8Array(12_000_000));
		for (let at = 44; at < file.length; at += 4099) file[at] = at % 251;
		const headers = { "idempotency-key": "large" };
		const asset = await jsonOf<Asset>(await postAsset(account, file, "long.wav", headers), 201);
		expect(asset).toMatchObject({ kind: "audio", size: file.length, sha256: await sha256(file) });
		const content = await call("GET", asset.url, { as: account.key });
		expect(await sha256(new Uint8Array(await content.arrayBuffer()))).toBe(asset.sha256);
		const again = await postAsset(account, file, "long.wav", headers);
		expect(again.headers.get("idempotency-replayed")).toBe("true");
		expect(await jsonOf<Asset>(again, 201)).toEqual(asset);
		const { objects } = await env.BUCKET.list({ prefix: `${account.id}/` });
		expect(objects.map(({ size }) => size)).toEqual([file.length]);
	});

	test("that turns out to be cut off at its end is refused, and nothing is kept of it", async () => {
		const account = await makeAccount();
		const picture = await png();
		new DataView(picture.buffer).setUint32(33, 0x7fffffff);
		const endless = bytes(picture, new Uint8Array(12_000_000));
		await writesNothing(async () => problemOf(await postAsset(account, endless), "invalid_image"));
	});
});

describe("a form that holds no file is refused, and nothing is written", () => {
	const send = async (body: Uint8Array<ArrayBuffer> | string, headers: Record<string, string>) => {
		const account = await makeAccount();
		const data = typeof body === "string" ? text(body) : body;
		const length = { "content-length": String(data.length) };
		return writesNothing(() =>
			call("POST", "/v1/assets", { as: account.key, body: data, headers: { ...length, ...headers } }),
		);
	};

	test("the field has another name", async () => {
		const { body, type } = multipart(await png(), "a.png", "picture");
		const problem = await problemOf(await send(body, { "content-type": type }), "invalid_request");
		expect(problem.errors).toMatchObject([{ pointer: "/file", code: "missing_file" }]);
		expect(problem.detail).toContain('it has its file in "picture"');
	});

	test("the file is empty", async () => {
		const { body, type } = multipart(bytes(), "a.png");
		const problem = await problemOf(await send(body, { "content-type": type }), "invalid_request");
		expect(problem.errors).toMatchObject([{ pointer: "/file", code: "empty_file" }]);
		expect(problem.detail).toBe('the file "a.png" is empty: it has 0 bytes');
	});

	test("the field holds a text", async () => {
		const { body, type } = multipart(await png(), "a.png");
		const typed = text(new TextDecoder("latin1").decode(body).replace('; filename="a.png"', ""));
		const problem = await problemOf(await send(typed, { "content-type": type }), "invalid_request");
		expect(problem.detail).toContain("a text without a file name");
	});

	test("the field is there twice, since nobody can say which is meant", async () => {
		const one = multipart(await png(5, 3), "a.png");
		const other = multipart(await png(7, 7), "b.png");
		const end = text("--\r\n").length;
		const both = bytes(one.body.subarray(0, one.body.length - end), text("\r\n"), other.body);
		const problem = await problemOf(await send(both, { "content-type": one.type }), "invalid_request");
		expect(problem.errors).toMatchObject([{ pointer: "/file", code: "too_many_files" }]);
	});

	test("the field is text", async () => {
		const form = '--b\r\ncontent-disposition: form-data; name="file"\r\n\r\nhello\r\n--b--\r\n';
		const answer = await send(form, { "content-type": "multipart/form-data; boundary=b" });
		await problemOf(answer, "invalid_request");
	});

	test.each([
		["no boundary", "multipart/form-data"],
		["another boundary", "multipart/form-data; boundary=other"],
	])("the form cannot be read: %s", async (_name, type) => {
		const { body } = multipart(await png(), "a.png");
		await problemOf(await send(body, { "content-type": type }), "malformed_form");
	});

	test.each([
		"application/json",
		"image/png",
		"text/plain",
		"application/x-www-form-urlencoded",
		"multipart/mixed",
	])("it is no form but %s", async (type) => {
		await problemOf(await send("{}", { "content-type": type }), "unsupported_media");
	});

	test("it does not say how long it is", async () => {
		const account = await makeAccount();
		const { body, type } = multipart(await png(), "a.png");
		const stream = new ReadableStream({
			start(controller) {
				controller.enqueue(body);
				controller.close();
			},
		});
		const answer = await writesNothing(() =>
			call("POST", "/v1/assets", { as: account.key, body: stream, headers: { "content-type": type } }),
		);
		await problemOf(answer, "length_required");
	});

	test("it is larger than the limit", async () => {
		const { body, type } = multipart(new Uint8Array(MAX_UPLOAD_BYTES), "a.png");
		await problemOf(await send(body, { "content-type": type }), "payload_too_large");
	});
});

test("import from a URL is refused, whichever URL it is", async () => {
	const account = await makeAccount();
	for (const url of ["https://example.com/a.png", "http://169.254.169.254/", "file:///etc/passwd"]) {
		const answer = await writesNothing(() =>
			call("POST", "/v1/assets/from-url", { as: account.key, json: { url } }),
		);
		await problemOf(answer, "import_disabled");
	}
});

test("file names keep their last part and lose what means something to a path, a shell or a header", () => {
	expect(safeFilename("picture.png")).toBe("picture.png");
	expect(safeFilename("../../etc/passwd")).toBe("passwd");
	expect(safeFilename("C:\\temp\\Über Bild.PNG")).toBe("Über Bild.PNG");
	expect(safeFilename("...hidden")).toBe("hidden");
	expect(safeFilename('a";\r\nx: y%00<b>|$(c)`.png')).toBe("a____x_ y_00_b___(c)_.png".replace(/[()]/g, "_"));
	expect(safeFilename("x.png [output]")).toBe("x.png _output_");
	for (const nothing of ["", "/", "..", "a/", " . . "]) expect(safeFilename(nothing)).toBe("file");
	expect(safeFilename("ä".repeat(400))).toHaveLength(150);
});

test("a file name is always short, sendable and free of separators, whatever was sent", () => {
	const part = fc.oneof(
		fc.string({ unit: "binary" }),
		fc.string({ unit: "grapheme" }),
		fc.constant("\ud83d"),
	);
	fc.assert(
		fc.property(fc.array(part, { maxLength: 40 }), fc.integer({ min: 0, max: 160 }), (parts, pad) => {
			const name = safeFilename(`${"x".repeat(pad)}${parts.join("𠀀")}`);
			expect(name).toMatch(/^[\p{L}\p{N}._ -]+$/u);
			expect([...name].length).toBeLessThanOrEqual(150);
			expect(() => encodeURIComponent(name)).not.toThrow();
			expect(name.startsWith(".")).toBe(false);
		}),
		{ numRuns: runs(500, 50) },
	);
});
