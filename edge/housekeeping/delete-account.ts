import { and, asc, eq, isNotNull, isNull, like, lte, type SQL, sql } from "drizzle-orm";
import { eraseAudit, ROWS_AT_ONCE } from "../audit/list.ts";
import { endKeys } from "../auth/end-keys.ts";
import { limitsOf, noteAction } from "../auth/operator-actions.ts";
import { forgetCharacters } from "../characters/store.ts";
import { forgetDatasets } from "../datasets/store.ts";
import { type Database, database } from "../db/client.ts";
import {
	accounts,
	apiKeys,
	assets,
	cursors,
	deletions,
	editorFiles,
	editorSettings,
	idempotencyKeys,
	jobs,
	oidcIssuers,
	pipelineNumbers,
	pipelines,
	projects,
	workflowNumbers,
	workflows,
} from "../db/schema.ts";
import type { Env } from "../env.ts";
import { askJob } from "../jobs/live/ask.ts";
import { forgetLoras } from "../loras/store.ts";
import { accountObject } from "../objects.ts";
import { eraseProjects } from "../projects/projects.ts";
import { accountFolder } from "../storage/keys.ts";
import { deleteFolder } from "../storage/objects.ts";
import { eraseUsage } from "../usage/erase.ts";
import { eraseEndpoints } from "../webhooks/endpoints.ts";
import { againAt, tellFailure } from "./again.ts";
import { eraseAssetsEach, eraseJobsEach } from "./each-alone.ts";
import { finishDeletions } from "./finish-deletions.ts";

const ACCOUNTS_AT_ONCE = 3;
const JOBS_AT_ONCE = 20;
const ASSETS_AT_ONCE = 500;
const PROJECTS_AT_ONCE = 5;
/** Thousands of objects. */
const THOUSANDS_AT_ONCE = 5;

/**
 * Marks an account: from here on its keys open nothing, and with limits of zero nothing of it can begin, run or be
 * stored; what its keys had open closes. Everything it has goes in steps. `operatorHash` is of the operator key that asks.
 * False where there is no such account, or it is marked already.
 */
export async function markAccount(env: Env, id: string, now: number, operatorHash: string): Promise<boolean> {
	const db = database(env.DB);
	const note = noteAction(db, {
		hash: operatorHash,
		action: "account.delete",
		target: id,
		now,
		when: sql`EXISTS (SELECT 1 FROM accounts WHERE id = ${id} AND deleted_at IS NULL)`,
		state: limitsOf(id),
	});
	// Nothing is told of afterwards: it is going.
	const [, marked, keys] = await db.batch([
		note.before,
		db
			.update(accounts)
			.set({ deleted_at: now, max_running: 0, max_jobs: 0, max_bytes: 0, retention: {} })
			.where(and(eq(accounts.id, id), isNull(accounts.deleted_at)))
			.returning({ id: accounts.id }),
		db
			.update(apiKeys)
			.set({ revoked_at: now })
			.where(and(eq(apiKeys.account_id, id), isNull(apiKeys.revoked_at)))
			.returning({ id: apiKeys.id }),
	]);
	await endKeys(env, id, keys);
	return marked.length > 0;
}

/**
 * One step for some of the accounts that are being deleted. One whose step fails is told of, and tried again later
 * each time, so that it does not stand before others. Answers with how many are gone now.
 */
export async function deleteAccounts(env: Env, now: number): Promise<number> {
	const db = database(env.DB);
	const rows = await db
		.select({ id: accounts.id })
		.from(accounts)
		.where(and(isNotNull(accounts.deleted_at), lte(accounts.delete_again_at, now)))
		.orderBy(asc(accounts.delete_again_at), asc(accounts.id))
		.limit(ACCOUNTS_AT_ONCE);
	let gone = 0;
	for (const { id } of rows) {
		try {
			if (await deleteAccountStep(env, id, now)) gone += 1;
			else await db.update(accounts).set({ delete_again_at: now }).where(eq(accounts.id, id));
		} catch (error) {
			tellFailure("an account could not be deleted", { account: id }, error);
			await db
				.update(accounts)
				.set({
					delete_failures: sql`${accounts.delete_failures} + 1`,
					delete_again_at: againAt(now, accounts.delete_failures),
				})
				.where(eq(accounts.id, id));
		}
	}
	return gone;
}

/** One step; true when nothing is left of the account. It may stop anywhere and be done again. */
export async function deleteAccountStep(env: Env, account: string, now: number): Promise<boolean> {
	const db = database(env.DB);
	// First of all: nobody is told any more of what goes, and no character, dataset or LoRA keeps it.
	await eraseEndpoints(db, account, null, now);
	await forgetCharacters(db, account);
	await forgetDatasets(db, account);
	await forgetLoras(db, account);
	const [open, ended] = await db.batch([
		db
			.select({ id: jobs.id, pool: jobs.pool_id, status: jobs.status })
			.from(jobs)
			.where(and(eq(jobs.account_id, account), isNull(jobs.finished_at)))
			.limit(JOBS_AT_ONCE),
		db
			.select({ id: jobs.id })
			.from(jobs)
			.where(and(eq(jobs.account_id, account), isNotNull(jobs.finished_at), lte(jobs.sweep_after, now)))
			.limit(JOBS_AT_ONCE),
	]);
	let failed: unknown = null;
	for (const { id, pool, status } of open) {
		if (status === "canceling") continue;
		// One job that cannot be canceled must not keep the rest: it is told of at the end of the step.
		await askJob(env, { job: id, pool }, { command: { type: "cancel" } }).catch((error: unknown) => {
			tellFailure("a job of a deleted account could not be canceled", { account, job: id }, error);
			failed = error;
		});
	}
	await eraseJobsEach(
		db,
		account,
		ended.map(({ id }) => id),
		now,
	);
	const files = await filesOf(db, account, ASSETS_AT_ONCE);
	await eraseAssetsEach(
		db,
		account,
		files.map(({ id }) => id),
		now,
	);
	await eraseProjects(db, account, { most: PROJECTS_AT_ONCE }, now);
	await finishDeletions(env, now, account);
	if (failed !== null) throw failed;
	if (!(await isEmpty(db, account))) return false;
	// Behind its jobs: what ends meanwhile is booked.
	if ((await eraseAudit(db, account, null)) === ROWS_AT_ONCE) return false;
	return (await eraseUsage(db, account)) && (await deleteRest(env, account));
}

/** Assets of an account, at most so many: uploads and outputs, shown and hidden, stand in an index each. */
function filesOf(db: Database, account: string, most: number) {
	const of = (which: SQL | undefined) =>
		db
			.select({ id: assets.id })
			.from(assets)
			.where(and(eq(assets.account_id, account), which));
	const [shown, hidden] = [sql`${assets.hidden} = 0`, sql`${assets.hidden} = 1`];
	return of(and(isNull(assets.job_id), shown))
		.unionAll(of(and(isNull(assets.job_id), hidden)))
		.unionAll(of(and(isNotNull(assets.job_id), shown)))
		.unionAll(of(and(isNotNull(assets.job_id), hidden)))
		.limit(most);
}

async function isEmpty(db: Database, account: string): Promise<boolean> {
	const left = await db.batch([
		db.select({ id: jobs.id }).from(jobs).where(eq(jobs.account_id, account)).limit(1),
		filesOf(db, account, 1),
		db.select({ id: projects.id }).from(projects).where(eq(projects.account_id, account)).limit(1),
		db.select({ id: deletions.target }).from(deletions).where(eq(deletions.account_id, account)).limit(1),
	]);
	return left.every((rows) => rows.length === 0);
}

/** What hangs on no job: objects that no row names, workflows, keys, and the account itself. */
async function deleteRest(env: Env, account: string): Promise<boolean> {
	if (!(await deleteFolder(env.BUCKET, `${accountFolder(account)}/`, THOUSANDS_AT_ONCE))) return false;
	const db = database(env.DB);
	await db.batch([
		db.delete(workflows).where(eq(workflows.account_id, account)),
		db.delete(workflowNumbers).where(eq(workflowNumbers.account_id, account)),
		db.delete(pipelines).where(eq(pipelines.account_id, account)),
		db.delete(pipelineNumbers).where(eq(pipelineNumbers.account_id, account)),
		db.delete(idempotencyKeys).where(eq(idempotencyKeys.account_id, account)),
		db.delete(editorSettings).where(eq(editorSettings.account_id, account)),
		db.delete(editorFiles).where(eq(editorFiles.account_id, account)),
		db.delete(oidcIssuers).where(eq(oidcIssuers.account_id, account)),
		db.delete(apiKeys).where(eq(apiKeys.account_id, account)),
		db.delete(cursors).where(like(cursors.name, `%:${account}`)),
		db.delete(accounts).where(eq(accounts.id, account)),
	]);
	await accountObject(env, account).erase();
	return true;
}
