import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { runs } from "../../workflows/testing/runs.ts";
import { newId } from "../contract/ids.ts";
import { database } from "../db/client.ts";
import { pools } from "../db/schema.ts";
import { jobQueries } from "../jobs/store/load.ts";
import { overdueJobs } from "../jobs/sweep/sweep.ts";
import { buildJob } from "../jobs/testing/build.ts";
import { RealStore } from "../jobs/testing/real-store.ts";
import { candidateQuery, type QueueQuery } from "./queue.ts";

const NOW = 1_000_000_000;
const db = database(env.DB);
const offers = (pool: string, more: Partial<QueueQuery> = {}) =>
	candidateQuery(db, { pool, now: NOW, unfit: [], random: Math.random, ...more });

interface Query {
	toSQL(): { sql: string; params: unknown[] };
}

async function planOf(query: Query): Promise<string[]> {
	const { sql: text, params } = query.toSQL();
	const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${text}`)
		.bind(...params)
		.all<{ detail: string }>();
	return results.map(({ detail }) => detail);
}

async function rowsRead(query: Query): Promise<number> {
	const { sql: text, params } = query.toSQL();
	const { meta } = await env.DB.prepare(text)
		.bind(...params)
		.all();
	return meta.rows_read;
}

/** Looks at the queue of a thousand accounts, and the share of those that has had its turn by then. */
const LOOKS = runs(300, 60);
const SEEN = runs(0.95, 0.4);

let made = 0;

/** A pool with so many accounts, each with so many queued tasks. */
async function makePool(
	count: number,
	tasksEach: number,
	max_running = 20,
): Promise<{ pool: string; accounts: string[] }> {
	const store = new RealStore(env.DB);
	const pool = `pool_${++made}`;
	await db.insert(pools).values({ id: pool, name: pool, created_at: 0 });
	const names = Array.from({ length: count }, (_, i) => `acc_${pool}_${String(i).padStart(4, "0")}`);
	await store.addAccounts(new Map(names.map((name) => [name, max_running])));
	for (const name of names) {
		const job = buildJob({ id: `job_${name}`, account: name, now: NOW });
		await store.submit({ ...job, job: { ...job.job, pool_id: pool } }, NOW);
		await env.DB.prepare(
			`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ?1)
			INSERT INTO tasks (id, job_id, account_id, pool_id, stage, position, status, priority, max_attempts, available_at, expected, needs_hash)
			SELECT job_id || '.' || printf('%06d', i), job_id, account_id, pool_id, stage, i, 'queued', 0, 3, available_at, '[]', needs_hash
			FROM n, tasks WHERE tasks.job_id = ?2 AND i < ?1`,
		)
			.bind(tasksEach, `job_${name}`)
			.run();
	}
	return { pool, accounts: names };
}

async function hold(account: string, count: number): Promise<void> {
	await db.run(sql`UPDATE accounts SET running_tasks = ${count} WHERE id = ${account}`);
	await db.run(sql`UPDATE tasks SET status = 'running', worker_id = 'w', claim_id = id, lease_until = ${NOW + 1000}
		WHERE id IN (SELECT id FROM tasks WHERE account_id = ${account} ORDER BY id DESC LIMIT ${count})`);
}

/** Gives the tasks of a job so many different needs, in turn. */
async function spread(account: string, kinds: number): Promise<void> {
	await db.run(sql`UPDATE tasks SET needs_hash = printf('%08x', (position % ${kinds}) * 2654435761 % 4294967296)
		WHERE job_id = ${`job_${account}`}`);
}

/** The tasks of an account come back after a failure and may run again at this time. */
async function sendBack(account: string, at: number): Promise<void> {
	await db.run(sql`UPDATE tasks SET epoch = 1, available_at = ${at} WHERE job_id = ${`job_${account}`}`);
}

async function hashesOf(account: string): Promise<string[]> {
	const rows = await db.all<{ hash: string }>(
		sql`SELECT DISTINCT needs_hash AS hash FROM tasks WHERE job_id = ${`job_${account}`} ORDER BY 1`,
	);
	return rows.map(({ hash }) => hash);
}

describe("what a claim reads", () => {
	let small = "";
	let large = "";
	let account = "";
	beforeAll(async () => {
		small = (await makePool(2, 50)).pool;
		const made = await makePool(2, 10_000);
		large = made.pool;
		account = made.accounts[0] ?? "";
	});

	test("every query of the queue goes by an index; none walks through the tasks", async () => {
		const plans = await Promise.all([
			planOf(offers(large)),
			planOf(overdueJobs(db, NOW, 3, large)),
			...jobQueries(db, "job").map(planOf),
		]);
		for (const detail of plans.flat()) {
			expect(detail).not.toMatch(/SCAN (?:q|t|tasks|jobs|stages|events|accounts)\b/);
		}
		for (const index of ["tasks_queue", "tasks_claim"]) expect(plans.flat().join("\n")).toContain(index);
	});

	test("a queue of 20,000 tasks costs as much as one of 100", async () => {
		const [few, many] = [await rowsRead(offers(small)), await rowsRead(offers(large))];
		console.log(`rows read by a claim: ${few} of 100 tasks, ${many} of 20,000`);
		expect(many).toBeLessThanOrEqual(few + 10);
		expect(many).toBeLessThan(400);
	});

	test("a worker that can run nothing of a long queue reads a few rows", async () => {
		const unfit = await hashesOf(account);
		expect(await offers(large, { unfit })).toHaveLength(0);
		const read = await rowsRead(offers(large, { unfit }));
		console.log(`rows read where nothing of 20,000 tasks fits: ${read}`);
		expect(read).toBeLessThan(100);
	});

	test("a thousand accounts with work waiting cost a bounded number of rows, and each has its turn (P10)", async () => {
		const { pool, accounts: names } = await makeAccounts(1000);
		const read = await rowsRead(offers(pool));
		console.log(`rows read with 1,000 accounts waiting: ${read}`);
		expect(read).toBeLessThan(5000);
		const seen = new Set<string>();
		for (let i = 0; i < LOOKS; i++) for (const row of await offers(pool)) seen.add(row.account);
		expect(seen.size).toBeGreaterThan(names.length * SEEN);
	});

	test("a thousand kinds of needs cost a bounded number of rows, and the one that fits is found", async () => {
		const { pool, accounts: names } = await makePool(1, 1000);
		const [name = ""] = names;
		await spread(name, 1000);
		const hashes = await hashesOf(name);
		expect(hashes.length).toBeGreaterThan(990);
		const read = await rowsRead(offers(pool));
		console.log(`rows read with 1,000 kinds of needs: ${read}`);
		expect(read).toBeLessThan(5000);
		const fits = hashes[500] ?? "";
		const unfit = hashes.filter((hash) => hash !== fits);
		let tries = 0;
		for (let found = 0; found === 0; tries++) {
			const offered = await offers(pool, { unfit });
			expect(offered.every((row) => row.needs_hash === fits)).toBe(true);
			found = offered.length;
			expect(tries).toBeLessThan(50);
		}
	});

	test("a rare kind at one of a thousand accounts is found in one look along the kinds, in a few rows", async () => {
		const { pool, accounts: names } = await makeAccounts(1000);
		const [hash = ""] = await hashesOf(names[0] ?? "");
		const odd = names[617] ?? "";
		await db.run(sql`UPDATE tasks SET needs_hash = 'fits' WHERE account_id = ${odd} AND pool_id = ${pool}`);
		const query = { by: "kinds", unfit: [hash] } as const;
		for (let i = 0; i < 20; i++) expect((await offers(pool, query)).map((row) => row.account)).toEqual([odd]);
		const read = await rowsRead(offers(pool, query));
		console.log(`rows read for a rare kind among 1,000 accounts: ${read}`);
		expect(read).toBeLessThan(60);
		expect((await planOf(offers(pool, query))).join("\n")).toContain("tasks_kinds");
		// Bounded too where there are as many kinds as tasks, and where everybody waits for what is wanted.
		expect(await rowsRead(offers(pool, { by: "kinds" }))).toBeLessThan(5000);
		await db.run(sql`UPDATE tasks SET needs_hash = printf('%016x', rowid_of.n * 7919)
			FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM tasks WHERE pool_id = ${pool}) AS rowid_of
			WHERE tasks.id = rowid_of.id`);
		expect(await rowsRead(offers(pool, { by: "kinds" }))).toBeLessThan(5000);
	});

	test("tasks that wait for another try are not walked through, nor do they hide others", async () => {
		const { pool, accounts: names } = await makePool(1, 5000);
		const [name = ""] = names;
		await sendBack(name, NOW + 30_000);
		expect(await rowsRead(offers(pool))).toBeLessThan(100);
		expect(await offers(pool)).toHaveLength(0);
		const later = await offers(pool, { now: NOW + 30_000 });
		expect(later.length).toBeGreaterThan(0);
		await db.run(sql`UPDATE tasks SET epoch = 0 WHERE id = ${`job_${name}.004000`}`);
		expect((await offers(pool)).map((row) => row.task)).toEqual([`job_${name}.004000`]);
	});
});

/** Many accounts with one task each, put there at once. */
async function makeAccounts(count: number): Promise<{ pool: string; accounts: string[] }> {
	const { pool, accounts: names } = await makePool(1, 1);
	const [model = ""] = names;
	const more = Array.from({ length: count - 1 }, () => newId("account"));
	const list = JSON.stringify(more);
	await db.run(
		sql`INSERT INTO accounts (id, name, created_at) SELECT value, value, 0 FROM json_each(${list})`,
	);
	await db.run(sql`INSERT INTO tasks (id, job_id, account_id, pool_id, stage, position, status, priority, max_attempts, available_at, expected, needs_hash)
			SELECT 'task_' || value, job_id, value, pool_id, stage, 1, 'queued', 0, 3, available_at, '[]', needs_hash
			FROM json_each(${list}), tasks WHERE tasks.job_id = ${`job_${model}`}`);
	return { pool, accounts: [model, ...more] };
}

describe("which tasks are offered (P10)", () => {
	test("every account has its turn, however many have work waiting", async () => {
		const { pool, accounts: names } = await makePool(60, 1);
		const seen = new Set<string>();
		for (let i = 0; i < 60; i++) for (const row of await offers(pool)) seen.add(row.account);
		expect([...seen].sort()).toEqual(names);
	});

	test("accounts at their limit do not stand in the way of one that is not", async () => {
		const { pool, accounts: names } = await makePool(55, 3, 1);
		for (const name of names.slice(0, -1)) await hold(name, 1);
		const offered = await offers(pool);
		expect(new Set(offered.map((row) => row.account))).toEqual(new Set(names.slice(-1)));
	});

	test("an account that runs little comes before those that run much", async () => {
		const { pool, accounts: names } = await makePool(55, 4);
		for (const name of names.slice(0, -1)) await hold(name, 1);
		for (let i = 0; i < 5; i++) {
			expect((await offers(pool)).some((row) => row.account === names.at(-1))).toBe(true);
		}
	});

	test("an account with work that the worker can run is not hidden by those with work that it cannot", async () => {
		const { pool, accounts: names } = await makePool(40, 2);
		const [odd = ""] = names;
		await db.run(sql`UPDATE tasks SET needs_hash = 'fits' WHERE job_id = ${`job_${odd}`}`);
		await hold(odd, 1);
		const unfit = await hashesOf(names[1] ?? "");
		const offered = await offers(pool, { unfit });
		expect(new Set(offered.map((row) => row.account))).toEqual(new Set([odd]));
		expect(offered.every((row) => row.held === 1)).toBe(true);
	});

	test("of more kinds of needs than are offered, those of high priority and old jobs come first", async () => {
		const { pool, accounts: names } = await makePool(1, 60);
		const [name = ""] = names;
		await spread(name, 60);
		await db.run(sql`UPDATE tasks SET priority = position WHERE job_id = ${`job_${name}`}`);
		const priorities = new Set((await offers(pool)).map((row) => row.priority));
		expect([...priorities].sort((a, b) => b - a)).toEqual(Array.from({ length: 16 }, (_, i) => 59 - i));
	});

	test("whatever the number of kinds, each of those that are offered has its first tasks among the offers", async () => {
		const { pool, accounts: names } = await makePool(1, 200);
		const [name = ""] = names;
		for (let kinds = 1; kinds <= 20; kinds++) {
			await spread(name, kinds);
			const found = Map.groupBy(await offers(pool), (row) => row.needs_hash);
			expect(found.size).toBe(Math.min(kinds, 16));
			for (const rows of found.values()) {
				expect(rows.length).toBe(Math.min(16, Math.floor(64 / Math.min(kinds, 16))));
			}
		}
	});

	test("a task that came back is offered beside those that never ran", async () => {
		const { pool, accounts: names } = await makePool(1, 3000);
		const id = `job_${names[0]}.002999`;
		await db.run(sql`UPDATE tasks SET epoch = 1, available_at = ${NOW} WHERE id = ${id}`);
		expect((await offers(pool)).map((row) => row.task)).toContain(id);
	});

	test("not those of another pool", async () => {
		const { pool } = await makePool(1, 2);
		expect(await offers(pool)).toHaveLength(2);
		expect(await offers("pool_default")).toHaveLength(0);
	});
});
