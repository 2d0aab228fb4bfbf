import { createRoute, z } from "@hono/zod-openapi";
import { and, eq, ne, sql } from "drizzle-orm";
import { noteAction } from "../../../auth/operator-actions.ts";
import { explain, toEndpoint } from "../../../capacity/explain.ts";
import { MAX_ENDPOINTS, ticketStore } from "../../../capacity/store.ts";
import { nextTasks } from "../../../claims/next-tasks.ts";
import { capacitySchema, endpointRequestSchema, endpointSchema } from "../../../contract/capacity.ts";
import { newId } from "../../../contract/ids.ts";
import { type Database, database, isConflict } from "../../../db/client.ts";
import { endpoints, pools } from "../../../db/schema.ts";
import { type App, type AppContext, adminOf } from "../../../http/app.ts";
import { json, jsonBody, refusals, security } from "../../../http/responses.ts";
import { ApiError, notFound } from "../../../problem.ts";

const tags = ["operator"];
const pool = z
	.string()
	.regex(/^[a-z0-9-]{1,50}$/)
	.openapi({ description: "Name of the pool" });
const endpoint = z
	.string()
	.regex(/^[A-Za-z0-9_-]{1,60}$/)
	.openapi({ description: "RunPod's id of the endpoint; of pods a name for them" });
const poolParam = z.object({ pool });
const endpointParam = z.object({ pool, endpoint });

const explainRoute = createRoute({
	method: "get",
	path: "/v1/pools/{pool}/capacity",
	operationId: "getPoolCapacity",
	tags,
	summary: "The endpoints of a pool, and why it has the tickets and pods that it has (operator)",
	description:
		"A ticket is a request to RunPod that brings a machine for one task. One is issued for each task that could be claimed, up to the cap of an endpoint that is for it. Endpoints that are paused, over their budget or refused by RunPod get none. A pod is a machine that is started for tasks that no idle worker and no pod is for; it claims like any worker of the pool, and stops when it is idle.",
	security,
	request: { params: poolParam },
	responses: { 200: json(capacitySchema, "Its capacity"), ...refusals(401, 403, 404, 422) },
});
const put = createRoute({
	method: "put",
	path: "/v1/pools/{pool}/endpoints/{endpoint}",
	operationId: "putEndpoint",
	tags,
	summary: "Adds an endpoint of RunPod to a pool, or sets it anew (operator)",
	description: `All settings are replaced, but its mode, which stays. Its template must have \`WORKER_TOKEN\` of this pool. At most ${MAX_ENDPOINTS} for a pool. Tickets that are open keep the price that they were issued at.`,
	security,
	request: { params: endpointParam, body: jsonBody(endpointRequestSchema) },
	responses: {
		200: json(endpointSchema, "The endpoint as it is now"),
		...refusals(400, 401, 403, 404, 409, 413, 415, 422),
	},
});
const remove = createRoute({
	method: "delete",
	path: "/v1/pools/{pool}/endpoints/{endpoint}",
	operationId: "deleteEndpoint",
	tags,
	summary: "Takes an endpoint away from a pool; at RunPod it stays (operator)",
	description:
		"409 while it has open tickets: pause it first, and wait until they are back. Its pods finish what they hold, and are terminated.",
	security,
	request: { params: endpointParam },
	responses: { 204: { description: "Gone" }, ...refusals(401, 403, 404, 409, 422) },
});

export function registerEndpoints(app: App): void {
	app.openapi(explainRoute, async (c) => {
		await adminOf(c);
		const { pool: name } = c.req.valid("param");
		const db = database(c.env.DB);
		const id = await poolId(db, name);
		const next = (of: string, count: number) => nextTasks(db, of, count, Date.now());
		return c.json(await explain(ticketStore(db), { id, name }, next, c.env, Date.now()), 200);
	});

	app.openapi(put, async (c) => {
		const { hash } = await adminOf(c);
		const { pool: name, endpoint: runpod_id } = c.req.valid("param");
		const { time_limits, pause_reason, mode, ...given } = c.req.valid("json");
		const db = database(c.env.DB);
		const pool_id = await poolId(db, name);
		const now = Date.now();
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
		const other = await otherPool(db, runpod_id, pool_id);
		if (other !== null) throw servesOther(runpod_id, other);
		if (await isOtherMode(db, runpod_id, mode))
			throw conflict(
				"endpoint",
				`the mode of ${runpod_id} stays: take it away and add it anew, or choose another name`,
			);
		// Also where many are added at the same moment.
		const room = sql`EXISTS (SELECT 1 FROM endpoints WHERE runpod_id = ${runpod_id})
			OR (SELECT count(*) FROM endpoints WHERE pool_id = ${pool_id}) < ${MAX_ENDPOINTS}`;
		const note = noteAction(db, {
			hash,
			action: "endpoint.set",
			target: runpod_id,
			now,
			state: stateOf(runpod_id),
		});
		const written = [
			note.before,
			db
				.insert(endpoints)
				.values({
					id: sql`CASE WHEN ${room} THEN ${newId("endpoint", now)} END`,
					pool_id,
					runpod_id,
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
					setWhere: sql`${endpoints.pool_id} = ${pool_id} AND (${endpoints.pod} IS NULL) = (excluded.pod IS NULL)`,
				}),
			note.after,
		] as const;
		try {
			await db.batch(written);
		} catch (error) {
			if (!isConflict(error, "endpoint_limit")) throw error;
			throw conflict(
				"pool",
				`the pool ${name} has ${MAX_ENDPOINTS} endpoints, and may have no more: take one away first`,
			);
		}
		await tellPool(c, pool_id);
		const { endpoints: rows, ...open } = await ticketStore(db).load(pool_id);
		const row = rows.find((one) => one.runpod_id === runpod_id);
		if (!row) throw servesOther(runpod_id, await otherPool(db, runpod_id, pool_id));
		return c.json(toEndpoint(row, name, open, now), 200);
	});

	app.openapi(remove, async (c) => {
		const { hash } = await adminOf(c);
		const { pool: name, endpoint: runpod_id } = c.req.valid("param");
		const db = database(c.env.DB);
		const pool_id = await poolId(db, name);
		const mine = and(eq(endpoints.pool_id, pool_id), eq(endpoints.runpod_id, runpod_id));
		const free = sql`NOT EXISTS (SELECT 1 FROM tickets WHERE pool_id = ${pool_id}
			AND closed_at IS NULL AND runpod_endpoint = ${runpod_id})`;
		const note = noteAction(db, {
			hash,
			action: "endpoint.delete",
			target: runpod_id,
			now: Date.now(),
			when: sql`EXISTS (SELECT 1 FROM endpoints WHERE ${mine}) AND ${free}`,
			state: stateOf(runpod_id),
		});
		const [[there], , gone] = await db.batch([
			db.select({ id: endpoints.id }).from(endpoints).where(mine),
			note.before,
			db.delete(endpoints).where(and(mine, free)).returning({ id: endpoints.id }),
			note.after,
		]);
		if (!there) throw notFound("endpoint");
		if (gone.length === 0)
			throw conflict(
				"endpoint",
				c.env.RUNPOD_API_KEY
					? `tickets of ${runpod_id} are open: pause it first, and wait until they are back`
					: `tickets of ${runpod_id} are open, and this deployment has no RUNPOD_API_KEY to take them back with: set it`,
			);
		await tellPool(c, pool_id);
		return c.body(null, 204);
	});
}

async function poolId(db: Database, name: string): Promise<string> {
	const [row] = await db.select({ id: pools.id }).from(pools).where(eq(pools.name, name));
	if (!row) throw notFound("pool");
	return row.id;
}

/** A hint: cron tells it as well. */
async function tellPool(c: AppContext, pool_id: string): Promise<void> {
	await c.env.POOLS.get(c.env.POOLS.idFromName(pool_id))
		.endpointsChanged(pool_id)
		.catch(() => {});
}

/** What is told of an endpoint where it is set or taken away. */
function stateOf(runpodId: string) {
	return sql`(SELECT json_object('pool', pools.name, 'gpu', gpu, 'price_micro_usd', price_micro_usd,
		'max_workers', max_workers, 'spare', spare, 'kinds', json(kinds), 'daily_budget_micro_usd', daily_budget_micro_usd,
		'pause_reason', pause_reason, 'pod', json(pod)) FROM endpoints JOIN pools ON pools.id = pool_id WHERE runpod_id = ${runpodId})`;
}

/** The name of the pool that has the endpoint, where it is not this one. */
async function otherPool(db: Database, runpodId: string, pool: string): Promise<string | null> {
	const [row] = await db
		.select({ name: pools.name })
		.from(endpoints)
		.innerJoin(pools, eq(pools.id, endpoints.pool_id))
		.where(and(eq(endpoints.runpod_id, runpodId), ne(endpoints.pool_id, pool)));
	return row?.name ?? null;
}

/** Whether an endpoint is there that has another mode. */
async function isOtherMode(db: Database, runpodId: string, mode: "serverless" | "pod"): Promise<boolean> {
	const [row] = await db
		.select({ pod: endpoints.pod })
		.from(endpoints)
		.where(eq(endpoints.runpod_id, runpodId));
	return row !== undefined && (row.pod !== null) !== (mode === "pod");
}

function servesOther(runpodId: string, pool: string | null): ApiError {
	const whose =
		pool === null
			? "was taken away meanwhile: ask again"
			: `serves the pool ${pool}: take it away there first`;
	return conflict("endpoint", `the endpoint ${runpodId} ${whose}`);
}

/** `parameter`: which part of the address does not fit. */
function conflict(parameter: "pool" | "endpoint", message: string): ApiError {
	return new ApiError("conflict", message, [{ pointer: `/${parameter}`, code: "conflict", message }]);
}
