import { env } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import { database } from "../db/client.ts";
import { pack } from "../db/pack.ts";
import { capabilities } from "../db/schema.ts";
import { wrapD1 } from "../jobs/testing/wrapped-d1.ts";
import { ClaimDesk } from "./desk.ts";
import type { Asker } from "./serve.ts";
import { ask, makePool, submit, type Worker } from "./testing/claimers.ts";

/** A desk whose questions to D1 are counted; those who ask there in place of the pool's own. */
function countedDesk(pool: string) {
	const counts = { trips: 0, looks: 0 };
	const DB = wrapD1(env.DB, {
		rewrite: (sql) => {
			if (sql.includes("WITH RECURSIVE waiting")) counts.looks += 1;
			return sql;
		},
		call: (run) => {
			counts.trips += 1;
			return run();
		},
	});
	const desk = new ClaimDesk({ ...env, DB }, pool);
	const POOLS = {
		idFromName: (name: string) => env.POOLS.idFromName(name),
		get: () => ({
			reserve: async (_: string, asked: string) => JSON.stringify(await desk.ask(JSON.parse(asked) as Asker)),
		}),
	} as unknown as typeof env.POOLS;
	return { counts, POOLS };
}

/** As where the pool's object cannot be reached. */
const AWAY = {
	POOLS: {
		idFromName: (name: string) => env.POOLS.idFromName(name),
		get: () => ({ reserve: () => Promise.reject(new Error("away")) }),
	} as unknown as typeof env.POOLS,
};

describe("48 workers that claim at the same moment", () => {
	test.each([
		["a job of 60 tasks", 1, 60],
		["60 jobs of one", 60, 1],
	])("are served from %s by two looks at the queue, each with a task of its own", async (_, jobs, wide) => {
		const pool = await makePool([100], 48);
		for (let i = 0; i < jobs; i++) await submit(pool.pool, pool.accounts[0] ?? "", wide);
		const { counts, POOLS } = countedDesk(pool.pool);
		const claims = await Promise.all(pool.workers.map((worker) => ask(worker, undefined, { POOLS })));
		expect(new Set(claims.map((claim) => claim?.claimed.task_id)).size).toBe(48);
		expect(claims.every((claim) => claim?.claimed.epoch === 1)).toBe(true);
		console.log(`48 claims: ${counts.looks} looks, D1 asked ${counts.trips} times by the desk`);
		// The first finds nobody before it; all others wait for its look, and share the next.
		expect(counts.looks).toBe(2);
		// Each look reserves; and once, the machine and the needs are read.
		expect(counts.trips).toBeLessThanOrEqual(6);
	});

	test("are served without the pool's object too", async () => {
		const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
		const pool = await makePool([100], 48);
		await submit(pool.pool, pool.accounts[0] ?? "", 60);
		const claims = await Promise.all(pool.workers.map((worker) => ask(worker, undefined, AWAY)));
		expect(warned).toHaveBeenCalled();
		warned.mockRestore();
		expect(new Set(claims.map((claim) => claim?.claimed.task_id)).size).toBe(48);
	});

	test("S1-15 get no more of an account than it may have, and all that they may (P10)", async () => {
		const pool = await makePool([1, 3, 7], 48);
		for (const account of pool.accounts) for (let i = 0; i < 6; i++) await submit(pool.pool, account, 3);
		const { counts, POOLS } = countedDesk(pool.pool);
		const claims = await Promise.all(pool.workers.map((worker) => ask(worker, undefined, { POOLS })));
		expect(claims.filter((claim) => claim !== null)).toHaveLength(11);
		console.log(`48 claims of 11 tasks: ${counts.looks} looks`);
		expect(counts.looks).toBeLessThanOrEqual(12);
	});
});

describe("machines of different kinds at one desk", () => {
	test("are given what each can run, by one look", async () => {
		const pool = await makePool([100], 12);
		const [account = ""] = pool.accounts;
		const hash = `other_${pool.pool}`;
		const able = { comfyui_version: "0.30.0", nodes: ["Other"], model_inputs: {}, file_inputs: {} };
		const body = await pack(JSON.stringify(able));
		await database(env.DB).insert(capabilities).values({ hash, body });
		const workers = pool.workers.map(
			(worker, i): Worker => (i % 2 === 0 ? worker : { ...worker, capabilities_hash: hash }),
		);
		const own = await submit(pool.pool, account, 6);
		const others = await submit(pool.pool, account, 6, { class_type: "Other" });
		const { POOLS } = countedDesk(pool.pool);
		const claims = await Promise.all(workers.map((worker) => ask(worker, undefined, { POOLS })));
		expect(claims.map((claim) => claim?.claimed.job_id)).toEqual(
			workers.map((_, i) => (i % 2 === 0 ? own : others)),
		);
	});

	test("one of which nothing is known any more is refused alone; the others beside it are served", async () => {
		const pool = await makePool([100], 6);
		await submit(pool.pool, pool.accounts[0] ?? "", 6);
		const workers = pool.workers.map(
			(worker, i): Worker => (i === 3 ? { ...worker, capabilities_hash: "gone" } : worker),
		);
		const claims = await Promise.allSettled(workers.map((worker) => ask(worker)));
		expect(claims.map(({ status }) => status)).toEqual(
			workers.map((_, i) => (i === 3 ? "rejected" : "fulfilled")),
		);
		for (const claim of claims) if (claim.status === "fulfilled") expect(claim.value).not.toBeNull();
	});
});
