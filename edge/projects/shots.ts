import { and, asc, eq, gt, type SQL, sql } from "drizzle-orm";
import {
	PROJECT_LIMITS,
	type ShotChange,
	type ShotRequest,
	type ShotResource,
} from "../contract/projects/projects.ts";
import { type Database, listOf } from "../db/client.ts";
import { deletions, projects, shots } from "../db/schema.ts";
import { type IdempotencyKey, rememberKey } from "../idempotency/once.ts";
import { toError } from "../jobs/show/resource.ts";
import { lists } from "../jobs/store/lists.ts";
import { imageFile, imageKey } from "../storage/keys.ts";

export type ShotRow = typeof shots.$inferSelect;

const own = (account: string, project: string, id: string) =>
	and(eq(shots.account_id, account), eq(shots.project_id, project), eq(shots.id, id));

export async function findShot(
	db: Database,
	account: string,
	project: string,
	id: string,
): Promise<ShotRow | null> {
	const [row] = await db
		.select()
		.from(shots)
		.where(own(account, project, id));
	return row ?? null;
}

/** Those of these shots that are the project's, in the order of the script. */
export function shotsNamed(db: Database, project: string, ids: string[]): Promise<ShotRow[]> {
	return db
		.select()
		.from(shots)
		.where(and(eq(shots.project_id, project), sql`${shots.id} IN ${listOf(ids)}`))
		.orderBy(asc(shots.position));
}

/**
 * The shots of a project that are dirty, in the order of the script: the next so many whose pictures can be made, and
 * as many of the others. At most all shots of the project are read.
 */
export async function dirtyShots(
	db: Database,
	project: string,
	most: number,
): Promise<{ rows: ShotRow[]; has_more: boolean }> {
	const ready = sql`${shots.status} NOT IN ('queued', 'generating') AND ${shots.image_prompt} IS NOT NULL`;
	const dirty = and(eq(shots.project_id, project), eq(shots.is_image_dirty, true));
	const next = (where: SQL, limit: number) =>
		db.select().from(shots).where(and(dirty, where)).orderBy(asc(shots.position)).limit(limit);
	const [found, others] = await db.batch([next(ready, most + 1), next(sql`NOT (${ready})`, most)]);
	return { rows: [...found.slice(0, most), ...others], has_more: found.length > most };
}

/** A page of a project's shots in the order of the script; `after` is a position. */
export async function listShots(
	db: Database,
	project: string,
	{ limit, after }: { limit: number; after: number },
): Promise<{ data: ShotRow[]; next_cursor: string | null; has_more: boolean }> {
	const rows = await db
		.select()
		.from(shots)
		.where(and(eq(shots.project_id, project), gt(shots.position, after)))
		.orderBy(asc(shots.position))
		.limit(limit + 1);
	const data = rows.slice(0, limit);
	const has_more = rows.length > limit;
	return { data, has_more, next_cursor: has_more ? String(data.at(-1)?.position) : null };
}

/**
 * Puts new shots behind those of the project, in one transaction: all or none. Throws what D1 throws: conflict
 * `shot_limit` where the project is gone, or would have more than it may.
 */
export async function insertShots(
	db: Database,
	{ account, project, ids }: { account: string; project: string; ids: string[] },
	requests: readonly ShotRequest[],
	key: IdempotencyKey | null,
	now: number,
): Promise<ShotRow[]> {
	const [first, ...rest] = requests.map((request, i) => ({ id: ids[i], ...request, place: i + 1 }));
	if (!first) return [];
	const had = sql`(SELECT count(*) FROM shots WHERE project_id = ${project})`;
	const there = sql`EXISTS (SELECT 1 FROM projects WHERE id = ${project} AND account_id = ${account})`;
	const allowed = sql`${had} + ${requests.length} <= ${PROJECT_LIMITS.shots} AND ${there}`;
	const last = sql`(SELECT coalesce(max(position), 0) FROM shots WHERE project_id = ${project})`;
	const begin = sql`(SELECT position FROM shots WHERE id = ${first.id})`;
	// The guard stands in the first row alone: those behind it find its position.
	const insert = (rows: string, id: SQL, position: SQL) =>
		db.insert(shots).select(sql`SELECT ${id}, ${project}, ${account}, ${position}, value ->> 'sentence',
			value ->> 'image_prompt', value ->> 'seed', value ->> 'references', value ->> 'character',
			value ->> 'style_lora', 1, 1, 'pending', NULL, NULL, NULL, NULL, NULL, 0, ${now}, ${now}
			FROM json_each(${rows})`);
	const made = (rows: SQL) => db.select().from(shots).where(rows).orderBy(asc(shots.position));
	const results = await db.batch([
		insert(JSON.stringify([first]), sql`CASE WHEN ${allowed} THEN value ->> 'id' END`, sql`${last} + 1`),
		...lists(rest).map((rows) => insert(rows, sql`value ->> 'id'`, sql`${begin} + (value ->> 'place') - 1`)),
		...rememberKey(db, account, key, JSON.stringify(ids), now),
		made(sql`${shots.id} IN ${listOf(ids)}`),
	]);
	return results.at(-1) as ShotRow[];
}

/** Changes a shot; null where it is gone. What makes its picture leaves it dirty, where it was something else. */
export async function changeShot(
	db: Database,
	{ account_id, project_id, id }: ShotRow,
	{ sentence, references, character, ...rest }: ShotChange,
	now: number,
): Promise<ShotRow | null> {
	const makesPicture = {
		...rest,
		...(references !== undefined && { reference_ids: references }),
		...(character !== undefined && { character_id: character }),
	};
	const others = Object.entries(makesPicture).flatMap(([name, value]) => {
		const given = typeof value === "object" && value !== null ? JSON.stringify(value) : value;
		return value === undefined ? [] : [sql`${sql.identifier(name)} IS NOT ${given}`];
	});
	// Decided where it is written: somebody else may change it at the same moment.
	const another = others.length === 0 ? sql`0` : sql`(${sql.join(others, sql` OR `)})`;
	const [row] = await db
		.update(shots)
		.set({
			...makesPicture,
			...(sentence !== undefined && { sentence }),
			is_image_dirty: sql`${shots.is_image_dirty} OR ${another}`,
			revision: sql`${shots.revision} + ${another}`,
			updated_at: now,
		})
		.where(own(account_id, project_id, id))
		.returning();
	return row ?? null;
}

/**
 * Puts a project's shots into another order. False, and nothing changed, where `ids` are not all of its shots.
 */
export async function orderShots(
	db: Database,
	project: string,
	ids: string[],
	now: number,
): Promise<boolean> {
	const all = sql`(SELECT count(*) FROM shots WHERE project_id = ${project}) = ${ids.length}
		AND (SELECT count(*) FROM shots WHERE project_id = ${project} AND id IN ${listOf(ids)}) = ${ids.length}`;
	const [, [whole]] = await db.batch([
		db
			.update(shots)
			.set({ position: sql`wanted.place`, updated_at: now })
			.from(sql`(SELECT value AS id, key + 1 AS place FROM json_each(${JSON.stringify(ids)})) AS wanted`)
			.where(and(eq(shots.project_id, project), sql`${shots.id} = wanted.id`, all)),
		db
			.select({ all: sql<number>`${all}` })
			.from(projects)
			.where(eq(projects.id, project)),
	]);
	return whole?.all === 1;
}

/** Deletes a shot that no unfinished job makes a picture of, and notes its file. False where one does, or it is gone. */
export async function eraseShot(db: Database, shot: ShotRow, now: number): Promise<boolean> {
	const idle = sql`NOT EXISTS (SELECT 1 FROM jobs WHERE id = ${shots.job_id} AND finished_at IS NULL)`;
	const going = and(own(shot.account_id, shot.project_id, shot.id), idle);
	const file = db
		.select({
			kind: sql<"object">`'object'`.as("kind"),
			target: sql<string>`${imageKey(shot.account_id, shot.project_id, shot.id)}`.as("target"),
			account_id: shots.account_id,
			created_at: sql<number>`${now}`.as("created_at"),
			failures: sql<number>`0`.as("failures"),
			again_at: sql<number>`0`.as("again_at"),
		})
		.from(shots)
		.where(going);
	const [, gone] = await db.batch([
		db.insert(deletions).select(file).onConflictDoNothing(),
		db.delete(shots).where(going).returning({ id: shots.id }),
	]);
	return gone.length > 0;
}

export function toShot(row: ShotRow): ShotResource {
	const { id, project_id: project } = row;
	const shown = row.image_asset !== null;
	return {
		id,
		project,
		position: row.position,
		sentence: row.sentence,
		image_prompt: row.image_prompt,
		seed: row.seed,
		references: row.reference_ids,
		character: row.character_id,
		style_lora: row.style_lora,
		image_file: shown ? imageFile(project, id) : null,
		image_url: shown ? `/v1/projects/${project}/shots/${id}/image` : null,
		image_asset: row.image_asset,
		is_image_dirty: row.is_image_dirty,
		status: row.status,
		job: row.job_id,
		error: toError(row.error, "library"),
		created_at: new Date(row.created_at).toISOString(),
		updated_at: new Date(row.updated_at).toISOString(),
	};
}
