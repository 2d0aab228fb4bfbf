import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";

/** Accounts with waiting work that one claim looks at; of more, a stretch that begins anywhere. */
const ACCOUNTS_SEEN = 128;
/** Accounts it is offered tasks of. */
const ACCOUNTS_OFFERED = 16;
/** Kinds of needs it looks at, over all accounts, and is offered tasks of, for each account. */
const KINDS_SEEN = 256;
const KINDS_OFFERED = 16;
/** Kinds and places of one that a look by kinds sees, over the whole pool. */
const KINDS_OF_POOL = 512;
const PLACES_SEEN = 128;
/** Tasks it is offered in all, about, and, for each step of depth, of one account and kind of needs at most. */
const OFFERED = 64;
export const OFFERED_OF_KIND = 16;

export interface QueueQuery {
	pool: string;
	now: number;
	/** Hashes of needs that the worker cannot meet, as far as is known. */
	unfit: Iterable<string>;
	/** Numbers in [0, 1): where the look begins in a queue that is too wide to look at all of it. */
	random: () => number;
	/**
	 * What it goes along: accounts, and within each its kinds of needs; or kinds, wherever in the pool they are. The
	 * second finds a rare kind that the worker can run among more accounts than the first looks at, in one look.
	 */
	by?: "accounts" | "kinds";
	/** Looks so many times deeper than the first look, where others took what that found. */
	depth?: number;
}

/**
 * The next few tasks of every account that has work waiting in a pool and of every kind of needs, without
 * reading the rest of the queue: account and needs are found by jumping along the index from one to the next,
 * so that a queue of a hundred thousand tasks costs as much as one of a hundred, and tasks that the worker
 * cannot run cost nothing but one jump for all of a kind.
 *
 * Of many accounts, those with the fewest tasks running are offered, equals by lot, so that none has to wait
 * for its place in the index. Tasks that came back are found by when they may run again; tasks whose deadline
 * has passed may be among the rows, for the caller to end.
 */
export function candidateQuery(db: Database, query: QueueQuery) {
	const { pool, now, random, by = "accounts", depth = 1 } = query;
	const lot = sql`substr(q.account_id, -8) || q.account_id`;
	const back = sql`iif(q.epoch = 0, 0, q.available_at)`;
	const queued = sql`q.pool_id = ${pool} AND q.status = 'queued'`;
	const walk: Walk = {
		lot,
		queued,
		startLot: startAt(random, BASE32),
		startHash: startAt(random, HEX),
		unfit: sql`(SELECT value FROM json_each(${JSON.stringify([...query.unfit])}))`,
	};
	const ofKind = sql`${queued} AND ${lot} = kind.lot AND q.needs_hash = kind.hash`;
	// A whole number: D1 binds numbers as floating point, and a limit must not be a fraction.
	const window = sql`(SELECT CAST(max(2, min(${OFFERED_OF_KIND}, ${OFFERED} / max(1, count(*)))) AS INTEGER) * ${depth}
		FROM offered)`;
	const candidates = sql`(
		WITH RECURSIVE ${by === "accounts" ? fitByAccounts(walk) : fitByKinds(walk)}, turn AS MATERIALIZED (
			SELECT lot FROM fit GROUP BY lot ORDER BY held, random() LIMIT ${ACCOUNTS_OFFERED}
		), headed AS (
			SELECT kind.lot, kind.held, kind.room, kind.hash, ${headOf(ofKind, back, now)} AS head
			FROM turn JOIN fit AS kind ON kind.lot = turn.lot
		), offered AS MATERIALIZED (
			SELECT lot, held, room, hash FROM
				(SELECT *, row_number() OVER (PARTITION BY lot ORDER BY head) AS place FROM headed)
			WHERE place <= ${KINDS_OFFERED}
		), chosen AS (
			SELECT q.id, q.job_id, q.account_id, q.priority, q.needs_hash, kind.held, kind.room FROM offered AS kind JOIN tasks q ON q.id IN (
				SELECT q.id FROM tasks q WHERE ${ofKind} AND ${back} = 0 AND q.reserved_until <= ${now}
				ORDER BY q.priority DESC, q.job_id, q.id LIMIT ${window})
			UNION ALL
			SELECT q.id, q.job_id, q.account_id, q.priority, q.needs_hash, kind.held, kind.room FROM offered AS kind JOIN tasks q ON q.id IN (
				SELECT q.id FROM tasks q
				WHERE ${ofKind} AND ${back} > 0 AND ${back} <= ${now} AND q.reserved_until <= ${now}
				ORDER BY ${back} LIMIT ${window})
		)
		SELECT chosen.*, jobs.created_at, jobs.deadline_at FROM chosen JOIN jobs ON jobs.id = chosen.job_id
	) AS candidate`;
	return db
		.select({
			task: sql<string>`candidate.id`,
			job: sql<string>`candidate.job_id`,
			account: sql<string>`candidate.account_id`,
			priority: sql<number>`candidate.priority`,
			needs_hash: sql<string>`candidate.needs_hash`,
			/** Tasks of the account that hold a worker now. */
			held: sql<number>`candidate.held`,
			/** How many more of them may. */
			room: sql<number>`candidate.room`,
			submitted_at: sql<number>`candidate.created_at`,
			deadline_at: sql<number>`candidate.deadline_at`,
		})
		.from(candidates);
}

export type Offer = Awaited<ReturnType<typeof candidateQuery>>[number];

interface Walk {
	/** Where an account stands in the index. */
	lot: SQL;
	/** The condition for a task that waits in the pool. */
	queued: SQL;
	startLot: string;
	startHash: string;
	/** The hashes that are not wanted. */
	unfit: SQL;
}

/** The steps to `fit(lot, held, room, hash)`: from account to account, and in each from kind to kind. */
function fitByAccounts({ lot, queued, startLot, startHash, unfit }: Walk): SQL {
	const nextLot = (after: SQL) =>
		sql`(SELECT ${lot} FROM tasks q WHERE ${queued} AND ${lot} ${after} ORDER BY ${lot} LIMIT 1)`;
	const nextHash = (after: SQL) =>
		sql`(SELECT q.needs_hash FROM tasks q WHERE ${queued} AND ${lot} = place.lot AND q.needs_hash ${after}
			ORDER BY q.needs_hash LIMIT 1)`;
	return sql`waiting(lap, lot) AS (
		SELECT 0, ${nextLot(sql`>= ${startLot}`)} UNION ALL SELECT 1, ${nextLot(sql`>= ''`)}
		UNION ALL
		SELECT waiting.lap, ${nextLot(sql`> waiting.lot`)} FROM waiting
		WHERE waiting.lot IS NOT NULL AND (waiting.lap = 0 OR waiting.lot < ${startLot})
		ORDER BY 1 LIMIT ${ACCOUNTS_SEEN}
	), place AS MATERIALIZED (
		SELECT waiting.lot, accounts.running_tasks AS held, accounts.max_running - accounts.running_tasks AS room
		FROM waiting JOIN accounts ON accounts.id = substr(waiting.lot, 9)
		WHERE (waiting.lap = 0 OR waiting.lot < ${startLot}) AND accounts.running_tasks < accounts.max_running
	), lane(lot, held, room, hash, upto) AS (
		SELECT place.lot, place.held, place.room, ${nextHash(sql`>= ${startHash}`)}, '~' FROM place
		UNION ALL SELECT place.lot, place.held, place.room, ${nextHash(sql`>= ''`)}, ${startHash} FROM place
		UNION ALL
		SELECT place.lot, place.held, place.room, ${nextHash(sql`> place.hash`)}, place.upto FROM lane AS place
		WHERE place.hash IS NOT NULL AND place.hash < place.upto LIMIT ${KINDS_SEEN}
	), fit AS MATERIALIZED (
		SELECT lot, held, room, hash FROM lane WHERE hash < upto AND hash NOT IN ${unfit}
	)`;
}

/** The same the other way round: from kind to kind, and in each that is wanted from account to account. */
function fitByKinds({ lot, queued, startLot, startHash, unfit }: Walk): SQL {
	const nextHash = (after: SQL) =>
		sql`(SELECT q.needs_hash FROM tasks q INDEXED BY tasks_kinds WHERE ${queued} AND q.needs_hash ${after}
			ORDER BY q.needs_hash LIMIT 1)`;
	const nextLot = (after: SQL) =>
		sql`(SELECT ${lot} FROM tasks q INDEXED BY tasks_kinds WHERE ${queued} AND q.needs_hash = kind.hash
			AND ${lot} ${after} ORDER BY ${lot} LIMIT 1)`;
	return sql`kinds(lap, hash) AS (
		SELECT 0, ${nextHash(sql`>= ${startHash}`)} UNION ALL SELECT 1, ${nextHash(sql`>= ''`)}
		UNION ALL
		SELECT kinds.lap, ${nextHash(sql`> kinds.hash`)} FROM kinds
		WHERE kinds.hash IS NOT NULL AND (kinds.lap = 0 OR kinds.hash < ${startHash})
		ORDER BY 1 LIMIT ${KINDS_OF_POOL}
	), wanted AS MATERIALIZED (
		SELECT hash FROM kinds
		WHERE (lap = 0 OR hash < ${startHash}) AND hash NOT IN ${unfit} LIMIT ${KINDS_OFFERED}
	), lane(hash, lot, upto) AS (
		SELECT kind.hash, ${nextLot(sql`>= ${startLot}`)}, '~' FROM wanted AS kind
		UNION ALL SELECT kind.hash, ${nextLot(sql`>= ''`)}, ${startLot} FROM wanted AS kind
		UNION ALL
		SELECT kind.hash, ${nextLot(sql`> kind.lot`)}, kind.upto FROM lane AS kind
		WHERE kind.lot IS NOT NULL AND kind.lot < kind.upto LIMIT ${PLACES_SEEN}
	), fit AS MATERIALIZED (
		SELECT lane.lot, accounts.running_tasks AS held,
			accounts.max_running - accounts.running_tasks AS room, lane.hash
		FROM lane JOIN accounts ON accounts.id = substr(lane.lot, 9)
		WHERE lane.lot < lane.upto AND accounts.running_tasks < accounts.max_running
	)`;
}

/** What the first task of a kind would be sorted by: priority, then the age of its job. */
function headOf(ofKind: SQL, back: SQL, now: number) {
	const key = sql`printf('%04d', 1000 - q.priority) || q.job_id`;
	return sql`min(
		coalesce((SELECT ${key} FROM tasks q WHERE ${ofKind} AND ${back} = 0
			ORDER BY q.priority DESC, q.job_id LIMIT 1), '~'),
		coalesce((SELECT ${key} FROM tasks q WHERE ${ofKind} AND ${back} > 0 AND ${back} <= ${now}
			ORDER BY ${back} LIMIT 1), '~'))`;
}

const BASE32 = "0123456789abcdefghjkmnpqrstvwxyz";
const HEX = "0123456789abcdef";

/** A place to begin among random texts of these characters. */
function startAt(random: () => number, characters: string): string {
	return Array.from({ length: 4 }, () => characters[Math.floor(random() * characters.length)]).join("");
}
