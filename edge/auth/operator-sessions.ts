import type { OperatorSession } from "../contract/access/sessions.ts";
import { newId } from "../contract/ids.ts";
import type { Env } from "../env.ts";
import { ApiError, notFound } from "../problem.ts";
import { isGoodOperatorKey, type OperatorPrincipal } from "./operator.ts";
import { hashSecret } from "./secret.ts";
import { readOperatorSession, signOperatorSession } from "./signed.ts";

/** One that is not renewed ends after this long, and every one after the other, in milliseconds: it may do everything. */
const SESSION_MS = 60 * 60_000;
const LONGEST_MS = 8 * 60 * 60_000;
/** Rows of sessions that are over stay so long, and so many go at once. */
const KEPT_MS = 24 * 60 * 60_000;
const DELETED_AT_ONCE = 50;

interface Row {
	id: string;
	created_at: number;
	expires_at: number;
}

/** A session, and the token that its cookie holds. */
interface Opened {
	session: OperatorSession;
	token: string;
}

/**
 * Opens a session for whoever asks with the operator's key, at `now` (milliseconds).
 * @throws ApiError `forbidden` for who asks with a session: it would have no end.
 */
export async function openOperatorSession(env: Env, by: OperatorPrincipal, now: number): Promise<Opened> {
	if (by.session !== null)
		throw new ApiError("forbidden", "a session of the operator is opened with the operator's key itself");
	const row = { id: newId("operatorSession", now), created_at: now, expires_at: now + SESSION_MS };
	await env.DB.batch([
		env.DB.prepare(
			`DELETE FROM operator_sessions WHERE id IN
			(SELECT id FROM operator_sessions WHERE expires_at < ?1 ORDER BY expires_at LIMIT ?2)`,
		).bind(now - KEPT_MS, DELETED_AT_ONCE),
		env.DB.prepare(
			"INSERT INTO operator_sessions (id, key_hash, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)",
		).bind(row.id, by.hash, row.created_at, row.expires_at),
	]);
	return opened(env, row);
}

/** Lets a session last for another hour from `now`, eight in all. @throws ApiError `not_found`: it is none. */
export async function renewOperatorSession(env: Env, by: OperatorPrincipal, now: number): Promise<Opened> {
	const row = await env.DB.prepare(
		`UPDATE operator_sessions SET expires_at = min(?2, created_at + ?3) WHERE id = ?1 AND ended_at IS NULL
		RETURNING id, created_at, expires_at`,
	)
		.bind(by.session, now + SESSION_MS, LONGEST_MS)
		.first<Row>();
	if (!row) throw notFound("session");
	return opened(env, row);
}

/** Ends a session. @throws ApiError `not_found`: it is none. */
export async function endOperatorSession(env: Env, by: OperatorPrincipal, now: number): Promise<void> {
	const row = await env.DB.prepare(
		"UPDATE operator_sessions SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL RETURNING id",
	)
		.bind(by.session, now)
		.first();
	if (!row) throw notFound("session");
}

/** Who comes with the token of a session; null where it is not good. D1 is asked each time: it ends everywhere at once. */
export async function operatorOfSession(
	env: Env,
	token: string,
	now: number,
): Promise<OperatorPrincipal | null> {
	const claims = await readOperatorSession(env.SIGNING_SECRET, token);
	if (!claims) return null;
	const row = await env.DB.prepare(
		"SELECT key_hash FROM operator_sessions WHERE id = ?1 AND ended_at IS NULL AND expires_at > ?2",
	)
		.bind(claims.session, now)
		.first<{ key_hash: string }>();
	if (!row) return null;
	const isSecret = row.key_hash === (await hashSecret(env.ADMIN_KEY));
	const good = await isGoodOperatorKey(env, row.key_hash, isSecret, now);
	return good ? { kind: "operator", hash: row.key_hash, session: claims.session } : null;
}

async function opened(env: Env, { id, created_at, expires_at }: Row): Promise<Opened> {
	return {
		session: {
			kind: "operator",
			id,
			created_at: new Date(created_at).toISOString(),
			expires_at: new Date(expires_at).toISOString(),
		},
		token: await signOperatorSession(env.SIGNING_SECRET, { session: id }, expires_at),
	};
}
