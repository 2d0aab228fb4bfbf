import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { afterEach, describe, expect, test, vi } from "vitest";
import { runs } from "../../workflows/testing/runs.ts";
import { newId } from "../contract/ids.ts";
import { database } from "../db/client.ts";
import { attempts, tasks } from "../db/schema.ts";
import { changeJob } from "../jobs/store/change.ts";
import { failure } from "../jobs/testing/build.ts";
import { passTime } from "../testing/presence.ts";
import { ask, makePool, submit, type Worker } from "./testing/claimers.ts";

const db = database(env.DB);
/** Jobs of eight tasks each that are raced for. */
const JOBS = runs(63, 26);
const ROUNDS = runs(6, 2);

const held = async (account: string) =>
	(await db.select().from(tasks)).filter((task) => task.account_id === account && task.status === "running")
		.length;

afterEach(() => {
	vi.useRealTimers();
});

describe("many workers claim at once", () => {
	test("S0-C08 hundreds of tasks, 16 racing workers: every task is claimed exactly once (P2)", async () => {
		// No lease runs out meanwhile, however long a busy machine takes.
		vi.useFakeTimers({ toFake: ["Date"] });
		const pool = await makePool([5000, 5000, 5000, 5000], 16);
		for (let i = 0; i < JOBS; i++) await submit(pool.pool, pool.accounts[i % 4] ?? "", 8);
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
		expect(claimed.length).toBe(JOBS * 8);
		expect(new Set(claimed).size).toBe(JOBS * 8);
		expect(
			(await db.select().from(attempts)).filter((row) => row.job_id.includes(`${pool.pool}_`)),
		).toHaveLength(JOBS * 8);
	});

	test("one claim finds what its worker can run, at whichever of two thousand accounts it waits (P10)", async () => {
		const pool = await makePool([5, 5], 1);
		const [rare = "", common = ""] = pool.accounts;
		const [worker] = pool.workers;
		if (!worker) throw new Error("no worker");
		await submit(pool.pool, rare, 1);
		await submit(pool.pool, common, 1);
		const others = JSON.stringify(Array.from({ length: 2000 }, () => newId("account")));
		await db.run(
			sql`INSERT INTO accounts (id, name, created_at) SELECT value, value, 0 FROM json_each(${others})`,
		);
		await db.run(sql`UPDATE tasks SET needs_hash = 'nobody' WHERE account_id = ${common}`);
		await db.run(sql`INSERT INTO tasks (id, job_id, account_id, pool_id, stage, position, status, priority, max_attempts, available_at, expected, needs_hash)
			SELECT 'task_' || value, job_id, value, pool_id, stage, 1, 'queued', 0, 3, available_at, '[]', needs_hash
			FROM json_each(${others}), tasks WHERE tasks.account_id = ${common}`);
		const claim = await ask(worker);
		const [task] = (await db.select().from(tasks)).filter((one) => one.id === claim?.claimed.task_id);
		expect(task?.account_id).toBe(rare);
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
		for (let round = 0; round < ROUNDS; round++) {
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
	await submit(pool.pool, account, 40, { class_type: "Removed" });
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
		const lost = await ask(dead, "lost", { LEASE_MS: "30000" });
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

	test("a job past its deadline in front of others is ended, and the claim takes what stands behind", async () => {
		vi.useFakeTimers({ toFake: ["Date"] });
		const pool = await makePool([10], 1);
		const [account = ""] = pool.accounts;
		const [worker] = pool.workers;
		if (!worker) throw new Error("no worker");
		for (let i = 0; i < 40; i++) await submit(pool.pool, account, 1, { deadlineMs: 1000 });
		const late = await submit(pool.pool, account, 1);
		vi.setSystemTime(Date.now() + 1000);
		expect((await ask(worker))?.claimed.job_id).toBe(late);
		const left = (await db.select().from(tasks)).filter((task) => task.pool_id === pool.pool);
		expect(left.filter((task) => task.status === "expired")).toHaveLength(40);
	});

	test("so is one of which another worker holds a task", async () => {
		vi.useFakeTimers({ toFake: ["Date"] });
		const pool = await makePool([10], 2);
		const [account = ""] = pool.accounts;
		const [busy, worker] = pool.workers;
		if (!busy || !worker) throw new Error("no workers");
		const overdue = await submit(pool.pool, account, 40, { deadlineMs: 1000 });
		expect((await ask(busy))?.claimed.job_id).toBe(overdue);
		const late = await submit(pool.pool, account, 1);
		vi.setSystemTime(Date.now() + 1000);
		expect((await ask(worker))?.claimed.job_id).toBe(late);
		const left = (await db.select().from(tasks)).filter((task) => task.job_id === overdue);
		expect(new Set(left.map((task) => task.status))).toEqual(new Set(["expired"]));
	});

	test("what a worker cannot run is learned once, and tasks of an account beside a crowd of those are found", async () => {
		const pool = await makePool([10, 10], 1);
		const [odd = "", other = ""] = pool.accounts;
		const [worker] = pool.workers;
		if (!worker) throw new Error("no worker");
		for (let i = 0; i < 60; i++) await submit(pool.pool, odd, 1, { class_type: `Removed${i}` });
		const mine = await submit(pool.pool, other, 1);
		expect((await ask(worker))?.claimed.job_id).toBe(mine);
		expect(await ask(worker)).toBeNull();
	});

	test("a reservation of a claim that died lapses at its time", async () => {
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
