import { env } from "cloudflare:workers";
import { unzipSync, type Zippable, zipSync } from "fflate";
import { beforeAll, expect, test } from "vitest";
import { MOST_PICTURES } from "../../../../workflows/datasets/presets.ts";
import type { DatasetArchive, DatasetItemResource } from "../../../contract/training/dataset-items.ts";
import type { DatasetResource } from "../../../contract/training/datasets.ts";
import { entriesOf } from "../../../datasets/archive/entries.ts";
import { ARCHIVE } from "../../../datasets/archive/limits.ts";
import { finishDeletions } from "../../../housekeeping/finish-deletions.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { beginDataset } from "../../../testing/datasets.ts";
import { png, text } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";

let account: TestAccount;
beforeAll(async () => {
	account = await makeAccount();
});

const zip = (files: Zippable, level: 0 | 6 = 6) => new Uint8Array(zipSync(files, { level }));
const send = (name: string, body: Uint8Array<ArrayBuffer>, as = account, more = {}) =>
	call("POST", `/v1/datasets/${name}/archive`, {
		as: as.key,
		body,
		headers: { "content-type": "application/zip", "content-length": String(body.length), ...more },
	});
const get = async (name: string) =>
	jsonOf<DatasetResource>(await call("GET", `/v1/datasets/${name}`, { as: account.key }), 200);
const itemsOf = async (name: string, role = "picture") =>
	(
		await jsonOf<{ data: DatasetItemResource[] }>(
			await call("GET", `/v1/datasets/${name}/items?role=${role}`, { as: account.key }),
			200,
		)
	).data;
const uploadsOf = async ({ id }: TestAccount) =>
	(await env.BUCKET.list({ prefix: `${id}/uploads/` })).objects.length;

test("S2-DATA-02a S2-DATA-03b what came as an archive comes back as one, and as the same dataset when it is sent again", async () => {
	await beginDataset(account, "packed", { class_words: "anime girl" });
	const pictures = await Promise.all([1, 2, 3, 4].map((side) => png(256, 256 + side)));
	const [a, b, c, d] = pictures as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
	const archive = zip({
		"set/b.png": b,
		"set/b.txt": text("caption of b\r\n"),
		"set/a.PNG": [a, { level: 0 }],
		"set/a.txt": text("caption of a"),
		"set/a_flipped.png": c,
		"set/lost.txt": text("of nothing"),
		"set/notes.md": text("none of it"),
		"set/.hidden.png": text("none of it"),
		"__MACOSX/set/a.png": text("none of it"),
		"reg/1_girl/0.png": d,
	});
	const sent = await jsonOf<DatasetArchive>(await send("packed", archive), 201);
	expect(sent).toEqual({ dataset: "packed", added: 4, first_item: 1, loose_captions: ["set/lost.txt"] });
	const items = await itemsOf("packed");
	expect(items.map(({ item, caption, flip_of, asset }) => [item, caption, flip_of, asset.filename])).toEqual([
		[1, "caption of a", null, "a.PNG"],
		[2, null, 1, "a_flipped.png"],
		[3, "caption of b", null, "b.png"],
	]);
	expect((await itemsOf("packed", "regularisation")).map(({ item }) => item)).toEqual([4]);
	expect(items.map(({ asset }) => asset.hidden)).toEqual([true, true, true]);

	const back = await call("GET", "/v1/datasets/packed/archive", { as: account.key });
	expect(back.headers.get("content-disposition")).toBe('attachment; filename="packed.zip"');
	const bytes = new Uint8Array(await back.arrayBuffer());
	const files = unzipSync(bytes);
	const folder = "train/10_spyke_plasma_v1";
	expect(Object.keys(files)).toEqual([
		`${folder}/0001.png`,
		`${folder}/0001.txt`,
		`${folder}/0002.png`,
		`${folder}/0003.png`,
		`${folder}/0003.txt`,
		"reg/1_anime_girl/0001.png",
	]);
	expect([files[`${folder}/0001.png`], files["reg/1_anime_girl/0001.png"]]).toEqual([a, d]);
	expect(new TextDecoder().decode(files[`${folder}/0003.txt`])).toBe("caption of b\n");

	await beginDataset(account, "packed-again");
	await jsonOf(await send("packed-again", bytes), 201);
	const kept = (list: DatasetItemResource[]) => list.map(({ caption, asset }) => [caption, asset.sha256]);
	expect(kept(await itemsOf("packed-again"))).toEqual(kept(items));
	const before = await uploadsOf(account);
	expect((await call("DELETE", "/v1/datasets/packed-again", { as: account.key })).status).toBe(204);
	await finishDeletions(env, Date.now(), account.id);
	expect(await uploadsOf(account)).toBe(before - 4);
});

test("P7 an archive that is sent with a key is added once, also at the same moment; another one with the key is refused, and nothing of it stays", async () => {
	const own = await makeAccount();
	await beginDataset(own, "keyed", {});
	const archive = zip({ "a.png": await png(256, 301), "b.png": await png(256, 302), "c.txt": text("lost") });
	const key = { "idempotency-key": "one" };
	const answers = await Promise.all([1, 2].map(() => send("keyed", archive, own, key)));
	answers.push(await send("keyed", archive, own, key));
	for (const answer of answers)
		expect(await jsonOf(answer, 201)).toEqual({
			...{ dataset: "keyed", added: 2, first_item: 1, loose_captions: ["c.txt"] },
		});
	expect(answers.filter(({ headers }) => headers.has("idempotency-replayed"))).toHaveLength(2);
	const other = zip({ "a.png": await png(256, 303) });
	await problemOf(await send("keyed", other, own, key), "idempotency_key_reuse");
	await problemOf(
		await send("keyed", other, own, { "idempotency-key": "no spaces" }),
		"invalid_idempotency_key",
	);
	expect(await uploadsOf(own)).toBe(2);
	await jsonOf(await send("keyed", other, own, { "idempotency-key": "two" }), 201);
	expect(await uploadsOf(own)).toBe(3);
});

const picture = () => png(256, 300);
/** A file that unpacks to so many bytes, all of them alike. */
const bomb = (bytes: number) => new Uint8Array(bytes);

test.each<[string, () => Promise<Uint8Array<ArrayBuffer>>, RegExp]>([
	["is no ZIP archive", async () => text("PNG, but not really. ".repeat(20)), /no files/],
	["is empty", async () => new Uint8Array(), /no files/],
	["has no pictures", async () => zip({ "a.txt": text("x") }), /no pictures/],
	["is cut off", async () => zip({ "a.png": await picture() }, 0).slice(0, 300), /middle|ZIP/],
	["has ../ in it", async () => zip({ "b.png": await picture(), "../a.png": await picture() }), /leads out/],
	["has ../ in the middle", async () => zip({ "a/../../b.txt": text("x") }), /leads out/],
	["has a path from the root", async () => zip({ "/etc/a.png": await picture() }), /leads out/],
	["has a path of Windows", async () => zip({ "C:\\a.png": await picture() }), /leads out/],
	["has a path with a zero", async () => zip({ "a\u0000.png": await picture() }), /leads out/],
	[
		"has a text of 1 MB",
		async () => zip({ "a.png": await picture(), "a.txt": bomb(1_000_000) }),
		/16000 bytes/,
	],
	[
		"has a long caption",
		async () => zip({ "a.png": await picture(), "a.txt": text("x".repeat(5000)) }),
		/at most 4000/,
	],
	["has a bomb", async () => zip({ "a.png": bomb(ARCHIVE.picture + 1) }), /32000000 bytes/],
	[
		"has a text under the name of a picture",
		async () => zip({ "a.png": text("a".repeat(100)) }),
		/no PNG, JPEG or WebP/,
	],
	["has a picture that is cut off", async () => zip({ "a.png": (await picture()).slice(0, -20) }), /no PNG/],
	[
		"has 5,000 pictures",
		async () => {
			const one = await picture();
			return zip(Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`${at}.png`, one])), 0);
		},
		/more than 500 pictures/,
	],
])("an archive that %s is refused, and nothing of it stays", async (_, make, words) => {
	const fresh = await makeAccount();
	await beginDataset(fresh, "strict");
	const problem = await problemOf(await send("strict", await make(), fresh), "invalid_archive");
	expect(problem.detail).toMatch(words);
	expect(await uploadsOf(fresh)).toBe(0);
	const { pictures } = await jsonOf<DatasetResource>(
		await call("GET", "/v1/datasets/strict", { as: fresh.key }),
		200,
	);
	expect(pictures).toBe(0);
});

test("more than 500 pictures, more bytes than the account may store and a dataset that is not there are refused whole", async () => {
	const fresh = await makeAccount();
	await beginDataset(fresh, "full");
	const one = await picture();
	const pictures = (count: number) =>
		env.DB.prepare("UPDATE datasets SET pictures = ? WHERE account_id = ?").bind(count, fresh.id).run();
	await pictures(MOST_PICTURES - 1);
	await problemOf(await send("full", zip({ "a.png": one, "b.png": one }), fresh), "dataset_limit");
	await pictures(0);
	await env.DB.prepare("UPDATE accounts SET max_bytes = ? WHERE id = ?")
		.bind(one.length * 2, fresh.id)
		.run();
	const three = zip({ "a.png": one, "b.png": one, "c.png": one });
	await problemOf(await send("full", three, fresh), "storage_limit");
	await problemOf(await send("none", three, fresh), "not_found");
	expect(await uploadsOf(fresh)).toBe(0);
	await jsonOf(await send("full", zip({ "a.png": one, "b.png": one }), fresh), 201);
	expect(await uploadsOf(fresh)).toBe(2);
	const left = await env.DB.prepare("SELECT stored_bytes FROM accounts WHERE id = ?").bind(fresh.id).first();
	expect(left).toEqual({ stored_bytes: one.length * 2 });
	expect((await get("packed")).pictures).toBe(3);
});

test("an archive is read in whatever pieces it comes", async () => {
	const body = zip({
		"a.png": await png(9, 9),
		"a.txt": text("caption"),
		"b/c.webp": text("x".repeat(3000)),
	});
	const read = async (size: number) => {
		const stream = new ReadableStream<Uint8Array>({
			start(controller) {
				for (let at = 0; at < body.length; at += size) controller.enqueue(body.slice(at, at + size));
				controller.close();
			},
		});
		const entries: unknown[] = [];
		for await (const { path, kind, bytes } of entriesOf(stream)) entries.push([path, kind, bytes.length]);
		return entries;
	};
	const whole = await read(body.length);
	expect(whole).toEqual([
		["a.png", "picture", (await png(9, 9)).length],
		["a.txt", "caption", 7],
		["b/c.webp", "picture", 3000],
	]);
	for (const size of [1, 7, 100]) expect(await read(size)).toEqual(whole);
});
