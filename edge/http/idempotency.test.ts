import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { Asset } from "../contract/assets/assets.ts";
import type { JobResource } from "../contract/jobs/jobs.ts";
import { makeAccount, type TestAccount } from "../testing/accounts.ts";
import { bytes, png } from "../testing/files.ts";
import { call, jsonOf, problemOf } from "../testing/http.ts";
import { getJob, postAsset, STORYBOARD } from "../testing/jobs.ts";
import { makeWorker, mustClaim } from "../testing/workers.ts";
import { countEverything, writesNothing } from "../testing/writes.ts";

const post = (account: TestAccount, key: string, json: object = STORYBOARD) =>
	call("POST", "/v1/jobs", { as: account.key, json, headers: { "idempotency-key": key } });

test("P7 the same key with the same body gives the same job, whatever became of it, and says so", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const body = { ...STORYBOARD, pool: worker.pool };
	const first = await post(account, "one", body);
	expect(first.headers.get("idempotency-replayed")).toBeNull();
	const job = await jsonOf<JobResource>(first, 201);
	await mustClaim(worker);
	await writesNothing(async () => {
		const again = await post(account, "one", body);
		expect(again.headers.get("idempotency-replayed")).toBe("true");
		expect(again.headers.get("location")).toBe(`/v1/jobs/${job.id}`);
		expect(await jsonOf(again, 201)).toEqual(await getJob(account, job.id));
	});
});

test("P7 the order of fields and spaces do not make another request", async () => {
	const account = await makeAccount();
	const job = await jsonOf<JobResource>(await post(account, "same"), 201);
	const body = `{ "parameters": ${JSON.stringify(Object.fromEntries(Object.entries(STORYBOARD.parameters).reverse()))},
		"workflow": ${JSON.stringify(STORYBOARD.workflow)} }`;
	const again = await call("POST", "/v1/jobs", {
		as: account.key,
		body,
		headers: { "idempotency-key": "same", "content-type": "application/json" },
	});
	expect(await jsonOf(again, 201)).toMatchObject({ id: job.id });
});

test("P7 the same key with another body is refused, and nothing is written", async () => {
	const account = await makeAccount();
	await post(account, "one");
	const other = { ...STORYBOARD, parameters: { ...STORYBOARD.parameters, seed: 8 } };
	await writesNothing(async () => problemOf(await post(account, "one", other), "idempotency_key_reuse"));
	await writesNothing(async () =>
		problemOf(await post(account, "one", { ...STORYBOARD, priority: 1 }), "idempotency_key_reuse"),
	);
});

test("P7 twenty posts with one key at the same moment make exactly one job", async () => {
	const account = await makeAccount();
	const before = await countEverything();
	const answers = await Promise.all(Array.from({ length: 20 }, () => post(account, "race")));
	const jobs = await Promise.all(answers.map((answer) => jsonOf<JobResource>(answer, 201)));
	expect(new Set(jobs.map((job) => job.id)).size).toBe(1);
	expect(answers.filter((answer) => !answer.headers.has("idempotency-replayed"))).toHaveLength(1);
	const after = await countEverything();
	expect(after).toEqual({
		...before,
		jobs: Number(before.jobs) + 1,
		stages: Number(before.stages) + 1,
		tasks: Number(before.tasks) + 1,
		events: Number(before.events) + 1,
		idempotency_keys: Number(before.idempotency_keys) + 1,
	});
});

test("P7 of twenty posts with one key and two bodies, one body wins and the other is refused", async () => {
	const account = await makeAccount();
	const answers = await Promise.all(
		Array.from({ length: 20 }, (_, i) => post(account, "two", { ...STORYBOARD, priority: i % 2 })),
	);
	const statuses = answers.map((answer) => answer.status);
	expect(statuses.filter((status) => status === 201)).toHaveLength(10);
	expect(statuses.filter((status) => status === 422)).toHaveLength(10);
	const made = answers.filter((answer) => answer.status === 201);
	const jobs = await Promise.all(made.map((answer) => jsonOf<JobResource>(answer, 201)));
	expect(new Set(jobs.map((job) => job.id)).size).toBe(1);
});

test("keys of two accounts, and of two routes, do not meet", async () => {
	const [one, two] = [await makeAccount(), await makeAccount()];
	const first = await jsonOf<JobResource>(await post(one, "shared"), 201);
	const second = await jsonOf<JobResource>(await post(two, "shared", { ...STORYBOARD, priority: 5 }), 201);
	expect(second.id).not.toBe(first.id);
	const file = await jsonOf<Asset>(
		await postAsset(one, await png(), "a.png", { "idempotency-key": "shared" }),
		201,
	);
	expect(file.id).toMatch(/^ast_/);
	await call("POST", `/v1/jobs/${first.id}/cancel`, { as: one.key });
	const retried = await call("POST", `/v1/jobs/${first.id}/retry`, {
		as: one.key,
		headers: { "idempotency-key": "shared" },
	});
	expect(retried.headers.get("idempotency-replayed")).toBeNull();
	const { id } = await jsonOf<JobResource>(retried, 201);
	const again = await call("POST", `/v1/jobs/${first.id}/retry`, {
		as: one.key,
		headers: { "idempotency-key": "shared" },
	});
	expect(again.headers.get("idempotency-replayed")).toBe("true");
	expect(await jsonOf(again, 201)).toMatchObject({ id });
});

test.each([["a"], ["k".repeat(255)], ["!~{}|\"',;:/?#[]@&=+$%"]])(
	"the idempotency key %s is taken",
	async (key) => {
		const account = await makeAccount();
		expect((await post(account, key)).status).toBe(201);
	},
);

test.each([
	["nothing", ""],
	["256 characters", "k".repeat(256)],
	["a space", "a b"],
	["a tab", "a\tb"],
	["what is not ASCII", "schlüssel"],
])("an idempotency key with %s is refused, and nothing is written", async (_name, key) => {
	const account = await makeAccount();
	await writesNothing(async () => problemOf(await post(account, key), "invalid_idempotency_key"));
	const picture = await png();
	await writesNothing(async () =>
		problemOf(
			await postAsset(account, picture, "a.png", { "idempotency-key": key }),
			"invalid_idempotency_key",
		),
	);
});

test("a request that was refused does not use up its key", async () => {
	const account = await makeAccount();
	await writesNothing(async () =>
		problemOf(await post(account, "again", { workflow: "none" }), "unknown_workflow"),
	);
	expect((await post(account, "again")).status).toBe(201);
});

test("P7 the same key with the same file gives the same asset; with another file it is refused", async () => {
	const account = await makeAccount();
	const picture = await png(3, 3);
	const send = (data: Uint8Array<ArrayBuffer>, name = "a.png") =>
		postAsset(account, data, name, { "idempotency-key": "file" });
	const first = await jsonOf<Asset>(await send(picture), 201);
	await writesNothing(async () => {
		const again = await send(picture);
		expect(again.headers.get("idempotency-replayed")).toBe("true");
		expect(await jsonOf(again, 201)).toEqual(first);
	});
	const other = await png(5, 5);
	await writesNothing(async () => problemOf(await send(other), "idempotency_key_reuse"));
	await writesNothing(async () => problemOf(await send(picture, "b.png"), "idempotency_key_reuse"));
});

test("P7 twenty uploads with one key at the same moment make exactly one asset and one object", async () => {
	const account = await makeAccount();
	const picture = bytes(await png(7, 7));
	const before = await countEverything();
	const answers = await Promise.all(
		Array.from({ length: 20 }, () => postAsset(account, picture, "a.png", { "idempotency-key": "race" })),
	);
	const made = await Promise.all(answers.map((answer) => jsonOf<Asset>(answer, 201)));
	expect(new Set(made.map((asset) => asset.id)).size).toBe(1);
	expect(await countEverything()).toEqual({
		...before,
		assets: Number(before.assets) + 1,
		idempotency_keys: Number(before.idempotency_keys) + 1,
		objects: Number(before.objects) + 1,
	});
	const content = await call("GET", made[0]?.url ?? "", { as: account.key });
	expect(new Uint8Array(await content.arrayBuffer())).toEqual(picture);
});

test("an idempotency key is stored with a hash of the body, not with the body", async () => {
	const account = await makeAccount();
	await post(account, "stored");
	const row = await env.DB.prepare("SELECT * FROM idempotency_keys WHERE account_id = ?")
		.bind(account.id)
		.first();
	expect(row).toMatchObject({ route: "POST /v1/jobs", key: "stored" });
	expect(row?.body_hash).toMatch(/^[0-9a-f]{64}$/);
	expect(JSON.stringify(row)).not.toContain("lighthouse");
});
