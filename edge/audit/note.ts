import { eq, type SQL, sql } from "drizzle-orm";
import { newId } from "../contract/ids.ts";
import type { AuditAction } from "../contract/operator/audit.ts";
import type { Database } from "../db/client.ts";
import { auditLog } from "../db/schema.ts";

/** Who changes something of an account, and from where. */
export interface Auditor {
	account: string;
	/** Id of the key, the session or the OIDC issuer that asks. */
	key: string;
	/** Whose token of an OIDC issuer it is; null: none. */
	subject: string | null;
	/** Network address; null: not known. */
	address: string | null;
}

export interface AuditNote {
	by: Auditor;
	action: AuditAction;
	/** Id of what is changed. */
	target: string;
	/** Milliseconds since 1970. */
	now: number;
	/** What the target has, as SQL of one JSON text, without secrets. */
	state?: SQL;
}

/**
 * The statements that note a change. They go into its batch, `before` ahead of it and `after` behind it: so there is no
 * change without its note, and no note of what did not happen. `when`: whether it will happen, as SQL.
 */
export function noteChange(db: Database, note: AuditNote, when: SQL) {
	const id = newId("audit", note.now);
	return {
		before: db.insert(auditLog).select(row(id, note, note.state ?? sql`NULL`, sql`NULL`, when)),
		after: db
			.update(auditLog)
			.set({ after: note.state ?? null })
			.where(eq(auditLog.id, id)),
	};
}

/**
 * The statement that notes what the statement right before it in the batch has done, where it did anything: `state` is
 * what there is since (`made`), or what `was` there.
 */
export function noteDone(db: Database, note: AuditNote, states: { was?: SQL; made?: SQL } = {}) {
	const { was = sql`NULL`, made = sql`NULL` } = states;
	return db.insert(auditLog).select(row(newId("audit", note.now), note, was, made, sql`changes() > 0`));
}

const row = (id: string, { by, action, target, now }: AuditNote, before: SQL, after: SQL, when: SQL) =>
	sql`SELECT ${id}, ${by.account}, ${now}, ${action}, ${target}, ${by.key}, ${by.subject}, ${by.address}, ${before}, ${after} WHERE ${when}`;

/** A value as SQL of one JSON text. */
export const known = (value: object): SQL => sql`${JSON.stringify(value)}`;
