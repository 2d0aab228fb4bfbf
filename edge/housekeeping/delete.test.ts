import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { newId } from "../contract/ids.ts";
import type { JobResource } from "../contract/jobs/jobs.ts";
import type { CreatedWorkflow } from "../contract/workflows/workflows.ts";
import { database } from "../db/client.ts";
import { assets, jobInputs } from "../db/schema.ts";
import { jobObject } from "../objects.ts";
import { makeAccount, type TestAccount } from "../testing/accounts.ts";
import { png } from "../testing/files.ts";
import { GRAPH } from "../testing/harbour.ts";
import { call, jsonOf, problemOf } from "../testing/http.ts";
import { getJob, submit, succeededJob, uploadAsset } from "../testing/jobs.ts";
import { finish, makeWorker, mustClaim, type TestWorker } from "../testing/workers.ts";
import { documentNamed, makeWorkflow } from "../testing/workflows.ts";
import { writesNothing } from "../testing/writes.ts";
import { deleteAccountStep } from "./delete-account.ts";
import { eraseAssets } from "./erase.ts";
import { finishDeletions } from "./finish-deletions.ts";

let worker: TestWorker;
beforeAll(async () => {
	worker = await makeWorker();
});

const remove = (account: TestAccount, path: string) => call("DELETE", path, { as: account.key });
const objectsOf = async (prefix: string) => (await env.BUCKET.list({ prefix })).objects.map(({ key }) => key);

const TABLES_OF_JOB = ["events", "attempts", "assets", "stages", "tasks", "job_inputs"];

async function rowsOfJob(id: string): Promise<number> {
	const counts = [
		...TABLES_OF_JOB.map((table) => `(SELECT count(*) FROM ${table} WHERE job_id = ?1)`),
		"(SELECT count(*) FROM jobs WHERE id = ?1)",
		"(SELECT count(*) FROM task_plans WHERE task_id IN (SELECT id FROM tasks WHERE job_id = ?1))",
	];
	const row = await env.DB.prepare(`SELECT ${counts.join(" + ")} AS n`)
		.bind(id)
		.first<{ n: number }>();
	return row?.n ?? -1;
}

async function notes(account: TestAccount): Promise<number> {
	const row = await env.DB.prepare("SELECT count(*) AS n FROM deletions WHERE account_id = ?")
		.bind(account.id)
		.first<{ n: number }>();
	return row?.n ?? -1;
}

test("a job that has ended goes with all that hangs on it; one that has not, stays", async () => {
	const account = await makeAccount();
	const graph = {
		...GRAPH,
		"2": { ...GRAPH["2"], inputs: { ...GRAPH["2"].inputs, text: "x".repeat(50_000) } },
	};
	const job = await submit(account, worker, { graph });
	const problem = await problemOf(
		await writesNothing(() => remove(account, `/v1/jobs/${job.id}`)),
		"conflict",
	);
	expect(problem.detail).toMatch(/queued; cancel it first/);
	await finish(await mustClaim(worker), await png());
	expect(await rowsOfJob(job.id)).toBeGreaterThan(7);
	expect((await objectsOf(`${account.id}/${job.id}/`)).length).toBeGreaterThan(2);

	expect((await remove(account, `/v1/jobs/${job.id}`)).status).toBe(204);
	expect(await rowsOfJob(job.id)).toBe(0);
	expect(await objectsOf(`${account.id}/`)).toEqual([]);
	expect(await notes(account)).toBe(0);
	const object = jobObject(env, job.id);
	expect(JSON.parse(await object.progress())).toEqual([]);
	await problemOf(await remove(account, `/v1/jobs/${job.id}`), "not_found");
	await problemOf(await call("GET", `/v1/jobs/${job.id}/events`, { as: account.key }), "not_found");
	const row = await jsonOf<{ stored_bytes: number }>(
		await call("GET", "/v1/account", { as: account.key }),
		200,
	);
	expect(row.stored_bytes).toBe(0);
});

test("an asset, and a job with its outputs, stay while an unfinished job needs them; it is named", async () => {
	const account = await makeAccount();
	const own = await makeWorker();
	const { job: maker, output } = await succeededJob(account, own);
	const uploaded = await uploadAsset(account, await png(9, 9));
	const parameters = { prompt: "x", seed: 7, references: [output.id, uploaded.id] };
	const user = await submit(account, own, { workflow: "storyboard-image@1", parameters });
	for (const path of [`/v1/assets/${output.id}`, `/v1/assets/${uploaded.id}`, `/v1/jobs/${maker.id}`]) {
		const problem = await problemOf(await writesNothing(() => remove(account, path)), "conflict");
		expect(problem.detail).toContain(user.id);
	}
	await finish(await mustClaim(own), await png());
	for (const path of [`/v1/assets/${uploaded.id}`, `/v1/jobs/${maker.id}`])
		expect((await remove(account, path)).status).toBe(204);
	await problemOf(await call("GET", `/v1/assets/${output.id}`, { as: account.key }), "not_found");
	await problemOf(await remove(account, `/v1/assets/${uploaded.id}`), "not_found");
	expect(await getJob(account, user.id)).toMatchObject({ status: "succeeded" });
});

test("bytes that two outputs share stay while one of them stays", async () => {
	const account = await makeAccount();
	const db = database(env.DB);
	const { job: made } = await succeededJob(account, worker);
	const [row] = await db.select().from(assets).where(eq(assets.job_id, made.id));
	if (!row) throw new Error("no record");
	const first = row;
	const second = newId("asset");
	await db.insert(assets).values({ ...row, id: second });
	const user = await submit(account, worker);
	await db.insert(jobInputs).values({ asset_id: second, job_id: user.id });
	expect(await eraseAssets(db, account.id, [first.id, second], Date.now())).toEqual([first.id]);
	await finishDeletions(env, Date.now(), account.id);
	expect(await env.BUCKET.head(row.r2_key)).not.toBeNull();
	await db.delete(jobInputs).where(eq(jobInputs.asset_id, second));
	expect(await eraseAssets(db, account.id, [second], Date.now())).toEqual([second]);
	await finishDeletions(env, Date.now(), account.id);
	expect(await env.BUCKET.head(row.r2_key)).toBeNull();
	await call("POST", `/v1/jobs/${user.id}/cancel`, { as: account.key });
});

test("who comes to watch a job that was deleted just now is not kept waiting, and its object keeps nothing", async () => {
	const account = await makeAccount();
	const { job } = await succeededJob(account, await makeWorker());
	const path = `/v1/jobs/${job.id}/events`;
	expect(await (await call("GET", path, { as: account.key })).text()).toContain("event: job");
	expect((await remove(account, `/v1/jobs/${job.id}`)).status).toBe(204);
	// Where a job runs is remembered for seconds, so this one still reaches its object.
	const text = await (await call("GET", path, { as: account.key })).text();
	expect(text).not.toContain("event:");
	const object = jobObject(env, job.id);
	await object.lookAfterAt({ job: job.id, pool: "pool_default" }, Date.now());
	expect(await runDurableObjectAlarm(object)).toBe(true);
	const left = await runInDurableObject(object, async (_, state) => ({
		alarm: await state.storage.getAlarm(),
		tables: [...state.storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'facts'")].length,
	}));
	expect(left).toEqual({ alarm: null, tables: 0 });
});

test("an asset that is deleted while a job that needs it is submitted: either the one or the other", async () => {
	const account = await makeAccount({ max_jobs: 100 });
	const own = await makeWorker();
	for (let round = 0; round < 8; round++) {
		const asset = await uploadAsset(account, await png(2, 2));
		const request = { workflow: "storyboard-image@1", parameters: { prompt: "x", references: [asset.id] } };
		const [submitted, deleted] = await Promise.all([
			call("POST", "/v1/jobs", { as: account.key, json: { ...request, pool: own.pool } }),
			remove(account, `/v1/assets/${asset.id}`),
		]);
		if (submitted.status === 201) await problemOf(deleted, "conflict");
		else {
			await problemOf(submitted, "missing_asset");
			expect(deleted.status).toBe(204);
		}
	}
});

test("a workflow goes but for the versions that unfinished jobs use, and its numbers are not given again", async () => {
	const account = await makeAccount();
	const { workflow } = await makeWorkflow(account);
	const path = `/v1/workflows/${workflow.id}`;
	const parameters = { prompt: "a harbour" };
	const job = await jsonOf<JobResource>(
		await call("POST", "/v1/jobs", {
			as: account.key,
			json: { workflow: workflow.id, parameters, pool: worker.pool },
		}),
		201,
	);
	const version = { document: documentNamed(workflow.id) };
	await jsonOf(await call("POST", `${path}/versions`, { as: account.key, json: version }), 201);
	const left = await jsonOf<{ data: object[] }>(await remove(account, path), 200);
	expect(left.data).toMatchObject([{ id: workflow.id, version: 1, retired_at: expect.any(String) }]);
	const third = await jsonOf<CreatedWorkflow>(
		await call("POST", `${path}/versions`, { as: account.key, json: version }),
		201,
	);
	expect(third.workflow.version).toBe(3);
	await call("POST", `/v1/jobs/${job.id}/cancel`, { as: account.key });
	expect((await remove(account, path)).status).toBe(204);
	await problemOf(await remove(account, path), "not_found");
	await problemOf(await call("GET", path, { as: account.key }), "not_found");
	const anew = await jsonOf<CreatedWorkflow>(
		await call("POST", "/v1/workflows", { as: account.key, json: version }),
		201,
	);
	expect(anew.workflow).toMatchObject({ id: workflow.id, version: 4 });
});

test("an account goes whole, in steps that may stop anywhere, and takes nothing of others", async () => {
	const [account, other] = [await makeAccount(), await makeAccount()];
	const own = await makeWorker();
	const { job } = await succeededJob(account, own);
	await uploadAsset(account, await png());
	await makeWorkflow(account);
	const kept = await succeededJob(other, own);
	const running = await submit(account, own);
	const task = await mustClaim(own);
	await submit(account, own);
	await env.BUCKET.put(`${account.id}/left/behind`, "x");

	expect((await call("DELETE", `/v1/accounts/${account.id}`, { as: env.ADMIN_KEY })).status).toBe(204);
	await problemOf(await call("DELETE", `/v1/accounts/${account.id}`, { as: env.ADMIN_KEY }), "not_found");
	await problemOf(await call("GET", `/v1/jobs/${job.id}`, { as: account.key }), "unauthorized");
	// The worker is told to stop; until it has, the account cannot go.
	expect(await deleteAccountStep(env, account.id, Date.now())).toBe(false);
	const failure = { code: "canceled", message: "stopped", node_id: null, class_type: null };
	await call("POST", `/v1/tasks/${task.task_id}/attempts/${task.epoch}/fail`, {
		as: task.grant,
		json: { failure, gpu_ms: 0 },
	});
	let gone = false;
	for (let step = 0; step < 10 && !gone; step++) gone = await deleteAccountStep(env, account.id, Date.now());
	expect(gone).toBe(true);
	for (const table of ["jobs", "assets", "workflows", "api_keys", "deletions", "idempotency_keys", "tasks"]) {
		const rows = await env.DB.prepare(`SELECT count(*) AS n FROM ${table} WHERE account_id = ?`)
			.bind(account.id)
			.first<{ n: number }>();
		expect(rows?.n, table).toBe(0);
	}
	expect(await rowsOfJob(running.id)).toBe(0);
	expect(await objectsOf(`${account.id}/`)).toEqual([]);
	expect(await getJob(other, kept.job.id)).toMatchObject({ status: "succeeded" });
	expect(await objectsOf(`${other.id}/`)).toHaveLength(1);
});
