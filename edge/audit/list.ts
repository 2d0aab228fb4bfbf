import { and, desc, eq, lt, or, type SQL, sql } from "drizzle-orm";
import { makeId } from "../contract/ids.ts";
import type { AuditAction, AuditEntry } from "../contract/operator/audit.ts";
import type { Database } from "../db/client.ts";
import { cutPage, MAX_LOOKED_AT, type Page } from "../db/page.ts";
import { auditLog } from "../db/schema.ts";

/** Entries that go in one step. */
export const ROWS_AT_ONCE = 500;

export interface AuditFilter {
	limit: number;
	cursor?: string | undefined;
	action?: AuditAction | undefined;
	target?: string | undefined;
	/** Id of a key, or the subject of a token. */
	by?: string | undefined;
}

/** Entries of an account, newest first. Reads a bounded number of rows, whatever there is. */
export async function auditPage(
	db: Database,
	account: string,
	{ limit, cursor, action, target, by }: AuditFilter,
): Promise<Page<AuditEntry>> {
	const inOrder = and(
		eq(auditLog.account_id, account),
		cursor === undefined ? undefined : lt(auditLog.id, cursor),
	);
	const fits = and(
		action === undefined ? undefined : eq(auditLog.action, action),
		target === undefined ? undefined : eq(auditLog.target, target),
		by === undefined ? undefined : or(eq(auditLog.key_id, by), eq(auditLog.subject, by)),
	);
	const walk = () =>
		db
			.select({ id: auditLog.id })
			.from(auditLog)
			.where(inOrder)
			.orderBy(desc(auditLog.id))
			.limit(MAX_LOOKED_AT)
			.as("looked_at");
	const [looked, counted] = [walk(), walk()];
	const [rows, [end]] = await db.batch([
		db
			.select({ row: auditLog })
			.from(looked)
			// A cross join keeps its order in SQLite: from the ids to their rows.
			.crossJoin(auditLog)
			.where(and(eq(auditLog.id, looked.id), fits))
			.orderBy(desc(looked.id))
			.limit(limit + 1),
		db.select({ count: sql<number>`count(*)`, last: sql<string | null>`min(${counted.id})` }).from(counted),
	]);
	return cutPage(
		rows.map(({ row }) => toEntry(row)),
		limit,
		end,
	);
}

function toEntry({
	id,
	at,
	action,
	target,
	key_id,
	subject,
	address,
	before,
	after,
}: typeof auditLog.$inferSelect): AuditEntry {
	const kind = key_id === null ? "operator" : subject === null ? "key" : "identity";
	return {
		...{ id, at: new Date(at).toISOString(), action, target, by: { kind, key: key_id, subject }, address },
		...{ before, after },
	};
}

/** Deletes some of an account's entries: all, or those from before a moment in milliseconds. Answers with how many went. */
export async function eraseAudit(db: Database, account: string, before: number | null): Promise<number> {
	const which: SQL =
		before === null
			? sql`account_id = ${account}`
			: sql`account_id = ${account} AND id < ${makeId("audit", before + 1, new Uint8Array(10))}`;
	const gone = await db
		.delete(auditLog)
		.where(sql`id IN (SELECT id FROM audit_log WHERE ${which} ORDER BY id LIMIT ${ROWS_AT_ONCE})`)
		.returning({ id: auditLog.id });
	return gone.length;
}
