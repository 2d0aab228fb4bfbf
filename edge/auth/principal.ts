import { and, eq, isNull } from "drizzle-orm";
import { database } from "../db/client.ts";
import { apiKeys, workerTokens } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { SCOPES, type Scope } from "./scopes.ts";
import { hashSecret, secretKind } from "./secret.ts";
import { type Grant, looksSigned, readClientToken, readGrant } from "./signed.ts";

/** Who asks. Every query about an account's things takes the account from here, never from the request. */
export type Principal =
	| { kind: "account"; account: string; scopes: Scope[]; job: string | null; key: string | null }
	| { kind: "worker"; pool: string; token: string }
	| ({ kind: "attempt" } & Grant)
	| { kind: "admin" };

/** What stands behind `Bearer` in an `Authorization` header, or null. */
export function bearerOf(header: string | undefined): string | null {
	return /^Bearer +(\S+)$/i.exec(header ?? "")?.[1] ?? null;
}

/** Reads the `Authorization` header. Null for anything that is not valid now. */
export async function authenticate(env: Env, header: string | undefined): Promise<Principal | null> {
	const bearer = bearerOf(header);
	if (bearer === null) return null;
	if (looksSigned(bearer)) return signedPrincipal(env, bearer);
	if (await sameSecret(bearer, env.ADMIN_KEY)) return { kind: "admin" };
	switch (secretKind(bearer)) {
		case "apiKey":
			return apiKeyPrincipal(env, bearer);
		case "workerToken":
			return workerPrincipal(env, bearer);
		case null:
			return null;
	}
}

async function signedPrincipal(env: Env, token: string): Promise<Principal | null> {
	const grant = await readGrant(env.SIGNING_SECRET, token);
	if (grant) return { kind: "attempt", ...grant };
	const client = await readClientToken(env.SIGNING_SECRET, token);
	return client && { kind: "account", ...client, key: null };
}

async function apiKeyPrincipal(env: Env, key: string): Promise<Principal | null> {
	const [row] = await database(env.DB)
		.select()
		.from(apiKeys)
		.where(eq(apiKeys.hash, await hashSecret(key)));
	if (!row || row.revoked_at !== null || (row.expires_at !== null && row.expires_at <= Date.now()))
		return null;
	const scopes = SCOPES.filter((scope) => row.scopes.includes(scope));
	return { kind: "account", account: row.account_id, scopes, job: null, key: row.id };
}

async function workerPrincipal(env: Env, token: string): Promise<Principal | null> {
	const [row] = await database(env.DB)
		.select()
		.from(workerTokens)
		.where(and(eq(workerTokens.hash, await hashSecret(token)), isNull(workerTokens.revoked_at)));
	return row ? { kind: "worker", pool: row.pool_id, token: row.id } : null;
}

/** Compares by hash, so that the time taken says nothing about how much of the secret was right. */
async function sameSecret(given: string, expected: string): Promise<boolean> {
	if (!expected || expected.length < 32) return false;
	return (await hashSecret(given)) === (await hashSecret(expected));
}
