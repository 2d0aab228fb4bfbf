import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { MOST_PICTURES, MOST_REGULARISATION } from "../../../../workflows/datasets/presets.ts";
import type {
	DatasetAdded,
	DatasetChecksResource,
	DatasetDiffResource,
	DatasetItemResource,
} from "../../../contract/training/dataset-items.ts";
import type { DatasetResource, DatasetVersion } from "../../../contract/training/datasets.ts";
import { datasetForTraining } from "../../../datasets/read.ts";
import { picturesMade } from "../../../datasets/sources.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { makeCharacter } from "../../../testing/characters.ts";
import { addSheet, addTo, beginDataset, TRIGGER } from "../../../testing/datasets.ts";
import { png } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { succeededJob, uploadAsset } from "../../../testing/jobs.ts";
import { makeWorker } from "../../../testing/workers.ts";

let account: TestAccount;
let other: TestAccount;
beforeAll(async () => {
	[account, other] = await Promise.all([makeAccount(), makeAccount()]);
});

const ask = (method: string, path: string, json?: object, as = account) =>
	call(method, `/v1/datasets${path}`, { as: as.key, ...(json && { json }) });
const get = async (name: string) => jsonOf<DatasetResource>(await ask("GET", `/${name}`), 200);
const itemsOf = async (name: string, query = "") =>
	(await jsonOf<{ data: DatasetItemResource[] }>(await ask("GET", `/${name}/items${query}`), 200)).data;
const checksOf = async (name: string) =>
	jsonOf<DatasetChecksResource>(await ask("GET", `/${name}/checks`), 200);

test("pictures that are added with a key are added once, also at the same moment, and another body is refused", async () => {
	await beginDataset(account, "once", {});
	const asset = (await uploadAsset(account, await png())).id;
	const add = (key: string, json: object) =>
		call("POST", "/v1/datasets/once/items", {
			as: account.key,
			json,
			headers: { "idempotency-key": key },
		});
	const one = { items: [{ asset, caption: "first" }] };
	const answers = await Promise.all([add("a", one), add("a", one), add("a", one)]);
	for (const answer of answers)
		expect(await jsonOf(answer, 201)).toEqual({ dataset: "once", added: 1, first_item: 1 });
	expect(answers.filter(({ headers }) => headers.has("idempotency-replayed"))).toHaveLength(2);
	await problemOf(await add("a", { items: [{ asset, caption: "other" }] }), "idempotency_key_reuse");
	expect(await jsonOf(await add("b", one), 201)).toMatchObject({ first_item: 2 });
	expect(await jsonOf(await add("a", one), 201)).toMatchObject({ first_item: 1 });
	expect(await itemsOf("once")).toHaveLength(2);
});

describe("S0-A12 datasets are managed", () => {
	test("pictures are added, checked, mended and frozen; a version never changes, and trainings are given it", async () => {
		const made = await beginDataset(account, "mia", { preset: "sheet", class_words: "anime girl" });
		expect(made).toMatchObject({
			pictures: 0,
			regularisation: 0,
			changed: true,
			versions: [],
			asymmetric: false,
		});
		await jsonOf(await ask("PATCH", "/mia", { preset: "any", note: "first" }), 200);
		expect(await addSheet(account, "mia", 7)).toEqual({ dataset: "mia", added: 7, first_item: 1 });
		const items = await itemsOf("mia");
		expect(items.map(({ item, caption }) => [item, caption?.startsWith(`${TRIGGER}, `)])).toEqual(
			[1, 2, 3, 4, 5, 6, 7].map((item) => [item, true]),
		);
		const caption = items[2]?.caption ?? "";
		await jsonOf(await ask("PATCH", "/mia/items/3", { caption: "walking" }), 200);
		const faulty = await checksOf("mia");
		expect(faulty.ready).toBe(false);
		expect(faulty.items[2]).toMatchObject({
			item: 3,
			findings: [{ code: "not_compared" }, { code: "caption_parts" }, { code: "trigger_not_first" }],
		});
		const refused = await problemOf(await ask("POST", "/mia/versions"), "dataset_not_ready");
		expect(refused).toMatchObject({
			code: "dataset_not_ready",
			errors: [
				{ pointer: "/items/3", code: "caption_parts" },
				{ pointer: "/items/3", code: "trigger_not_first" },
			],
		});
		await jsonOf(await ask("PATCH", "/mia/items/3", { caption }), 200);
		const first = await jsonOf<DatasetVersion>(await ask("POST", "/mia/versions"), 201);
		expect(first).toMatchObject({ version: 1, reference: "mia@1", pictures: 7, trigger_word: TRIGGER });
		expect(await jsonOf(await ask("POST", "/mia/versions"), 200)).toEqual(first);
		expect(await get("mia")).toMatchObject({ changed: false, note: "first", versions: [first] });

		await jsonOf(await ask("PATCH", "/mia", { trigger_word: "other" }), 200);
		await jsonOf(await ask("PATCH", "/mia/items/1", { caption: "other, portrait, smiling, park" }), 200);
		expect((await ask("DELETE", "/mia/items/2")).status).toBe(204);
		await addSheet(account, "mia", 1, 7);
		expect((await itemsOf("mia")).map(({ item }) => item)).toEqual([1, 3, 4, 5, 6, 7, 8]);
		expect(await itemsOf("mia", "?version=1")).toEqual(items);
		const training = await datasetForTraining(env, account.id, "mia@1");
		expect(training).toMatchObject({
			name: "mia",
			version: 1,
			trigger_word: TRIGGER,
			class_words: "anime girl",
		});
		expect(training.pictures).toEqual(
			items.map(({ asset, caption }) => ({
				asset_id: asset.id,
				sha256: asset.sha256,
				bytes: asset.size,
				content_type: "image/png",
				caption,
			})),
		);
		const diff = await jsonOf<DatasetDiffResource>(await ask("GET", "/mia/diff?from=1"), 200);
		expect([diff.added.map(({ item }) => item), diff.removed.map(({ item }) => item)]).toEqual([[8], [2]]);
		expect(diff.changed).toEqual([
			{ sha256: items[0]?.asset.sha256, before: items[0]?.caption, after: "other, portrait, smiling, park" },
		]);
		expect((await checksOf("mia")).ready).toBe(false);
		for (const version of ["mia@2", "mia", "leo@1"])
			await expect(datasetForTraining(env, account.id, version)).rejects.toMatchObject({ code: "not_found" });
		await expect(datasetForTraining(env, other.id, "mia@1")).rejects.toMatchObject({ code: "not_found" });
	});

	test("a picture stays while a dataset or a version of it has it", async () => {
		await beginDataset(account, "kept");
		const { id } = await uploadAsset(account, await png(300, 301));
		await jsonOf(await addTo(account, "kept", { items: [{ asset: id }] }), 201);
		const refused = await problemOf(
			await call("DELETE", `/v1/assets/${id}`, { as: account.key }),
			"conflict",
		);
		expect(refused.detail).toContain("the dataset kept");
		expect((await ask("DELETE", "/kept")).status).toBe(204);
		expect((await ask("DELETE", "/kept")).status).toBe(404);
		expect((await call("GET", `/v1/assets/${id}`, { as: account.key })).status).toBe(200);
		expect((await call("DELETE", `/v1/assets/${id}`, { as: account.key })).status).toBe(204);
	});

	test("a version that is deleted is gone, its number is not given again, and what is there can be frozen anew", async () => {
		await beginDataset(account, "again");
		await addSheet(account, "again", 7);
		await jsonOf(await ask("POST", "/again/versions"), 201);
		expect((await ask("DELETE", "/again/versions/1")).status).toBe(204);
		expect((await ask("DELETE", "/again/versions/1")).status).toBe(404);
		expect(await get("again")).toMatchObject({ changed: true, versions: [] });
		expect((await ask("GET", "/again/items?version=1")).status).toBe(404);
		expect(await jsonOf(await ask("POST", "/again/versions"), 201)).toMatchObject({ version: 2 });
	});
});

test("S2-DATA-04 flipped copies and hashes that were sent are what the checks see", async () => {
	await beginDataset(account, "flips", { asymmetric: true });
	await addSheet(account, "flips", 7);
	const hash = (digit: string) => ({ dhash: digit.repeat(16), phash: digit.repeat(16) });
	const change = (item: number, json: object) => ask("PATCH", `/flips/items/${item}`, json);
	const before = await get("flips");
	const noted = await ask("PUT", "/flips/hashes", {
		hashes: [
			{ item: 1, hashes: { ...hash("0"), mirror: hash("5") } },
			{ item: 2, hashes: { ...hash("5"), mirror: hash("0") } },
			{ item: 99, hashes: { ...hash("0"), mirror: hash("0") } },
		],
	});
	expect(await jsonOf(noted, 200)).toEqual(await checksOf("flips"));
	expect(await get("flips")).toEqual(before);
	expect((await checksOf("flips")).items[1]?.findings).toEqual([
		expect.objectContaining({ code: "flipped_twin", severity: "fault", others: [1] }),
	]);
	await jsonOf(await change(2, { flip_of: 1, caption: `${TRIGGER}, portrait, left arm up, park` }), 200);
	const checks = await checksOf("flips");
	expect(checks.items[1]?.findings.map(({ code }) => code)).toEqual(["flip_says_side"]);
	expect(checks).toMatchObject({ pictures: 6, flips: 1 });
});

test("pictures of a job and of a character come with what their plan says of them", async () => {
	await beginDataset(account, "made");
	const worker = await makeWorker();
	const { job } = await succeededJob(account, worker);
	const added = await addTo(account, "made", { job: job.id });
	expect(await jsonOf<DatasetAdded>(added, 201)).toMatchObject({ added: 1, first_item: 1 });
	await problemOf(await addTo(account, "made", { job: job.id, stages: ["none"] }), "invalid_request");
	const character = await makeCharacter(account, { base_image: (await itemsOf("made"))[0]?.asset.id });
	await jsonOf(await addTo(account, "made", { character: character.id }), 201);
	expect((await itemsOf("made")).map(({ asset, caption }) => [asset.job, caption])).toEqual([
		[job.id, null],
		[job.id, null],
	]);
	expect((await checksOf("made")).items[1]?.findings).toContainEqual(
		expect.objectContaining({ code: "duplicate", others: [1] }),
	);
	const task = (index: number, take: number, ...outputs: string[]) => ({
		index,
		take,
		outputs: outputs.map((id) => ({ id, kind: "image" })),
	});
	const sheet = {
		workflow: "character-sheet@1",
		pipeline: null,
		parameters: { scenes: ["one", "two"] },
		stages: [
			{ key: "main", chosen: null, tasks: [task(0, 1, "a"), task(1, 1, "b"), task(0, 2, "c")] },
			{ key: "other", chosen: ["e"], tasks: [task(0, 1, "d", "e"), task(1, 1, "f")] },
		],
	} as unknown as Parameters<typeof picturesMade>[0];
	expect(picturesMade(sheet, undefined)).toEqual([
		{ asset: "c", scene: "one" },
		{ asset: "b", scene: "two" },
		{ asset: "e", scene: "one" },
	]);
	expect(picturesMade(sheet, ["other"])).toHaveLength(1);
});

test("what is not there, not a picture, too much or not one's own is refused, and nothing is added", async () => {
	await beginDataset(account, "strict");
	await problemOf(await ask("POST", "", { name: "strict", trigger_word: "x" }), "conflict");
	for (const json of [
		{ name: "Strict", trigger_word: "x" },
		{ name: "a", trigger_word: "a, b" },
		{ name: "a", trigger_word: "x\ny" },
		{ name: "a", trigger_word: "x", preset: "none" },
		{ name: "../a", trigger_word: "x" },
	])
		await problemOf(await ask("POST", "", json), "invalid_request");
	const { id } = await uploadAsset(account, await png(10, 11));
	const foreign = await uploadAsset(other, await png(10, 12));
	const missing = await problemOf(
		await addTo(account, "strict", { items: [{ asset: id }, { asset: foreign.id }] }),
		"missing_asset",
	);
	expect(missing).toMatchObject({ code: "missing_asset", errors: [{ pointer: "/items/1/asset" }] });
	for (const json of [{}, { items: [] }, { items: [{ asset: id }], job: "job_00000000000000000000000000" }])
		await problemOf(await addTo(account, "strict", json), "invalid_request");
	await problemOf(await addTo(account, "strict", { job: "job_00000000000000000000000000" }), "not_found");
	await problemOf(
		await addTo(account, "strict", { character: "chr_00000000000000000000000000" }),
		"not_found",
	);
	await problemOf(await addTo(account, "none", { items: [{ asset: id }] }), "not_found");
	await problemOf(await ask("GET", "/strict", undefined, other), "not_found");
	await problemOf(await ask("PATCH", "/strict/items/1", { caption: "x" }), "not_found");
	expect(await get("strict")).toMatchObject({ pictures: 0, updated_at: (await get("strict")).created_at });

	const items = Array.from({ length: 200 }, () => ({ asset: id }));
	await jsonOf(await addTo(account, "strict", { items }), 201);
	await jsonOf(await addTo(account, "strict", { items }), 201);
	expect(await problemOf(await addTo(account, "strict", { items }), "dataset_limit")).toMatchObject({
		code: "dataset_limit",
	});
	expect((await get("strict")).pictures).toBe(400);
	const beside = await addTo(account, "strict", { role: "regularisation", items: items.slice(0, 100) });
	expect(await jsonOf<DatasetAdded>(beside, 201)).toMatchObject({ added: 100, first_item: 401 });
	expect([MOST_PICTURES, MOST_REGULARISATION]).toEqual([500, 500]);
	const page = await jsonOf<{ data: DatasetItemResource[]; next_cursor: string | null }>(
		await ask("GET", "/strict/items?limit=2&cursor=397"),
		200,
	);
	expect([page.data.map(({ item }) => item), page.next_cursor]).toEqual([[398, 399], "399"]);
});
