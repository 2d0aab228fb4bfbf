import { type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { CheckStatus } from "../../../workflows/quality/checks/check.ts";
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

/** The same of a job that ended. */
const STRUCK =
	"EXISTS (SELECT 1 FROM ledger WHERE account_id = jobs.account_id AND job_id = jobs.id AND free AND status <> 'released')";
const OF_JOB = {
	jobs: "1",
	jobs_succeeded: "jobs.status = 'succeeded'",
	jobs_failed: "jobs.status IN ('failed', 'expired')",
	jobs_canceled: "jobs.status = 'canceled'",
	jobs_struck: STRUCK,
	jobs_recovered: `jobs.status = 'succeeded' AND ${STRUCK}`,
} as const;

/** What checks found of an output: columns, each with what it counts. */
const FOUND = {
	outputs_passed: "pass",
	outputs_doubtful: "warn",
	outputs_failed: "fail",
	outputs_broken: "error",
	outputs_unseen: "skipped",
} as const satisfies Record<string, CheckStatus>;
const OF_OUTPUT = Object.fromEntries(
	Object.entries(FOUND).map(([column, status]) => [column, `assets.quality ->> 'status' = '${status}'`]),
);

/** All sums, in the order of their columns. */
const SUMS = [...Object.keys(OF_ATTEMPT), ...Object.keys(OF_JOB), ...Object.keys(OF_OUTPUT)];

/**
 * Adds up attempts that the same transaction has booked, jobs that it ends, and what checks found of outputs that it
 * stores, for their account and day; attempts also over all; and notes how long those jobs took. The first picture is
 * there when the first task has succeeded; the wait that counts is that of the first task, and the cold start the
 * longest.
 */
export function usageStatements(
	db: Database,
	changes: readonly Deciding[],
	ended: readonly Ended[],
	now: number,
): BatchItem<"sqlite">[] {
	const over = changes.flatMap(({ before, decision: { state } }) =>
		isTerminal(state.job.status) && !isTerminal(before.job.status)
			? [{ job: state.job.id, version: state.job.version }]
			: [],
	);
	const made = changes.flatMap(({ decision: { changes, state } }) =>
		changes.flatMap((change) =>
			change.type === "output"
				? [{ asset: change.output.asset, job: state.job.id, version: state.job.version }]
				: [],
		),
	);
	const jobsOver = sql`json_each(${JSON.stringify(over)}) AS over
		CROSS JOIN jobs ON jobs.id = over.value ->> 'job' AND jobs.version = over.value ->> 'version'`;
	const booked = sql`${endedRows(ended, "version")} CROSS JOIN ledger AS l ON l.account_id = jobs.account_id AND l.job_id = jobs.id
		AND l.task_id = ended.value ->> 'task' AND l.epoch = ended.value ->> 'epoch'`;
	const looked = sql`json_each(${JSON.stringify(made)}) AS made
		CROSS JOIN jobs ON jobs.id = made.value ->> 'job' AND jobs.version = made.value ->> 'version'
		CROSS JOIN assets ON assets.id = made.value ->> 'asset' AND assets.quality IS NOT NULL`;
	const parts = [
		...(ended.length > 0 ? [part(OF_ATTEMPT, sql`l.ended_at`, sql`l.work`, booked)] : []),
		...(over.length > 0 ? [part(OF_JOB, sql`jobs.finished_at`, WORK, jobsOver)] : []),
		...(made.length > 0 ? [part(OF_OUTPUT, sql`${now}`, WORK, looked)] : []),
	];
	return [
		...(over.length > 0 ? [noteTimes(db, jobsOver)] : []),
		...(ended.length > 0 ? [addTotals(db, booked)] : []),
		...(parts.length > 0 ? [addDays(db, sql.join(parts, sql` UNION ALL `))] : []),
	];
}

function noteTimes(db: Database, jobsOver: SQL): BatchItem<"sqlite"> {
	const own = sql`ledger WHERE account_id = jobs.account_id AND job_id = jobs.id`;
	return db.insert(jobTimes).select(
		sql`SELECT jobs.id, jobs.account_id, ${WORK}, jobs.finished_at, jobs.status,
			(SELECT min(ended_at) FROM ${own} AND status = 'succeeded') - jobs.created_at,
			jobs.finished_at - jobs.created_at,
			(SELECT queue_ms FROM ${own} ORDER BY started_at LIMIT 1),
			(SELECT max(cold_ms) FROM ${own}) FROM ${jobsOver}`,
	);
}

function addTotals(db: Database, booked: SQL): BatchItem<"sqlite"> {
	return db
		.insert(usageTotals)
		.select(
			sql`SELECT l.pool_id, l.status, count(*), sum(coalesce(l.queue_ms, 0)),
				sum(coalesce(l.load_ms, 0) + coalesce(l.run_ms, 0)), sum(coalesce(l.micro_usd, 0)), sum(l.charged_micro_usd),
				sum(coalesce(l.cold_ms, 0) > 0), sum(coalesce(l.cold_ms, 0)) FROM ${booked} WHERE true GROUP BY 1, 2`,
		)
		.onConflictDoUpdate({
			target: [usageTotals.pool_id, usageTotals.status],
			set: added([
				...["attempts", "queue_ms", "gpu_ms", "micro_usd", "charged_micro_usd"],
				...["cold_starts", "cold_ms"],
			]),
		});
}

/** Rows that are added up, each with zeros for the sums that are not of its kind. */
function part(sums: Readonly<Record<string, string>>, at: SQL, work: SQL, from: SQL): SQL {
	const columns = SUMS.map((name) => `${sums[name] ?? "0"} AS "${name}"`).join(", ");
	return sql`SELECT jobs.account_id, jobs.character_id, jobs.pool_id, ${work} AS work, ${at} AS at,
		${sql.raw(columns)} FROM ${from}`;
}

/**
 * Adds rows to the days they are of: by workflow and pool in one, and where there is a character by that. What a day
 * came to in all is the sum of the first.
 */
function addDays(db: Database, rows: SQL): BatchItem<"sqlite"> {
	const all = SUMS.map((name) => `sum("${name}")`).join(", ");
	return db
		.insert(usageDays)
		.select(
			sql`SELECT account_id, dimension.column1, strftime('%Y-%m-%d', at / 1000, 'unixepoch'),
			iif(dimension.column1 = 'work', work || '@' || pool_id, character_id), ${sql.raw(all)}
			FROM (${rows}) CROSS JOIN (VALUES ('work'), ('character')) AS dimension
			WHERE dimension.column1 <> 'character' OR character_id IS NOT NULL GROUP BY 1, 2, 3, 4`,
		)
		.onConflictDoUpdate({
			target: [usageDays.account_id, usageDays.by, usageDays.day, usageDays.key],
			set: added(SUMS),
		});
}

function added(columns: readonly string[]): Record<string, SQL> {
	return Object.fromEntries(columns.map((column) => [column, sql.raw(`"${column}" + excluded."${column}"`)]));
}
