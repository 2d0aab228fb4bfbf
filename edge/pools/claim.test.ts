import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { TaskPlan } from "../../workflows/plan/plan.ts";
import { database } from "../db/client.ts";
import { pack } from "../db/pack.ts";
import { accounts, attempts, capabilities, pools, tasks, type workers } from "../db/schema.ts";
import { changeJob } from "../jobs/change.ts";
import { insertJob } from "../jobs/create.ts";
import { buildJob, failure } from "../jobs/testing/build.ts";
import { passTime } from "../testing/presence.ts";
import { claimTask } from "./claim.ts";

const db = database(env.DB);
type Worker = typeof workers.$inferSelect;
let made = 0;

/** A pool with accounts of these limits and so many workers. */
async function makePool(limits: number[], workerCount: number) {
	const pool = `pool_${++made}`;
	const hash = `hash_${pool}`;
	const now = Date.now();
	const names = limits.map((_, i) => `acc_${pool}_${i}`);
	const list = Array.from(
		{ length: workerCount },
		(_, i): Worker => ({
			id: `wkr_${pool}_${i}`,
			pool_id: pool,
			token_id: "token",
			name: `worker ${i}`,
			version: "1",
			comfyui_version: "0.30.0",
			gpu: { name: "none", vram_bytes: 0, type: "cpu" },
			emulated: true,
			capabilities_hash: hash,
			draining: false,
			registered_at: now,
			last_seen_at: now,
			gone_at: null,
			object_info_sha256: null,
		}),
	);
	const body = JSON.stringify({
		comfyui_version: "0.30.0",
		nodes: ["Test"],
		model_inputs: {},
		file_inputs: {},
	});
	await db.insert(pools).values({ id: pool, name: pool, created_at: 0 });
	await db.insert(capabilities).values({ hash, body: await pack(body) });
	await db
		.insert(accounts)
		.values(
			names.map((id, i) => ({ id, name: id, max_running: limits[i] ?? 1, max_jobs: 1000, created_at: 0 })),
		);
	return { pool, accounts: names, workers: list };
}

/** A job of so many tasks, each with a graph that carries its number. */
async function submit(pool: string, account: string, count: number, class_type = "Test"): Promise<string> {
	const now = Date.now();
	const id = `job_${pool}_${++made}`;
	const plan = (index: number): TaskPlan => ({
		index,
		graph: { "1": { class_type, inputs: { number: index } } },
		inputs: [],
		outputs: [],
		models: [],
		seed: null,
		typical_seconds: 1,
		timeout_seconds: 10,
	});
	const job = buildJob({ id, account, now, stages: [{ key: "main", tasks: count }] });
	await insertJob(
		db,
		{ ...job, job: { ...job.job, pool_id: pool } },
		{ account, request: { priority: 0, deadline_s: 3600, metadata: {} }, retry_of: null, idempotency: null },
		{ workflow: "graph", parameters: {}, notices: [], tasks: job.tasks.map(({ index }) => plan(index)) },
		now,
	);
	return id;
}

/** A slow machine must not make leases run out while a test looks elsewhere. */
const patient = { ...env, LEASE_MS: "3600000" };
const ask = (worker: Worker, claim_id: string = crypto.randomUUID(), on = patient) =>
	claimTask(on, worker, { claim_id, warm_models: [] });

const held = async (account: string) =>
	(await db.select().from(tasks)).filter((task) => task.account_id === account && task.status === "running")
		.length;

afterEach(() => {
	vi.useRealTimers();
});

describe("many workers claim at once", () => {
	test("S0-C08 1,008 tasks, 16 racing workers: every task is claimed exactly once (P2)", async () => {
		// No lease runs out meanwhile, however long a busy machine takes.
		vi.useFakeTimers({ toFake: ["Date"] });
		const pool = await makePool([5000, 5000, 5000, 5000], 16);
		for (let i = 0; i < 126; i++) await submit(pool.pool, pool.accounts[i % 4] ?? "", 8);
		// However long it takes, no lease runs out meanwhile.
		vi.useFakeTimers({ toFake: ["Date"] });
		const claimed: string[] = [];
		const race = async (worker: Worker) => {
			for (let misses = 0; misses < 3; ) {
				const claim = await ask(worker);
				if (!claim) misses += 1;
				else {
					claimed.push(claim.claimed.task_id);
					expect(claim.claimed.epoch).toBe(1);
					expect(claim.claimed.graph["1"]?.inputs.number).toBe(claim.claimed.index);
				}
			}
		};
		await Promise.all(pool.workers.map(race));
		console.log(`${claimed.length} claims of ${new Set(claimed).size} tasks`);
		expect(claimed.length).toBe(1008);
		expect(new Set(claimed).size).toBe(1008);
		expect(
			(await db.select().from(attempts)).filter((row) => row.job_id.includes(`${pool.pool}_`)),
		).toHaveLength(1008);
	});

	test("S1-15 no account ever holds more workers than it may (P10)", async () => {
		const pool = await makePool([1, 3, 7], 16);
		for (const account of pool.accounts) for (let i = 0; i < 6; i++) await submit(pool.pool, account, 3);
		for (let round = 0; round < 3; round++) {
			await Promise.all(pool.workers.map((worker) => ask(worker)));
			expect(await Promise.all(pool.accounts.map(held))).toEqual([1, 3, 7]);
		}
	});
});

describe("a claim asked again", () => {
	test("gives the same task, and changes nothing", async () => {
		const pool = await makePool([10], 1);
		const [worker] = pool.workers;
		if (!worker) throw new Error("no worker");
		await submit(pool.pool, pool.accounts[0] ?? "", 3);
		const first = await ask(worker, "c1");
		const again = await ask(worker, "c1");
		expect(again?.claimed).toEqual({ ...first?.claimed, grant: expect.any(String) });
		expect((await ask(worker, "c2"))?.claimed.task_id).not.toBe(first?.claimed.task_id);
	});

	test("many times at the same moment gives one task, with its own graph, whoever else claims", async () => {
		for (let round = 0; round < 6; round++) {
			const pool = await makePool([100], 5);
			for (let i = 0; i < 3; i++) await submit(pool.pool, pool.accounts[0] ?? "", 4);
			const replies = await Promise.all(
				pool.workers.flatMap((worker) =>
					[1, 2, 3].map(async () => ({ worker, claim: await ask(worker, `c_${worker.id}`) })),
				),
			);
			for (const worker of pool.workers) {
				const own = replies
					.filter((reply) => reply.worker === worker)
					.flatMap(({ claim }) => (claim ? [claim.claimed] : []));
				expect(new Set(own.map(({ task_id }) => task_id)).size).toBeLessThanOrEqual(1);
				for (const claimed of own) expect(claimed.graph["1"]?.inputs.number).toBe(claimed.index);
			}
			// Who got nothing, since others had their fingers on everything, asks again and has one.
			for (const worker of pool.workers) expect(await ask(worker, `c_${worker.id}`)).not.toBeNull();
			expect(await held(pool.accounts[0] ?? "")).toBe(5);
		}
	});
});

test("tasks that no worker can run do not block those behind them", async () => {
	const pool = await makePool([10], 1);
	const [account = ""] = pool.accounts;
	await submit(pool.pool, account, 40, "Removed");
	const job = await submit(pool.pool, account, 1);
	const [worker] = pool.workers;
	if (!worker) throw new Error("no worker");
	expect((await ask(worker))?.claimed.job_id).toBe(job);
	expect(await ask(worker)).toBeNull();
});

describe("what others left behind", () => {
	test("a lease that ran out is swept by the next claim, which may take the task itself (P4)", async () => {
		vi.useFakeTimers({ toFake: ["Date"] });
		const pool = await makePool([10], 2);
		const [dead, alive] = pool.workers;
		if (!dead || !alive) throw new Error("no workers");
		await submit(pool.pool, pool.accounts[0] ?? "", 1);
		const lost = await ask(dead, "lost", { ...env, LEASE_MS: "30000" });
		await passTime(30_001, vi.setSystemTime);
		await ask(alive);
		// The wait before the second try.
		vi.setSystemTime(Date.now() + 2_000);
		const taken = (await ask(alive))?.claimed;
		expect(taken).toMatchObject({ task_id: lost?.claimed.task_id, epoch: 2 });
		const late = await changeJob(db, taken?.job_id ?? "", {
			command: {
				type: "fail",
				task: taken?.task_id ?? "",
				epoch: 1,
				failure: failure("node_error"),
				gpu_ms: 0,
			},
		});
		expect(late).toMatchObject({ ok: false, code: "lease_lost" });
	});

	test("a reservation of a claim that died lapses after two seconds", async () => {
		vi.useFakeTimers({ toFake: ["Date"] });
		const pool = await makePool([10], 1);
		const [worker] = pool.workers;
		if (!worker) throw new Error("no worker");
		await submit(pool.pool, pool.accounts[0] ?? "", 1);
		await env.DB.prepare("UPDATE tasks SET reserved_by = 'dead', reserved_until = ? WHERE pool_id = ?")
			.bind(Date.now() + 2000, pool.pool)
			.run();
		expect(await ask(worker)).toBeNull();
		vi.setSystemTime(Date.now() + 2000);
		expect(await ask(worker)).not.toBeNull();
	});
});
