import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { type Failure, failureSchema } from "../../../contract/failures.ts";
import type { ClaimedTask, Spans } from "../../../contract/workers/workers.ts";
import { database } from "../../../db/client.ts";
import { changeJob } from "../../../jobs/store/change.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { png } from "../../../testing/files.ts";
import { call, jsonOf } from "../../../testing/http.ts";
import { BASE_IMAGE, getJob, submit } from "../../../testing/jobs.ts";
import {
	attemptPath,
	fail,
	makeWorker,
	mustClaim,
	type TestWorker,
	upload,
} from "../../../testing/workers.ts";

const MINUTE = 60_000;
const ONE = { ...BASE_IMAGE, parameters: { ...BASE_IMAGE.parameters, variations: 1 } };

/** A worker of a pool whose seconds cost so much, in micro-USD; null: the price sheet says it. */
async function workerAt(price: number | null): Promise<TestWorker> {
	const worker = await makeWorker();
	await jsonOf(
		await call("PUT", `/v1/pools/${worker.pool}/price`, {
			as: env.ADMIN_KEY,
			json: { micro_usd_per_second: price, source: "a contract of 2026" },
		}),
		200,
	);
	return worker;
}

/** The next task, claimed a minute ago. */
async function held(worker: TestWorker): Promise<ClaimedTask> {
	const task = await mustClaim(worker);
	await env.DB.prepare("UPDATE attempts SET started_at = started_at - ? WHERE task_id = ? AND epoch = ?")
		.bind(MINUTE, task.task_id, task.epoch)
		.run();
	return task;
}

async function done(task: ClaimedTask, gpu_ms: number, spans?: Spans) {
	const json = { manifest: [await upload(task, await png())], graph: task.graph, gpu_ms, spans };
	await jsonOf(await call("POST", `${attemptPath(task)}/complete`, { as: task.grant, json }), 200);
}

async function failed(task: ClaimedTask, code: Failure["code"], gpu_ms: number) {
	const failure = failureSchema.parse({ code, message: "made up" });
	const json = { failure, gpu_ms };
	await jsonOf(await call("POST", `${attemptPath(task)}/fail`, { as: task.grant, json }), 200);
}

async function costOf(account: TestAccount, id: string) {
	return (await getJob(account, id)).cost;
}

const rowsOf = async (job: string) =>
	(await env.DB.prepare("SELECT * FROM ledger WHERE job_id = ? ORDER BY task_id, epoch").bind(job).all())
		.results;

test("S0-D30 a job says what it was reckoned with, and what it took and cost, stage by stage; loading and starting count", async () => {
	const account = await makeAccount();
	const worker = await workerAt(300);
	const { id, cost } = await submit(account, worker, ONE);
	expect(cost).toMatchObject({ attempts: 0, micro_usd: 0, budget_micro_usd: null, stages: [] });
	expect(cost.estimate_micro_usd).toBeGreaterThan(0);
	expect(cost.reserved_micro_usd).toBe(cost.estimate_micro_usd);
	await done(await held(worker), 10_000, { cold_ms: 20_000, load_ms: 4_000, upload_ms: 700 });
	const split = { cold_ms: 20_000, load_ms: 4_000, run_ms: 6_000, upload_ms: 700 };
	expect(await costOf(account, id)).toMatchObject({
		attempts: 1,
		micro_usd: 9_000,
		free_micro_usd: 0,
		reserved_micro_usd: 0,
		unpriced_attempts: 0,
		estimate_micro_usd: cost.estimate_micro_usd,
		...split,
		stages: [{ stage: "main", attempts: 1, micro_usd: 9_000, ...split }],
	});
	expect(await rowsOf(id)).toEqual([
		expect.objectContaining({ micro_usd_per_second: 300, price_source: "a contract of 2026", free: 0 }),
	]);
	const { data } = await jsonOf<{ data: { spans: Spans }[] }>(
		await call("GET", `/v1/jobs/${id}/attempts`, { as: account.key }),
		200,
	);
	expect(data[0]?.spans).toEqual({
		queue_ms: expect.any(Number),
		cold_ms: 20_000,
		load_ms: 4_000,
		upload_ms: 700,
	});
});

test("P11 what failed by our fault is told and free; what the account's own doing ended is charged; each once", async () => {
	const account = await makeAccount();
	const worker = await workerAt(1_000);
	const graphJob = async () => (await submit(account, worker, ONE)).id;
	const struck = await graphJob();
	await failed(await held(worker), "comfyui_crashed", 5_000);
	await env.DB.prepare("UPDATE tasks SET available_at = 0 WHERE job_id = ?").bind(struck).run();
	const again = await held(worker);
	await done(again, 2_000);
	// Its reply got lost.
	await call("POST", `${attemptPath(again)}/complete`, {
		as: again.grant,
		json: { manifest: [], graph: again.graph, gpu_ms: 50_000 },
	});
	expect(await costOf(account, struck)).toMatchObject({
		attempts: 2,
		micro_usd: 2_000,
		free_micro_usd: 5_000,
	});

	const users = await graphJob();
	await failed(await held(worker), "invalid_input", 3_000);
	expect(await costOf(account, users)).toMatchObject({ micro_usd: 3_000, free_micro_usd: 0 });

	// The library's own graph is the operator's to mend.
	const operators = await graphJob();
	await failed(await held(worker), "node_error", 3_000);
	expect(await costOf(account, operators)).toMatchObject({ micro_usd: 0, free_micro_usd: 3_000 });

	const canceled = await graphJob();
	const running = await held(worker);
	await call("POST", `/v1/jobs/${canceled}/cancel`, { as: account.key });
	await failed(running, "canceled", 4_000);
	expect(await costOf(account, canceled)).toMatchObject({ micro_usd: 4_000, free_micro_usd: 0 });

	const given = await graphJob();
	const back = await held(worker);
	const json = { reason: "drain", gpu_ms: 1_000 };
	await jsonOf(await call("POST", `${attemptPath(back)}/release`, { as: back.grant, json }), 200);
	expect(await costOf(account, given)).toMatchObject({ attempts: 1, micro_usd: 0, free_micro_usd: 1_000 });
});

test("nobody pays for what nobody measured: a worker that was lost, a job past its deadline; a late word changes nothing", async () => {
	const account = await makeAccount();
	const worker = await workerAt(1_000);
	const db = database(env.DB);
	const { id } = await submit(account, worker, ONE);
	const lost = await held(worker);
	await env.DB.prepare("UPDATE tasks SET lease_until = 1 WHERE job_id = ?").bind(id).run();
	const swept = await changeJob(db, id, { command: { type: "sweep", leases_from: 0 } });
	expect(swept.ok).toBe(true);
	await fail(lost, "node_error");
	const cost = await costOf(account, id);
	expect(cost).toMatchObject({ attempts: 1, unmeasured_attempts: 1, micro_usd: 0 });
	expect(cost.free_micro_usd).toBeGreaterThanOrEqual(60_000);

	await env.DB.prepare("UPDATE tasks SET available_at = 0 WHERE job_id = ?").bind(id).run();
	const late = await held(worker);
	await env.DB.prepare("UPDATE jobs SET deadline_at = 1 WHERE id = ?").bind(id).run();
	await changeJob(db, id, { command: { type: "sweep", leases_from: 0 } });
	await fail(late, "node_error");
	expect(await costOf(account, id)).toMatchObject({
		attempts: 2,
		unmeasured_attempts: 2,
		micro_usd: 0,
		reserved_micro_usd: 0,
	});
	expect((await rowsOf(id)).map(({ status, charged_micro_usd }) => [status, charged_micro_usd])).toEqual([
		["lease_expired", 0],
		["expired", 0],
	]);
});

test("where no price is known the attempt is booked without an amount and told, and never counts as nothing", async () => {
	const account = await makeAccount();
	const worker = await workerAt(null);
	const { id } = await submit(account, worker, ONE);
	await done(await held(worker), 10_000);
	expect(await costOf(account, id)).toMatchObject({
		attempts: 1,
		unpriced_attempts: 1,
		micro_usd: 0,
		run_ms: 10_000,
	});
	expect(await rowsOf(id)).toEqual([
		expect.objectContaining({
			micro_usd_per_second: null,
			micro_usd: null,
			price_source: null,
			run_ms: 10_000,
		}),
	]);
});

test("a worker's GPU has the price sheet's price where its pool has none; GPU time cannot be longer than the lease", async () => {
	const account = await makeAccount();
	const worker = await workerAt(null);
	await env.DB.prepare("UPDATE workers SET gpu_class = 'rtx-4090' WHERE id = ?").bind(worker.id).run();
	const { id } = await submit(account, worker, ONE);
	// A clock that is an hour off.
	await done(await held(worker), 3_600_000);
	const [row] = await rowsOf(id);
	expect(row).toMatchObject({ gpu_class: "rtx-4090", micro_usd_per_second: 310, status: "succeeded" });
	expect(row?.price_source).toMatch(/^price sheet \d{4}-\d\d-\d\d: .*RunPod/);
	expect(row?.run_ms).toBeLessThan(2 * MINUTE);
	const sheet = await jsonOf<{ prices: object[] }>(await call("GET", "/v1/prices", { as: account.key }), 200);
	expect(sheet.prices).toContainEqual(
		expect.objectContaining({ gpu_class: "rtx-4090", micro_usd_per_second: 310, dated: "2026-06-08" }),
	);
});

test("a start counts from the ticket on: one that a worker's clock makes days of is not charged so", async () => {
	const account = await makeAccount();
	const worker = await workerAt(1_000);
	const WEEK = 7 * 24 * 60 * MINUTE;
	const { id } = await submit(account, worker, ONE);
	await done(await held(worker), 2_000, { cold_ms: WEEK });
	// Without a ticket nobody knows when it began: no machine is waited for any longer.
	expect(await costOf(account, id)).toMatchObject({ micro_usd: 422_000, cold_ms: 420_000 });

	const { id: second } = await submit(account, worker, ONE);
	const task = await held(worker);
	await env.DB.prepare(
		`INSERT INTO tickets (id, pool_id, endpoint_id, runpod_endpoint, micro_usd_per_second, kind, status, hint_task, issued_at, due_at, used_task, used_epoch, used_at)
			SELECT 'tkt_' || task_id, ?1, 'ept_x', 'rp', 500, 'small', 'used', task_id, started_at - 8000, 0, task_id, epoch, started_at
			FROM attempts WHERE task_id = ?2`,
	)
		.bind(worker.poolId, task.task_id)
		.run();
	await done(task, 2_000, { cold_ms: 3_600_000 });
	expect(await costOf(account, second)).toMatchObject({ micro_usd: 5_000, cold_ms: 8_000 });
	const totals = env.DB.prepare("SELECT cold_starts, cold_ms FROM usage_totals WHERE pool_id = ?");
	expect((await totals.bind(worker.poolId).all()).results).toEqual([{ cold_starts: 2, cold_ms: 428_000 }]);
	expect((await rowsOf(second))[0]).toMatchObject({
		micro_usd_per_second: 500,
		price_source: "endpoint ept_x",
	});
});

test("P10 what a partner takes is charged where no price of the GPU is known as well, and draws on the budget", async () => {
	const account = await makeAccount();
	const worker = await workerAt(null);
	const { id } = await submit(account, worker, ONE);
	await env.DB.prepare("UPDATE tasks SET partner_micro_usd = 70000 WHERE job_id = ?").bind(id).run();
	await done(await held(worker), 10_000);
	const sums = { unpriced_attempts: 1, micro_usd: 70_000, free_micro_usd: 0 };
	expect(await costOf(account, id)).toMatchObject({ ...sums, partner_micro_usd: 70_000 });
	const { budget } = await jsonOf<{ budget: object }>(
		await call("GET", "/v1/account", { as: account.key }),
		200,
	);
	expect(budget).toMatchObject({ spent_micro_usd: 70_000 });
	const { total } = await jsonOf<{ total: object }>(await call("GET", "/v1/usage", { as: account.key }), 200);
	expect(total).toMatchObject(sums);
});

test("a job and the usage tell the same of what its account does not pay", async () => {
	const account = await makeAccount();
	const worker = await workerAt(1_000);
	const { id } = await submit(account, worker, ONE);
	const task = await held(worker);
	await env.DB.prepare("UPDATE jobs SET deadline_at = 1 WHERE id = ?").bind(id).run();
	await changeJob(database(env.DB), id, { command: { type: "sweep", leases_from: 0 } });
	await fail(task, "node_error");
	const { micro_usd, free_micro_usd } = await costOf(account, id);
	expect(free_micro_usd).toBeGreaterThanOrEqual(60_000);
	const { total } = await jsonOf<{ total: object }>(await call("GET", "/v1/usage", { as: account.key }), 200);
	expect(total).toMatchObject({ micro_usd, free_micro_usd });
});

test("prices that are none are refused, and of a pool that is not there", async () => {
	const worker = await makeWorker();
	const path = `/v1/pools/${worker.pool}/price`;
	for (const json of [
		{},
		{ micro_usd_per_second: -1 },
		{ micro_usd_per_second: 0.5 },
		{ micro_usd_per_second: 1e12 },
	])
		expect((await call("PUT", path, { as: env.ADMIN_KEY, json })).status).toBe(422);
	const json = { micro_usd_per_second: 1 };
	expect((await call("PUT", "/v1/pools/nowhere/price", { as: env.ADMIN_KEY, json })).status).toBe(404);
});
