import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { type Asset, assetSchema } from "../contract/assets/assets.ts";
import type { ThumbnailChores } from "../contract/assets/thumbnails.ts";
import { database } from "../db/client.ts";
import { finishDeletions } from "../housekeeping/finish-deletions.ts";
import { sweepObjects } from "../housekeeping/orphans.ts";
import { makeAccount, type TestAccount } from "../testing/accounts.ts";
import { keysOf } from "../testing/characters.ts";
import { png } from "../testing/files.ts";
import { call, jsonOf, problemOf } from "../testing/http.ts";
import { submit, succeededJob, uploadAsset } from "../testing/jobs.ts";
import { claim, makeWorker, type TestWorker } from "../testing/workers.ts";
import { handOut } from "./thumbnail-chores.ts";

const DAY = 24 * 60 * 60_000;
const webp = (text: string) => new TextEncoder().encode(`RIFF....WEBP${text}`);

const look = (account: TestAccount, url: string | undefined) => call("GET", url ?? "", { as: account.key });
const put = (worker: TestWorker, { id }: Pick<Asset, "id">, size: number, body = webp(String(size))) =>
	call("PUT", `/v1/workers/${worker.id}/thumbnails/${id}/${size}`, {
		as: worker.token,
		body,
		headers: { "content-type": "image/webp", "content-length": String(body.length) },
	});
const take = async (worker: TestWorker) =>
	jsonOf<ThumbnailChores>(
		await call("POST", `/v1/workers/${worker.id}/thumbnails`, { as: worker.token }),
		200,
	);

test("a picture stands in for its thumbnails until a worker has sent them, which is one row written, and then the thumbnail is kept by browsers", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const { output } = await succeededJob(account, worker);
	const url = output.thumbnails?.small;
	expect(url).toBe(`/v1/assets/${output.id}/content?size=256`);
	const before = await look(account, url);
	expect(before.headers.get("cache-control")).toBe("private, no-cache");
	expect((await before.bytes()).length).toBe(output.size);
	const written = () =>
		env.DB.prepare("SELECT thumbnails FROM assets WHERE id = ?").bind(output.id).first<number>("thumbnails");
	expect((await put(worker, output, 256, webp("first"))).status).toBe(204);
	expect((await put(worker, output, 256)).status).toBe(204);
	expect(await written()).toBe(0);
	expect((await look(account, url)).headers.get("content-type")).toBe("image/png");
	expect((await put(worker, output, 768)).status).toBe(204);
	expect(await written()).toBe(3);
	const after = await look(account, url);
	expect(after.headers.get("content-type")).toBe("image/webp");
	expect(after.headers.get("cache-control")).toContain("immutable");
	expect(after.headers.get("etag")).not.toBe(before.headers.get("etag"));
	expect(new TextDecoder().decode(await after.bytes())).toBe("RIFF....WEBP256");
	// The first one stays.
	expect((await put(worker, output, 256, webp("other"))).status).toBe(204);
	expect(new TextDecoder().decode(await (await look(account, url)).bytes())).toBe("RIFF....WEBP256");
});

test("the first look at an older picture is a wish: one worker of its pool is asked, and is not asked again once it is made", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const stranger = await makeWorker();
	const { output } = await succeededJob(account, worker);
	expect(await take(worker)).toEqual({ chores: [], more: false });
	for (let i = 0; i < 2; i++) await (await look(account, output.thumbnails?.large)).body?.cancel();
	const found = await call("POST", `/v1/workers/${worker.id}/claim`, {
		as: worker.token,
		json: { claim_id: crypto.randomUUID(), warm_models: [] },
	});
	expect([found.status, found.headers.get("x-thumbnails-wanted")]).toEqual([204, "1"]);
	expect((await take(stranger)).chores).toEqual([]);
	const { chores } = await take(worker);
	expect(chores).toEqual([{ asset: output.id, kind: "image", size: output.size }]);
	expect((await take(worker)).chores).toEqual([]);
	const path = (of: TestWorker) => `/v1/workers/${of.id}/thumbnails/${output.id}`;
	const source = await call("GET", path(worker), { as: worker.token });
	expect((await source.bytes()).length).toBe(output.size);
	await problemOf(await call("GET", path(stranger), { as: stranger.token }), "not_found");
	await problemOf(await put(stranger, output, 256), "not_found");
	await problemOf(await put(worker, output, 256, new TextEncoder().encode("<svg/>")), "invalid_request");
	for (const size of [256, 768]) expect((await put(worker, output, size)).status).toBe(204);
	expect((await handOut(database(env.DB), worker.poolId, Date.now() + DAY)).chores).toEqual([]);
	expect(await claim(worker)).toBeNull();
});

test("what no worker can make is given up after three tries, and says that it has none", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const { output } = await succeededJob(account, worker);
	await (await look(account, output.thumbnails?.small)).body?.cancel();
	for (let day = 0; day < 3; day++) {
		const { chores } = await handOut(database(env.DB), worker.poolId, Date.now() + day * DAY);
		expect(chores).toHaveLength(1);
	}
	expect((await handOut(database(env.DB), worker.poolId, Date.now() + 3 * DAY)).chores).toEqual([]);
	const asset = assetSchema.parse(await jsonOf(await look(account, `/v1/assets/${output.id}`), 200));
	expect(asset.thumbnails).toBeNull();
});

test("thumbnails go with their picture and with its job, do not count as stored, and the sweep leaves them alone", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const stored = async () =>
		(await jsonOf<{ stored_bytes: number }>(await look(account, "/v1/account"), 200)).stored_bytes;
	const one = await succeededJob(account, worker);
	const other = await succeededJob(account, worker);
	const counted = await stored();
	for (const { output } of [one, other]) for (const size of [256, 768]) await put(worker, output, size);
	expect(await stored()).toBe(counted);
	const kept = () => keysOf(`${account.id}/thumbnails/`);
	await sweepObjects(env, Date.now() + 40 * DAY);
	expect(await kept()).toHaveLength(4);
	await call("DELETE", `/v1/assets/${one.output.id}`, { as: account.key });
	await call("DELETE", `/v1/jobs/${other.job.id}`, { as: account.key });
	await finishDeletions(env, Date.now() + DAY, account.id);
	expect(await kept()).toEqual([]);
	await problemOf(await put(worker, one.output, 256), "not_found");
});

test("S3-22 a list of pictures is narrowed by what made them, and says what was made from one; hidden ones are left out", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const { output } = await succeededJob(account, worker);
	const uploaded = await uploadAsset(account, await png(5, 7));
	const list = async (query: string) => {
		const page = await jsonOf<{ data: Asset[] }>(await look(account, `/v1/assets?${query}`), 200);
		return page.data.map(({ id }) => id);
	};
	expect((await list("")).sort()).toEqual([uploaded.id, output.id].sort());
	expect(await list("workflow=storyboard-image")).toEqual([output.id]);
	expect(await list("workflow=storyboard-image@1&kind=image")).toEqual([output.id]);
	expect(await list("workflow=storyboard-image&kind=video")).toEqual([]);
	expect(await list(`sha256=${uploaded.sha256}`)).toEqual([uploaded.id]);
	expect(await list("pipeline=reference-dataset")).toEqual([]);
	expect(await list("character=chr_00000000000000000000000000")).toEqual([]);
	expect(await list("project=prj_00000000000000000000000000")).toEqual([]);
	const { id } = await submit(account, worker, {
		workflow: "storyboard-image@1",
		parameters: { prompt: "x", references: [output.id] },
	});
	expect(await list(`made_from=${output.id}`)).toEqual([]);
	await env.DB.prepare("UPDATE assets SET job_id = ? WHERE id = ?").bind(id, uploaded.id).run();
	expect(await list(`made_from=${output.id}`)).toEqual([uploaded.id]);
	await env.DB.prepare("UPDATE assets SET hidden = 1 WHERE id = ?").bind(output.id).run();
	expect(await list("workflow=storyboard-image")).not.toContain(output.id);
	expect(await list("workflow=storyboard-image&include_hidden=true")).toContain(output.id);
});
