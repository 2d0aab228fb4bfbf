import { type SQL, sql } from "drizzle-orm";
import { FAILURE_CODES, type FailureCode, failureClass } from "../../contract/failures.ts";
import { type Database, listOf } from "../../db/client.ts";

/** A second of a GPU costs so much in invented worlds: a thousand micro-USD a millisecond. */
export const WORLD_PRICE = 1_000_000;

/** Codes of failures that are ours, whoever made the graph. */
const OURS = (Object.keys(FAILURE_CODES) as FailureCode[]).filter((code) =>
	["infra", "capacity"].includes(failureClass(code)),
);

/**
 * What is wrong with the books of some accounts: every attempt that ended has one row in the ledger, free where we
 * failed and else with its price, and every sum is the sum of those rows.
 */
export async function bookProblems(db: Database, accounts: string[]): Promise<string[]> {
	const own = sql`jobs.account_id IN ${listOf(accounts)}`;
	const ours = sql`(a.status IN ('released', 'lease_expired') OR coalesce(a.error ->> 'code', '') IN ${listOf(OURS)})`;
	const cost = sql`(coalesce(a.cold_ms, 0) + min(a.gpu_ms, a.finished_at - a.started_at)) * ${WORLD_PRICE} / 1000`;
	const booked = sql`FROM ledger AS l WHERE l.account_id = jobs.account_id AND l.job_id = jobs.id`;
	const sums = (of: string, where = sql`1`) => sql`(SELECT coalesce(sum(${sql.raw(of)}), 0) FROM ledger AS l
		WHERE l.account_id = accounts.id AND ${where})`;
	const day = (of: string) => sql`(SELECT coalesce(sum(${sql.raw(of)}), 0) FROM usage_days
		WHERE account_id = accounts.id AND by = 'work')`;
	const found = (query: SQL) => db.select({ what: sql<string>`found.what` }).from(sql`(${query}) AS found`);
	const rows = await db.batch([
		found(sql`SELECT 'attempt ' || a.task_id || '/' || a.epoch || ' is ' || a.status || ' with ' || count(l.epoch) || ' rows' AS what
		FROM jobs CROSS JOIN tasks ON tasks.job_id = jobs.id CROSS JOIN attempts AS a ON a.task_id = tasks.id
		LEFT JOIN ledger AS l ON l.account_id = jobs.account_id AND l.job_id = jobs.id AND l.task_id = a.task_id AND l.epoch = a.epoch
		WHERE ${own} GROUP BY jobs.id, a.task_id, a.epoch HAVING count(l.epoch) <> (a.status <> 'running')`),
		found(sql`SELECT 'row ' || l.task_id || '/' || l.epoch || ' of a ' || a.status || ' attempt is ' || l.free || ' free and charged ' || l.charged_micro_usd AS what
		FROM jobs CROSS JOIN tasks ON tasks.job_id = jobs.id CROSS JOIN attempts AS a ON a.task_id = tasks.id
		JOIN ledger AS l ON l.account_id = jobs.account_id AND l.job_id = jobs.id AND l.task_id = a.task_id AND l.epoch = a.epoch
		WHERE ${own} AND (l.free, l.charged_micro_usd) IS NOT (${ours}, iif(${ours} OR a.gpu_ms IS NULL, 0, ${cost}))`),
		found(sql`SELECT 'job ' || jobs.id || ' has spent ' || spent_micro_usd || ' and reserves ' || reserved_micro_usd AS what FROM jobs
		WHERE ${own} AND (spent_micro_usd, reserved_micro_usd) IS NOT (
			(SELECT coalesce(sum(l.charged_micro_usd), 0) ${booked}),
			(SELECT coalesce(sum(estimate_micro_usd), 0) FROM tasks WHERE tasks.job_id = jobs.id
				AND tasks.status IN ('queued', 'running', 'canceling')))`),
		found(sql`SELECT 'account ' || id || ' has spent ' || spent_micro_usd || ' and reserves ' || reserved_micro_usd AS what FROM accounts
		WHERE id IN ${listOf(accounts)} AND (spent_micro_usd, reserved_micro_usd) IS NOT (
			${sums("l.charged_micro_usd", sql`strftime('%Y-%m', l.ended_at / 1000, 'unixepoch') = accounts.spent_month`)},
			(SELECT coalesce(sum(reserved_micro_usd), 0) FROM jobs WHERE account_id = accounts.id))`),
		found(sql`SELECT 'the days of ' || id || ' are no sum of its ledger' AS what FROM accounts
		WHERE id IN ${listOf(accounts)} AND (${day("attempts")}, ${day("charged_micro_usd")}, ${day("micro_usd")}, ${day("free")}, ${day("jobs")}) IS NOT (
			${sums("1")}, ${sums("l.charged_micro_usd")}, ${sums("coalesce(l.micro_usd, 0)")}, ${sums("l.free")},
			(SELECT count(*) FROM job_times WHERE account_id = accounts.id))`),
		found(sql`SELECT 'the days of ' || id || ' by character are no sum of its ledger' AS what FROM accounts
		WHERE id IN ${listOf(accounts)} AND (SELECT coalesce(sum(attempts), 0) FROM usage_days
			WHERE account_id = accounts.id AND by = 'character') <> ${sums("1", sql`l.character_id IS NOT NULL`)}`),
		found(sql`SELECT 'job ' || jobs.id || ' is ' || jobs.status || ' with its times noted ' || count(t.job_id) AS what FROM jobs
		LEFT JOIN job_times AS t ON t.account_id = jobs.account_id AND t.job_id = jobs.id
		WHERE ${own} GROUP BY jobs.id HAVING count(t.job_id) <> (jobs.finished_at IS NOT NULL)`),
	]);
	return rows.flat().map(({ what }) => what);
}
