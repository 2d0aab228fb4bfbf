import { and, eq, ne, type SQL, sql } from "drizzle-orm";
import type * as z from "zod";
import { noteAction } from "../../auth/operator-actions.ts";
import { newId } from "../../contract/ids.ts";
import type { endpointRequestSchema } from "../../contract/pools/capacity.ts";
import { type Database, isConflict } from "../../db/client.ts";
import { endpoints, pools } from "../../db/schema.ts";
import { ApiError, notFound } from "../../problem.ts";
import { MAX_ENDPOINTS } from "./store.ts";

/** An endpoint of a pool, as an operator names it. */
export interface NamedEndpoint {
	pool: { id: string; name: string };
	/** RunPod's id of it; of pods the name that it was given. */
	endpoint: string;
	/** Of the operator's key. */
	hash: string;
}

/**
 * Adds an endpoint to a pool, or sets it anew; the operator's note is part of it. Throws `conflict` where it serves
 * another pool, has the other mode, or the pool has as many as it may. `now`: in milliseconds.
 */
export async function setEndpoint(
	db: Database,
	{ pool, endpoint, hash }: NamedEndpoint,
	{ time_limits, pause_reason, mode, ...given }: z.output<typeof endpointRequestSchema>,
	now: number,
): Promise<void> {
	const set = {
		...given,
		kinds: [...new Set(given.kinds)],
		spare: mode === "pod" ? 0 : given.spare,
		pause_reason,
		time_limits: Object.fromEntries(
			Object.entries(time_limits).flatMap(([kind, limit]) =>
				limit ? [[kind, { execution_ms: limit.execution_s * 1000, ttl_ms: limit.ttl_s * 1000 }]] : [],
			),
		),
		updated_at: now,
	};
	await mustFit(db, endpoint, pool.id, mode);
	// Also where many are added at the same moment.
	const room = sql`EXISTS (SELECT 1 FROM endpoints WHERE runpod_id = ${endpoint})
		OR (SELECT count(*) FROM endpoints WHERE pool_id = ${pool.id}) < ${MAX_ENDPOINTS}`;
	const note = noteAction(db, {
		hash,
		action: "endpoint.set",
		target: endpoint,
		now,
		state: stateOf(endpoint),
	});
	const written = [
		note.before,
		db
			.insert(endpoints)
			.values({
				id: sql`CASE WHEN ${room} THEN ${newId("endpoint", now)} END`,
				pool_id: pool.id,
				runpod_id: endpoint,
				created_at: now,
				...set,
				paused_at: pause_reason === null ? null : now,
			})
			.onConflictDoUpdate({
				target: endpoints.runpod_id,
				set: {
					...set,
					paused_at: pause_reason === null ? null : sql`coalesce(${endpoints.paused_at}, ${now})`,
					// Whoever sets it has looked at it: it is tried anew.
					hold_until: 0,
					start_failures: 0,
				},
				setWhere: sql`${endpoints.pool_id} = ${pool.id} AND (${endpoints.pod} IS NULL) = (excluded.pod IS NULL)`,
			}),
		note.after,
	] as const;
	try {
		await db.batch(written);
	} catch (error) {
		if (!isConflict(error, "endpoint_limit")) throw error;
		throw conflict(
			"pool",
			`the pool ${pool.name} has ${MAX_ENDPOINTS} endpoints, and may have no more: take one away first`,
		);
	}
}

/**
 * Takes an endpoint away from a pool. Throws `not_found` where it has none of that name, and `conflict` while tickets of
 * it are open. `deployed`: this deployment has a key of RunPod to take them back with.
 */
export async function removeEndpoint(
	db: Database,
	{ pool, endpoint, hash }: NamedEndpoint,
	deployed: boolean,
	now: number,
): Promise<void> {
	const mine = and(eq(endpoints.pool_id, pool.id), eq(endpoints.runpod_id, endpoint));
	const free = sql`NOT EXISTS (SELECT 1 FROM tickets WHERE pool_id = ${pool.id}
		AND closed_at IS NULL AND runpod_endpoint = ${endpoint})`;
	const note = noteAction(db, {
		hash,
		action: "endpoint.delete",
		target: endpoint,
		now,
		when: sql`EXISTS (SELECT 1 FROM endpoints WHERE ${mine}) AND ${free}`,
		state: stateOf(endpoint),
	});
	const [[there], , gone] = await db.batch([
		db.select({ id: endpoints.id }).from(endpoints).where(mine),
		note.before,
		db.delete(endpoints).where(and(mine, free)).returning({ id: endpoints.id }),
		note.after,
	]);
	if (!there) throw notFound("endpoint");
	if (gone.length > 0) return;
	throw conflict(
		"endpoint",
		deployed
			? `tickets of ${endpoint} are open: pause it first, and wait until they are back`
			: `tickets of ${endpoint} are open, and this deployment has no RUNPOD_API_KEY to take them back with: set it`,
	);
}

/** Throws where an endpoint is there that serves another pool or has the other mode. */
async function mustFit(
	db: Database,
	endpoint: string,
	pool: string,
	mode: "serverless" | "pod",
): Promise<void> {
	const other = await otherPool(db, endpoint, pool);
	if (other !== null) throw servesOther(endpoint, other);
	const [row] = await db
		.select({ pod: endpoints.pod })
		.from(endpoints)
		.where(eq(endpoints.runpod_id, endpoint));
	if (row !== undefined && (row.pod !== null) !== (mode === "pod"))
		throw conflict(
			"endpoint",
			`the mode of ${endpoint} stays: take it away and add it anew, or choose another name`,
		);
}

/** The name of the pool that has the endpoint, where it is not this one. */
export async function otherPool(db: Database, endpoint: string, pool: string): Promise<string | null> {
	const [row] = await db
		.select({ name: pools.name })
		.from(endpoints)
		.innerJoin(pools, eq(pools.id, endpoints.pool_id))
		.where(and(eq(endpoints.runpod_id, endpoint), ne(endpoints.pool_id, pool)));
	return row?.name ?? null;
}

/** `pool`: the name of the one that it serves; null: none, since it was taken away. */
export function servesOther(endpoint: string, pool: string | null): ApiError {
	const whose =
		pool === null
			? "was taken away meanwhile: ask again"
			: `serves the pool ${pool}: take it away there first`;
	return conflict("endpoint", `the endpoint ${endpoint} ${whose}`);
}

/** What is told of an endpoint where it is set or taken away. */
function stateOf(endpoint: string): SQL {
	return sql`(SELECT json_object('pool', pools.name, 'gpu', gpu, 'micro_usd_per_second', endpoints.micro_usd_per_second,
		'max_workers', max_workers, 'spare', spare, 'kinds', json(kinds), 'daily_budget_micro_usd', daily_budget_micro_usd,
		'pause_reason', pause_reason, 'pod', json(pod)) FROM endpoints JOIN pools ON pools.id = pool_id WHERE runpod_id = ${endpoint})`;
}

/** `parameter`: which part of the address does not fit. */
function conflict(parameter: "pool" | "endpoint", message: string): ApiError {
	return new ApiError("conflict", message, [{ pointer: `/${parameter}`, code: "conflict", message }]);
}
