import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { type JobResource, jobSummarySchema } from "../../../contract/jobs/jobs.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { BASE_IMAGE, getJob, STORYBOARD, submit } from "../../../testing/jobs.ts";
import { watchJob } from "../../../testing/sockets.ts";
import {
	attemptPath,
	CAPABILITIES,
	claim,
	makeWorker,
	mustClaim,
	type TestWorker,
} from "../../../testing/workers.ts";

const without = (file: string) => ({
	...CAPABILITIES,
	model_inputs: JSON.parse(JSON.stringify(CAPABILITIES.model_inputs).replaceAll(file, "another.safetensors")),
});

async function summaryOf(account: TestAccount, id: string) {
	const list = await jsonOf<{ data: unknown[] }>(await call("GET", "/v1/jobs", { as: account.key }), 200);
	return list.data.map((row) => jobSummarySchema.parse(row)).find((row) => row.id === id);
}

async function workerRow(id: string) {
	const list = await call("GET", "/v1/workers?limit=200", { as: env.ADMIN_KEY });
	const { data } = await jsonOf<{ data: { id: string; gone_at: string | null; idle: boolean }[] }>(list, 200);
	return data.find((row) => row.id === id);
}

/** As if the worker had been killed so long ago. */
async function silentFor(worker: TestWorker, ms: number) {
	await env.DB.prepare("UPDATE workers SET last_seen_at = ? WHERE id = ?")
		.bind(Date.now() - ms, worker.id)
		.run();
}

test("a fresh job beside an idle worker is about to be taken; beside one at work, it waits for it", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const first = await submit(account, worker);
	expect(first).toMatchObject({ queue_reason: "dispatching", queue: { stage: "main", tasks: 1 } });
	await mustClaim(worker);
	expect(await workerRow(worker.id)).toMatchObject({ idle: false, gone_at: null });
	const second = await submit(account, worker);
	expect(second).toMatchObject({ queue_reason: "workers_busy", queue: { since: second.created_at } });
	expect(await getJob(account, first.id)).toMatchObject({
		status: "running",
		queue: null,
		queue_reason: null,
	});
});

test("a job of which one task runs says why the others wait, and each of them does", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const { id } = await submit(account, worker, BASE_IMAGE);
	await mustClaim(worker);
	const job = await getJob(account, id);
	expect(job).toMatchObject({
		status: "running",
		queue: { reason: "workers_busy", stage: "main", tasks: 2 },
	});
	expect(job.stages[0]?.tasks.map((task) => task.queue_reason)).toEqual([
		null,
		"workers_busy",
		"workers_busy",
	]);
});

test("P4 a task that came back leaves no job that says it runs: status, stage, list, reason and since when are told", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const { id } = await submit(account, worker);
	const task = await mustClaim(worker);
	const watching = await watchJob(id, { authorization: `Bearer ${account.key}` });
	expect(await watching.until((frame) => frame.type === "hello")).toMatchObject({ queue: null });
	const before = Date.now();
	const json = { reason: "away", cause: "comfyui_unreachable" };
	await jsonOf(await call("POST", `${attemptPath(task)}/release`, { as: task.grant, json }), 200);
	const back = await watching.until((frame) => frame.type === "queue");
	if (back.type !== "queue") throw new Error("not the frame that was waited for");
	expect(back.queue?.stage).toBe("main");
	expect(["retry_wait", "dispatching"]).toContain(back.queue?.reason);
	const job = await getJob(account, id);
	expect(job).toMatchObject({ status: "queued", stages: [{ status: "queued" }] });
	expect(Date.parse(job.queue?.since ?? "")).toBeGreaterThanOrEqual(before);
	expect(await summaryOf(account, id)).toMatchObject({ status: "queued" });
	expect(job.started_at).not.toBeNull();
	watching.socket.close();
});

test("a worker that was killed is gone, and what waits for it says that nobody is there", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const { id } = await submit(account, worker);
	await silentFor(worker, 46_000);
	expect((await workerRow(worker.id))?.gone_at).not.toBeNull();
	expect(await getJob(account, id)).toMatchObject({ status: "queued", queue: { reason: "no_worker" } });
	const watching = await watchJob(id, { authorization: `Bearer ${account.key}` });
	const hello = await watching.until((frame) => frame.type === "hello");
	expect(hello).toMatchObject({ queue: { reason: "no_worker", stage: "main" } });
	watching.socket.close();
	// It was only cut off: who asks again is there again.
	await mustClaim(worker);
});

test("a worker whose token was revoked is gone at once", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const { id } = await submit(account, worker);
	expect((await workerRow(worker.id))?.gone_at).toBeNull();
	const token = await env.DB.prepare("SELECT token_id FROM workers WHERE id = ?")
		.bind(worker.id)
		.first("token_id");
	expect((await call("DELETE", `/v1/worker-tokens/${token}`, { as: env.ADMIN_KEY })).status).toBe(204);
	expect(await workerRow(worker.id)).toMatchObject({ idle: false });
	expect((await workerRow(worker.id))?.gone_at).not.toBeNull();
	expect((await getJob(account, id)).queue_reason).toBe("no_worker");
});

test("what a worker had in hand whose token was revoked waits again at once, at no cost; what was canceled ends", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const kept = await submit(account, worker);
	const canceled = await submit(account, worker);
	const tasks = [await mustClaim(worker), await mustClaim(worker)];
	await call("POST", `/v1/jobs/${canceled.id}/cancel`, { as: account.key });
	const token = await env.DB.prepare("SELECT token_id FROM workers WHERE id = ?")
		.bind(worker.id)
		.first("token_id");
	expect((await call("DELETE", `/v1/worker-tokens/${token}`, { as: env.ADMIN_KEY })).status).toBe(204);
	const job = await getJob(account, kept.id);
	expect(job).toMatchObject({ status: "queued", queue: { reason: "no_worker", stage: "main", tasks: 1 } });
	expect(job.stages[0]?.tasks[0]).toMatchObject({ attempts: 0, queue_reason: "no_worker" });
	expect(await getJob(account, canceled.id)).toMatchObject({ status: "canceled" });
	const next = await mustClaim(await makeWorker({ pool: worker.pool }));
	expect(next).toMatchObject({ job_id: kept.id, epoch: 2 });
	expect(tasks.map(({ epoch }) => epoch)).toEqual([1, 1]);
});

test("a job whose file is gone from every worker names the file and its folder", async () => {
	const account = await makeAccount();
	const had = await makeWorker();
	const { id } = await submit(account, had);
	await silentFor(had, 60_000);
	const worker = await makeWorker({
		pool: had.pool,
		capabilities: without("flux1-dev-fp8.safetensors"),
	});
	expect(await claim(worker)).toBeNull();
	const { queue } = await getJob(account, id);
	expect(queue).toMatchObject({ reason: "model_missing", missing_models: [{ folder: "checkpoints" }] });
	expect(queue?.message).toContain("models/checkpoints/flux1-dev-fp8.safetensors");
});

test("a pool remembers what a worker could do that is away: a job for it is queued with the reason, and runs when it is back", async () => {
	const account = await makeAccount();
	const bare = { ...CAPABILITIES, nodes: ["SaveImage"], model_inputs: {} };
	const here = await makeWorker({ capabilities: bare });
	const post = () => call("POST", "/v1/jobs", { as: account.key, json: { ...STORYBOARD, pool: here.pool } });
	await problemOf(await post(), "unsupported_capability");
	const able = await makeWorker({ pool: here.pool });
	const leave = (worker: TestWorker) => call("DELETE", `/v1/workers/${worker.id}`, { as: worker.token });
	expect((await leave(able)).status).toBe(204);
	const job = await jsonOf<JobResource>(await post(), 201);
	expect(job).toMatchObject({ status: "queued", queue_reason: "no_capable_worker" });
	expect((await getJob(account, job.id)).queue_reason).toBe("no_capable_worker");
	expect(await claim(here)).toBeNull();
	const back = await makeWorker({ pool: here.pool });
	expect(await mustClaim(back)).toMatchObject({ job_id: job.id });
});

test("what a worker could do once and cannot any more is not remembered: nor that of one whose token was revoked", async () => {
	const account = await makeAccount();
	const bare = { ...CAPABILITIES, nodes: ["SaveImage"], model_inputs: {} };
	const worker = await makeWorker();
	const post = () =>
		call("POST", "/v1/jobs", { as: account.key, json: { ...STORYBOARD, pool: worker.pool } });
	// It lost its nodes: it registers anew under its name, and says goodbye under its old id.
	const json = {
		name: "worker",
		version: "0.1.0",
		gpu: { name: "x", vram_bytes: 1, type: "cuda" },
		emulated: true,
	};
	await jsonOf(
		await call("POST", "/v1/workers", { as: worker.token, json: { ...json, capabilities: bare } }),
		201,
	);
	expect((await call("DELETE", `/v1/workers/${worker.id}`, { as: worker.token })).status).toBe(204);
	await problemOf(await post(), "unsupported_capability");
	const other = await makeWorker({ pool: worker.pool });
	await jsonOf(await post(), 201);
	const token = await env.DB.prepare("SELECT token_id FROM workers WHERE id = ?")
		.bind(other.id)
		.first("token_id");
	expect((await call("DELETE", `/v1/worker-tokens/${token}`, { as: env.ADMIN_KEY })).status).toBe(204);
	await problemOf(await post(), "unsupported_capability");
});
