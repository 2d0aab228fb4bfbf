import { type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { isTerminal } from "../../contract/status.ts";
import type { Database } from "../../db/client.ts";
import { jobTimes, usageDays, usageTotals } from "../../db/schema.ts";
import type { Deciding } from "./deciding.ts";
import { type Ended, endedRows, WORK } from "./ledger.ts";

/** What of an attempt is added up. Names of columns of `usage_days`, each with what a row of the ledger adds. */
const OF_ATTEMPT = {
	attempts: "1",
	succeeded: "l.status = 'succeeded'",
	free: "l.free",
	unpriced: "l.micro_usd_per_second IS NULL",
	unmeasured: "l.run_ms IS NULL",
	queue_ms: "coalesce(l.queue_ms, 0)",
	cold_ms: "coalesce(l.cold_ms, 0)",
	load_ms: "coalesce(l.load_ms, 0)",
	run_ms: "coalesce(l.run_ms, 0)",
	upload_ms: "coalesce(l.upload_ms, 0)",
	micro_usd: "coalesce(l.micro_usd, 0)",
	charged_micro_usd: "l.charged_micro_usd",
} as const;

/** The same of a job that ended; `t` is its row of `job_times`. */
const STRUCK = "EXISTS (SELECT 1 FROM ledger WHERE job_id = t.job_id AND free AND status <> 'released')";
const OF_JOB = {
	jobs: "1",
	jobs_succeeded: "t.status = 'succeeded'",
	jobs_failed: "t.status IN ('failed', 'expired')",
	jobs_canceled: "t.status = 'canceled'",
	jobs_struck: STRUCK,
	jobs_recovered: `t.status = 'succeeded' AND ${STRUCK}`,
} as const;

/** What rows are added up by. A job without a character counts under none. */
const DIMENSIONS = sql.raw(
	`(SELECT column1 AS by FROM (VALUES ('day'), ('workflow'), ('character'), ('pool'))) AS dimension`,
);

/** Adds up attempts that the same transaction has booked: for their account and day, and over all. */
export function attemptUsage(db: Database, ended: readonly Ended[]): BatchItem<"sqlite">[] {
	const booked = sql`${endedRows(ended)} CROSS JOIN ledger AS l
		ON l.job_id = jobs.id AND l.task_id = ended.value ->> 'task' AND l.epoch = ended.value ->> 'epoch'`;
	return [
		addDays(db, "l", OF_ATTEMPT, booked),
		db
			.insert(usageTotals)
			.select(
				sql`SELECT l.pool_id, l.status, count(*), sum(coalesce(l.queue_ms, 0)),
				sum(coalesce(l.load_ms, 0) + coalesce(l.run_ms, 0)), sum(coalesce(l.micro_usd, 0)), sum(l.charged_micro_usd)
				FROM ${booked} WHERE true GROUP BY 1, 2`,
			)
			.onConflictDoUpdate({
				target: [usageTotals.pool_id, usageTotals.status],
				set: added(["attempts", "queue_ms", "gpu_ms", "micro_usd", "charged_micro_usd"]),
			}),
	];
}

/**
 * Notes how long jobs took that have just ended, and adds them up. The first picture is there when the first task has
 * succeeded; the wait that counts is that of the first task, and the cold start the longest.
 */
export function jobUsage(db: Database, changes: readonly Deciding[]): BatchItem<"sqlite">[] {
	const over = changes.flatMap(({ before, decision: { state } }) =>
		isTerminal(state.job.status) && !isTerminal(before.job.status)
			? [{ job: state.job.id, version: state.job.version }]
			: [],
	);
	if (over.length === 0) return [];
	const given = sql`json_each(${JSON.stringify(over)}) AS over
		CROSS JOIN jobs ON jobs.id = over.value ->> 'job' AND jobs.version = over.value ->> 'version'`;
	return [
		db.insert(jobTimes).select(
			sql`SELECT jobs.id, jobs.account_id, ${WORK}, jobs.finished_at, jobs.status,
				(SELECT min(ended_at) FROM ledger WHERE job_id = jobs.id AND status = 'succeeded') - jobs.created_at,
				jobs.finished_at - jobs.created_at,
				(SELECT queue_ms FROM ledger WHERE job_id = jobs.id ORDER BY started_at LIMIT 1),
				(SELECT max(cold_ms) FROM ledger WHERE job_id = jobs.id) FROM ${given}`,
		),
		addDays(
			db,
			"t",
			OF_JOB,
			sql`${given} CROSS JOIN (SELECT job_times.*, job_times.job_id AS id FROM job_times) AS t ON t.job_id = jobs.id`,
		),
	];
}

/** Adds rows named `name`, which `from` gives together with their `jobs`, to the days they ended on. */
function addDays(
	db: Database,
	name: "l" | "t",
	sums: Readonly<Record<string, string>>,
	from: SQL,
): BatchItem<"sqlite"> {
	const columns = Object.keys(sums);
	const key = sql`CASE dimension.by WHEN 'workflow' THEN ${sql.raw(name)}.work WHEN 'character' THEN coalesce(jobs.character_id, '')
		WHEN 'pool' THEN jobs.pool_id ELSE '' END`;
	const all = Object.keys(ZERO).map((column) => (sums[column] === undefined ? "0" : `sum(${sums[column]})`));
	return db
		.insert(usageDays)
		.select(
			sql`SELECT jobs.account_id, dimension.by, strftime('%Y-%m-%d', ${sql.raw(name)}.ended_at / 1000, 'unixepoch'),
			${key}, ${sql.raw(all.join(", "))} FROM ${from} CROSS JOIN ${DIMENSIONS} WHERE true GROUP BY 1, 2, 3, 4`,
		)
		.onConflictDoUpdate({
			target: [usageDays.account_id, usageDays.by, usageDays.day, usageDays.key],
			set: added(columns),
		});
}

/** The sums in the order of their columns. */
const ZERO = { ...OF_ATTEMPT, ...OF_JOB };

function added(columns: readonly string[]): Record<string, SQL> {
	return Object.fromEntries(columns.map((column) => [column, sql.raw(`"${column}" + excluded."${column}"`)]));
}
