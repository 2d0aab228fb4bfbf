import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { matroska } from "../../workflows/media/testing/matroska.ts";
import { movie } from "../../workflows/media/testing/movies.ts";
import { makeAccount } from "../testing/accounts.ts";
import { mp4, png } from "../testing/files.ts";
import { jsonOf, problemOf } from "../testing/http.ts";
import { getJob, postAsset, submit, uploadAsset } from "../testing/jobs.ts";
import { complete, makeWorker, mustClaim, upload } from "../testing/workers.ts";
import { writesNothing } from "../testing/writes.ts";

describe("an upload is what its tracks are", () => {
	test.each([
		["sound.mp4", movie("isom", ["soun"]), { kind: "audio", content_type: "audio/mp4", duration_ms: 1000 }],
		["song.m4a", movie("M4A ", ["soun"], 200_000), { kind: "audio", content_type: "audio/mp4" }],
		["film.mov", movie("qt  ", ["vide", "soun"]), { kind: "video", content_type: "video/quicktime" }],
		["film.mkv", matroska("matroska", ["video"]), { kind: "video", content_type: "video/x-matroska" }],
		["sound.mkv", matroska("matroska", ["audio"]), { kind: "audio", content_type: "audio/x-matroska" }],
		["film.mp4", movie("isom", ["vide"]), { kind: "video", content_type: "video/mp4", duration_ms: 1000 }],
	])("%s", async (name, bytes, what) => {
		expect(await uploadAsset(await makeAccount(), bytes, name)).toMatchObject({
			...what,
			size: bytes.length,
		});
	});

	test.each([
		["heic", /a HEIC picture/],
		["avif", /an AVIF picture/],
	])("a %s picture called .jpg is refused as what it is, and nothing of it stays", async (brand, words) => {
		const account = await makeAccount();
		const refused = await writesNothing(() => postAsset(account, movie(brand, []), "photo.jpg"));
		expect((await problemOf(refused, "invalid_image")).detail).toMatch(words);
		expect((await env.BUCKET.list({ prefix: `${account.id}/` })).objects).toEqual([]);
	});
});

describe("P5 an output is of the kind that is claimed", () => {
	test.each([
		["a PNG", png, "video", /image\/png, which is no video/],
		["a PNG", png, "audio", /image\/png, which is no audio/],
		["a film", async () => mp4(), "image", /video\/mp4, which is no image/],
		[
			"a Matroska film",
			async () => matroska("matroska", ["video"]),
			"image",
			/video\/x-matroska, which is no image/,
		],
	] as const)("%s is not taken for one (%#)", async (_, make, kind, words) => {
		const account = await makeAccount();
		const worker = await makeWorker();
		const { id } = await submit(account, worker);
		const task = await mustClaim(worker);
		const item = await upload(task, await make(), { kind, content_type: "application/octet-stream" });
		const problem = await problemOf(await complete(task, [item]), "output_mismatch");
		expect(problem.detail).toMatch(words);
		expect((await getJob(account, id)).status).toBe("running");
	});

	test("with its duration, as the worker has read it", async () => {
		const account = await makeAccount();
		const worker = await makeWorker();
		const { id } = await submit(account, worker);
		const task = await mustClaim(worker);
		const film = {
			kind: "video",
			content_type: "video/mp4",
			duration_ms: 1000,
			width: null,
			height: null,
		} as const;
		await jsonOf(await complete(task, [await upload(task, movie("isom", ["vide"]), film)]), 200);
		expect((await getJob(account, id)).outputs).toMatchObject([{ kind: "video", duration_ms: 1000 }]);
	});
});
