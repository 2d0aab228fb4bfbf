import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { type CheckStatus, told } from "../../workflows/quality/checks/check.ts";
import { reviewQueueSchema } from "../contract/assets/reviews.ts";
import { newId } from "../contract/ids.ts";
import { database } from "../db/client.ts";
import { makeAccount, type TestAccount } from "../testing/accounts.ts";
import { png } from "../testing/files.ts";
import { call, jsonOf, problemOf } from "../testing/http.ts";
import { BASE_IMAGE, getJob, submit } from "../testing/jobs.ts";
import { countingRows } from "../testing/rows-read.ts";
import { complete, makeWorker, mustClaim, type TestWorker, upload } from "../testing/workers.ts";
import { reviewQueuePage } from "./review-queue.ts";

const queueOf = async (account: TestAccount, query = "") =>
	reviewQueueSchema.parse(
		await jsonOf(await call("GET", `/v1/review-queue${query}`, { as: account.key }), 200),
	);

/** Each picture of the queue with why it is there. */
const toldOf = async (account: TestAccount, query = "") =>
	(await queueOf(account, query)).data.map(({ asset, reason }) => [asset.id, reason]);

/** A picture that its worker found so, and a job that does so about it. */
async function made(account: TestAccount, worker: TestWorker, status: CheckStatus, quality: object) {
	const { id } = await submit(account, worker, {
		...BASE_IMAGE,
		parameters: { ...BASE_IMAGE.parameters, variations: 1 },
		quality,
	});
	const task = await mustClaim(worker);
	const checks =
		status === "pass"
			? [{ ...told("image_blank", "warn", ""), status }]
			: [told("image_blank", status, "the picture is black", { value: 0, limit: 2 })];
	await jsonOf(await complete(task, [{ ...(await upload(task, await png())), checks }]), 200);
	const job = await getJob(account, id);
	return { job, picture: job.outputs[0]?.id ?? job.stages[0]?.tasks[0]?.outputs[0]?.id ?? "" };
}

test("what is doubtful, broken, refused or waits for a person is in the queue until somebody reviews it, worst or newest first", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const flag = { on_fail: "flag" };
	const waiting = await made(account, worker, "pass", { ...flag, safety: "sfw" });
	const failed = await made(account, worker, "fail", flag);
	const broken = await made(account, worker, "error", flag);
	const doubtful = await made(account, worker, "warn", flag);
	await made(account, worker, "pass", flag);
	const worst = [
		[waiting.picture, "waiting"],
		[failed.picture, "failed"],
		[broken.picture, "broken"],
		[doubtful.picture, "doubtful"],
	];
	expect(await toldOf(account)).toEqual(worst);
	const newest = worst.toSorted(([a = ""], [b = ""]) => (a < b ? 1 : -1));
	expect(await toldOf(account, "?order=newest")).toEqual(newest);
	for (const [order, all] of [
		["worst", worst],
		["newest", newest],
	] as const) {
		const first = await queueOf(account, `?order=${order}&limit=3`);
		expect(first).toMatchObject({ has_more: true, waiting: 4 });
		const rest = await toldOf(account, `?order=${order}&limit=3&cursor=${first.next_cursor}`);
		expect([...first.data.map(({ asset, reason }) => [asset.id, reason]), ...rest]).toEqual(all);
	}
	expect((await queueOf(account)).data[1]?.asset.quality).toMatchObject({
		status: "fail",
		checks: [{ id: "image_blank", value: 0, limit: 2 }],
	});

	const review = `/v1/assets/${failed.picture}/review`;
	const pass = { answers: { sharp: true }, verdict: "pass" };
	expect(await jsonOf(await call("PUT", review, { as: account.key, json: pass }), 200)).toMatchObject(pass);
	expect(await toldOf(account)).toEqual(worst.filter(([id]) => id !== failed.picture));
	// Taken back, and once more: there is nothing left to take.
	for (let n = 0; n < 2; n++) {
		expect((await call("DELETE", review, { as: account.key })).status).toBe(204);
		expect(await toldOf(account)).toEqual(worst);
	}

	const decided = await call("POST", `/v1/jobs/${waiting.job.id}/stages/main/decide`, {
		as: account.key,
		json: { choice: "approve" },
	});
	await jsonOf(decided, 200);
	await call("DELETE", `/v1/assets/${broken.picture}`, { as: account.key });
	expect(await toldOf(account)).toEqual([
		[failed.picture, "failed"],
		[doubtful.picture, "doubtful"],
	]);
	expect((await queueOf(account)).waiting).toBe(2);

	const stranger = await makeAccount();
	expect(await queueOf(stranger)).toEqual({ data: [], next_cursor: null, has_more: false, waiting: 0 });
	await problemOf(await call("DELETE", review, { as: stranger.key }), "not_found");
	for (const wrong of ["cursor=x", "cursor=5.ast_00000000000000000000000000", "order=best", "limit=0"])
		await problemOf(await call("GET", `/v1/review-queue?${wrong}`, { as: account.key }), "invalid_request");
	await problemOf(
		await call("PUT", review, { as: account.key, json: { answers: {}, verdict: "maybe" } }),
		"invalid_request",
	);
});

test("what was made anew is not asked about, and what another person said keeps a picture out of the queue", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const refused = await made(account, worker, "fail", { on_fail: "retake" });
	expect(await toldOf(account)).toEqual([]);
	const second = await mustClaim(worker);
	const doubt = told("image_exposure", "warn", "most of it is black", { value: 0.7, limit: 0.6 });
	await jsonOf(await complete(second, [{ ...(await upload(second, await png())), checks: [doubt] }]), 200);
	const { outputs } = await getJob(account, refused.job.id);
	const taken = outputs.find(({ quality }) => quality?.status === "warn")?.id ?? "";
	expect(await toldOf(account)).toEqual([[taken, "doubtful"]]);

	const path = `/v1/assets/${taken}/review`;
	await jsonOf(await call("PUT", path, { as: account.key, json: { answers: {}, verdict: "fail" } }), 200);
	await env.DB.prepare(
		"INSERT INTO reviews (asset_id, account_id, by, answers, note, at) VALUES (?, ?, 'another', '{}', '', 1)",
	)
		.bind(taken, account.id)
		.run();
	await call("DELETE", path, { as: account.key });
	expect(await toldOf(account)).toEqual([]);
});

test("a page of the queue reads what it tells and counts, at 10,000 pictures as at a few", async () => {
	const account = await makeAccount();
	const ids = Array.from({ length: 10_000 }, (_, i) => newId("asset", 1_000 + i));
	const row = `SELECT value, ?1, 'image', 'image/png', 'a.png', 1, ?1, ?1, 'job_none', 'task_none', 1,
		CASE key % 3 WHEN 0 THEN NULL ELSE json_object('status', iif(key % 3 = 1, 'warn', 'fail'), 'checks', json('[]')) END
		FROM json_each(?2)`;
	await env.DB.prepare(
		`INSERT INTO assets (id, account_id, kind, content_type, filename, size, sha256, r2_key, job_id, task_id, created_at, quality) ${row}`,
	)
		.bind(account.id, JSON.stringify(ids))
		.run();
	const { db: counting, read } = countingRows(env.DB);
	const db = database(counting);
	for (const order of ["worst", "newest"] as const) {
		let cursor: string | undefined;
		for (let page = 0; page < 3; page++) {
			const before = read();
			const found = await reviewQueuePage(db, account.id, { limit: 20, order, cursor });
			expect(found.data).toHaveLength(20);
			expect(found.waiting).toBe(100);
			expect(read() - before).toBeLessThanOrEqual(4 * 21 + 100);
			cursor = found.next_cursor ?? undefined;
		}
	}
	expect(read()).toBeGreaterThan(0);
});
