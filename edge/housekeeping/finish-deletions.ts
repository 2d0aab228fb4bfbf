import { and, asc, eq, inArray, lte, sql } from "drizzle-orm";
import { type Database, database, listOf } from "../db/client.ts";
import { deletions } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { errorName, log } from "../log.ts";
import { jobObject, projectObject, webhookObject } from "../objects.ts";
import { eraseEvents } from "../projects/events.ts";
import { jobFolder, projectFolder } from "../storage/keys.ts";
import { deleteFolder, deleteObjects } from "../storage/objects.ts";
import { eraseDeliveries } from "../webhooks/endpoints.ts";
import { againAt, tellFailure } from "./again.ts";
import { releaseAssets } from "./release.ts";

/** Jobs whose objects are deleted in one step. */
const JOBS_AT_ONCE = 20;
/** Single objects that are. */
const OBJECTS_AT_ONCE = 500;
/** Assets that are let go of. */
const ASSETS_AT_ONCE = 50;
/** Webhooks of which a thousand deliveries each are. */
const WEBHOOKS_AT_ONCE = 10;
/** Projects whose objects, and some of whose events, are. */
const PROJECTS_AT_ONCE = 10;
/** Thousands of objects of one job or project that are. */
const THOUSANDS_AT_ONCE = 2;
/** Requests to R2 that one step makes to find out which of its objects cannot be deleted. */
const MAX_SEARCHES = 40;

type Row = typeof deletions.$inferSelect;
type Failed = { row: Row; error: unknown };

/**
 * Deletes in R2 and in Durable Objects what is gone from D1, a bounded part of it; of one account, or of all. Doing
 * it twice, or at the same time, does no harm. What fails is told, and tried again later each time: it does not
 * keep what stands behind it. Answers with how many notes were worked off.
 */
export async function finishDeletions(env: Env, now: number, account?: string): Promise<number> {
	const db = database(env.DB);
	const of = account === undefined ? undefined : eq(deletions.account_id, account);
	const notes = (kind: Row["kind"], limit: number) =>
		db
			.select()
			.from(deletions)
			.where(and(eq(deletions.kind, kind), lte(deletions.again_at, now), of))
			.orderBy(asc(deletions.again_at), asc(deletions.target))
			.limit(limit);
	const [assets, jobs, folders, objects, webhooks, projects] = await db.batch([
		notes("asset", ASSETS_AT_ONCE),
		notes("job", JOBS_AT_ONCE),
		notes("folder", JOBS_AT_ONCE),
		notes("object", OBJECTS_AT_ONCE),
		notes("webhook", WEBHOOKS_AT_ONCE),
		notes("project", PROJECTS_AT_ONCE),
	]);
	const ended: Row[] = [];
	const failed = await deleteEach(env.BUCKET, objects);
	const stuck = new Set(failed.map(({ row }) => row));
	ended.push(...objects.filter((row) => !stuck.has(row)));
	for (const row of [...jobs, ...folders, ...webhooks, ...projects]) {
		try {
			if (await finish(env, row)) ended.push(row);
		} catch (error) {
			failed.push({ row, error });
		}
	}
	const released = await releaseAssets(db, assets, now);
	ended.push(...released.ended);
	for (const { row, error } of failed)
		tellFailure("a deletion could not be finished", { ...row, failures: row.failures + 1 }, error);
	await forget(db, ended);
	await putOff(db, [...failed.map(({ row }) => row), ...released.waiting], now);
	return ended.length;
}

/** Deletes objects together; where that fails, in halves, so that only those stay that cannot be deleted. */
async function deleteEach(bucket: R2Bucket, rows: readonly Row[]): Promise<Failed[]> {
	const failed: Failed[] = [];
	const parts = [rows];
	for (let requests = 0; ; requests++) {
		const part = parts.shift();
		if (!part) return failed;
		if (part.length === 0) continue;
		try {
			await deleteObjects(
				bucket,
				part.map(({ target }) => target),
			);
		} catch (error) {
			const half = Math.ceil(part.length / 2);
			if (part.length > 1 && requests < MAX_SEARCHES) parts.push(part.slice(0, half), part.slice(half));
			else failed.push(...part.map((row) => ({ row, error })));
		}
	}
}

/** True where nothing is left of it. */
function finish(env: Env, row: Row): Promise<boolean> {
	if (row.kind === "job") return finishJob(env, row);
	if (row.kind === "webhook") return finishWebhook(env, row);
	if (row.kind === "project") return finishProject(env, row);
	return deleteFolder(env.BUCKET, `${row.target}/`, THOUSANDS_AT_ONCE);
}

async function finishJob(env: Env, { target, account_id }: Row): Promise<boolean> {
	const folder = jobFolder(account_id, target);
	if (!(await deleteFolder(env.BUCKET, `${folder}/`, THOUSANDS_AT_ONCE))) return false;
	await jobObject(env, target).erase();
	return true;
}

async function finishWebhook(env: Env, { target }: Row): Promise<boolean> {
	if (!(await eraseDeliveries(database(env.DB), target))) return false;
	await webhookObject(env, target).erase();
	return true;
}

async function finishProject(env: Env, { target, account_id }: Row): Promise<boolean> {
	const folder = projectFolder(account_id, target);
	if (!(await deleteFolder(env.BUCKET, `${folder}/`, THOUSANDS_AT_ONCE))) return false;
	if (!(await eraseEvents(database(env.DB), target))) return false;
	await projectObject(env, target).erase();
	return true;
}

const KINDS: readonly Row["kind"][] = ["asset", "job", "folder", "object", "webhook", "project"];
const targets = (rows: readonly Row[], kind: Row["kind"]) =>
	listOf(rows.filter((row) => row.kind === kind).map((row) => row.target));
const these = (rows: readonly Row[], kind: Row["kind"]) =>
	and(eq(deletions.kind, kind), inArray(deletions.target, targets(rows, kind)));

async function forget(db: Database, rows: Row[]): Promise<void> {
	if (rows.length === 0) return;
	const [first, ...more] = KINDS.map((kind) => db.delete(deletions).where(these(rows, kind)));
	if (first) await db.batch([first, ...more]);
}

async function putOff(db: Database, rows: readonly Row[], now: number): Promise<void> {
	if (rows.length === 0) return;
	const later = { failures: sql`${deletions.failures} + 1`, again_at: againAt(now, deletions.failures) };
	const [first, ...more] = KINDS.map((kind) => db.update(deletions).set(later).where(these(rows, kind)));
	if (first) await db.batch([first, ...more]);
}

/** As much as can be done at once, at the end of a request. Cron goes on with what is left. */
export async function finishSoon(env: Env, now: number, account: string): Promise<void> {
	try {
		await finishDeletions(env, now, account);
	} catch (error) {
		log.warn("a deletion goes on later", { account, error: errorName(error) });
	}
}
