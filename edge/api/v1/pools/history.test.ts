import { env } from "cloudflare:workers";
import { and, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import type { PoolHistory } from "../../../contract/pools/pool-history.ts";
import { database } from "../../../db/client.ts";
import { poolSamples, usageTotals } from "../../../db/schema.ts";
import { tendSamples } from "../../../housekeeping/pool-samples.ts";
import { readHistory } from "../../../metrics/pool-history.ts";
import { samplePools } from "../../../metrics/pool-samples.ts";
import { makeAccount } from "../../../testing/accounts.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { submit } from "../../../testing/jobs.ts";
import { countingRows } from "../../../testing/rows-read.ts";
import { makeWorker, mustClaim } from "../../../testing/workers.ts";

const db = database(env.DB);
const as = env.ADMIN_KEY;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Where an hour begins. */
const THIS_HOUR = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;

const history = async (pool: string, query = "") =>
	jsonOf<PoolHistory>(await call("GET", `/v1/pools/${pool}/history${query}`, { as }), 200);
const spend = (pool_id: string, micro_usd: number, cold: { cold_starts?: number; cold_ms?: number } = {}) =>
	db
		.insert(usageTotals)
		.values({ pool_id, status: "succeeded", micro_usd, ...cold })
		.onConflictDoUpdate({
			target: [usageTotals.pool_id, usageTotals.status],
			set: { micro_usd, ...cold },
		});
const row = (pool_id: string, step: "minute" | "hour", at: number) => ({
	pool_id,
	step,
	at,
	queued: 0,
	oldest_ms: null,
	workers: 1,
	busy: 0,
	micro_usd: 0,
	cold_starts: 0,
	cold_ms: 0,
});

test("cron writes down each minute how a pool stands, once, and the history tells what was spent between", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	for (let i = 0; i < 3; i++) await submit(account, worker);
	await mustClaim(worker);
	const now = Date.now();
	const minute = now - (now % MINUTE_MS);
	await db.insert(poolSamples).values(row(worker.poolId, "minute", minute - 2 * MINUTE_MS));
	await spend(worker.poolId, 700, { cold_starts: 2, cold_ms: 9000 });
	await samplePools(db, now);
	await spend(worker.poolId, 900);
	await samplePools(db, now);
	const { samples, ...head } = await history(
		worker.pool,
		`?since=${new Date(minute - MINUTE_MS).toISOString()}`,
	);
	expect(head).toMatchObject({ pool: worker.pool, step: "minute", step_s: 60 });
	expect(samples).toEqual([
		{
			at: new Date(minute).toISOString(),
			queued_tasks: 2,
			oldest_wait_s: expect.any(Number),
			workers: 1,
			busy_workers: 1,
			spent_micro_usd: 700,
			cold_starts: 2,
			cold_start_s: 4.5,
		},
	]);
	// Of the first that is known nobody knows what was spent before.
	expect((await history(worker.pool)).samples.map((one) => one.spent_micro_usd)).toEqual([null, 700]);
});

test("minutes are added up to hours once an hour; minutes go after a day, hours after thirty", async () => {
	const { pool, poolId } = await makeWorker();
	const minutes = [
		{ queued: 4, oldest_ms: 9000, workers: 2, busy: 1, micro_usd: 100, cold_starts: 1, cold_ms: 5000 },
		{ queued: 9, oldest_ms: null, workers: 3, busy: 3, micro_usd: 250, cold_starts: 3, cold_ms: 8000 },
	].map((more, i) => ({ ...row(poolId, "minute", THIS_HOUR - HOUR_MS + i * MINUTE_MS), ...more }));
	await db
		.insert(poolSamples)
		.values([
			...minutes,
			row(poolId, "minute", THIS_HOUR - DAY_MS - MINUTE_MS),
			row(poolId, "minute", THIS_HOUR - DAY_MS),
			row(poolId, "hour", THIS_HOUR - 30 * DAY_MS - HOUR_MS),
			row(poolId, "hour", THIS_HOUR - 30 * DAY_MS),
		]);
	await tendSamples(env, THIS_HOUR);
	const stored = await db
		.select({ at: poolSamples.at })
		.from(poolSamples)
		.where(and(eq(poolSamples.pool_id, poolId), eq(poolSamples.step, "minute")));
	expect(stored.map(({ at }) => at)).toEqual([THIS_HOUR - DAY_MS, ...minutes.map(({ at }) => at), THIS_HOUR]);
	const hours = await history(pool, "?step=hour");
	expect(hours.samples.slice(-2)).toMatchObject([
		{ at: new Date(THIS_HOUR - DAY_MS).toISOString() },
		{
			at: new Date(THIS_HOUR - HOUR_MS).toISOString(),
			queued_tasks: 9,
			oldest_wait_s: 9,
			workers: 2.5,
			busy_workers: 2,
			spent_micro_usd: 250,
			cold_starts: 3,
			cold_start_s: 8 / 3,
		},
	]);

	// The hour that is not over is told once it is, also where cron was away meanwhile; nothing is written twice.
	await tendSamples(env, THIS_HOUR + MINUTE_MS);
	await tendSamples(env, THIS_HOUR + 3 * HOUR_MS);
	await tendSamples(env, THIS_HOUR + 3 * HOUR_MS);
	const rows = await db
		.select({ at: poolSamples.at })
		.from(poolSamples)
		.where(and(eq(poolSamples.pool_id, poolId), eq(poolSamples.step, "hour")));
	expect(rows.map(({ at }) => at)).toContain(THIS_HOUR);
	expect(rows.map(({ at }) => at)).not.toContain(THIS_HOUR - 30 * DAY_MS - HOUR_MS);
	expect(new Set(rows.map(({ at }) => at)).size).toBe(rows.length);
});

test("samples of before cold starts were counted say that nobody knows of any", async () => {
	const { pool, poolId } = await makeWorker();
	const minute = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
	const uncounted = { cold_starts: null, cold_ms: null };
	await db.insert(poolSamples).values([
		{ ...row(poolId, "minute", minute - 3 * MINUTE_MS), ...uncounted },
		{ ...row(poolId, "minute", minute - 2 * MINUTE_MS), ...uncounted },
		{ ...row(poolId, "minute", minute - MINUTE_MS), cold_starts: 5, cold_ms: 5000 },
		{ ...row(poolId, "minute", minute), cold_starts: 5, cold_ms: 5000 },
	]);
	const { samples } = await history(pool);
	expect(samples.map(({ cold_starts, cold_start_s }) => [cold_starts, cold_start_s])).toEqual([
		[null, null],
		[null, null],
		[null, null],
		[0, null],
	]);
});

test("a history reads no more rows than it tells, however many there are of other pools, and no bad query is answered", async () => {
	const [{ pool, poolId }, other] = [await makeWorker(), await makeWorker()];
	const at = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
	await env.DB.prepare(
		`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
		INSERT INTO pool_samples SELECT pools.id, 'minute', ?1 - i * 60000, 0, NULL, 1, 0, 0, NULL, NULL FROM n, pools WHERE pools.id IN (?2, ?3)`,
	)
		.bind(at, poolId, other.poolId)
		.run();
	const counting = countingRows(env.DB);

	const since = at - 9 * MINUTE_MS;
	const told = await readHistory(
		database(counting.db),
		{ id: poolId, name: pool },
		{ step: "minute", since },
		at,
	);
	expect(told.samples).toHaveLength(10);
	expect(counting.read()).toBeLessThanOrEqual(12);
	expect((await history(pool)).samples.length).toBeLessThanOrEqual(1441);
	expect((await history(pool, "?since=2999-01-01T00:00:00Z")).samples).toEqual([]);
	expect((await history(pool, "?since=1970-01-01T00:00:00%2B02:00")).samples.length).toBeGreaterThan(1400);
	for (const query of ["?step=day", "?since=yesterday", "?since=2026-02-30T00:00:00Z"])
		await problemOf(await call("GET", `/v1/pools/${pool}/history${query}`, { as }));
	await problemOf(await call("GET", "/v1/pools/nowhere/history", { as }), "not_found");
});
