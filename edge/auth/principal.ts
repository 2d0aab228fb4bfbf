import type { Scope } from "../contract/access/scopes.ts";
import type { OwnLimits } from "../contract/accounts/accounts.ts";
import type { Env } from "../env.ts";
import { findWorkerToken, goodKey, goodWorkerToken, isKnownKey, isKnownWorkerToken } from "./credentials.ts";
import type { LinkPrincipal } from "./links.ts";
import { readOidcToken } from "./oidc-tokens.ts";
import { isGoodOperatorKey, isKnownOperatorKey, type OperatorPrincipal } from "./operator.ts";
import { operatorOfSession } from "./operator-sessions.ts";
import { hashSecret, secretKind } from "./secret.ts";
import { type Grant, looksSigned, readClientToken, readGrant } from "./signed.ts";

/** Who asks. Every query about an account's things takes the account from here, never from the request. */
export type Principal =
	| AccountPrincipal
	| { kind: "worker"; pool: string; token: string }
	| ({ kind: "attempt" } & Grant)
	| LinkPrincipal
	| OperatorPrincipal;

export interface AccountPrincipal {
	kind: "account";
	account: string;
	scopes: Scope[];
	/** Set for a token that is good for one job only. */
	job: string | null;
	/** Id of the key that asks, or that minted the token which asks. */
	key: string;
	/** Whether it is a token. */
	minted: boolean;
	/** Whose token of an OIDC issuer it is, or opened the session: its `sub`; null: none. */
	subject: string | null;
	/** When key or token run out, in milliseconds; null: never. */
	until: number | null;
	/** Limits that the account has instead of the configured ones. */
	limits: OwnLimits | null;
}

/** What stands behind `Bearer` in an `Authorization` header, or null. */
export function bearerOf(header: string | undefined): string | null {
	return /^Bearer +(\S+)$/i.exec(header ?? "")?.[1] ?? null;
}

/**
 * Reads the `Authorization` header. Null for anything that is not valid now. With `known`, a key or a worker token
 * is looked up only if it was good here before; what is signed cannot be guessed and is looked at as ever.
 * @throws ApiError where the token of an OpenID Connect issuer is not good: why.
 */
export async function authenticate(
	env: Env,
	header: string | undefined,
	which: "all" | "known" = "all",
): Promise<Principal | null> {
	const bearer = bearerOf(header);
	if (bearer === null) return null;
	if (looksSigned(bearer)) return signedPrincipal(env, bearer, which);
	if (await sameSecret(bearer, env.ADMIN_KEY)) return operatorPrincipal(env, bearer, true);
	switch (secretKind(bearer)) {
		case "apiKey":
			return apiKeyPrincipal(env, bearer, which);
		case "workerToken":
			return workerPrincipal(env, bearer, which);
		case "operatorKey":
			if (which === "known" && !isKnownOperatorKey(await hashSecret(bearer), Date.now())) return null;
			return operatorPrincipal(env, bearer, false);
		case null:
			return null;
	}
}

async function signedPrincipal(env: Env, token: string, which: "all" | "known"): Promise<Principal | null> {
	const grant = await readGrant(env.SIGNING_SECRET, token);
	if (grant)
		return (await goodWorkerToken(env, grant.token, Date.now())) ? { kind: "attempt", ...grant } : null;
	const client = await readClientToken(env.SIGNING_SECRET, token);
	if (!client) return (await operatorOfSession(env, token, Date.now())) ?? oidcPrincipal(env, token, which);
	const { account, scopes, job, exp } = client;
	// A token ends with the key that minted it.
	const key = await goodKey(env, { id: client.key }, Date.now());
	if (key?.account !== account) return null;
	const until = Math.min(exp * 1000, key.expires_at ?? Number.POSITIVE_INFINITY);
	return {
		kind: "account",
		account,
		scopes,
		job,
		key: key.id,
		subject: key.subject,
		minted: true,
		until,
		limits: key.limits,
	};
}

async function oidcPrincipal(env: Env, token: string, which: "all" | "known"): Promise<Principal | null> {
	const opened = await readOidcToken(env, token, Date.now(), which);
	if (!opened) return null;
	const { key, scopes, until, subject } = opened;
	const { id, account, limits } = key;
	return { kind: "account", account, scopes, job: null, key: id, subject, minted: true, until, limits };
}

async function apiKeyPrincipal(env: Env, key: string, which: "all" | "known"): Promise<Principal | null> {
	const hash = await hashSecret(key);
	if (which === "known" && !isKnownKey(hash, Date.now())) return null;
	const good = await goodKey(env, { hash }, Date.now());
	if (!good) return null;
	const { id, account, scopes, expires_at, limits } = good;
	return {
		kind: "account",
		account,
		scopes,
		job: null,
		key: id,
		subject: null,
		minted: false,
		until: expires_at,
		limits,
	};
}

async function workerPrincipal(env: Env, token: string, which: "all" | "known"): Promise<Principal | null> {
	const hash = await hashSecret(token);
	if (which === "known" && !isKnownWorkerToken(hash, Date.now())) return null;
	const good = await findWorkerToken(env, hash, Date.now());
	return good && { kind: "worker", pool: good.pool, token: good.id };
}

async function operatorPrincipal(env: Env, key: string, isSecret: boolean): Promise<Principal | null> {
	const hash = await hashSecret(key);
	return (await isGoodOperatorKey(env, hash, isSecret, Date.now()))
		? { kind: "operator", hash, session: null }
		: null;
}

/** Compares by hash, so that the time taken says nothing about how much of the secret was right. */
async function sameSecret(given: string, expected: string): Promise<boolean> {
	if (!expected || expected.length < 32) return false;
	return (await hashSecret(given)) === (await hashSecret(expected));
}
