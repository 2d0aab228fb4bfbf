import { and, eq, inArray } from "drizzle-orm";
import { database } from "../db/client.ts";
import { tasks, workers } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { askJob } from "../jobs/live/ask.ts";
import { log } from "../log.ts";

/** Tasks taken back at once: each asks an object. What is beyond comes back when its lease ends. */
const AT_ONCE = 200;

/**
 * Gives what workers of a revoked token hold back to the queue, at no cost to the task: nobody who could end it will
 * ever be heard, so nothing is gained by waiting for its lease. What cannot be taken back now comes back with that.
 */
export async function takeBack(env: Env, pool: string, token: string): Promise<void> {
	const db = database(env.DB);
	const held = await db
		.select({ job: tasks.job_id, task: tasks.id, epoch: tasks.epoch })
		.from(tasks)
		.where(
			and(
				eq(tasks.pool_id, pool),
				inArray(tasks.status, ["running", "canceling"]),
				inArray(
					tasks.worker_id,
					db
						.select({ id: workers.id })
						.from(workers)
						.where(and(eq(workers.pool_id, pool), eq(workers.token_id, token))),
				),
			),
		)
		.limit(AT_ONCE);
	const answers = await Promise.allSettled(
		held.map(({ job, task, epoch }) => {
			const command = { type: "release", task, epoch, cause: "drain", gpu_ms: null } as const;
			return askJob(env, { job, pool }, { command });
		}),
	);
	const failed = answers.filter(({ status }) => status === "rejected").length;
	if (failed > 0) log.warn("tasks not taken back yet", { pool, tasks: failed });
}
