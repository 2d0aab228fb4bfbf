import { eq, sql } from "drizzle-orm";
import { defaultNodePolicy } from "../../../workflows/validate/requests/requests.ts";
import { budgetedEndpointsQuery } from "../../capacity/endpoints/store.ts";
import { subjectQuery } from "../../characters/subject.ts";
import type { Database } from "../../db/client.ts";
import { accounts, pools } from "../../db/schema.ts";
import type { Env } from "../../env.ts";
import { earlierQuery } from "../../idempotency/once.ts";
import { poolObject } from "../../objects.ts";
import { loadCapabilities } from "../../pools/capabilities.ts";
import { ApiError } from "../../problem.ts";
import { noSuchPool } from "../../workflows/facts.ts";
import { knownServers } from "../../workflows/object-info.ts";
import { ownQuery } from "../../workflows/store.ts";
import { leftOfAccount } from "../budgets/left.ts";
import { monthOf } from "../budgets/month.ts";
import { knownWorkers, workersQuery } from "../planning/known-workers.ts";
import { DEFAULT_POOL } from "./apart.ts";
import type { Submission } from "./create.ts";

/** Jobs of an account that may be unfinished at once, and how many more could be submitted now. */
export interface Quota {
	limit: number;
	remaining: number;
}

export type Known = Awaited<ReturnType<typeof lookUp>>;

/** Where something is missing that may have come since, the pool's workers look at what they have. */
export async function lookingAgain<T>(env: Env, pool: string, decide: () => T | Promise<T>): Promise<T> {
	try {
		return await decide();
	} catch (error) {
		if (error instanceof ApiError && error.code === "unsupported_capability") await lookAgain(env, pool);
		throw error;
	}
}

export async function lookAgain(env: Env, pool: string): Promise<void> {
	// A hint: workers look by themselves twice a minute.
	await poolObject(env, pool)
		.refresh()
		.catch(() => {});
}

/** Everything a submission depends on, in one round trip. */
export async function lookUp(
	db: Database,
	{ account, request, idempotency }: Pick<Submission, "account" | "request" | "idempotency">,
	now: number,
) {
	const pool_name = request.pool ?? DEFAULT_POOL;
	const named = eq(pools.name, pool_name);
	const [poolRows, limits, left, seen, workerRows, endpoints, own, whom] = await db.batch([
		db.select().from(pools).where(named),
		db.select().from(accounts).where(eq(accounts.id, account)),
		db
			.select({ micro_usd: leftOfAccount(account, monthOf(now)) })
			.from(accounts)
			.where(eq(accounts.id, account)),
		earlierQuery(db, account, idempotency),
		workersQuery(db, named, now),
		budgetedEndpointsQuery(db, sql`(SELECT id FROM pools WHERE name = ${pool_name})`),
		ownQuery(db, account, request.workflow ?? ""),
		subjectQuery(db, account, request.character ?? ""),
	]);
	const known = knownWorkers(workerRows);
	return {
		now,
		pool: poolRows[0]?.id,
		pool_name,
		limit: limits[0]?.max_jobs ?? 0,
		unfinished: limits[0]?.unfinished_jobs ?? 0,
		full: (limits[0]?.running_tasks ?? 0) >= (limits[0]?.max_running ?? 0),
		/** What the account may still spend this month, in micro-USD; what is reserved counts as spent. */
		budget_left: left[0]?.micro_usd ?? 0,
		policy: limits[0]?.node_policy ?? defaultNodePolicy,
		/** The workflow of the account's own that is asked for. */
		own: own[0],
		/** The character that it is about. */
		subject: whom[0],
		earlier: seen[0],
		/** The endpoints that bring machines to the pool. */
		endpoints,
		...known,
	};
}

/** The pool, where there is one and the account may have so many more jobs. Throws ApiError where not. */
export function poolWithRoom({ pool, pool_name, limit, unfinished }: Known, jobs: number): string {
	if (!pool) throw noSuchPool(pool_name);
	if (unfinished + jobs <= limit) return pool;
	const more = jobs === 1 ? "" : `, and this would make ${jobs} more`;
	throw new ApiError(
		"queue_full",
		`the account has ${unfinished} unfinished jobs of ${limit}${more}; wait for some to end`,
		[],
		{ "retry-after": "10", ...quotaHeaders({ limit, remaining: Math.max(0, limit - unfinished) }) },
	);
}

/** What the workers of the pool are and have. */
export async function surroundings(env: Env, db: Database, known: Known) {
	const kinds = await Promise.all(
		known.kinds.map(async ({ hash, ...kind }) => ({
			...kind,
			capabilities: await loadCapabilities(db, hash),
		})),
	);
	const capabilities = kinds.map((kind) => kind.capabilities);
	const servers = await knownServers(env.BUCKET, known.servers);
	return { kinds, servers, facts: { capabilities, policy: known.policy } };
}

/** How many more jobs the account may have unfinished, as the IETF draft on rate limit headers says it. */
export function quotaHeaders({ limit, remaining }: Quota): Record<string, string> {
	return {
		"ratelimit-policy": `"unfinished-jobs";q=${limit}`,
		ratelimit: `"unfinished-jobs";r=${remaining}`,
	};
}
