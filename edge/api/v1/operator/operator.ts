import { createRoute, z } from "@hono/zod-openapi";
import { and, asc, desc, eq, gt, isNull, lt, sql } from "drizzle-orm";
import { operatorKeyRows, rotateOperatorKey } from "../../../auth/operator.ts";
import { actionRows } from "../../../auth/operator-actions.ts";
import { accountSchema } from "../../../contract/accounts/accounts.ts";
import { idPattern } from "../../../contract/ids.ts";
import {
	MOST_COUNTED,
	newOperatorKeySchema,
	operatorActionSchema,
	operatorKeySchema,
	poolSchema,
	rotationRequestSchema,
	workerTokenSchema,
} from "../../../contract/operator/operator.ts";
import { database } from "../../../db/client.ts";
import { cutPage } from "../../../db/page.ts";
import { accounts, pools, workerTokens } from "../../../db/schema.ts";
import { type App, operatorOf } from "../../../http/app.ts";
import { counted, json, jsonBody, pageOf, pageQuery, refusals, security } from "../../../http/responses.ts";
import { WORKER_SEEN_MS } from "../../../pools/capabilities.ts";
import { toAccount } from "../accounts/accounts.ts";

const tags = ["operator"];
/** Keys that one answer tells of. */
const MOST_KEYS = 200;

const listAccounts = createRoute({
	method: "get",
	path: "/v1/accounts",
	operationId: "listAccounts",
	tags,
	summary: "All accounts, newest first (operator)",
	description: "With their limits, what they store and for how long, as `GET /v1/accounts/{id}` shows one.",
	security,
	request: { query: pageQuery },
	responses: {
		200: json(pageOf(accountSchema).meta({ id: "AccountPage" }), "A page of accounts"),
		...refusals(401, 403, 422),
	},
});
const listPools = createRoute({
	method: "get",
	path: "/v1/pools",
	operationId: "listPools",
	tags,
	summary: "All pools by name, with their workers and what waits for them (operator)",
	description: `A pool is made with its first worker token. Tasks are counted up to ${MOST_COUNTED}.`,
	security,
	request: {
		query: z.object({
			limit: counted(1, 50, "Pools in one page").default(50).openapi({ default: 50 }),
			cursor: z
				.string()
				.regex(/^[a-z0-9-]{1,50}$/, "a cursor is the next_cursor of the page before")
				.optional()
				.openapi({ description: "The `next_cursor` of the page before" }),
		}),
	},
	responses: {
		200: json(pageOf(poolSchema).meta({ id: "PoolPage" }), "A page of pools"),
		...refusals(401, 403, 422),
	},
});
const listTokens = createRoute({
	method: "get",
	path: "/v1/worker-tokens",
	operationId: "listWorkerTokens",
	tags,
	summary: "All worker tokens, newest first, without the tokens themselves (operator)",
	description: "Revoked ones too, with when that was.",
	security,
	request: { query: pageQuery },
	responses: {
		200: json(pageOf(workerTokenSchema).meta({ id: "WorkerTokenPage" }), "A page of tokens"),
		...refusals(401, 403, 422),
	},
});
const listKeys = createRoute({
	method: "get",
	path: "/v1/operator-keys",
	operationId: "listOperatorKeys",
	tags,
	summary: "The operator's keys that were made by rotation, and those that have ended (operator)",
	description: `Newest first, at most ${MOST_KEYS}. The deployment's secret is among them once it was rotated.`,
	security,
	responses: {
		200: json(z.object({ data: z.array(operatorKeySchema) }).meta({ id: "OperatorKeyList" }), "The keys"),
		...refusals(401, 403),
	},
});
const listActions = createRoute({
	method: "get",
	path: "/v1/operator-actions",
	operationId: "listOperatorActions",
	tags,
	summary: "What operators changed, newest first (operator)",
	description:
		"Each is written together with the change: who (by the key), when, what, on what, and what that had before and has since. They are kept when what they tell of is deleted.",
	security,
	request: {
		query: pageQuery.extend({
			cursor: z
				.string()
				.regex(idPattern("operatorAction"), "a cursor is the next_cursor of the page before")
				.optional()
				.openapi({ description: "The `next_cursor` of the page before" }),
			target: z.string().min(1).max(100).optional().openapi({
				description: "Only what was done to this: the id of an account, a token, a worker or a key",
			}),
		}),
	},
	responses: {
		200: json(pageOf(operatorActionSchema).meta({ id: "OperatorActionPage" }), "A page of actions"),
		...refusals(401, 403, 422),
	},
});
const rotate = createRoute({
	method: "post",
	path: "/v1/operator-keys/rotate",
	operationId: "rotateOperatorKey",
	tags,
	summary: "A new operator key in place of all others (operator)",
	description:
		"All other keys, the deployment's secret `ADMIN_KEY` among them, end after `overlap_s`; everywhere within ten seconds of that. Rotating with a key that was rotated already is 409. Whoever has lost the key sets another `ADMIN_KEY` secret: that one is good again.",
	security,
	request: { body: { ...jsonBody(rotationRequestSchema), required: false } },
	responses: { 201: json(newOperatorKeySchema, "The new key"), ...refusals(401, 403, 409, 413, 415, 422) },
});

export function registerOperator(app: App): void {
	app.openapi(listAccounts, async (c) => {
		await operatorOf(c);
		const { limit, cursor } = c.req.valid("query");
		const rows = await database(c.env.DB)
			.select()
			.from(accounts)
			.where(and(isNull(accounts.deleted_at), cursor === undefined ? undefined : lt(accounts.id, cursor)))
			.orderBy(desc(accounts.id))
			.limit(limit + 1);
		const cut = cutPage(rows, limit);
		return c.json({ ...cut, data: cut.data.map((row) => toAccount(c.env, row)) }, 200);
	});

	app.openapi(listPools, async (c) => {
		await operatorOf(c);
		const { limit, cursor } = c.req.valid("query");
		const seen = Date.now() - WORKER_SEEN_MS;
		const there = (more: string) => sql<number>`(SELECT count(*) FROM workers
			WHERE workers.pool_id = pools.id AND workers.last_seen_at > ${seen} AND workers.gone_at IS NULL${sql.raw(more)})`;
		const tasks = (status: string) => sql<number>`(SELECT count(*) FROM (SELECT 1 FROM tasks
			WHERE tasks.pool_id = pools.id AND tasks.${sql.raw(status)} LIMIT ${MOST_COUNTED}))`;
		const rows = await database(c.env.DB)
			.select({
				id: pools.name,
				created_at: pools.created_at,
				workers: there(""),
				draining: there(" AND workers.draining = 1"),
				queued_tasks: tasks("status = 'queued'"),
				held_tasks: tasks("worker_id IS NOT NULL"),
			})
			.from(pools)
			.where(cursor === undefined ? undefined : gt(pools.name, cursor))
			.orderBy(asc(pools.name))
			.limit(limit + 1);
		const cut = cutPage(rows, limit);
		const data = cut.data.map(({ id, created_at, ...counts }) => ({
			name: id,
			created_at: at(created_at),
			...counts,
		}));
		return c.json({ ...cut, data }, 200);
	});

	app.openapi(listTokens, async (c) => {
		await operatorOf(c);
		const { limit, cursor } = c.req.valid("query");
		const rows = await database(c.env.DB)
			.select({
				id: workerTokens.id,
				pool: pools.name,
				name: workerTokens.name,
				created_at: workerTokens.created_at,
				revoked_at: workerTokens.revoked_at,
			})
			.from(workerTokens)
			.innerJoin(pools, eq(pools.id, workerTokens.pool_id))
			.where(cursor === undefined ? undefined : lt(workerTokens.id, cursor))
			.orderBy(desc(workerTokens.id))
			.limit(limit + 1);
		const cut = cutPage(rows, limit);
		const data = cut.data.map((row) => ({
			...row,
			created_at: at(row.created_at),
			revoked_at: row.revoked_at === null ? null : at(row.revoked_at),
		}));
		return c.json({ ...cut, data }, 200);
	});

	app.openapi(listKeys, async (c) => {
		await operatorOf(c);
		const rows = await operatorKeyRows(database(c.env.DB), MOST_KEYS);
		const data = rows.map((row) => ({
			...row,
			created_at: at(row.created_at),
			ended_at: row.ended_at === null ? null : at(row.ended_at),
		}));
		return c.json({ data }, 200);
	});

	app.openapi(listActions, async (c) => {
		await operatorOf(c);
		const { limit, ...asked } = c.req.valid("query");
		const rows = await actionRows(database(c.env.DB), { ...asked, limit: limit + 1 });
		return c.json(cutPage(rows, limit), 200);
	});

	app.openapi(rotate, async (c) => {
		const { hash } = await operatorOf(c);
		const { overlap_s } = rotationRequestSchema.parse(c.req.valid("json") ?? {});
		const { id, key, ended_at } = await rotateOperatorKey(c.env, hash, overlap_s * 1000, Date.now());
		return c.json({ id, key, others_end_at: at(ended_at) }, 201);
	});
}

const at = (time: number) => new Date(time).toISOString();
