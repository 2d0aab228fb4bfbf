import { and, eq, inArray, isNotNull, isNull, lte, or } from "drizzle-orm";
import { SCOPES, type Scope } from "../contract/access/scopes.ts";
import type { OwnLimits } from "../contract/accounts/accounts.ts";
import { type Database, database, listOf } from "../db/client.ts";
import { accounts, apiKeys, workerTokens } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { Remembered } from "./remembered.ts";

/**
 * What is known of keys and worker tokens. Good ones are remembered for a few seconds; a revocation is known at
 * once where it was made, and everywhere else within that time. Bad ones are never remembered.
 */
export const REVOCATION_MS = 10_000;
const MOST = 2000;

export interface KeyRecord {
	id: string;
	account: string;
	scopes: Scope[];
	/** Milliseconds; null: never. */
	expires_at: number | null;
	/** Of a session that was opened with a token of an OIDC issuer: whose; null: it is none. */
	subject: string | null;
	/** Limits that its account has instead of the configured ones. */
	limits: OwnLimits | null;
}

const keys = new Remembered<KeyRecord>(REVOCATION_MS, MOST);
const idsByHash = new Remembered<string>(24 * 60 * 60 * 1000, MOST);
const workerTokensSeen = new Remembered<true>(REVOCATION_MS, MOST);
const workerTokenHashes = new Remembered<true>(24 * 60 * 60 * 1000, MOST);

/** Whether a key with this hash was good here before. It may be over by now. */
export function isKnownKey(hash: string, now: number): boolean {
	return idsByHash.get(hash, now) !== undefined;
}

/** The key with this hash, or this id, if it is good at `now` (milliseconds). */
export async function goodKey(
	env: Env,
	by: { hash: string } | { id: string },
	now: number,
): Promise<KeyRecord | null> {
	const id = "id" in by ? by.id : idsByHash.get(by.hash, now);
	const known = id === undefined ? undefined : keys.get(id, now);
	const key = known ?? (await findKey(env, by, now));
	return key && (key.expires_at === null || key.expires_at > now) ? key : null;
}

async function findKey(
	env: Env,
	by: { hash: string } | { id: string },
	now: number,
): Promise<KeyRecord | null> {
	const [found] = await database(env.DB)
		.select({ row: apiKeys, limits: accounts.rate_limits })
		.from(apiKeys)
		.innerJoin(accounts, eq(accounts.id, apiKeys.account_id))
		.where(and("id" in by ? eq(apiKeys.id, by.id) : eq(apiKeys.hash, by.hash), isNull(apiKeys.revoked_at)));
	if (!found) return null;
	const { row, limits } = found;
	const scopes = SCOPES.filter((scope) => row.scopes.includes(scope));
	const { id, account_id: account, expires_at, subject } = row;
	const key = { id, account, scopes, expires_at, subject, limits };
	keys.set(row.id, key, now);
	idsByHash.set(row.hash, row.id, now);
	return key;
}

/** Whether a worker token with this hash was good here before. It may be over by now. */
export function isKnownWorkerToken(hash: string, now: number): boolean {
	return workerTokenHashes.get(hash, now) !== undefined;
}

/** The worker token with this hash, if it is good. Asks D1. */
export async function findWorkerToken(env: Env, hash: string, now: number) {
	const [row] = await database(env.DB)
		.select({ id: workerTokens.id, pool: workerTokens.pool_id })
		.from(workerTokens)
		.where(and(eq(workerTokens.hash, hash), isNull(workerTokens.revoked_at)));
	if (row) workerTokenHashes.set(hash, true, now);
	return row ?? null;
}

/** Whether a worker token, by its id, is still good. */
export async function goodWorkerToken(env: Env, id: string, now: number): Promise<boolean> {
	if (workerTokensSeen.get(id, now)) return true;
	const [row] = await database(env.DB)
		.select({ id: workerTokens.id })
		.from(workerTokens)
		.where(and(eq(workerTokens.id, id), isNull(workerTokens.revoked_at)));
	if (row) workerTokensSeen.set(id, true, now);
	return row !== undefined;
}

/** To be called where a key or a worker token was revoked: this isolate need not wait to know. */
export function forgetCredential(id: string): void {
	keys.forget(id);
	workerTokensSeen.forget(id);
}

/** Which of these keys are over: revoked, or expired at `now` (milliseconds). Asks D1. */
export async function endedKeys(db: Database, ids: string[], now: number): Promise<Set<string>> {
	if (ids.length === 0) return new Set();
	const rows = await db
		.select({ id: apiKeys.id })
		.from(apiKeys)
		.where(
			and(
				inArray(apiKeys.id, listOf(ids)),
				or(isNotNull(apiKeys.revoked_at), and(isNotNull(apiKeys.expires_at), lte(apiKeys.expires_at, now))),
			),
		);
	return new Set(rows.map((row) => row.id));
}
