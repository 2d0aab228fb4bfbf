import { env } from "cloudflare:workers";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import type { JobResource, Sidecar } from "../contract/jobs/jobs.ts";
import { makeAccount, type TestAccount } from "../testing/accounts.ts";
import { png } from "../testing/files.ts";
import { GRAPH } from "../testing/harbour.ts";
import { call, jsonOf, problemOf } from "../testing/http.ts";
import { getJob, submit, uploadAsset } from "../testing/jobs.ts";
import { claim, finish, makeWorker, mustClaim } from "../testing/workers.ts";
import { documentNamed, newName, postWorkflow, SENT_INFO } from "../testing/workflows.ts";
import { writesNothing } from "../testing/writes.ts";
import { INLINE_BYTES, isStored, loadBodies, loadBody, storeBodies } from "./bodies.ts";

test("what is stored comes back, in its order, one by one and together, and long ones share one object", async () => {
	const text = fc.oneof(
		fc.string({ unit: "grapheme", maxLength: 50 }),
		fc
			.tuple(fc.constantFrom("a", "ä", "𠀀"), fc.integer({ min: 2000, max: 9000 }))
			.map(([c, n]) => c.repeat(n)),
	);
	const json = text.map((value) => JSON.stringify(value));
	await fc.assert(
		fc.asyncProperty(fc.array(json, { maxLength: 6 }), async (texts) => {
			const { columns, bytes, key } = await storeBodies(env.BUCKET, "acc_x/job_x/bodies", texts);
			const sizes = texts.map((one) => new TextEncoder().encode(one).length);
			expect(columns.map(isStored)).toEqual(sizes.map((size) => size > INLINE_BYTES));
			for (const column of columns) expect(column.length).toBeLessThanOrEqual(INLINE_BYTES);
			expect(await loadBodies(env.BUCKET, columns)).toEqual(texts);
			for (const [i, column] of columns.entries()) expect(await loadBody(env.BUCKET, column)).toBe(texts[i]);
			const stored = key === null ? null : await env.BUCKET.head(key);
			expect(stored?.size ?? 0).toBe(bytes);
		}),
		{ numRuns: 30 },
	);
});

const LONG = "a harbour at night, ".repeat(4000);
const bigGraph = { ...GRAPH, "2": { ...GRAPH["2"], inputs: { ...GRAPH["2"].inputs, text: LONG } } };

/** Bytes of the longest column of any row that a job has. */
async function longestColumn(account: TestAccount): Promise<number> {
	const row = await env.DB.prepare(
		`SELECT max(length(j.request), length(j.parameters), length(t.plan), coalesce(length(t.ran), 0)) AS longest
			FROM jobs j JOIN tasks t ON t.job_id = j.id
			WHERE j.account_id = ? ORDER BY longest DESC`,
	)
		.bind(account.id)
		.first<{ longest: number }>();
	return row?.longest ?? 0;
}

async function bodiesOf(account: TestAccount): Promise<string[]> {
	return (await env.BUCKET.list({ prefix: `${account.id}/` })).objects.map(({ key }) => key);
}

test("a job with a long graph keeps it in R2; D1 has its place, and whoever asks gets all of it", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const { id } = await submit(account, worker, { graph: bigGraph });
	expect(await bodiesOf(account)).toHaveLength(1);
	const task = await mustClaim(worker);
	expect(task.graph["2"]?.inputs.text).toBe(LONG);
	await finish(task, await png());
	expect(await longestColumn(account)).toBeLessThan(INLINE_BYTES);
	const sidecar = await jsonOf<Sidecar>(
		await call("GET", `/v1/jobs/${id}/workflow`, { as: account.key }),
		200,
	);
	expect(sidecar.tasks[0]?.graph).toEqual(task.graph);
	const again = await jsonOf<JobResource>(
		await call("POST", `/v1/jobs/${id}/retry`, { as: account.key, json: {} }),
		201,
	);
	const second = await mustClaim(worker);
	expect(second).toMatchObject({ job_id: again.id });
	expect(second.graph["2"]?.inputs.text).toBe(LONG);
});

test("a short job stands in D1 alone", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	await submit(account, worker, { graph: GRAPH });
	expect(await bodiesOf(account)).toEqual([]);
	expect((await mustClaim(worker)).graph["2"]?.inputs.text).toBe("a harbour at night");
});

test("a list leaves long parameters out and says so; the job itself has them", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const prompt = "ä".repeat(INLINE_BYTES);
	const parameters = { prompt: "short", seed: 7 };
	const long = await submit(account, worker, { workflow: "storyboard-image@1", parameters });
	await env.BUCKET.put(`${account.id}/${long.id}/bodies/x`, JSON.stringify({ prompt }));
	const size = JSON.stringify({ prompt }).length + INLINE_BYTES;
	await env.DB.prepare("UPDATE jobs SET parameters = ? WHERE id = ?")
		.bind(`r2:${account.id}/${long.id}/bodies/x#0+${size}`, long.id)
		.run();
	const { data } = await jsonOf<{ data: JobResource[] }>(
		await call("GET", "/v1/jobs", { as: account.key }),
		200,
	);
	expect(data).toMatchObject([{ id: long.id, parameters: {}, parameters_omitted: true }]);
	expect(await getJob(account, long.id)).toMatchObject({ parameters: { prompt } });
});

test("a task whose plan is gone from storage ends with a reason, and its worker gets the next", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const { id } = await submit(account, worker, { graph: bigGraph });
	await env.BUCKET.delete(await bodiesOf(account));
	const next = await submit(account, worker);
	expect((await mustClaim(worker)).job_id).toBe(next.id);
	const job = await getJob(account, id);
	expect(job.stages[0]?.tasks[0]?.error).toMatchObject({ code: "worker_error" });
});

test("what a job was stored with is gone: the job is still shown and says so, and the rest is a coded refusal", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const { id } = await submit(account, worker);
	await env.DB.prepare("UPDATE jobs SET parameters = ?1, request = ?1 WHERE id = ?2")
		.bind(`r2:${account.id}/${id}/bodies/none#0+10`, id)
		.run();
	const job = await getJob(account, id);
	expect(job).toMatchObject({ status: "queued", parameters: {} });
	expect(job.notices.map(({ code }) => code)).toEqual(["content_gone"]);
	await problemOf(await call("GET", `/v1/jobs/${id}/workflow`, { as: account.key }), "content_gone");
	const canceled = await jsonOf<JobResource>(
		await call("POST", `/v1/jobs/${id}/cancel`, { as: account.key }),
		200,
	);
	expect(canceled.status).toBe("canceled");
	await writesNothing(async () =>
		problemOf(await call("POST", `/v1/jobs/${id}/retry`, { as: account.key, json: {} }), "content_gone"),
	);
});

test("a plan that is gone is tried so often and no more, and its job fails with a code", async () => {
	vi.useFakeTimers({ toFake: ["Date"] });
	try {
		const account = await makeAccount();
		const worker = await makeWorker();
		const { id } = await submit(account, worker, { graph: bigGraph });
		await env.BUCKET.delete(await bodiesOf(account));
		for (let i = 0; i < 6; i++) {
			expect(await claim(worker)).toBeNull();
			vi.setSystemTime(Date.now() + 60_000);
		}
		expect(await getJob(account, id)).toMatchObject({ status: "failed", error: { code: "worker_error" } });
	} finally {
		vi.useRealTimers();
	}
});

test("a workflow whose document is gone is a coded refusal, and still in the list", async () => {
	const account = await makeAccount();
	const ids = [newName(), newName()];
	for (const id of ids)
		await jsonOf(await postWorkflow(account, { document: documentNamed(id), object_info: SENT_INFO }), 201);
	// Another version than any that was read before.
	await env.DB.prepare("UPDATE workflows SET version = 2, document = ?1 WHERE account_id = ?2 AND id = ?3")
		.bind(`r2:${account.id}/workflows/none/none#0+10`, account.id, ids[0] ?? "")
		.run();
	const get = (path: string) => call("GET", path, { as: account.key });
	await problemOf(await get(`/v1/workflows/${ids[0]}`), "content_gone");
	const { data } = await jsonOf<{ data: { id: string }[] }>(await get("/v1/workflows?owner=account"), 200);
	expect(data.map(({ id }) => id)).toEqual(ids);
	const json = { workflow: ids[0], parameters: { prompt: "x" } };
	await writesNothing(async () =>
		problemOf(await call("POST", "/v1/jobs", { as: account.key, json }), "content_gone"),
	);
});

test("an input that is gone fails the task with its name, and its worker gets the next", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const asset = await uploadAsset(account, await png());
	const parameters = { prompt: "x", seed: 7, references: [asset.id] };
	const { id } = await submit(account, worker, { workflow: "storyboard-image@1", parameters });
	const next = await submit(account, worker);
	await env.DB.prepare("DELETE FROM assets WHERE id = ?").bind(asset.id).run();
	const claimId = crypto.randomUUID();
	expect((await claim(worker, claimId))?.job_id).toBe(next.id);
	const job = await getJob(account, id);
	expect(job).toMatchObject({ status: "failed", error: { code: "missing_asset", class: "user" } });
	expect(job.error?.message).toContain(asset.id);
});
