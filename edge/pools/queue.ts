import { sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import type { TaskNeeds } from "../db/schema.ts";
import type { Candidate } from "./match.ts";

/** Tasks offered per account and claim, and accounts looked at. */
const PER_ACCOUNT = 8;
const ACCOUNTS = 50;

interface Row {
	task: string;
	job: string;
	account: string;
	priority: number;
	available_at: number;
	needs: string;
}

/**
 * The next few tasks of every account that has work waiting in a pool, without reading the rest of the
 * queue: the accounts are found by jumping along the index from one to the next, so that a queue of a
 * hundred thousand tasks costs as much as one of a hundred.
 */
export function candidateQuery(db: Database, pool: string, now: number) {
	return db.all<Row>(sql`
		WITH RECURSIVE waiting(account_id) AS (
			SELECT min(account_id) FROM tasks WHERE pool_id = ${pool} AND status = 'queued'
			UNION ALL
			SELECT (SELECT min(t.account_id) FROM tasks t
				WHERE t.pool_id = ${pool} AND t.status = 'queued' AND t.account_id > waiting.account_id)
			FROM waiting WHERE waiting.account_id IS NOT NULL LIMIT ${ACCOUNTS}
		)
		SELECT t.id AS task, t.job_id AS job, t.account_id AS account, t.priority, t.available_at, t.needs
		FROM waiting JOIN tasks t ON t.id IN (
			SELECT q.id FROM tasks q
			WHERE q.pool_id = ${pool} AND q.status = 'queued' AND q.account_id = waiting.account_id
				AND q.available_at <= ${now}
			ORDER BY q.priority DESC, q.id LIMIT ${PER_ACCOUNT}
		)
		WHERE waiting.account_id IS NOT NULL`);
}

export function toCandidates(rows: Row[]): Candidate[] {
	return rows.map((row) => ({ ...row, needs: JSON.parse(row.needs) as TaskNeeds }));
}

/** How many tasks of each account hold a worker now, over all pools. */
export function heldQuery(db: Database) {
	return db.all<{ account: string; held: number; max_running: number }>(sql`
		SELECT t.account_id AS account, count(*) AS held, a.max_running
		FROM tasks t JOIN accounts a ON a.id = t.account_id
		WHERE t.status IN ('running', 'canceling') GROUP BY t.account_id`);
}
