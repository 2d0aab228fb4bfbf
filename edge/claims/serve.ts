import { sql } from "drizzle-orm";
import { type Database, database } from "../db/client.ts";
import type { Env } from "../env.ts";
import type { JobAggregate } from "../jobs/lifecycle/aggregate.ts";
import { identityOf, isSent } from "../jobs/live/ask.ts";
import { endOverdue } from "../jobs/sweep/end-overdue.ts";
import { overdueJobs, sweepAndTell } from "../jobs/sweep/sweep.ts";
import type { Candidate } from "../pools/candidate.ts";
import { loadCapabilities } from "../pools/capabilities.ts";
import type { Lent } from "../pools/lent.ts";
import { heardNow, silenceCounts } from "../pools/presence.ts";
import { Fitness } from "../pools/stored-needs.ts";
import type { JobIdentity } from "../rpc/job.ts";
import { dealOut, handOut, type Player } from "./deal.ts";
import { candidateQuery, OFFERED_OF_KIND, type Offer } from "./queue.ts";
import { reserve, type StoredPlan, unreserve } from "./reserve.ts";

/** Overdue jobs that one look looks after on its way. */
const SWEPT_AT_ONCE = 3;
/** How often a claim looks again when others took everything it was offered. */
const MAX_ROUNDS = 5;
/** How often it looks again because what it was offered turned out to be nothing for it. */
const MAX_LESSONS = 12;

/** Who wants a task. Plain data: it may travel to the pool's object. */
export interface Asker extends Player {
	worker: string;
	claim_id: string;
	capabilities_hash: string;
	/** GPU memory, in bytes; 0: not known. */
	vram_bytes: number;
	/** What it was lent for; null: for everything. */
	lent: Lent | null;
	/** How often it came away with nothing, though there was something: it looks deeper each time. */
	round: number;
	/** How often it learned only what its worker cannot run. */
	lessons: number;
}

/** What became of asking. Plain data. */
export type Served =
	/** A finger is on this task: it may be claimed. */
	| {
			type: "reserved";
			task: string;
			finger: string;
			job: JobIdentity;
			/** The job as it was just read; null where it is too large to be sent along. */
			known: JobAggregate | null;
			plan: StoredPlan;
			/** Whether something is left that this worker could have taken as well. */
			more: boolean;
	  }
	/** This very claim was given a task before. */
	| { type: "earlier"; job: string; task: string }
	| { type: "nothing" };
/** Others were faster, or something was learned: ask again, like this. */
export type Answered = Served | { type: "again"; asker: Asker };

/**
 * Looks at the queue of a pool once for all who ask at the same moment, deals out what it finds, and reserves it: two
 * round trips whatever their number. One answer for each, in their order. Throws only when D1 fails.
 */
export async function serve(env: Env, pool: string, askers: readonly Asker[]): Promise<Answered[]> {
	const db = database(env.DB);
	const now = Date.now();
	const kinds = await kindsOf(db, askers);
	const { earlier, overdue, offers } = await look(env, db, pool, kinds, askers, now);
	await Promise.all(overdue.map(({ job }) => sweepAndTell(env, { job, pool }, now)));
	await endExpired(env, pool, offers.flat(), now);
	const tables = [];
	for (const [i, { fitness, members }] of kinds.entries()) {
		const seen = offers[i] ?? [];
		const fit = await fitness.among(db, new Set(seen.map((offer) => offer.needs_hash)));
		const candidates = seen.flatMap((offer): Candidate[] => {
			const needs = fit.get(offer.needs_hash);
			return needs && offer.deadline_at > now ? [{ ...offer, needs }] : [];
		});
		const players = members.filter((member) => !earlier.has(keyOf(member)));
		const learned = seen.some((offer) => !fit.has(offer.needs_hash));
		const idle = seen.length === 0 && overdue.length === 0;
		tables.push({ players, candidates, learned, idle });
	}
	const hands = dealOut(tables, { now, random: Math.random });
	const wanted = hands.flatMap((hand) => (hand.wanted.count > 0 ? [hand.wanted] : []));
	const finger = crypto.randomUUID();
	const reserved =
		wanted.length > 0 ? await reserve(db, wanted, finger, Date.now()) : new Map<string, never>();
	const answers = new Map<Asker, Answered>();
	for (const [i, table] of tables.entries()) {
		const hand = hands[i];
		const given = hand ? handOut(hand, reserved) : new Map<Asker, string>();
		for (const player of table.players) {
			const task = given.get(player);
			const one = task === undefined ? undefined : reserved.get(task);
			if (task === undefined || one === undefined) answers.set(player, again(player, table));
			else {
				const { job, plan } = one;
				const known = isSent(job) ? job : null;
				const more = hand?.more ?? false;
				answers.set(player, { type: "reserved", task, finger, job: identityOf(job), known, plan, more });
				reserved.delete(task);
			}
		}
	}
	if (reserved.size > 0) await unreserve(db, [...reserved.keys()], finger);
	return askers.map((asker) => {
		const before = earlier.get(keyOf(asker));
		return before ? { type: "earlier", ...before } : (answers.get(asker) ?? { type: "nothing" });
	});
}

/** The same for one alone, until it has a task or there is none. */
export async function serveAlone(env: Env, pool: string, asker: Asker): Promise<Served> {
	for (let next = asker; ; ) {
		const [answer] = await serve(env, pool, [next]);
		if (answer?.type !== "again") return answer ?? { type: "nothing" };
		next = answer.asker;
	}
}

/** The kind of machine that an asker is: machines of one kind can run the same. */
export function kindOf({ capabilities_hash, vram_bytes, lent }: Asker): string {
	return `${capabilities_hash} ${vram_bytes} ${JSON.stringify(lent)}`;
}

interface Kind {
	fitness: Fitness;
	members: Asker[];
}

async function kindsOf(db: Database, askers: readonly Asker[]): Promise<Kind[]> {
	return Promise.all(
		[...Map.groupBy(askers, kindOf).values()].map(async (members) => {
			const { capabilities_hash: hash = "", vram_bytes = 0, lent = null } = members[0] ?? {};
			const machine = { capabilities: await loadCapabilities(db, hash), vram_bytes };
			return { fitness: new Fitness(hash, machine, lent), members };
		}),
	);
}

async function look(
	env: Env,
	db: Database,
	pool: string,
	kinds: readonly Kind[],
	askers: readonly Asker[],
	now: number,
) {
	const queries = kinds.map(({ fitness, members }) => ({
		pool,
		now,
		unfit: fitness.unfit,
		random: Math.random,
		// Deep enough for all of them, and deeper for whom others left nothing.
		depth: Math.max(Math.ceil(members.length / OFFERED_OF_KIND), ...members.map(({ round }) => 4 ** round)),
	}));
	const [, answered, overdue, ...near] = await db.batch([
		heardNow(db, env, pool, now),
		answeredQuery(db, pool, askers),
		overdueJobs(db, now, SWEPT_AT_ONCE, pool, silenceCounts(env, pool, now)),
		...queries.map((query) => candidateQuery(db, query)),
	]);
	// Of many accounts only some were looked at: what this worker can run may wait at others.
	const offers = await Promise.all(
		queries.map(async (query, i): Promise<Offer[]> => {
			const found = near[i] ?? [];
			return found.length > 0 ? found : candidateQuery(db, { ...query, by: "kinds" });
		}),
	);
	const earlier = new Map(answered.map(({ job, task, ...of }) => [keyOf(of), { job, task }]));
	return { earlier, overdue, offers };
}

/** What of the offers is past its deadline ends, so that it does not stand before others any more. */
async function endExpired(env: Env, pool: string, offers: readonly Offer[], now: number): Promise<void> {
	const expired = offers.filter((offer) => offer.deadline_at <= now);
	if (expired.length === 0 || (await endOverdue(env, pool, now)) > 0) return;
	// A worker holds a task of what is left: such jobs end one by one.
	const held = [...new Set(expired.map((offer) => offer.job))].slice(0, SWEPT_AT_ONCE);
	await Promise.all(held.map((job) => sweepAndTell(env, { job, pool }, now)));
}

/** For whom nothing was left: whether to look again. What stood in the way is swept away now, or known. */
function again(
	asker: Asker,
	{ candidates, learned, idle }: { candidates: readonly Candidate[]; learned: boolean; idle: boolean },
): Answered {
	if (candidates.length === 0) {
		if (learned && asker.lessons + 1 < MAX_LESSONS)
			return { type: "again", asker: { ...asker, lessons: asker.lessons + 1 } };
		if (!learned && idle) return { type: "nothing" };
	}
	return nextRound(asker);
}

/** Asks again, and looks deeper; nothing where that was done often enough. */
export function nextRound(asker: Asker): Answered {
	const round = asker.round + 1;
	return round < MAX_ROUNDS ? { type: "again", asker: { ...asker, round } } : { type: "nothing" };
}

/** The tasks of a pool that these very claims were given before. */
export function answeredQuery(
	db: Database,
	pool: string,
	asked: readonly Pick<Asker, "worker" | "claim_id">[],
) {
	const list = JSON.stringify(asked.map(({ worker, claim_id }) => ({ worker, claim_id })));
	return db
		.select({
			job: sql<string>`answered.job_id`,
			task: sql<string>`answered.id`,
			worker: sql<string>`answered.worker_id`,
			claim_id: sql<string>`answered.claim_id`,
		})
		.from(sql`(SELECT t.job_id, t.id, t.worker_id, t.claim_id FROM json_each(${list}) AS asked
			CROSS JOIN tasks t ON t.pool_id = ${pool} AND t.worker_id = asked.value ->> 'worker' AND t.claim_id = asked.value ->> 'claim_id'
		) AS answered`);
}

function keyOf({ worker, claim_id }: Pick<Asker, "worker" | "claim_id">): string {
	return `${worker} ${claim_id}`;
}
