import { and, asc, eq, gt, inArray, isNotNull, isNull, lt, lte, type SQL, sql } from "drizzle-orm";
import { eraseAudit } from "../audit/list.ts";
import { makeId } from "../contract/ids.ts";
import { type Database, database, listOf } from "../db/client.ts";
import { accounts, assets, attempts, events, jobs, ledger } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { forgetFinished } from "../webhooks/tend.ts";
import { tellFailure } from "./again.ts";
import { moveCursor, readCursor } from "./cursor.ts";
import { type Due, whatIsDue } from "./due.ts";
import { eraseAssetsEach, eraseJobsEach } from "./each-alone.ts";
import { assetIsFree, jobIsFree } from "./erase.ts";

/** Accounts looked at in one run. */
const ACCOUNTS_AT_ONCE = 10;
/** Jobs, or jobs' events or attempts, that go of one account in one run. */
const JOBS_AT_ONCE = 20;
/** Assets that do. */
const ASSETS_AT_ONCE = 200;
/** Rows of the ledger that do. */
const ROWS_AT_ONCE = 200;
/** Where the walk through the accounts is kept. */
const CURSOR = "retention";

/**
 * One run of cron: the next accounts with a retention of their own, and of each as much as a step takes. Answers
 * with how many things went.
 */
export async function sweepRetention(env: Env, now: number): Promise<number> {
	const db = database(env.DB);
	const after = await readCursor(db, CURSOR);
	const rows = await db
		.select({ id: accounts.id, retention: accounts.retention })
		.from(accounts)
		.where(and(sql`${accounts.retention} <> '{}'`, after === null ? undefined : gt(accounts.id, after)))
		.orderBy(asc(accounts.id))
		.limit(ACCOUNTS_AT_ONCE);
	let gone = 0;
	for (const { id, retention } of rows) {
		for (const due of whatIsDue(retention, now)) {
			// One account's trouble is not the others': it is told, and comes again with the next walk.
			try {
				gone += await step(db, id, due, now);
			} catch (error) {
				tellFailure("a retention could not be kept", { account: id, kind: due.kind }, error);
			}
		}
	}
	await moveCursor(db, CURSOR, rows.length < ACCOUNTS_AT_ONCE ? null : (rows.at(-1)?.id ?? null), now);
	return gone;
}

async function step(db: Database, account: string, due: Due, now: number): Promise<number> {
	switch (due.kind) {
		case "jobs":
			return (await eraseJobsEach(db, account, await dueJobs(db, account, due.before, now), now)).length;
		case "uploads":
			return eraseDueAssets(db, account, due.before, isNull(assets.job_id), now);
		case "outputs":
			return eraseDueAssets(
				db,
				account,
				due.before,
				// What an unfinished job has made so far may be what its next stage reads.
				and(
					isNotNull(assets.job_id),
					sql`EXISTS (SELECT 1 FROM jobs WHERE id = ${assets.job_id} AND finished_at IS NOT NULL)`,
				),
				now,
			);
		case "events":
		case "attempts":
			return pruneRecords(db, account, due, now);
		case "ledger":
			return pruneLedger(db, account, due.before);
		case "deliveries":
			return forgetFinished(db, due.before, account);
		case "audit":
			return eraseAudit(db, account, due.before);
	}
}

async function dueJobs(db: Database, account: string, before: number, now: number): Promise<string[]> {
	const rows = await db
		.select({ id: jobs.id })
		.from(jobs)
		.where(
			and(eq(jobs.account_id, account), lte(jobs.finished_at, before), lte(jobs.sweep_after, now), jobIsFree),
		)
		.orderBy(asc(jobs.finished_at))
		.limit(JOBS_AT_ONCE);
	return rows.map(({ id }) => id);
}

async function eraseDueAssets(
	db: Database,
	account: string,
	before: number,
	which: SQL | undefined,
	now: number,
): Promise<number> {
	// Ids sort by the time they were made.
	const oldest = makeId("asset", before + 1, new Uint8Array(10));
	// Those that lists show and those that they leave out stand in an index each.
	const of = (hidden: SQL) =>
		db
			.select({ id: assets.id })
			.from(assets)
			.where(and(eq(assets.account_id, account), lt(assets.id, oldest), hidden, which, assetIsFree));
	const rows = await of(sql`${assets.hidden} = 0`)
		.unionAll(of(sql`${assets.hidden} = 1`))
		.orderBy(asc(assets.id))
		.limit(ASSETS_AT_ONCE);
	const ids = rows.map(({ id }) => id);
	return (await eraseAssetsEach(db, account, ids, now)).length;
}

/**
 * Events and attempts of jobs that stay: the jobs are gone through in the order of their ends, and where that has
 * come to is kept, so that none is looked at twice. The last event of a job stays: it says how the job ended.
 */
async function pruneRecords(
	db: Database,
	account: string,
	{ kind, before }: Due,
	now: number,
): Promise<number> {
	const name = `retention-${kind}:${account}`;
	const [at = "0", id = ""] = (await readCursor(db, name))?.split(" ") ?? [];
	const rows = await db
		.select({ id: jobs.id, at: jobs.finished_at })
		.from(jobs)
		.where(
			and(
				eq(jobs.account_id, account),
				isNotNull(jobs.finished_at),
				lte(jobs.finished_at, before),
				sql`(${jobs.finished_at}, ${jobs.id}) > (${Number(at)}, ${id})`,
			),
		)
		.orderBy(asc(jobs.finished_at), asc(jobs.id))
		.limit(JOBS_AT_ONCE);
	const last = rows.at(-1);
	if (!last) return 0;
	const of = listOf(rows.map((row) => row.id));
	if (kind === "attempts")
		await db
			.delete(attempts)
			.where(inArray(attempts.task_id, sql`(SELECT id FROM tasks WHERE job_id IN ${of})`));
	else
		await db.delete(events).where(
			and(
				inArray(events.job_id, of),
				// The last one tells how the job ended.
				sql`${events.seq} < (SELECT max(seq) FROM events AS last WHERE last.job_id = ${events.job_id})`,
			),
		);
	await moveCursor(db, name, `${last.at} ${last.id}`, now);
	return rows.length;
}

/**
 * Rows of attempts that ended long ago, whether their jobs are still there or not: ids of jobs sort by the time they
 * were made, which is before anything of them ended. What was added up of them stays.
 */
async function pruneLedger(db: Database, account: string, before: number): Promise<number> {
	const due = sql`SELECT job_id, task_id, epoch FROM ledger WHERE account_id = ${account}
		AND job_id < ${makeId("job", before + 1, new Uint8Array(10))} AND ended_at <= ${before}
		ORDER BY job_id LIMIT ${ROWS_AT_ONCE}`;
	const gone = await db
		.delete(ledger)
		.where(sql`account_id = ${account} AND (job_id, task_id, epoch) IN (${due})`)
		.returning({ row: sql<number>`1` });
	return gone.length;
}
