import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { Pace } from "../../../capacity/runpod/pace.ts";
import { capacityStore } from "../../../capacity/store.ts";
import { tendPool } from "../../../capacity/tend.ts";
import { FakePool } from "../../../capacity/testing/world.ts";
import { affordableTasks } from "../../../claims/over-budget.ts";
import type { EndpointResource, PoolCapacity } from "../../../contract/pools/capacity.ts";
import { database } from "../../../db/client.ts";
import { endpoints, ledger, pods, workers } from "../../../db/schema.ts";
import { makeAccount } from "../../../testing/accounts.ts";
import { png } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { getJob, submit } from "../../../testing/jobs.ts";
import { fail, finish, makeWorker, mustClaim } from "../../../testing/workers.ts";
import { writesNothing } from "../../../testing/writes.ts";

const db = database(env.DB);
const SETTINGS = { gpu: "RTX 4090", vram_bytes: 24 * 2 ** 30, micro_usd_per_second: 310, max_workers: 2 };
const as = env.ADMIN_KEY;
const put = (pool: string, endpoint: string, json: object) =>
	call("PUT", `/v1/pools/${pool}/endpoints/${endpoint}`, { as, json });
const capacity = async (pool: string) =>
	jsonOf<PoolCapacity>(await call("GET", `/v1/pools/${pool}/capacity`, { as }), 200);

test("S0-C02 endpoints of a pool are added, set anew, explained and taken away; each change is noted", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const { pool, poolId } = worker;
	expect((await capacity(pool)).reasons[0]).toContain("no endpoint of RunPod serves this pool");
	const made = await jsonOf<EndpointResource>(await put(pool, "rp-a", SETTINGS), 200);
	expect(made).toMatchObject({
		...SETTINGS,
		endpoint: "rp-a",
		pool,
		spare: 1,
		kinds: ["small", "large", "train"],
	});
	const time_limits = { train: { execution_s: 5400, ttl_s: 21_600 } };
	const set = { ...SETTINGS, daily_budget_micro_usd: 5_000_000, time_limits };
	expect(await jsonOf<EndpointResource>(await put(pool, "rp-a", set), 200)).toMatchObject(set);

	for (let i = 0; i < 4; i++) await submit(account, worker);
	const fake = new FakePool();
	const next = (of: string, count: number) => affordableTasks(env, of, count, Date.now());
	const { runpod, lists, tell, random } = fake;
	const world = { store: capacityStore(db), runpod, lists, next, now: Date.now, random, tell };
	await tendPool(world, poolId);
	const full = await capacity(pool);
	expect(full).toMatchObject({ runnable: 3, wanted: 0 });
	expect(full.endpoints[0]?.tickets).toEqual({ cap: 3, waiting: 3, used: 0 });
	expect(full.reasons).toContain("rp-a has 3 open tickets, and may have 3: 2 machines and 1 spare");
	await problemOf(await call("DELETE", `/v1/pools/${pool}/endpoints/rp-a`, { as }), "conflict");

	const paused = await jsonOf<EndpointResource>(
		await put(pool, "rp-a", { ...set, pause_reason: "new image" }),
		200,
	);
	expect(paused.paused_at).not.toBeNull();
	await env.DB.prepare("UPDATE tickets SET issued_at = issued_at - 60000 WHERE pool_id = ?")
		.bind(poolId)
		.run();
	await tendPool(world, poolId);
	// RunPod's words are not always there.
	await db.update(endpoints).set({ condition: "no_capacity" }).where(eq(endpoints.pool_id, poolId));
	const { reasons, endpoints: shown } = await capacity(pool);
	expect(reasons).toContain("rp-a is paused: new image");
	expect(reasons).toContain("rp-a: RunPod has no free machine of this kind");
	expect(shown[0]?.condition?.message).toBe("RunPod has no free machine of this kind");
	expect((await capacity(pool)).endpoints[0]?.tickets.waiting).toBe(0);
	expect((await call("DELETE", `/v1/pools/${pool}/endpoints/rp-a`, { as })).status).toBe(204);
	await problemOf(await call("DELETE", `/v1/pools/${pool}/endpoints/rp-a`, { as }), "not_found");
	const actions = await jsonOf<{ data: { action: string }[] }>(
		await call("GET", "/v1/operator-actions?target=rp-a", { as }),
		200,
	);
	expect(actions.data.map(({ action }) => action)).toEqual([
		"endpoint.delete",
		"endpoint.set",
		"endpoint.set",
		"endpoint.set",
	]);
});

test("S0-C02 pods are started for a queue, claim without tickets what their endpoint is for, at its price, and are counted; removed they end", async () => {
	const account = await makeAccount();
	const own = await makeWorker();
	const { pool, poolId } = own;
	await db.update(workers).set({ last_seen_at: 0, gone_at: 1 }).where(eq(workers.pool_id, poolId));
	const settings = {
		...SETTINGS,
		mode: "pod",
		pod: { template: "tpl", gpu_ids: ["A"], idle_s: 300, start_s: 600 },
	};
	const name = `pods-${pool}`;
	const made = await jsonOf<EndpointResource>(await put(pool, name, { ...settings, kinds: ["small"] }), 200);
	expect(made).toMatchObject({
		mode: "pod",
		pod: settings.pod,
		spare: 0,
		pods: { starting: 0, serving: 0, ending: 0 },
	});
	await problemOf(await put(pool, name, SETTINGS), "conflict");

	await submit(account, own);
	await submit(account, own);
	const fake = new FakePool();
	let later = 0;
	const now = () => Date.now() + later;
	const next = (of: string, count: number) => affordableTasks(env, of, count, Date.now());
	const { runpod, tell, random } = fake;
	const lists = new Pace(0);
	const world = { store: capacityStore(db), runpod, lists, next, now, random, tell };
	fake.pods.list = () => fake.pods.running;
	await tendPool(world, poolId);
	const [machine] = fake.pods.machines;
	expect(fake.pods.machines).toHaveLength(1);
	const starting = await capacity(pool);
	expect(starting).toMatchObject({ runnable: 2, wanted: 1, endpoints: [{ pods: { starting: 1 } }] });
	expect(starting.reasons.join()).toContain("gets a second pod once the first has claimed a task");

	const podName = machine?.env.WORKER_NAME ?? "";
	const worker = await makeWorker({ pool, name: podName });
	if (machine) machine.status = "RUNNING";
	const task = await mustClaim(worker);
	await tendPool(world, poolId);
	await tendPool(world, poolId);
	expect(fake.pods.machines).toHaveLength(2);
	later = 90_000;
	await tendPool(world, poolId);
	const rows = await db.select().from(pods).where(eq(pods.pool_id, poolId)).orderBy(pods.id);
	expect(rows[0]).toMatchObject({ status: "serving" });
	expect(rows[0]?.used_at).not.toBeNull();
	const [endpoint] = await db.select().from(endpoints).where(eq(endpoints.pool_id, poolId));
	const cost = rows.reduce((sum, row) => sum + row.cost_micro_usd, 0);
	expect(endpoint?.spent_micro_usd).toBe(cost);
	expect(rows[0]?.cost_micro_usd).toBeGreaterThanOrEqual(90 * 310);

	await finish(task, await png());
	const booked = await db.select().from(ledger).where(eq(ledger.task_id, task.task_id));
	expect(booked).toMatchObject([{ micro_usd_per_second: 310, price_source: `endpoint ${endpoint?.id}` }]);
	expect((await call("DELETE", `/v1/pools/${pool}/endpoints/${name}`, { as })).status).toBe(204);
	for (const more of [0, 30_000, 30_000]) {
		later += more;
		await tendPool(world, poolId);
	}
	expect(fake.pods.running).toEqual([]);
	const [drained] = await db.select().from(workers).where(eq(workers.name, podName));
	expect(drained?.draining).toBe(true);
	expect(await tendPool(world, poolId)).toBeNull();
});

test("what cannot be is refused with its place, and changes nothing", async () => {
	const { pool } = await makeWorker();
	const other = await makeWorker();
	await jsonOf(await put(other.pool, "rp-theirs", SETTINGS), 200);
	await writesNothing(async () => {
		await problemOf(await put("nowhere", "rp-b", SETTINGS), "not_found");
		await problemOf(await put(pool, "rp-theirs", SETTINGS), "conflict");
		for (const [change, pointer] of [
			[{ spare: 3 }, "/spare"],
			[{ max_workers: 0 }, "/max_workers"],
			[{ kinds: ["huge"] }, "/kinds/0"],
			[{ micro_usd_per_second: -1 }, "/micro_usd_per_second"],
			[{ mode: "pod" }, "/pod"],
			[{ pod: { template: "t", gpu_ids: ["A"], idle_s: 300, start_s: 600 } }, "/pod"],
			[{ mode: "pod", pod: { template: "t", gpu_ids: [], idle_s: 300, start_s: 600 } }, "/pod/gpu_ids"],
			[{ time_limits: { small: { execution_s: 600, ttl_s: 300 } } }, "/time_limits/small/ttl_s"],
		] as const) {
			const problem = await problemOf(await put(pool, "rp-b", { ...SETTINGS, ...change }));
			expect(problem.errors.map((item) => item.pointer)).toContain(pointer);
		}
	});
});

test("a job says why no machine is there for it, and since when", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const { pool, poolId } = worker;
	await jsonOf(await put(pool, `rp-${pool}`, SETTINGS), 200);
	await db
		.update(workers)
		.set({ last_seen_at: Date.now() - 60_000 })
		.where(eq(workers.pool_id, poolId));
	const job = await submit(account, worker);
	expect(job.queue?.reason).toBe("starting");
	const of = eq(endpoints.pool_id, poolId);
	await db.update(endpoints).set({ condition: "crash_loop", condition_since: 1_800_000_000_000 }).where(of);
	const crashing = (await getJob(account, job.id)).queue;
	expect(crashing?.reason).toBe("crash_loop");
	expect(crashing?.message).toContain("since 2027-01-15T08:00:00.000Z");
	await db.update(endpoints).set({ daily_budget_micro_usd: 0 }).where(of);
	expect((await getJob(account, job.id)).queue?.reason).toBe("capacity_budget");
});

test("out of memory: a task waits for an endpoint with more, though no such machine is there yet", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	await jsonOf(await put(worker.pool, `rp-${worker.pool}`, { ...SETTINGS, vram_bytes: 80 * 2 ** 30 }), 200);
	const job = await submit(account, worker);
	await jsonOf(await fail(await mustClaim(worker), "out_of_memory"), 200);
	const after = await getJob(account, job.id);
	expect(after.status).toBe("queued");
	expect(after.stages[0]?.tasks[0]?.error?.code).toBe("out_of_memory");
});

test("thirty endpoints that are added at the same moment make twenty; each may be set anew, and none serves two pools", async () => {
	const [{ pool, poolId }, other] = [await makeWorker(), await makeWorker()];
	const names = Array.from({ length: 30 }, (_, i) => `rp-many-${i}`);
	const answers = await Promise.all(names.map((name) => put(pool, name, SETTINGS)));
	expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
	for (const answer of answers.filter(({ status }) => status !== 200)) {
		const { errors, detail } = await problemOf(answer, "conflict");
		expect(errors).toMatchObject([{ pointer: "/pool" }]);
		expect(detail).toContain("take one away first");
	}
	const rows = await db.select().from(endpoints).where(eq(endpoints.pool_id, poolId));
	expect(rows).toHaveLength(20);
	const [first] = rows;
	await jsonOf(await put(pool, first?.runpod_id ?? "", { ...SETTINGS, max_workers: 5 }), 200);
	const taken = await problemOf(await put(other.pool, first?.runpod_id ?? "", SETTINGS), "conflict");
	expect(taken.errors).toMatchObject([{ pointer: "/endpoint" }]);
	expect(taken.detail).toContain(`serves the pool ${pool}`);
});
