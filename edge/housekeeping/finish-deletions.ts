import { and, asc, eq, inArray } from "drizzle-orm";
import { type Database, database, listOf } from "../db/client.ts";
import { deletions } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { jobFolder } from "../jobs/submit/bodies.ts";
import { deleteFolder, deleteObjects } from "../storage/objects.ts";

/** Jobs whose objects are deleted in one step. */
const JOBS_AT_ONCE = 20;
/** Single objects that are. */
const OBJECTS_AT_ONCE = 500;
/** Thousands of objects of one job that are. */
const THOUSANDS_AT_ONCE = 2;

type Row = typeof deletions.$inferSelect;

/**
 * Deletes in R2 and in Durable Objects what is gone from D1, a bounded part of it; of one account, or of all. Doing
 * it twice, or at the same time, does no harm. Answers with how many notes were worked off.
 */
export async function finishDeletions(env: Env, account?: string): Promise<number> {
	const db = database(env.DB);
	const of = account === undefined ? undefined : eq(deletions.account_id, account);
	const notes = (kind: Row["kind"], limit: number) =>
		db
			.select()
			.from(deletions)
			.where(and(eq(deletions.kind, kind), of))
			.orderBy(asc(deletions.target))
			.limit(limit);
	const [jobs, objects] = await db.batch([notes("job", JOBS_AT_ONCE), notes("object", OBJECTS_AT_ONCE)]);
	await deleteObjects(
		env.BUCKET,
		objects.map(({ target }) => target),
	);
	const ended: Row[] = [...objects];
	for (const job of jobs) if (await finishJob(env, job)) ended.push(job);
	await forget(db, ended);
	return ended.length;
}

async function finishJob(env: Env, { target, account_id }: Row): Promise<boolean> {
	const folder = jobFolder({ id: target, account_id });
	if (!(await deleteFolder(env.BUCKET, `${folder}/`, THOUSANDS_AT_ONCE))) return false;
	await env.JOBS.get(env.JOBS.idFromName(target)).erase();
	return true;
}

async function forget(db: Database, rows: Row[]): Promise<void> {
	if (rows.length === 0) return;
	const of = (kind: Row["kind"]) => listOf(rows.filter((row) => row.kind === kind).map((row) => row.target));
	await db.batch([
		db.delete(deletions).where(and(eq(deletions.kind, "job"), inArray(deletions.target, of("job")))),
		db.delete(deletions).where(and(eq(deletions.kind, "object"), inArray(deletions.target, of("object")))),
	]);
}

/** As much as can be done at once, at the end of a request. Cron goes on with what is left. */
export async function finishSoon(env: Env, account: string): Promise<void> {
	try {
		await finishDeletions(env, account);
	} catch (error) {
		const what = error instanceof Error ? error.name : "error";
		console.warn(
			JSON.stringify({ level: "warn", message: "a deletion goes on later", account, error: what }),
		);
	}
}
