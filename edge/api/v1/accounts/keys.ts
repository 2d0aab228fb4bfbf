import { createRoute, z } from "@hono/zod-openapi";
import { and, desc, eq, isNull, not, or, sql } from "drizzle-orm";
import { line } from "../../../../workflows/definition/parameters.ts";
import { takeBack } from "../../../attempts/take-back.ts";
import { type AuditNote, noteDone } from "../../../audit/note.ts";
import { ownKeyState } from "../../../audit/states.ts";
import { forgetCredential } from "../../../auth/credentials.ts";
import { silence } from "../../../auth/doorbells.ts";
import { endKeys } from "../../../auth/end-keys.ts";
import { anotherFullKey, isFull } from "../../../auth/full-keys.ts";
import { makeKey, newKey, toApiKey } from "../../../auth/new-key.ts";
import { limitsOf, noteAction, workerTokenState } from "../../../auth/operator-actions.ts";
import { hashSecret, newSecret } from "../../../auth/secret.ts";
import { endSessionsOf } from "../../../auth/sessions-of-key.ts";
import { signClientToken } from "../../../auth/signed.ts";
import {
	apiKeyRequestSchema,
	apiKeySchema,
	clientTokenRequestSchema,
	clientTokenSchema,
	newAccountSchema,
	newApiKeySchema,
	newWorkerTokenSchema,
} from "../../../contract/access/keys.ts";
import { SCOPES } from "../../../contract/access/scopes.ts";
import { DEFAULT_MAX_BYTES, ownLimitsSchema, quotaFields } from "../../../contract/accounts/accounts.ts";
import { idPattern, newId } from "../../../contract/ids.ts";
import { poolNameSchema } from "../../../contract/pools/pools.ts";
import { database } from "../../../db/client.ts";
import { accounts, apiKeys, pools, workers, workerTokens } from "../../../db/schema.ts";
import { type App, accountOf, operatorOf } from "../../../http/app.ts";
import { auditorOf } from "../../../http/auditor.ts";
import { json, jsonBody, refusals, security } from "../../../http/responses.ts";
import { ApiError, notFound } from "../../../problem.ts";

const name = line(100);

const createKey = createRoute({
	method: "post",
	path: "/v1/api-keys",
	operationId: "createApiKey",
	tags: ["keys"],
	summary: "Make an API key; it is shown once",
	security,
	request: {
		body: jsonBody(apiKeyRequestSchema),
	},
	responses: { 201: json(newApiKeySchema, "The key"), ...refusals(400, 401, 403, 413, 415, 422) },
});
const listKeys = createRoute({
	method: "get",
	path: "/v1/api-keys",
	operationId: "listApiKeys",
	tags: ["keys"],
	summary: "The account's API keys, without the keys themselves",
	security,
	responses: { 200: json(z.object({ data: z.array(apiKeySchema) }), "The keys"), ...refusals(401, 403) },
});
const revokeKey = createRoute({
	method: "delete",
	path: "/v1/api-keys/{id}",
	operationId: "revokeApiKey",
	tags: ["keys"],
	summary: "Revoke an API key",
	description:
		"The last key that has every scope cannot be revoked, 409: nobody could make another one. Make its successor first.",
	security,
	request: { params: z.object({ id: z.string().regex(idPattern("apiKey")) }) },
	responses: { 204: { description: "Revoked" }, ...refusals(401, 403, 404, 409) },
});
const createToken = createRoute({
	method: "post",
	path: "/v1/tokens",
	operationId: "createClientToken",
	tags: ["keys"],
	summary: "Mint a short-lived token for a web page or an app",
	description: "It ends with the key that minted it, and so do the sockets and streams opened with it.",
	security,
	request: {
		body: jsonBody(clientTokenRequestSchema),
	},
	responses: {
		201: json(clientTokenSchema, "The token"),
		...refusals(400, 401, 403, 413, 415, 422),
	},
});
const createAccount = createRoute({
	method: "post",
	path: "/v1/accounts",
	operationId: "createAccount",
	tags: ["operator"],
	summary: "Make an account with its first API key (operator)",
	security,
	request: {
		body: jsonBody(
			z
				.strictObject({
					name,
					max_running: quotaFields.max_running.default(20),
					max_jobs: quotaFields.max_jobs.default(10_000),
					rate_limits: ownLimitsSchema.optional(),
					max_bytes: quotaFields.max_bytes.default(DEFAULT_MAX_BYTES),
				})
				.meta({ id: "AccountRequest" }),
		),
	},
	responses: {
		201: json(newAccountSchema, "The account"),
		...refusals(400, 401, 403, 413, 415, 422),
	},
});
const createWorkerToken = createRoute({
	method: "post",
	path: "/v1/worker-tokens",
	operationId: "createWorkerToken",
	tags: ["operator"],
	summary: "Make a token for the workers of a pool, and the pool where it is new (operator)",
	security,
	request: {
		body: jsonBody(
			z
				.strictObject({
					name,
					pool: poolNameSchema.default("default"),
				})
				.meta({ id: "WorkerTokenRequest" }),
		),
	},
	responses: {
		201: json(newWorkerTokenSchema, "The token; it is shown once"),
		...refusals(400, 401, 403, 413, 415, 422),
	},
});

const revokeWorkerToken = createRoute({
	method: "delete",
	path: "/v1/worker-tokens/{id}",
	operationId: "revokeWorkerToken",
	tags: ["operator"],
	summary: "Revoke a worker token (operator)",
	description:
		"Its workers' sockets are closed, the grants of their attempts are refused from then on, and what they had in hand is in the queue again, at no cost to its tries.",
	security,
	request: { params: z.object({ id: z.string().regex(idPattern("workerToken")) }) },
	responses: { 204: { description: "Revoked" }, ...refusals(401, 403, 404) },
});

export function registerKeys(app: App): void {
	app.openapi(createKey, async (c) => {
		const principal = await accountOf(c, "keys:write");
		const request = c.req.valid("json");
		const beyond = request.scopes.filter((scope) => !principal.scopes.includes(scope));
		if (beyond.length > 0) {
			throw new ApiError("forbidden", `a key cannot give what it does not have: ${beyond.join(", ")}`);
		}
		return c.json(await makeKey(database(c.env.DB), auditorOf(c, principal), request), 201);
	});

	app.openapi(listKeys, async (c) => {
		const { account } = await accountOf(c, "keys:write");
		const rows = await database(c.env.DB)
			.select()
			.from(apiKeys)
			.where(and(eq(apiKeys.account_id, account), isNull(apiKeys.revoked_at), isNull(apiKeys.opened_by)))
			.orderBy(desc(apiKeys.id));
		return c.json({ data: rows.map(toApiKey) }, 200);
	});

	app.openapi(revokeKey, async (c) => {
		const principal = await accountOf(c, "keys:write");
		const { account } = principal;
		const db = database(c.env.DB);
		const now = Date.now();
		const own = and(
			eq(apiKeys.id, c.req.valid("param").id),
			eq(apiKeys.account_id, account),
			isNull(apiKeys.revoked_at),
		);
		const { id } = c.req.valid("param");
		const note: AuditNote = { by: auditorOf(c, principal), action: "api_key.revoke", target: id, now };
		// Looked at in the statement itself: of two full keys revoked at the same moment, one stays.
		const [[row], , sessions] = await db.batch([
			db
				.update(apiKeys)
				.set({ revoked_at: now })
				.where(and(own, or(not(isFull(now)), anotherFullKey(now))))
				.returning({ id: apiKeys.id }),
			noteDone(db, note, { was: ownKeyState(id) }),
			endSessionsOf(db, id, now),
		]);
		if (row) {
			await endKeys(c.env, account, [row, ...sessions]);
			return c.body(null, 204);
		}
		const [kept] = await db.select({ id: apiKeys.id }).from(apiKeys).where(own);
		if (!kept) throw notFound("API key");
		throw new ApiError(
			"conflict",
			"this is the account's last key with every scope: without it nobody could make another one. Make a key with every scope that lasts as long, then revoke this one",
		);
	});

	app.openapi(createToken, async (c) => {
		const principal = await accountOf(c, "jobs:read");
		if (principal.minted)
			throw new ApiError("forbidden", "a client token is minted with an API key, not with another token");
		const { scopes, job, expires_in_s } = c.req.valid("json");
		const beyond = scopes.filter((scope) => scope === "keys:write" || !principal.scopes.includes(scope));
		if (beyond.length > 0)
			throw new ApiError("forbidden", `a client token cannot have: ${beyond.join(", ")}`);
		const expires = Date.now() + expires_in_s * 1000;
		const claims = { account: principal.account, key: principal.key, scopes, job: job ?? null };
		const token = await signClientToken(c.env.SIGNING_SECRET, claims, expires);
		return c.json({ token, expires_at: new Date(expires).toISOString() }, 201);
	});

	app.openapi(createAccount, async (c) => {
		const { hash } = await operatorOf(c);
		const request = c.req.valid("json");
		const db = database(c.env.DB);
		const now = Date.now();
		const id = newId("account", now);
		const note = noteAction(db, { hash, action: "account.create", target: id, now, state: limitsOf(id) });
		const { row, shown: api_key } = await newKey(id, { name: "first key", scopes: [...SCOPES] });
		await db.batch([
			note.before,
			db.insert(accounts).values({ id, ...request, created_at: now }),
			db.insert(apiKeys).values(row),
			note.after,
		]);
		return c.json({ id, name: request.name, api_key }, 201);
	});

	app.openapi(revokeWorkerToken, async (c) => {
		const { hash } = await operatorOf(c);
		const { id } = c.req.valid("param");
		const now = Date.now();
		const db = database(c.env.DB);
		const note = noteAction(db, {
			hash,
			action: "worker_token.revoke",
			target: id,
			now,
			when: sql`EXISTS (SELECT 1 FROM worker_tokens WHERE id = ${id} AND revoked_at IS NULL)`,
			state: workerTokenState(id),
		});
		const [, [row]] = await db.batch([
			note.before,
			db
				.update(workerTokens)
				.set({ revoked_at: now })
				.where(and(eq(workerTokens.id, id), isNull(workerTokens.revoked_at)))
				.returning({ id: workerTokens.id, pool: workerTokens.pool_id }),
			// Its workers can neither claim nor report from now on.
			db
				.update(workers)
				.set({ gone_at: now })
				.where(
					and(
						sql`${workers.pool_id} = (SELECT pool_id FROM worker_tokens WHERE id = ${id})`,
						eq(workers.token_id, id),
						isNull(workers.gone_at),
					),
				),
			note.after,
		]);
		if (!row) throw notFound("worker token");
		forgetCredential(row.id);
		await Promise.all([silence(c.env, row.pool, [row.id]), takeBack(c.env, row.pool, row.id)]);
		return c.body(null, 204);
	});

	app.openapi(createWorkerToken, async (c) => {
		const operator = await operatorOf(c);
		const request = c.req.valid("json");
		const db = database(c.env.DB);
		const now = Date.now();
		await db
			.insert(pools)
			.values({ id: newId("pool"), name: request.pool, created_at: now })
			.onConflictDoNothing();
		const [pool] = await db.select().from(pools).where(eq(pools.name, request.pool));
		if (!pool) throw new Error("the pool is gone that was just made");
		const token = newSecret("workerToken");
		const id = newId("workerToken", now);
		const note = noteAction(db, {
			hash: operator.hash,
			action: "worker_token.create",
			target: id,
			now,
			state: workerTokenState(id),
		});
		const row = { hash: await hashSecret(token), id, pool_id: pool.id, name: request.name, created_at: now };
		await db.batch([note.before, db.insert(workerTokens).values({ ...row, revoked_at: null }), note.after]);
		return c.json({ id, pool: pool.name, token }, 201);
	});
}
