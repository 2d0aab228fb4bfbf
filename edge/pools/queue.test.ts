import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "../db/client.ts";
import { pools } from "../db/schema.ts";
import { jobQueries } from "../jobs/store.ts";
import { overdueLeases } from "../jobs/sweep.ts";
import { buildJob } from "../jobs/testing/build.ts";
import { RealStore } from "../jobs/testing/real-store.ts";
import { candidateQuery, heldQuery } from "./queue.ts";

const NOW = 1_000_000_000;
const db = database(env.DB);
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
			INSERT INTO tasks (id, job_id, account_id, pool_id, stage, position, status, priority, max_attempts, available_at, expected, needs)
			SELECT job_id || '.' || printf('%06d', i), job_id, account_id, pool_id, stage, i, 'queued', 0, 3, available_at, '[]', needs
			FROM n, tasks WHERE tasks.job_id = ?2 AND i < ?1`,
		)
			.bind(tasksEach, `job_${name}`)
			.run();
	}
	return { pool, accounts: names };
}

async function hold(account: string, count: number): Promise<void> {
	await db.run(sql`UPDATE tasks SET status = 'running', worker_id = 'w', claim_id = id, lease_until = ${NOW + 1000}
		WHERE id IN (SELECT id FROM tasks WHERE account_id = ${account} ORDER BY id DESC LIMIT ${count})`);
}

describe("what a claim reads", () => {
	let small = "";
	let large = "";
	beforeAll(async () => {
		small = (await makePool(2, 50)).pool;
		large = (await makePool(2, 10_000)).pool;
	});

	test("every query of the queue goes by an index; none walks through the tasks", async () => {
		const plans = await Promise.all([
			planOf(candidateQuery(db, large, NOW)),
			planOf(heldQuery(db)),
			planOf(overdueLeases(db, NOW, 3, large)),
			planOf(overdueLeases(db, NOW, 200)),
			...jobQueries(db, "job").map(planOf),
		]);
		for (const detail of plans.flat()) {
			expect(detail).not.toMatch(
				/SCAN (?:[a-z]|tasks|jobs|stages|events)(?! USING (?:COVERING )?INDEX (?:tasks_held|tasks_lease))\b/,
			);
		}
		expect(plans.flat().join("\n")).toContain("tasks_queue");
	});

	test("a queue of 20,000 tasks costs as much as one of 100", async () => {
		const [few, many] = [
			await rowsRead(candidateQuery(db, small, NOW)),
			await rowsRead(candidateQuery(db, large, NOW)),
		];
		console.log(`rows read by a claim: ${few} of 100 tasks, ${many} of 20,000`);
		expect(many).toBeLessThanOrEqual(few + 10);
	});
});

describe("which tasks are offered (P10)", () => {
	test("every account has its turn, however many have work waiting", async () => {
		const { pool, accounts: names } = await makePool(60, 1);
		const seen = new Set<string>();
		for (let i = 0; i < 30; i++) for (const row of await candidateQuery(db, pool, NOW)) seen.add(row.account);
		expect([...seen].sort()).toEqual(names);
	});

	test("accounts at their limit do not stand in the way of one that is not", async () => {
		const { pool, accounts: names } = await makePool(55, 3, 1);
		for (const name of names.slice(0, -1)) await hold(name, 1);
		const offered = await candidateQuery(db, pool, NOW);
		expect(new Set(offered.map((row) => row.account))).toEqual(new Set(names.slice(-1)));
	});

	test("an account that runs little comes before those that run much", async () => {
		const { pool, accounts: names } = await makePool(55, 4);
		for (const name of names.slice(0, -1)) await hold(name, 1);
		for (let i = 0; i < 5; i++) {
			const offered = await candidateQuery(db, pool, NOW);
			expect(offered.some((row) => row.account === names.at(-1))).toBe(true);
		}
	});

	test("not those that wait for another try, nor those of another pool", async () => {
		const { pool } = await makePool(1, 2);
		expect(await candidateQuery(db, pool, NOW)).toHaveLength(2);
		expect(await candidateQuery(db, pool, NOW - 1)).toHaveLength(0);
		expect(await candidateQuery(db, "pool_default", NOW)).toHaveLength(0);
	});
});
