import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import { type Database, listOf } from "../db/client.ts";
import { jobs, stages, tasks } from "../db/schema.ts";
import type { JobAggregate } from "../jobs/lifecycle/aggregate.ts";
import { assembleJobs, manyJobsQueries } from "../jobs/store/load.ts";
import { planOfTask } from "../jobs/store/task-plans.ts";

/**
 * A reservation lapses after this long, in milliseconds: the claim that made it has died. Longer than a claim takes
 * in a crowd, or its task would be offered to others while it is being claimed.
 */
const RESERVATION_MS = 10_000;

/** Tasks, the best first, and how many of them are wanted. */
export interface Wanted {
	ids: string[];
	count: number;
}

/** What a task's worker is to do, as its column holds it, and the name of its workflow. */
export interface StoredPlan {
	plan: string;
	stage: string;
	workflow: string;
	/** The character whose references the task makes; null: nobody's. */
	references_of: string | null;
}

export interface Reserved {
	job: JobAggregate;
	plan: StoredPlan;
}

/**
 * Puts a finger on the first of these tasks that nobody else is claiming, so that workers who claim at the
 * same moment do not all try for the same task; and loads them, their jobs and their plans, in one round trip. It
 * decides nothing; the claim does. `finger` must be new each time. No task may be wanted twice. By id of the task.
 */
export async function reserve(
	db: Database,
	wanted: readonly Wanted[],
	finger: string,
	now: number,
): Promise<Map<string, Reserved>> {
	const free = sql`(SELECT id FROM (
		SELECT t.id, list.value ->> 'count' AS count,
			row_number() OVER (PARTITION BY list.key ORDER BY wanted.key) AS place
		FROM json_each(${JSON.stringify(wanted)}) AS list
		CROSS JOIN json_each(list.value, '$.ids') AS wanted CROSS JOIN tasks t ON t.id = wanted.value
		WHERE t.status = 'queued' AND t.reserved_until <= ${now}
	) WHERE place <= count)`;
	const all = listOf(wanted.flatMap(({ ids }) => ids));
	const held = (column: SQL) =>
		sql`(SELECT ${column} FROM tasks t WHERE t.id IN ${all} AND t.reserved_by = ${finger})`;
	const [, jobRows, stageRows, taskRows, plans] = await db.batch([
		db
			.update(tasks)
			.set({ reserved_until: now + RESERVATION_MS, reserved_by: finger })
			.where(and(inArray(tasks.id, free), eq(tasks.status, "queued"))),
		...manyJobsQueries(db, held(sql`t.job_id`)),
		plansQuery(db, held(sql`t.id`)),
	]);
	const byId = new Map(
		assembleJobs(jobRows, stageRows, taskRows).map((job): [string, JobAggregate] => [job.job.id, job]),
	);
	return new Map(
		plans.flatMap(({ task, job: id, ...plan }): [string, Reserved][] => {
			const job = byId.get(id);
			return job ? [[task, { job, plan }]] : [];
		}),
	);
}

/** The plans of the tasks whose ids `ids` selects. */
export function plansQuery(db: Database, ids: SQL) {
	return db
		.select({
			task: tasks.id,
			job: tasks.job_id,
			plan: planOfTask,
			stage: tasks.stage,
			workflow: jobs.workflow,
			references_of: sql<string | null>`iif(${stages.hidden}, ${jobs.character_id}, NULL)`,
		})
		.from(tasks)
		.innerJoin(jobs, eq(jobs.id, tasks.job_id))
		.innerJoin(stages, and(eq(stages.job_id, tasks.job_id), eq(stages.key, tasks.stage)))
		.where(inArray(tasks.id, ids));
}

/** Takes the finger off tasks again that are not claimed; one that somebody else has put there stays. */
export async function unreserve(db: Database, ids: string[], finger: string): Promise<void> {
	await db
		.update(tasks)
		.set({ reserved_until: 0, reserved_by: null })
		.where(and(inArray(tasks.id, listOf(ids)), eq(tasks.reserved_by, finger)));
}

/** A task that a budget does not hold is offered to nobody for so long, in milliseconds. */
export const ASIDE_MS = 60_000;

/** Offers a task to nobody for a while; raising a budget ends that. */
export async function putAside(db: Database, id: string, finger: string, now: number): Promise<void> {
	await db
		.update(tasks)
		.set({ reserved_until: now + ASIDE_MS })
		.where(and(eq(tasks.id, id), eq(tasks.reserved_by, finger)));
}
