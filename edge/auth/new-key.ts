import { type AuditNote, type Auditor, known, noteDone } from "../audit/note.ts";
import { SCOPES } from "../contract/access/scopes.ts";
import { newId } from "../contract/ids.ts";
import type { Database } from "../db/client.ts";
import { apiKeys } from "../db/schema.ts";
import { hashSecret, newSecret } from "./secret.ts";

interface KeyRequest {
	name: string;
	scopes: (typeof SCOPES)[number][];
	expires_in_s?: number | undefined;
}

/** A new API key of whoever asks, as it is shown this once. */
export async function makeKey(db: Database, by: Auditor, request: KeyRequest) {
	const { row, shown } = await newKey(by.account, request);
	const { id, name, last4, scopes, expires_at } = shown;
	const note: AuditNote = { by, action: "api_key.create", target: id, now: row.created_at };
	await db.batch([
		db.insert(apiKeys).values(row),
		noteDone(db, note, { made: known({ name, last4, scopes, expires_at }) }),
	]);
	return shown;
}

/** The row of a new API key, and what is shown of it this once. */
export async function newKey(account: string, request: KeyRequest) {
	const key = newSecret("apiKey");
	const now = Date.now();
	const row = {
		hash: await hashSecret(key),
		id: newId("apiKey"),
		account_id: account,
		name: request.name,
		last4: key.slice(-4),
		scopes: request.scopes,
		created_at: now,
		expires_at: request.expires_in_s === undefined ? null : now + request.expires_in_s * 1000,
		revoked_at: null,
		opened_by: null,
		ends_at: null,
		subject: null,
	};
	return { row, shown: { ...toApiKey(row), key } };
}

/** An API key as lists show it: without the key itself. */
export function toApiKey(row: typeof apiKeys.$inferSelect) {
	return {
		id: row.id,
		name: row.name,
		last4: row.last4,
		scopes: SCOPES.filter((scope) => row.scopes.includes(scope)),
		created_at: new Date(row.created_at).toISOString(),
		expires_at: row.expires_at === null ? null : new Date(row.expires_at).toISOString(),
	};
}
