import { and, desc, eq, isNull, lt, type SQL, sql } from "drizzle-orm";
import { type Auditor, noteDone } from "../audit/note.ts";
import { PROJECT_LIMITS, type ProjectResource, type ProjectSettings } from "../contract/projects/projects.ts";
import type { Database } from "../db/client.ts";
import { cutPage, type Page } from "../db/page.ts";
import { deletions, jobs, projects, shots } from "../db/schema.ts";
import { type IdempotencyKey, rememberKey } from "../idempotency/once.ts";

export type ProjectRow = typeof projects.$inferSelect;

const own = (account: string, id: string) => and(eq(projects.account_id, account), eq(projects.id, id));

export async function findProject(db: Database, account: string, id: string): Promise<ProjectRow | null> {
	const [row] = await db.select().from(projects).where(own(account, id));
	return row ?? null;
}

/** Projects of an account, newest first. */
export async function listProjects(
	db: Database,
	account: string,
	{ limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<ProjectRow>> {
	const rows = await db
		.select()
		.from(projects)
		.where(and(eq(projects.account_id, account), cursor === undefined ? undefined : lt(projects.id, cursor)))
		.orderBy(desc(projects.id))
		.limit(limit + 1);
	return cutPage(rows, limit);
}

/**
 * Stores a new project. Throws what D1 throws: conflict `project_limit` where the account has as many as it may,
 * whoever asks at the same moment.
 */
export async function insertProject(
	db: Database,
	row: ProjectRow,
	key: IdempotencyKey | null,
): Promise<void> {
	const count = sql`(SELECT count(*) FROM projects WHERE account_id = ${row.account_id})`;
	const { id, ...rest } = row;
	await db.batch([
		db
			.insert(projects)
			.values({ ...rest, id: sql`CASE WHEN ${count} < ${PROJECT_LIMITS.projects} THEN ${id} END` }),
		...rememberKey(db, row.account_id, key, id, row.created_at),
	]);
}

/** What of a project makes its pictures what they are, but for the style, which shots may have of their own. */
const MAKES_PICTURES = ["workflow", "aspect_ratio", "negative_prompt"] as const;

/** Which shots are another picture once the settings are others; null: none is. Pure. */
function nowDirty(before: ProjectSettings, after: ProjectSettings): SQL | null {
	if (MAKES_PICTURES.some((name) => before[name] !== after[name])) return sql`1`;
	if (JSON.stringify(before.style_lora) === JSON.stringify(after.style_lora)) return null;
	return sql`${shots.style_lora} IS NULL AND NOT EXISTS (SELECT 1 FROM characters
		WHERE characters.id = ${shots.character_id} AND characters.style_lora IS NOT NULL)`;
}

/**
 * Changes a project, and marks the shots that would be another picture now. Null where the project is gone, or
 * somebody else has changed it since it was read.
 */
export async function changeProject(
	db: Database,
	before: ProjectRow,
	{ name, settings }: Pick<ProjectRow, "name" | "settings">,
	now: number,
): Promise<ProjectRow | null> {
	const unchanged = and(own(before.account_id, before.id), eq(projects.settings, before.settings));
	const dirty = nowDirty(before.settings, settings);
	const there = sql`EXISTS (SELECT 1 FROM projects WHERE ${unchanged})`;
	const [, rows] = await db.batch([
		db
			.update(shots)
			.set({ is_image_dirty: true, revision: sql`${shots.revision} + 1`, updated_at: now })
			.where(and(eq(shots.project_id, before.id), dirty ?? sql`0`, there)),
		db.update(projects).set({ name, settings, updated_at: now }).where(unchanged).returning(),
	]);
	return rows[0] ?? null;
}

/** An unfinished job of the project; null where there is none. */
export async function openJobOf(db: Database, project: string): Promise<string | null> {
	const [row] = await db
		.select({ id: jobs.id })
		.from(jobs)
		.where(and(eq(jobs.project_id, project), isNull(jobs.finished_at)))
		.limit(1);
	return row?.id ?? null;
}

/** True where no job of it is unfinished, as a condition on `projects`. */
const idle = sql`NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.project_id = projects.id
	AND jobs.project_id IS NOT NULL AND jobs.finished_at IS NULL)`;

/**
 * Deletes projects of an account that no unfinished job is of, one or a few of all: with their shots, at once. What
 * is left of them elsewhere is noted (see `housekeeping/finish-deletions.ts`). Answers with how many went.
 */
export async function eraseProjects(
	db: Database,
	account: string,
	which: { id: string; by: Auditor } | { most: number },
	now: number,
): Promise<number> {
	const chosen = "id" in which ? own(account, which.id) : eq(projects.account_id, account);
	const going = db
		.select({
			kind: sql<"project">`'project'`.as("kind"),
			target: projects.id,
			account_id: projects.account_id,
			created_at: sql<number>`${now}`.as("created_at"),
			failures: sql<number>`0`.as("failures"),
			again_at: sql<number>`0`.as("again_at"),
		})
		.from(projects)
		.where(and(chosen, idle))
		.orderBy(projects.id)
		.limit("id" in which ? 1 : which.most);
	const noted = sql`(SELECT target FROM deletions WHERE kind = 'project' AND account_id = ${account})`;
	const [, , gone] = await db.batch([
		db.insert(deletions).select(going).onConflictDoNothing(),
		db.delete(shots).where(sql`${shots.project_id} IN ${noted}`),
		db
			.delete(projects)
			.where(and(eq(projects.account_id, account), sql`${projects.id} IN ${noted}`))
			.returning({ id: projects.id }),
		...("by" in which
			? [noteDone(db, { by: which.by, action: "project.delete" as const, target: which.id, now })]
			: []),
	]);
	return gone.length;
}

export function toProject(row: ProjectRow): ProjectResource {
	const self = `/v1/projects/${row.id}`;
	return {
		id: row.id,
		name: row.name,
		...row.settings,
		head: row.head,
		created_at: new Date(row.created_at).toISOString(),
		updated_at: new Date(row.updated_at).toISOString(),
		urls: { self, shots: `${self}/shots`, events: `${self}/events`, socket: `${self}/socket` },
	};
}
