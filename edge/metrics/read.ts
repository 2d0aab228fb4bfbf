import { asc, eq, sql } from "drizzle-orm";
import { spentToday } from "../capacity/endpoints/cost.ts";
import { usedTickets } from "../capacity/endpoints/store.ts";
import { MOST_COUNTED } from "../contract/operator/operator.ts";
import type { Database } from "../db/client.ts";
import { endpoints, pools, usageTotals } from "../db/schema.ts";
import { countUnswept } from "../jobs/sweep/sweep.ts";
import { MOST_POOLS, poolFigures } from "./pool-figures.ts";
import type { Metric, Sample } from "./text.ts";

/** What an operator watches, by pool. Reads no more rows than these bounds say, whatever waits. */
export async function readMetrics(db: Database, now: number): Promise<Metric[]> {
	const [perPool, ended, bought] = await db.batch([
		db
			.select({
				pool: pools.name,
				...poolFigures(now),
				tickets: sql<number>`(SELECT count(*) FROM (SELECT 1 FROM tickets
					WHERE pool_id = pools.id AND closed_at IS NULL LIMIT ${MOST_COUNTED}))`,
			})
			.from(pools)
			.orderBy(asc(pools.name))
			.limit(MOST_POOLS),
		db
			.select({ total: usageTotals, pool: pools.name })
			.from(usageTotals)
			.innerJoin(pools, eq(pools.id, usageTotals.pool_id))
			.limit(MOST_POOLS * 8),
		db
			.select({
				endpoint: endpoints.id,
				pool: pools.name,
				spent_day: endpoints.spent_day,
				spent_micro_usd: endpoints.spent_micro_usd,
				open: usedTickets(),
				paused: sql<number>`${endpoints.paused_at} IS NOT NULL`,
			})
			.from(endpoints)
			.innerJoin(pools, eq(pools.id, endpoints.pool_id))
			.limit(MOST_POOLS),
	]);
	const unswept = await countUnswept(db);
	const each = (value: (row: (typeof perPool)[number]) => number): Sample[] =>
		perPool.map((row) => ({ labels: { pool: row.pool }, value: value(row) }));
	const ends = (value: (row: typeof usageTotals.$inferSelect) => number): Sample[] =>
		ended.map(({ pool, total }) => ({ labels: { pool, status: total.status }, value: value(total) }));
	const gauge = (name: string, help: string, samples: readonly Sample[]): Metric => ({
		name: `darkroom_${name}`,
		help,
		type: "gauge",
		samples,
	});
	const counter = (name: string, help: string, samples: readonly Sample[]): Metric => ({
		...gauge(name, help, samples),
		type: "counter",
	});
	const endedIn = (pool: string) =>
		ended.reduce((sum, row) => (row.pool === pool ? sum + row.total.attempts : sum), 0);
	return [
		gauge(
			"queue_tasks",
			`Tasks that wait for a worker; ${MOST_COUNTED} is so many or more`,
			each((row) => row.queued),
		),
		gauge(
			"queue_age_seconds",
			`How long the oldest of them has waited, of at most ${MOST_COUNTED}`,
			each((row) => (row.oldest === null ? 0 : Math.max(0, (now - row.oldest) / 1000))),
		),
		gauge(
			"held_tasks",
			`Tasks that a worker holds; ${MOST_COUNTED} is so many or more`,
			each((row) => row.held),
		),
		gauge(
			"workers",
			"Workers that are there",
			each((row) => row.workers),
		),
		gauge(
			"gpu_busy_ratio",
			"Share of the workers that are there and hold a task",
			each((row) => (row.workers === 0 ? 0 : row.busy / row.workers)),
		),
		counter(
			"claims_total",
			"Attempts that began",
			each((row) => endedIn(row.pool) + row.held),
		),
		counter(
			"attempts_total",
			"Attempts that ended, by how",
			ends((row) => row.attempts),
		),
		counter(
			"gpu_seconds_total",
			"Seconds that GPUs worked on attempts",
			ends((row) => row.gpu_ms / 1000),
		),
		counter(
			"queue_seconds_total",
			"Seconds that tasks waited before attempts",
			ends((row) => row.queue_ms / 1000),
		),
		counter(
			"cost_usd_total",
			"What attempts cost, in US dollars",
			ends((row) => row.micro_usd / 1e6),
		),
		counter(
			"charged_usd_total",
			"What accounts pay of it, in US dollars",
			ends((row) => row.charged_micro_usd / 1e6),
		),
		gauge(
			"tickets_open",
			`Requests at RunPod that are not over; ${MOST_COUNTED} is so many or more`,
			each((row) => row.tickets),
		),
		gauge(
			"endpoint_spent_today_usd",
			"What machines have cost today (UTC), those of open tickets included, in US dollars: what its daily budget goes by",
			bought.map(({ endpoint, pool, open, ...row }) => ({
				labels: { pool, endpoint },
				value: spentToday(row, open, now) / 1e6,
			})),
		),
		gauge(
			"endpoint_paused",
			"1: it is sent no tickets",
			bought.map(({ endpoint, pool, paused }) => ({ labels: { pool, endpoint }, value: paused })),
		),
		gauge("jobs_unswept", "Unfinished jobs that the sweep fails on: look at the log", [
			{ labels: {}, value: unswept },
		]),
	];
}
