import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { ticketStore } from "../../capacity/store.ts";
import { tendPool } from "../../capacity/tend.ts";
import { FakePool } from "../../capacity/testing/world.ts";
import { nextTasks } from "../../claims/next-tasks.ts";
import type { EndpointResource, PoolCapacity } from "../../contract/capacity.ts";
import { database } from "../../db/client.ts";
import { endpoints, workers } from "../../db/schema.ts";
import { makeAccount } from "../../testing/accounts.ts";
import { call, jsonOf, problemOf } from "../../testing/http.ts";
import { getJob, submit } from "../../testing/jobs.ts";
import { fail, makeWorker, mustClaim } from "../../testing/workers.ts";
import { writesNothing } from "../../testing/writes.ts";

const db = database(env.DB);
const SETTINGS = { gpu: "RTX 4090", vram_bytes: 24 * 2 ** 30, price_micro_usd: 310, max_workers: 2 };
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
	const next = (of: string, count: number) => nextTasks(db, of, count, Date.now());
	const { runpod, tell, random } = fake;
	const world = { store: ticketStore(db), runpod, next, now: Date.now, random, tell };
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
	expect((await capacity(pool)).reasons).toContain("rp-a is paused: new image");
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
			[{ price_micro_usd: -1 }, "/price_micro_usd"],
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
