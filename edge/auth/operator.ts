import { desc, eq } from "drizzle-orm";
import { newId } from "../contract/ids.ts";
import { type Database, database } from "../db/client.ts";
import { operatorKeys } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { ApiError } from "../problem.ts";
import { REVOCATION_MS } from "./credentials.ts";
import { Remembered } from "./remembered.ts";
import { hashSecret, newSecret } from "./secret.ts";

/** The operator, who asks. */
export interface OperatorPrincipal {
	kind: "operator";
	/** Of the key that asks, or that the session was opened with. */
	hash: string;
	/** Id of the session that asks; null: the key itself. */
	session: string | null;
}

/**
 * The operator's key is the deployment's secret `ADMIN_KEY` until it is rotated: then a key in D1, by its hash, and the
 * secret is over. Setting another secret makes a good key again, so nobody can lock the operator out.
 */
const good = new Remembered<{ ended_at: number | null }>(REVOCATION_MS, 100);
const seen = new Remembered<true>(24 * 60 * 60 * 1000, 100);

/** Whether an operator key with this hash was good here before. It may be over by now. */
export function isKnownOperatorKey(hash: string, now: number): boolean {
	return seen.get(hash, now) !== undefined;
}

/** Whether this is the hash of a good key of the operator; `isSecret`: of the deployment's secret. */
export async function isGoodOperatorKey(
	env: Env,
	hash: string,
	isSecret: boolean,
	now: number,
): Promise<boolean> {
	const isGood = ({ ended_at }: { ended_at: number | null }) => ended_at === null || ended_at > now;
	const known = good.get(hash, now);
	if (known) return isGood(known);
	const [row] = await database(env.DB)
		.select({ ended_at: operatorKeys.ended_at })
		.from(operatorKeys)
		.where(eq(operatorKeys.hash, hash));
	// The secret stands in no table before it is over.
	const key = row ?? (isSecret ? { ended_at: null } : null);
	if (!key || !isGood(key)) return false;
	good.set(hash, key, now);
	seen.set(hash, true, now);
	return true;
}

/**
 * A new key of the operator, shown this once. All others, the deployment's secret among them, end after `overlap`
 * milliseconds. Of two who ask with one key, one gets a new one. @throws ApiError `conflict` for the other.
 */
export async function rotateOperatorKey(
	env: Env,
	asking: string,
	overlap: number,
	now: number,
): Promise<{ id: string; key: string; ended_at: number }> {
	const key = newSecret("operatorKey");
	const hash = await hashSecret(key);
	const id = newId("operatorKey", now);
	const ended_at = now + overlap;
	const secret = [await hashSecret(env.ADMIN_KEY), newId("operatorKey", now), env.ADMIN_KEY.slice(-4)];
	const [first] = await env.DB.batch([
		env.DB.prepare(
			`INSERT INTO operator_keys (hash, id, last4, created_at) SELECT ?1, ?2, ?3, ?4
			WHERE NOT EXISTS (SELECT 1 FROM operator_keys WHERE hash = ?5 AND ended_at IS NOT NULL) RETURNING id`,
		).bind(hash, id, key.slice(-4), now, asking),
		env.DB.prepare(
			`UPDATE operator_keys SET ended_at = ?2 WHERE hash <> ?1 AND (ended_at IS NULL OR ended_at > ?2)
			AND EXISTS (SELECT 1 FROM operator_keys WHERE hash = ?1)`,
		).bind(hash, ended_at),
		env.DB.prepare(
			`INSERT INTO operator_keys (hash, id, last4, created_at, ended_at) SELECT ?2, ?3, ?4, ?5, ?6
			WHERE EXISTS (SELECT 1 FROM operator_keys WHERE hash = ?1) ON CONFLICT (hash) DO NOTHING`,
		).bind(hash, ...secret, now, ended_at),
		env.DB.prepare(
			`INSERT INTO operator_actions (id, at, key_hash, action, target, after)
			SELECT ?1, ?2, ?3, 'operator_key.rotate', ?4, json_object('others_end_at', ?5)
			WHERE EXISTS (SELECT 1 FROM operator_keys WHERE hash = ?6)`,
		).bind(newId("operatorAction", now), now, asking, id, new Date(ended_at).toISOString(), hash),
	]);
	good.clear();
	if (first?.results.length === 0)
		throw new ApiError(
			"conflict",
			"this key was rotated already; the key that was made then is good. Whoever has lost it sets a new ADMIN_KEY secret",
		);
	return { id, key, ended_at };
}

/** Every key of the operator that was made or has ended, newest first; at most `limit`. */
export function operatorKeyRows(db: Database, limit: number) {
	return db
		.select({
			id: operatorKeys.id,
			last4: operatorKeys.last4,
			created_at: operatorKeys.created_at,
			ended_at: operatorKeys.ended_at,
		})
		.from(operatorKeys)
		.orderBy(desc(operatorKeys.id))
		.limit(limit);
}
