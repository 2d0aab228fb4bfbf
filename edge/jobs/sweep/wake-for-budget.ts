import { and, asc, eq, inArray, type SQL, sql } from "drizzle-orm";
import { lookAfterTickets } from "../../capacity/deployed.ts";
import { database, listOf } from "../../db/client.ts";
import { jobs, tasks } from "../../db/schema.ts";
import type { Env } from "../../env.ts";
import { waitsForBudget } from "../store/budgets.ts";
import { sweepAndTell } from "./sweep.ts";

/** Jobs that a raised budget wakes; of more, the oldest. Others are looked at within ten minutes. */
const WOKEN = 200;
/** Of these, how many open their stages at once; the sweep opens the others, a minute later. */
const OPENED = 20;

/**
 * After a budget was raised: what waited for it is offered and opened again, and workers are told at once. `which` may narrow it to jobs that draw
 * on that budget. Doing it for nothing is harmless.
 */
export async function wakeForBudget(env: Env, account: string, now: number, which?: SQL): Promise<void> {
	const db = database(env.DB);
	const unfinished = await db
		.select({
			job: jobs.id,
			pool: jobs.pool_id,
			sweep_after: jobs.sweep_after,
			sweep_failures: jobs.sweep_failures,
		})
		.from(jobs)
		.where(and(eq(jobs.account_id, account), inArray(jobs.status, ["queued", "running"]), which))
		.orderBy(asc(jobs.id))
		.limit(WOKEN);
	if (unfinished.length === 0) return;
	const waiting = unfinished.filter(waitsForBudget);
	const all = listOf(unfinished.map(({ job }) => job));
	const [queued] = await db.batch([
		db
			.select({ pool: tasks.pool_id, count: sql<number>`count(*)` })
			.from(tasks)
			.where(and(inArray(tasks.job_id, all), eq(tasks.status, "queued")))
			.groupBy(tasks.pool_id),
		db
			.update(tasks)
			.set({ reserved_until: 0 })
			.where(
				and(inArray(tasks.job_id, all), eq(tasks.status, "queued"), sql`${tasks.reserved_until} > ${now}`),
			),
		db
			.update(jobs)
			.set({ sweep_after: 0 })
			.where(inArray(jobs.id, listOf(waiting.map(({ job }) => job)))),
	]);
	// Workers that found nothing sleep until they are rung.
	for (const { pool, count } of queued) {
		await lookAfterTickets(env, pool);
		await env.POOLS.get(env.POOLS.idFromName(pool)).ring(pool, count);
	}
	for (const { job, pool } of waiting.slice(0, OPENED)) await sweepAndTell(env, { job, pool }, now);
}
