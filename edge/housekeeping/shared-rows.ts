import { and, asc, gt, inArray, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import { type Database, database, listOf } from "../db/client.ts";
import { capabilities, needs, workers } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { moveCursor, readCursor } from "./cursor.ts";
import { WORKER_FORGOTTEN_MS } from "./orphans.ts";

/**
 * Rows that many share and none owns: needs of tasks, capabilities of workers, and workers themselves, whom attempts
 * name only in words. Needs and capabilities are named by their content, so whoever names one writes it in the same
 * transaction, and one that no worker, and no task that is not over, names can go at any moment.
 */
interface Kind {
	/** Also where its walk is kept. */
	name: string;
	table: SQLiteTable;
	key: SQLiteColumn;
	mayGo: (now: number) => SQL;
}

/** Workers first: with them go the names of capabilities. */
const KINDS: readonly Kind[] = [
	{
		name: "workers",
		table: workers,
		key: workers.id,
		mayGo: (now) =>
			sql`${workers.gone_at} IS NOT NULL AND ${workers.last_seen_at} <= ${now - WORKER_FORGOTTEN_MS}`,
	},
	{
		name: "capabilities",
		table: capabilities,
		key: capabilities.hash,
		mayGo: () => sql`NOT EXISTS (SELECT 1 FROM workers WHERE capabilities_hash = ${capabilities.hash})`,
	},
	{
		name: "needs",
		table: needs,
		key: needs.hash,
		// Of tasks that are over nobody asks what they needed.
		mayGo:
			() => sql`${needs.hash} NOT IN (SELECT needs_hash FROM tasks INDEXED BY tasks_claim WHERE worker_id IS NOT NULL)
			AND NOT EXISTS (SELECT 1 FROM pools CROSS JOIN tasks INDEXED BY tasks_kinds ON tasks.pool_id = pools.id
				AND tasks.status = 'queued' AND tasks.needs_hash = ${needs.hash})`,
	},
];

/** Rows of a kind that are looked at in one step. */
const ROWS_AT_ONCE = 100;

/** One step through each kind; answers with the keys that went. */
export async function sweepSharedRows(env: Env, now: number): Promise<string[]> {
	const db = database(env.DB);
	const gone: string[] = [];
	for (const kind of KINDS) gone.push(...(await step(db, kind, now)));
	return gone;
}

async function step(db: Database, { name, table, key, mayGo }: Kind, now: number): Promise<string[]> {
	const after = await readCursor(db, name);
	const rows = await db
		.select({ key: sql<string>`${key}` })
		.from(table)
		.where(after === null ? undefined : gt(key, after))
		.orderBy(asc(key))
		.limit(ROWS_AT_ONCE);
	const keys = rows.map((row) => row.key);
	const gone =
		keys.length === 0
			? []
			: await db
					.delete(table)
					.where(and(inArray(key, listOf(keys)), mayGo(now)))
					.returning({ key: sql<string>`${key}` });
	await moveCursor(db, name, rows.length < ROWS_AT_ONCE ? null : (keys.at(-1) ?? null), now);
	return gone.map((row) => row.key);
}
