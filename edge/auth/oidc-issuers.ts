import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { type Auditor, noteChange, noteDone } from "../audit/note.ts";
import { issuerState } from "../audit/states.ts";
import { MAX_ISSUERS, type OidcIssuer } from "../contract/access/oidc.ts";
import { type Database, listOf } from "../db/client.ts";
import { apiKeys, oidcIssuers } from "../db/schema.ts";
import { endSessionsOf } from "./sessions-of-key.ts";

export type IssuerRow = typeof oidcIssuers.$inferSelect;

const own = (account: string, id: string) => and(eq(oidcIssuers.account_id, account), eq(oidcIssuers.id, id));

/** All of an account's issuers, oldest first: there are {@link MAX_ISSUERS} at most. */
export function listIssuers(db: Database, account: string): Promise<IssuerRow[]> {
	return db
		.select()
		.from(oidcIssuers)
		.where(eq(oidcIssuers.account_id, account))
		.orderBy(asc(oidcIssuers.id));
}

/** Who takes tokens of this issuer, for one of these audiences. */
export async function findIssuer(
	db: Database,
	issuer: string,
	audiences: string[],
): Promise<IssuerRow | null> {
	const [row] = await db
		.select()
		.from(oidcIssuers)
		.where(and(eq(oidcIssuers.issuer, issuer), inArray(oidcIssuers.audience, listOf(audiences))))
		.limit(1);
	return row ?? null;
}

/** Whether anybody takes tokens of this issuer. */
export async function isIssuer(db: Database, issuer: string): Promise<boolean> {
	const rows = await db
		.select({ id: oidcIssuers.id })
		.from(oidcIssuers)
		.where(eq(oidcIssuers.issuer, issuer))
		.limit(1);
	return rows.length > 0;
}

/**
 * Stores a new issuer and the key that ends with it. False where the account has as many as it may. Throws what D1 throws:
 * conflict `issuer` where the two are taken, `owner` where the account is gone.
 */
export async function insertIssuer(db: Database, row: IssuerRow, by: Auditor): Promise<boolean> {
	const { id: target, created_at: now } = row;
	const json = JSON.stringify;
	const few = sql`(SELECT count(*) FROM oidc_issuers WHERE account_id = ${row.account_id}) < ${MAX_ISSUERS}`;
	const [made] = await db.batch([
		db
			.insert(oidcIssuers)
			.select(
				sql`SELECT ${row.id}, ${row.account_id}, ${row.issuer}, ${row.audience}, ${row.jwks_url}, ${json(row.algorithms)},
					${json(row.scopes)}, ${json(row.rules)}, ${row.created_at} WHERE ${few}`,
			)
			.returning({ id: oidcIssuers.id }),
		noteDone(db, { by, action: "oidc_issuer.create", target, now }, { made: issuerState(target) }),
		// No secret has this hash: nobody comes in by the row itself.
		db.insert(apiKeys).select(
			sql`SELECT ${`oidc ${row.id}`}, id, account_id, 'oidc', '', scopes, created_at, NULL, NULL, id, NULL, NULL
					FROM oidc_issuers WHERE id = ${row.id}`,
		),
	]);
	return made.length > 0;
}

/** Changes what tokens of an issuer may; null where it is gone. Its sessions end: they were opened by what it was before. */
export async function updateIssuer(
	db: Database,
	by: Auditor,
	id: string,
	change: Partial<Pick<IssuerRow, "algorithms" | "scopes" | "rules" | "jwks_url">>,
	now: number,
): Promise<{ row: IssuerRow; ended: { id: string }[] } | null> {
	const { account } = by;
	const note = noteChange(
		db,
		{ by, action: "oidc_issuer.change", target: id, now, state: issuerState(id) },
		sql`EXISTS (SELECT 1 FROM oidc_issuers WHERE ${own(account, id)})`,
	);
	const [, [row], , ended] = await db.batch([
		note.before,
		db.update(oidcIssuers).set(change).where(own(account, id)).returning(),
		note.after,
		db
			.update(apiKeys)
			.set({ revoked_at: now })
			.where(
				and(
					eq(apiKeys.account_id, account),
					eq(apiKeys.opened_by, id),
					sql`${apiKeys.id} <> ${id} AND ${apiKeys.revoked_at} IS NULL`,
				),
			)
			.returning({ id: apiKeys.id }),
	]);
	return row ? { row, ended } : null;
}

/** Deletes an issuer; null where there is none. What its tokens opened ends: `ended` are the keys that are over. */
export async function deleteIssuer(
	db: Database,
	by: Auditor,
	id: string,
	now: number,
): Promise<{ row: IssuerRow; ended: { id: string }[] } | null> {
	const { account } = by;
	// Nothing is told of afterwards: it is gone.
	const note = noteChange(
		db,
		{ by, action: "oidc_issuer.delete", target: id, now, state: issuerState(id) },
		sql`EXISTS (SELECT 1 FROM oidc_issuers WHERE ${own(account, id)})`,
	);
	const [, [row], keys, sessions] = await db.batch([
		note.before,
		db.delete(oidcIssuers).where(own(account, id)).returning(),
		db
			.update(apiKeys)
			.set({ revoked_at: now })
			.where(and(eq(apiKeys.account_id, account), eq(apiKeys.hash, `oidc ${id}`), isNull(apiKeys.revoked_at)))
			.returning({ id: apiKeys.id }),
		endSessionsOf(db, id, now),
	]);
	return row ? { row, ended: [...keys, ...sessions] } : null;
}

export function toIssuer({ account_id: _, created_at, ...row }: IssuerRow): OidcIssuer {
	return { ...row, created_at: new Date(created_at).toISOString() };
}
