import { lookAfterTickets } from "../../capacity/deployed.ts";
import { database } from "../../db/client.ts";
import type { Env } from "../../env.ts";
import { poolObject } from "../../objects.ts";
import { monthOf } from "../budgets/month.ts";
import { type Raised, wake } from "../budgets/waiting.ts";
import { askJob } from "../live/ask.ts";
import { sweepAndTell } from "./sweep.ts";

/** Stages that go on at once; the sweep opens the others, a minute later. */
const AT_ONCE = 20;

/**
 * After a budget was raised: what waited for it is offered and opened again, and workers are told at once. Doing it for
 * nothing is harmless.
 */
export async function wakeForBudget(env: Env, raised: Raised, now: number): Promise<void> {
	const { stages, pools } = await wake(database(env.DB), raised, monthOf(now), now);
	const first = stages.slice(0, AT_ONCE);
	for (const { job, pool, stage, ready } of first) {
		if (!ready) await askJob(env, { job, pool }, { command: { type: "budget", stage, short: false } });
	}
	// Workers that found nothing sleep until they are rung.
	for (const { pool, count } of pools) {
		await lookAfterTickets(env, pool);
		await poolObject(env, pool).ring(pool, count);
	}
	const opening = new Map(first.filter(({ ready }) => ready).map(({ job, pool }) => [job, pool]));
	for (const [job, pool] of opening) await sweepAndTell(env, { job, pool }, now);
}
