import { and, asc, desc, eq, inArray, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import { toAsset } from "../../assets/resource.ts";
import type { Asset } from "../../contract/assets/assets.ts";
import { CLIENT_ID, MAX_ENTRIES, PREVIEW_METHOD } from "../../contract/comfyui/comfyui.ts";
import { type Database, listOf } from "../../db/client.ts";
import { assets, jobs } from "../../db/schema.ts";
import type { Env } from "../../env.ts";
import { INLINE_BYTES, isStored, loadBody } from "../../storage/bodies.ts";
import type { ClassicJob } from "./entries.ts";

/** Who queued it; null: it came by other routes. As the indexes of migration 0052 have it. */
const client = sql.raw(`(metadata ->> '${CLIENT_ID}')`) as SQL<string | null>;
const isClassic = sql`${client} IS NOT NULL`;

/** More that wait or run are not counted. */
const MOST_COUNTED = 1000;
/** Files that one page of history tells of. */
const MOST_FILES = 2000;
/** Bytes of graphs that one answer holds. */
const MOST_GRAPH_BYTES = 8_000_000;

const columns = {
	id: jobs.id,
	account_id: jobs.account_id,
	pool_id: jobs.pool_id,
	status: jobs.status,
	client: sql<string>`coalesce(${client}, '')`.as("client"),
	priority: jobs.priority,
	created_at: jobs.created_at,
	started_at: jobs.started_at,
	finished_at: jobs.finished_at,
	error: jobs.error,
	request: jobs.request,
	body_bytes: jobs.body_bytes,
};
export type ClassicRow = ClassicJob &
	Pick<typeof jobs.$inferSelect, "account_id" | "pool_id" | "request" | "body_bytes">;

/** What came by these routes and has not ended, the oldest first; at most `limit` of each half. */
export async function openRows(db: Database, account: string, limit = MAX_ENTRIES) {
	const of = (running: boolean) =>
		db
			.select(columns)
			.from(jobs)
			.where(
				and(
					eq(jobs.account_id, account),
					isClassic,
					isNull(jobs.finished_at),
					// Those that run are few, and an index has them; `+` keeps SQLite to the one of these routes for the rest.
					running ? inArray(jobs.status, ["running", "canceling"]) : sql`+${jobs.status} = 'queued'`,
				),
			)
			.orderBy(asc(jobs.id))
			.limit(limit);
	const [running, waiting] = await db.batch([of(true), of(false)]);
	return { running, waiting };
}

/** The same in one list, in the order that they came or the other way round; at most `limit`. */
export function openInOrder(
	db: Database,
	account: string,
	{ limit, oldestFirst }: { limit: number; oldestFirst: boolean },
): Promise<ClassicRow[]> {
	return db
		.select(columns)
		.from(jobs)
		.where(and(eq(jobs.account_id, account), isClassic, isNull(jobs.finished_at)))
		.orderBy((oldestFirst ? asc : desc)(jobs.id))
		.limit(limit);
}

/** How much of it there is; more than a thousand are not counted. */
export async function countOpen(db: Database, account: string): Promise<number> {
	const open = db
		.select({ id: jobs.id })
		.from(jobs)
		.where(and(eq(jobs.account_id, account), isClassic, isNull(jobs.finished_at)))
		.limit(MOST_COUNTED)
		.as("open_jobs");
	const [row] = await db.select({ count: sql<number>`count(*)` }).from(open);
	return row?.count ?? 0;
}

/** These jobs of the account, by whichever route they came. */
export function ownRows(db: Database, account: string, ids: string[]): Promise<ClassicRow[]> {
	return db
		.select(columns)
		.from(jobs)
		.where(and(eq(jobs.account_id, account), inArray(jobs.id, listOf(ids))));
}

/**
 * What came by these routes and has ended, the oldest first. As ComfyUI has it: `offset` counts from the oldest, and
 * without one the newest are meant.
 */
export async function endedRows(
	db: Database,
	account: string,
	{ limit, offset }: { limit: number; offset: number | null },
): Promise<ClassicRow[]> {
	const ended = db
		.select(columns)
		.from(jobs)
		.where(and(eq(jobs.account_id, account), isClassic, isNotNull(jobs.finished_at)));
	if (offset !== null) return ended.orderBy(asc(jobs.id)).limit(limit).offset(offset);
	return (await ended.orderBy(desc(jobs.id)).limit(limit)).reverse();
}

/** The client that queued a job of the account; "": it said none; null: the job came by other routes. And whether it asked for previews. */
export async function queuerOf(
	db: Database,
	account: string,
	id: string,
): Promise<{ client: string | null; previews: boolean }> {
	const previews = sql<number>`(metadata ->> ${PREVIEW_METHOD}) IS NOT NULL`;
	const [row] = await db
		.select({ client, previews })
		.from(jobs)
		.where(and(eq(jobs.id, id), eq(jobs.account_id, account)));
	return { client: row?.client ?? null, previews: row?.previews === 1 };
}

/** What these jobs made, by job. */
export async function filesOf(db: Database, ids: string[]): Promise<Map<string, Asset[]>> {
	const rows = await db
		.select()
		.from(assets)
		.where(inArray(assets.job_id, listOf(ids)))
		.orderBy(asc(assets.job_id), asc(assets.position))
		.limit(MOST_FILES);
	return Map.groupBy(rows.map(toAsset), ({ job }) => job ?? "");
}

/** The graphs that were sent, in the order of the rows; empty where it is gone, or the answer would become too large. */
export async function graphsOf(
	env: Env,
	rows: readonly Pick<ClassicRow, "request" | "body_bytes">[],
): Promise<Record<string, unknown>[]> {
	let left = MOST_GRAPH_BYTES;
	const wanted = rows.map(({ request, body_bytes }) => {
		left -= isStored(request) ? body_bytes : INLINE_BYTES;
		return left >= 0 ? request : "{}";
	});
	return Promise.all(
		wanted.map(async (request) => {
			const text = await loadBody(env.BUCKET, request).catch(() => "{}");
			return (JSON.parse(text) as { graph?: Record<string, unknown> }).graph ?? {};
		}),
	);
}

/** The newest upload of each of these names: its id by its name. */
export async function newestUploads(
	db: Database,
	account: string,
	names: readonly string[],
): Promise<Map<string, string>> {
	if (names.length === 0) return new Map();
	const rows = await db
		.select({ filename: assets.filename, id: sql<string>`max(${assets.id})` })
		.from(assets)
		.where(
			and(
				eq(assets.account_id, account),
				inArray(assets.filename, listOf([...new Set(names)])),
				isNull(assets.job_id),
				sql`${assets.hidden} = 0`,
			),
		)
		.groupBy(assets.filename);
	return new Map(rows.map(({ filename, id }) => [filename, id]));
}

/** The newest uploads of the account, as inputs offer them. */
export function offeredUploads(db: Database, account: string) {
	return db
		.select({ filename: assets.filename, kind: assets.kind })
		.from(assets)
		.where(and(eq(assets.account_id, account), isNull(assets.job_id), sql`${assets.hidden} = 0`))
		.orderBy(desc(assets.id))
		.limit(MAX_ENTRIES);
}
