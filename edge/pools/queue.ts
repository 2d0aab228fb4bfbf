import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { accounts, jobs, taskPlans, tasks } from "../db/schema.ts";
import { assembleJob, jobQueries } from "../jobs/store.ts";
import type { Candidate } from "./match.ts";
import type { TaskNeeds } from "./needs.ts";

/** Tasks offered per account by default, and accounts they are offered of. */
export const PER_ACCOUNT = 16;
const ACCOUNTS = 50;
/** Accounts with waiting work among which those are chosen. */
const ACCOUNTS_SEEN = 1000;

/**
 * The next few tasks of every account that has work waiting in a pool, without reading the rest of the
 * queue: the accounts are found by jumping along the index from one to the next, so that a queue of a
 * hundred thousand tasks costs as much as one of a hundred. Of many accounts, those with the fewest tasks
 * running are offered, equals by lot, so that none has to wait for its place in the index.
 */
export function candidateQuery(db: Database, pool: string, now: number, perAccount = PER_ACCOUNT) {
	const candidates = sql`(
		WITH RECURSIVE waiting(account_id) AS (
			SELECT min(account_id) FROM tasks WHERE pool_id = ${pool} AND status = 'queued'
			UNION ALL
			SELECT (SELECT min(t.account_id) FROM tasks t
				WHERE t.pool_id = ${pool} AND t.status = 'queued' AND t.account_id > waiting.account_id)
			FROM waiting WHERE waiting.account_id IS NOT NULL LIMIT ${ACCOUNTS_SEEN}
		), load(account_id, held) AS (
			SELECT account_id, (SELECT count(*) FROM tasks h
				WHERE h.account_id = waiting.account_id AND h.status IN ('running', 'canceling'))
			FROM waiting WHERE account_id IS NOT NULL
		), turn(account_id) AS (
			SELECT account_id FROM load JOIN accounts ON accounts.id = account_id
			WHERE held < max_running ORDER BY held, random() LIMIT ${ACCOUNTS}
		)
		SELECT t.id, t.job_id, t.account_id, t.priority, t.available_at, t.needs
		FROM turn JOIN tasks t ON t.id IN (
			SELECT q.id FROM tasks q
			WHERE q.pool_id = ${pool} AND q.status = 'queued' AND q.account_id = turn.account_id
				AND q.available_at <= ${now} AND q.reserved_until <= ${now}
			ORDER BY q.priority DESC, q.id LIMIT ${perAccount}
		)
	) AS candidate`;
	return db
		.select({
			task: sql<string>`candidate.id`,
			job: sql<string>`candidate.job_id`,
			account: sql<string>`candidate.account_id`,
			priority: sql<number>`candidate.priority`,
			available_at: sql<number>`candidate.available_at`,
			needs: sql<string>`candidate.needs`,
		})
		.from(candidates);
}

export function toCandidates(rows: Awaited<ReturnType<typeof candidateQuery>>): Candidate[] {
	return rows.map((row) => ({ ...row, needs: JSON.parse(row.needs) as TaskNeeds }));
}

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

/** How many tasks of each account hold a worker now, over all pools. */
export function heldQuery(db: Database) {
	return db
		.select({ account: tasks.account_id, held: sql<number>`count(*)`, max_running: accounts.max_running })
		.from(tasks)
		.innerJoin(accounts, eq(accounts.id, tasks.account_id))
		.where(sql`${tasks.status} IN ('running', 'canceling')`)
		.groupBy(tasks.account_id);
}
