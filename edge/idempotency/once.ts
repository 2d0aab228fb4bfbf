import { and, eq, lte, type SQL } from "drizzle-orm";
import { type Database, isConflict, type LostBy } from "../db/client.ts";
import { idempotencyKeys } from "../db/schema.ts";
import { ApiError } from "../problem.ts";

/** A key is remembered for so long, in milliseconds. */
const KEY_KEPT_MS = 24 * 60 * 60 * 1000;
/** How often a request looks again because others wrote at the same moment. */
const MAX_TRIES = 3;

/** The `Idempotency-Key` of a request: what it was sent to, and the hash of what it asked for. */
export interface IdempotencyKey {
	route: string;
	key: string;
	body_hash: string;
}

type Row = typeof idempotencyKeys.$inferSelect;

/** The query for what an earlier request with this key made; without a key it finds nothing. */
export function earlierQuery(db: Database, account: string, key: IdempotencyKey | null) {
	return db
		.select()
		.from(idempotencyKeys)
		.where(
			and(
				eq(idempotencyKeys.account_id, account),
				eq(idempotencyKeys.route, key?.route ?? ""),
				eq(idempotencyKeys.key, key?.key ?? ""),
			),
		);
}

/** Remembers what the request made. To be written in the transaction that makes it; none where there is no key. */
export function rememberKey(
	db: Database,
	account: string,
	key: IdempotencyKey | null,
	resource: string | SQL<string>,
	now: number,
) {
	if (key === null) return [];
	const { route, body_hash } = key;
	return [
		db.insert(idempotencyKeys).values({
			account_id: account,
			route,
			key: key.key,
			body_hash,
			resource_id: resource,
			created_at: now,
		}),
	];
}

/** Forgets keys that are older than they are kept. */
export function forgetKeys(db: Database, now: number) {
	return db.delete(idempotencyKeys).where(lte(idempotencyKeys.created_at, now - KEY_KEPT_MS));
}

/** What an earlier request with this key made. */
export async function earlier(db: Database, account: string, key: IdempotencyKey | null): Promise<Known> {
	return { earlier: key === null ? undefined : (await earlierQuery(db, account, key))[0] };
}

/** What is known before anything is made: whether it was made before. */
interface Known {
	earlier: Row | undefined;
}

/** What is done at most once for a key. */
export interface Doing<K extends Known, T> {
	/** Looks up whether it was done, and what `make` needs to know. */
	look(): Promise<K>;
	/** What the earlier request made. Throws where that is gone. */
	again(resource: string): Promise<T>;
	/** Makes it, and remembers the key with it. Throws what D1 throws, and leaves nothing behind then. */
	make(known: K): Promise<T>;
	/** Constraints by which `make` may lose against another request, beside the key: then it is looked again. */
	losesBy?: readonly LostBy[];
}

/**
 * Does a thing once, however often it is asked for with the same key, also at the same moment (P7). Throws ApiError
 * `idempotency_key_reuse` where the key came with another body, `unavailable` where others are always faster.
 */
export async function once<K extends Known, T>(
	key: IdempotencyKey | null,
	{ look, again, make, losesBy = [] }: Doing<K, T>,
): Promise<{ made: T; known: K; replayed: boolean }> {
	for (let tries = 1; tries <= MAX_TRIES; tries++) {
		const known = await look();
		if (key !== null && known.earlier !== undefined) {
			if (known.earlier.body_hash !== key.body_hash) throw reused(key.key);
			return { made: await again(known.earlier.resource_id), known, replayed: true };
		}
		try {
			return { made: await make(known), known, replayed: false };
		} catch (error) {
			if (!isConflict(error, "idempotency", ...losesBy)) throw error;
		}
	}
	throw new ApiError("unavailable", "others ask for the same at the same moment", [], {
		"retry-after": "1",
	});
}

function reused(key: string): ApiError {
	return new ApiError(
		"idempotency_key_reuse",
		`the key ${JSON.stringify(key)} was used within 24 hours with another body; use a new key for a new request`,
	);
}
