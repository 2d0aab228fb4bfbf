import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { AccountResource } from "../contract/accounts/accounts.ts";
import { app } from "../index.ts";
import type { AskedChange } from "../jobs/live/ask.ts";
import type { JobIdentity } from "../rpc/job.ts";
import { makeAccount, type TestAccount } from "../testing/accounts.ts";
import { png } from "../testing/files.ts";
import { call, jsonOf, problemOf } from "../testing/http.ts";
import { getJob, multipart, postAsset, submit, uploadAsset } from "../testing/jobs.ts";
import { attemptPath, complete, makeWorker, mustClaim, putOutput, upload } from "../testing/workers.ts";
import { writesNothing } from "../testing/writes.ts";

const settings = async (account: TestAccount) =>
	jsonOf<AccountResource>(await call("GET", "/v1/account", { as: account.key }), 200);

async function change(account: TestAccount, json: object): Promise<AccountResource> {
	return jsonOf<AccountResource>(
		await call("PATCH", `/v1/accounts/${account.id}`, { as: env.ADMIN_KEY, json }),
		200,
	);
}

/** What the rows of an account add up to, in bytes. */
async function sum(account: TestAccount): Promise<number> {
	const row = await env.DB.prepare(
		`SELECT (SELECT coalesce(sum(size), 0) FROM assets WHERE account_id = ?1)
			+ (SELECT coalesce(sum(body_bytes), 0) FROM jobs WHERE account_id = ?1) AS bytes`,
	)
		.bind(account.id)
		.first<{ bytes: number }>();
	return row?.bytes ?? -1;
}

test("P10 of 20 uploads at once so many are taken as fit, and the count is what is stored", async () => {
	const file = await png(4, 4);
	const account = await makeAccount({ max_bytes: file.length * 7 + 1 });
	const answers = await Promise.all(Array.from({ length: 20 }, () => postAsset(account, file)));
	const taken = answers.filter((answer) => answer.status === 201);
	expect(taken).toHaveLength(7);
	for (const answer of answers) {
		if (answer.status === 201) continue;
		const problem = await problemOf(answer, "storage_limit");
		expect(problem.detail).toMatch(/limit \d+ bytes, used \d+, size \d+/);
	}
	expect((await settings(account)).stored_bytes).toBe(file.length * 7);
	const { objects } = await env.BUCKET.list({ prefix: `${account.id}/` });
	expect(objects).toHaveLength(7);

	const ids = await Promise.all(taken.map(async (answer) => (await answer.json<{ id: string }>()).id));
	await Promise.all(ids.slice(0, 4).map((id) => call("DELETE", `/v1/assets/${id}`, { as: account.key })));
	expect((await settings(account)).stored_bytes).toBe(file.length * 3);
	expect(await sum(account)).toBe(file.length * 3);
	await jsonOf(await postAsset(account, file), 201);
});

test("an upload that says it is too large is refused before its body is read", async () => {
	const account = await makeAccount({ max_bytes: 1000 });
	const { type } = multipart(await png(), "a.png");
	const broken = new Error("somebody has read it");
	const body = new ReadableStream({ pull: (controller) => controller.error(broken) }, { highWaterMark: 0 });
	const headers = { "content-type": type, "content-length": "20000" };
	const answer = await writesNothing(() => call("POST", "/v1/assets", { as: account.key, body, headers }));
	expect((await problemOf(answer, "storage_limit")).detail).toContain("limit 1000 bytes, used 0");
});

test("outputs that do not fit end their task with a reason, once, and leave nothing", async () => {
	const account = await makeAccount({ max_bytes: 10_000_000 });
	const worker = await makeWorker();
	const first = await submit(account, worker);
	const second = await submit(account, worker);
	const tasks = [await mustClaim(worker), await mustClaim(worker)];
	const taskOf = (id: string) => {
		const found = tasks.find((task) => task.job_id === id);
		if (!found) throw new Error(`no task of ${id}`);
		return found;
	};
	const picture = await png(20, 20);

	// Uploaded while it fitted, completed when it no longer does.
	const item = await upload(taskOf(first.id), picture);
	await change(account, { max_bytes: picture.length - 1 });
	const answer = await jsonOf(await complete(taskOf(first.id), [item]), 200);
	expect(answer).toEqual({ status: "failed", job_status: "failed", outputs: [] });
	// Too large before a byte is taken.
	await problemOf(await putOutput(taskOf(second.id), picture), "storage_limit");
	for (const { id } of [first, second]) {
		const job = await getJob(account, id);
		expect(job).toMatchObject({ status: "failed", error: { code: "storage_limit", class: "limit" } });
		expect(job.error?.message).toMatch(/limit \d+ bytes, used 0, size \d+/);
		expect(job.stages[0]?.tasks[0]?.attempts).toBe(1);
	}
	expect((await settings(account)).stored_bytes).toBe(0);
	expect((await env.BUCKET.list({ prefix: `${account.id}/` })).objects).toEqual([]);
});

test("P5 a completion that was refused for room, and repeated once there was some, keeps its files", async () => {
	const account = await makeAccount({ max_bytes: 10_000_000 });
	const worker = await makeWorker();
	const job = await submit(account, worker);
	const task = await mustClaim(worker);
	const item = await upload(task, await png(20, 20));
	await change(account, { max_bytes: 1 });
	const repeat = async () => {
		await change(account, { max_bytes: 10_000_000 });
		expect(await jsonOf(await complete(task, [item]), 200)).toMatchObject({ status: "succeeded" });
	};
	// The repeat comes after the first one was refused, and before its attempt is ended for that.
	const JOBS = {
		idFromName: (name: string) => env.JOBS.idFromName(name),
		get: (id: DurableObjectId) => ({
			change: async (identity: JobIdentity, text: string) => {
				if ((JSON.parse(text) as AskedChange).change.command.type === "fail") await repeat();
				return env.JOBS.get(id).change(identity, text);
			},
		}),
	} as unknown as typeof env.JOBS;
	const request = new Request(`https://edge${attemptPath(task)}/complete`, {
		method: "POST",
		headers: { authorization: `Bearer ${task.grant}`, "content-type": "application/json" },
		body: JSON.stringify({ manifest: [item], graph: task.graph, gpu_ms: 1 }),
	});
	const answer = await app.fetch(request, { ...env, JOBS }, createExecutionContext());
	expect(await jsonOf(answer, 200)).toEqual({ status: "succeeded", job_status: "succeeded", outputs: [] });
	const [output] = (await getJob(account, job.id)).outputs;
	expect((await call("GET", output?.url ?? "", { as: account.key })).status).toBe(200);
});

test("P10 of 20 tasks that complete at once so many succeed as fit", async () => {
	const picture = await png(6, 6);
	const account = await makeAccount({ max_running: 20 });
	const worker = await makeWorker();
	await Promise.all(Array.from({ length: 20 }, () => submit(account, worker)));
	const held = [];
	for (let i = 0; i < 20; i++) {
		const task = await mustClaim(worker);
		held.push({ task, item: await upload(task, picture) });
	}
	await change(account, { max_bytes: picture.length * 5 });
	const answers = await Promise.all(held.map(({ task, item }) => complete(task, [item])));
	const states = await Promise.all(answers.map((answer) => jsonOf<{ status: string }>(answer, 200)));
	expect(states.filter(({ status }) => status === "succeeded")).toHaveLength(5);
	expect(states.filter(({ status }) => status === "failed")).toHaveLength(15);
	expect((await settings(account)).stored_bytes).toBe(picture.length * 5);
	expect(await sum(account)).toBe(picture.length * 5);
});

test("the operator changes limits and retention one by one, and the account sees them", async () => {
	const account = await makeAccount();
	expect(await settings(account)).toMatchObject({
		max_running: 20,
		max_jobs: 10_000,
		max_bytes: 50 * 2 ** 30,
		stored_bytes: 0,
		retention: { jobs: null, events: null, attempts: null, outputs: null, uploads: null },
	});
	await change(account, { max_running: 3, retention: { jobs: 30, outputs: 7 } });
	await change(account, { max_jobs: 5, retention: { outputs: null, events: 1 } });
	expect(await change(account, {})).toEqual(await settings(account));
	expect(await settings(account)).toMatchObject({
		max_running: 3,
		max_jobs: 5,
		retention: { jobs: 30, events: 1, attempts: null, outputs: null, uploads: null },
	});
	for (const wrong of [{ max_bytes: -1 }, { retention: { jobs: 0 } }, { retention: { x: 1 } }, { name: "x" }])
		await problemOf(
			await writesNothing(() =>
				call("PATCH", `/v1/accounts/${account.id}`, { as: env.ADMIN_KEY, json: wrong }),
			),
			"invalid_request",
		);
});

test("a limit below what is stored lets nothing new in, and what is there may go", async () => {
	const account = await makeAccount();
	const asset = await uploadAsset(account, await png());
	await change(account, { max_bytes: 0 });
	const file = await png();
	const { detail } = await problemOf(await postAsset(account, file), "storage_limit");
	// By its declared length, which is that of the form.
	expect(Number(/limit 0 bytes, used \d+, size (\d+)/.exec(detail)?.[1])).toBeGreaterThan(file.length);
	expect((await call("DELETE", `/v1/assets/${asset.id}`, { as: account.key })).status).toBe(204);
	expect((await settings(account)).stored_bytes).toBe(0);
});
