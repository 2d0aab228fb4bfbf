import { SCOPES } from "../contract/access/scopes.ts";
import type { Session } from "../contract/access/sessions.ts";
import { newId } from "../contract/ids.ts";
import type { Env } from "../env.ts";
import { ApiError, notFound } from "../problem.ts";
import { forgetCredential, goodKey } from "./credentials.ts";
import { endKeys } from "./end-keys.ts";
import type { AccountPrincipal } from "./principal.ts";
import { readSignIn, type SignIn, signClientToken, signSignIn } from "./signed.ts";

/** A session that is not renewed ends after this long, and every one after the other, in milliseconds. */
const SESSION_MS = 12 * 60 * 60_000;
const LONGEST_MS = 30 * 24 * 60 * 60_000;
/** How long an address that signs in can be used, in milliseconds. */
const LINK_MS = 15 * 60_000;
/** Rows of sessions that are over stay so long, and so many go at once. */
const KEPT_MS = 24 * 60 * 60_000;
const DELETED_AT_ONCE = 50;

/** A session, and the token that its cookie holds. */
export interface Opened {
	session: Session;
	token: string;
}

interface Row {
	id: string;
	scopes: string;
	created_at: number;
	expires_at: number;
}

/**
 * Opens a session for whoever asks with a key, a token, or an address that signs in (`id`, which is good once). It may
 * do what they may and ends with their key or token, at `now` (milliseconds) plus twelve hours unless it is renewed.
 * @throws ApiError `unauthorized` where the address was used, or the key has ended meanwhile.
 */
export async function openSession(
	env: Env,
	by: AccountPrincipal,
	now: number,
	id = newId("apiKey", now),
): Promise<Opened> {
	const [, made] = await env.DB.batch<Row>([
		env.DB.prepare(
			`DELETE FROM api_keys WHERE hash IN (SELECT hash FROM api_keys
			WHERE account_id = ?1 AND opened_by IS NOT NULL AND expires_at < ?2 LIMIT ?3)`,
		).bind(by.account, now - KEPT_MS, DELETED_AT_ONCE),
		// No secret has this hash: nobody comes in by the row itself.
		env.DB.prepare(
			`INSERT INTO api_keys (hash, id, account_id, name, last4, scopes, created_at, expires_at, opened_by, ends_at, subject)
			SELECT 'session ' || ?1, ?1, account_id, 'studio', '', ?4, ?5, min(?6, ifnull(expires_at, ?6)),
				ifnull(opened_by, id), CASE WHEN opened_by <> id THEN ends_at ELSE ?7 END, ?8
			FROM api_keys WHERE id = ?2 AND account_id = ?3 AND revoked_at IS NULL AND ifnull(expires_at > ?5, 1)
			ON CONFLICT DO NOTHING RETURNING id, scopes, created_at, expires_at`,
		).bind(
			...[id, by.key, by.account, JSON.stringify(by.scopes), now],
			Math.min(now + SESSION_MS, by.until ?? Number.MAX_SAFE_INTEGER),
			by.minted ? by.until : null,
			by.subject,
		),
	]);
	const row = made?.results[0];
	if (!row)
		throw new ApiError(
			"unauthorized",
			"this address was used already, or its key is over: sign in with a key",
		);
	return opened(env, by.account, row);
}

/** Lets a session last for another twelve hours from `now`, a month in all. @throws ApiError `not_found`: it is none. */
export async function renewSession(env: Env, by: AccountPrincipal, now: number): Promise<Opened> {
	const row = await env.DB.prepare(
		`UPDATE api_keys SET expires_at = min(?3, created_at + ?4, ifnull(ends_at, ?3), ifnull((SELECT k.expires_at FROM api_keys AS k
			WHERE k.id = api_keys.opened_by), ?3))
		WHERE id = ?1 AND account_id = ?2 AND opened_by <> id AND revoked_at IS NULL
		RETURNING id, scopes, created_at, expires_at`,
	)
		.bind(by.key, by.account, now + SESSION_MS, LONGEST_MS)
		.first<Row>();
	if (!row) throw notFound("session");
	forgetCredential(row.id);
	return opened(env, by.account, row);
}

/** Ends a session, and with it its sockets, tickets and signed URLs. @throws ApiError `not_found`: it is none. */
export async function endSession(env: Env, by: AccountPrincipal, now: number): Promise<void> {
	const row = await env.DB.prepare(
		`UPDATE api_keys SET revoked_at = ?3
		WHERE id = ?1 AND account_id = ?2 AND opened_by <> id AND revoked_at IS NULL RETURNING id`,
	)
		.bind(by.key, by.account, now)
		.first<{ id: string }>();
	if (!row) throw notFound("session");
	await endKeys(env, by.account, [row]);
}

/** An address of the studio that signs in whoever opens it first. What signs in stands in its fragment. */
export async function issueSignInLink(
	env: Env,
	by: AccountPrincipal,
	now: number,
): Promise<{ url: string; expires_at: string }> {
	const expires = Math.min(now + LINK_MS, by.until ?? Number.MAX_SAFE_INTEGER);
	const { account, key, scopes, until } = by;
	const claims: SignIn = { account, key, scopes, until, session: newId("apiKey", now) };
	const code = await signSignIn(env.SIGNING_SECRET, claims, expires);
	return { url: `/studio/#code=${code}`, expires_at: new Date(expires).toISOString() };
}

/** Who signs in with the code of such an address at `now`, and the id their session will have; null: it is not good. */
export async function followSignIn(
	env: Env,
	code: string,
	now: number,
): Promise<{ principal: AccountPrincipal; session: string } | null> {
	const claims = await readSignIn(env.SIGNING_SECRET, code);
	if (!claims) return null;
	const key = await goodKey(env, { id: claims.key }, now);
	if (key?.account !== claims.account) return null;
	const { account, scopes, until, session } = claims;
	const { id, limits, subject } = key;
	return {
		principal: { kind: "account", account, scopes, job: null, key: id, subject, minted: true, until, limits },
		session,
	};
}

async function opened(env: Env, account: string, row: Row): Promise<Opened> {
	const given = JSON.parse(row.scopes) as string[];
	const scopes = SCOPES.filter((scope) => given.includes(scope));
	const claims = { account, key: row.id, scopes, job: null };
	return {
		session: {
			kind: "account",
			id: row.id,
			scopes,
			created_at: new Date(row.created_at).toISOString(),
			expires_at: new Date(row.expires_at).toISOString(),
		},
		token: await signClientToken(env.SIGNING_SECRET, claims, row.expires_at),
	};
}
