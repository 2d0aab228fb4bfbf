import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { jobs, taskPlans, tasks } from "../db/schema.ts";
import { assembleJob, jobQueries } from "../jobs/store/load.ts";

/** A reservation lapses after this long, in milliseconds: the claim that made it has died. */
const RESERVATION_MS = 2000;

/**
 * Puts a finger on the first of these tasks that nobody else is claiming, so that workers who claim at the
 * same moment do not all try for the same task; and loads it, its job and its plan, in one round trip. It
 * decides nothing; the claim does. `finger` must be new each time: two requests of one claim are two.
 */
export async function reserve(db: Database, ids: string[], finger: string, now: number) {
	const wanted = sql`json_each(${JSON.stringify(ids)}) AS wanted`;
	const first = sql`(
		SELECT t.id FROM ${wanted} JOIN tasks t ON t.id = wanted.value
		WHERE t.status = 'queued' AND t.reserved_until <= ${now}
		ORDER BY wanted.key LIMIT 1
	)`;
	const job = sql<string>`(
		SELECT t.job_id FROM ${wanted} JOIN tasks t ON t.id = wanted.value WHERE t.reserved_by = ${finger} LIMIT 1
	)`;
	const [reserved, jobRows, stageRows, taskRows, plans] = await db.batch([
		db
			.update(tasks)
			.set({ reserved_until: now + RESERVATION_MS, reserved_by: finger })
			.where(and(eq(tasks.id, first), eq(tasks.status, "queued")))
			.returning({ id: tasks.id }),
		...jobQueries(db, job),
		planQuery(db, sql`(SELECT id FROM tasks WHERE job_id = ${job} AND reserved_by = ${finger})`),
	]);
	const task = reserved[0]?.id;
	const loaded = assembleJob(jobRows, stageRows, taskRows);
	const plan = plans[0];
	return task && loaded && plan ? { task, loaded, plan } : null;
}

/** What a task's worker is to do, with the name of its workflow. */
export function planQuery(db: Database, taskId: string | SQL) {
	return db
		.select({ plan: taskPlans.plan, workflow: jobs.workflow })
		.from(taskPlans)
		.innerJoin(tasks, eq(tasks.id, taskPlans.task_id))
		.innerJoin(jobs, eq(jobs.id, tasks.job_id))
		.where(eq(taskPlans.task_id, taskId));
}

/** Takes the finger off again, where the claim did not succeed. */
export async function unreserve(db: Database, id: string): Promise<void> {
	await db.update(tasks).set({ reserved_until: 0, reserved_by: null }).where(eq(tasks.id, id));
}
