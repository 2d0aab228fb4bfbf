import { and, eq, inArray, lte, sql } from "drizzle-orm";
import { type Database, database, listOf } from "../db/client.ts";
import { tasks } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { askJob } from "../jobs/live/ask.ts";
import { nextTasks } from "./next-tasks.ts";
import { ASIDE_MS } from "./reserve.ts";

/** Jobs that one look puts aside at most: each that is new to it is asked. */
const JOBS_AT_ONCE = 20;
/** So often a look begins anew, since what it put aside stood before others. */
const ROUNDS = 5;

/**
 * The first tasks of a pool that machines may be brought for. What no budget holds brings none, so no claim will ever
 * find it: here it is put aside, and its job told that it waits for money, which stops its deadline.
 */
export async function affordableTasks(env: Env, pool: string, count: number, now: number) {
	const db = database(env.DB);
	for (let round = 1; ; round++) {
		const { tasks: found, unaffordable } = await nextTasks(db, pool, count, now);
		if (unaffordable.length === 0) return found;
		const jobs = [...new Set(unaffordable.map(({ job }) => job))].slice(0, JOBS_AT_ONCE);
		const ids = unaffordable.flatMap(({ task, job }) => (jobs.includes(job) ? [task] : []));
		for (const { job, stage } of await putAside(db, ids, now))
			await askJob(env, { job, pool }, { command: { type: "budget", stage, short: true } });
		if (round >= ROUNDS || found.length >= count) return found;
	}
}

/** Offers tasks to nobody for a while. Answers with the stages of them that do not yet wait for a budget. */
async function putAside(db: Database, ids: readonly string[], now: number) {
	const aside = await db
		.update(tasks)
		.set({ reserved_until: now + ASIDE_MS })
		.where(
			and(inArray(tasks.id, listOf([...ids])), eq(tasks.status, "queued"), lte(tasks.reserved_until, now)),
		)
		.returning({
			job: tasks.job_id,
			stage: tasks.stage,
			waits: sql<number>`EXISTS (SELECT 1 FROM stages WHERE stages.job_id = tasks.job_id AND stages.key = tasks.stage
				AND budget_wait_since IS NOT NULL)`,
		});
	const stages = new Map(aside.flatMap((one) => (one.waits ? [] : [[`${one.job} ${one.stage}`, one]])));
	return [...stages.values()];
}
