import { and, asc, gt, inArray, lt, sql } from "drizzle-orm";
import { makeId } from "../contract/ids.ts";
import { type Database, database, listOf } from "../db/client.ts";
import { assets } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { log } from "../log.ts";
import { readKey, type Stored } from "../storage/keys.ts";
import { deleteObjects } from "../storage/objects.ts";
import { moveCursor, readCursor } from "./cursor.ts";

/**
 * R2 and D1 cannot be written in one transaction, so now and then one has what the other does not name: outputs of
 * attempts that were lost, uploads whose request died, parts that were never joined. Both are gone through, a step
 * at a time, from a cursor that is kept.
 *
 * That nothing is taken which a row names, or will name, rests on this: a key is named by one transaction only, of
 * the request or the attempt that put it. Bodies and uploads are named within their request; what an attempt sent,
 * while it holds its task. So what is old, has no attempt that holds its task, and is named by nothing, stays so.
 */

/** Nothing younger is looked at, in milliseconds: no request lasts so long. */
export const GUARD_MS = 24 * 60 * 60 * 1000;
/** A worker that is gone, and its object_info, are kept this long after it was seen last, in milliseconds. */
export const WORKER_FORGOTTEN_MS = 30 * GUARD_MS;
/** Objects that are looked at in one step, and records. */
const OBJECTS_AT_ONCE = 500;
const RECORDS_AT_ONCE = 20;

/** One step through the objects; answers with the keys that went. */
export async function sweepObjects(env: Env, now: number): Promise<string[]> {
	const db = database(env.DB);
	const after = await readCursor(db, "objects");
	const page = await env.BUCKET.list({
		limit: OBJECTS_AT_ONCE,
		...(after === null ? {} : { startAfter: after }),
	});
	const old = page.objects.filter(({ uploaded }) => uploaded.getTime() <= now - GUARD_MS);
	const orphans = await withoutName(
		db,
		old.map(({ key }) => readKey(key)),
		now,
	);
	await deleteObjects(env.BUCKET, orphans);
	const last = page.objects.at(-1)?.key ?? null;
	await moveCursor(db, "objects", page.truncated ? last : null, now);
	return orphans;
}

/** Of what is stored, the keys that nothing names and nothing can name any more. Two round trips. */
export async function withoutName(db: Database, stored: Stored[], now: number): Promise<string[]> {
	if (stored.length === 0) return [];
	const list = (kinds: Stored["kind"][]) =>
		JSON.stringify(stored.filter((one) => kinds.includes(one.kind))) as string;
	// D1 takes five of these in one query.
	const where = (kinds: Stored["kind"] | Stored["kind"][], named: ReturnType<typeof sql>) =>
		sql`SELECT one.value ->> 'key' AS key FROM json_each(${list([kinds].flat())}) AS one WHERE NOT (${named})`;
	const key = sql.raw("one.value ->> 'key'");
	const job = sql.raw("one.value ->> 'job'");
	const task = sql.raw("one.value ->> 'task'");
	const epoch = sql.raw("one.value ->> 'epoch'");
	const isUpload = sql`EXISTS (SELECT 1 FROM assets WHERE id = one.value ->> 'asset' AND r2_key = ${key})`;
	const isOutput = sql`EXISTS (SELECT 1 FROM assets WHERE job_id = ${job} AND r2_key = ${key})`;
	const prefix = sql`'r2:' || (${key}) || '#'`;
	const begins = (column: string) => sql`substr(${sql.raw(column)}, 1, length(${prefix})) = ${prefix}`;
	const rows = await db.all<{ key: string }>(
		sql.join(
			[
				where(
					["upload", "image", "thumbnail"],
					sql`CASE one.value ->> 'kind' WHEN 'upload' THEN ${isUpload}
						WHEN 'image' THEN EXISTS (SELECT 1 FROM shots WHERE id = one.value ->> 'shot')
						ELSE EXISTS (SELECT 1 FROM assets WHERE id = one.value ->> 'asset' AND thumbnails & 3) END`,
				),
				where(
					"bodies",
					sql`EXISTS (SELECT 1 FROM jobs WHERE id = ${job} AND (${begins("request")} OR ${begins("parameters")}
						OR ${begins("pipeline_plan")}))
						OR EXISTS (SELECT 1 FROM tasks LEFT JOIN task_plans AS before ON before.task_id = tasks.id
							WHERE job_id = ${job} AND (${begins("tasks.plan")} OR ${begins("before.plan")}))`,
				),
				where(
					"attempt",
					sql`${isOutput}
						OR EXISTS (SELECT 1 FROM task_plans WHERE task_id = ${task} AND ${begins("ran")})
						OR EXISTS (SELECT 1 FROM tasks WHERE id = ${task} AND (${begins("ran")} OR epoch = ${epoch}
							AND status IN ('running', 'canceling')))`,
				),
				where(
					"version",
					sql`EXISTS (SELECT 1 FROM workflows WHERE body_key = ${key})
						OR EXISTS (SELECT 1 FROM pipelines WHERE body_key = ${key})`,
				),
				where(
					"object_info",
					sql`EXISTS (SELECT 1 FROM workers WHERE object_info_sha256 = one.value ->> 'sha256'
						AND last_seen_at > ${now - WORKER_FORGOTTEN_MS})`,
				),
			],
			sql` UNION ALL `,
		),
	);
	return rows.map((row) => row.key);
}

/**
 * One step through the records of files: one whose object is not there is a promise that nobody can keep, so it
 * goes, and the log says so. Answers with the ids that went.
 */
export async function sweepRecords(env: Env, now: number): Promise<string[]> {
	const db = database(env.DB);
	const after = await readCursor(db, "records");
	const rows = await db
		.select({ id: assets.id, key: assets.r2_key, account: assets.account_id })
		.from(assets)
		.where(
			and(
				lt(assets.id, makeId("asset", Math.max(0, now - GUARD_MS), new Uint8Array(10))),
				after === null ? undefined : gt(assets.id, after),
			),
		)
		.orderBy(asc(assets.id))
		.limit(RECORDS_AT_ONCE);
	const heads = await Promise.all(rows.map(({ key }) => env.BUCKET.head(key)));
	const lost = rows.filter((_, i) => heads[i] === null);
	if (lost.length > 0) {
		for (const { id, account } of lost) log.error("a file is lost", { asset: id, account });
		await db.delete(assets).where(inArray(assets.id, listOf(lost.map(({ id }) => id))));
	}
	const last = rows.at(-1)?.id ?? null;
	await moveCursor(db, "records", rows.length < RECORDS_AT_ONCE ? null : last, now);
	return lost.map(({ id }) => id);
}
