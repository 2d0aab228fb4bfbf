import { createRoute, z } from "@hono/zod-openapi";
import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { endKeys } from "../../../auth/end-keys.ts";
import { newKey, toApiKey } from "../../../auth/new-key.ts";
import { apiKeyState, noteAction } from "../../../auth/operator-actions.ts";
import { endSessionsOf } from "../../../auth/sessions-of-key.ts";
import { apiKeyRequestSchema, apiKeySchema, newApiKeySchema } from "../../../contract/access/keys.ts";
import { idPattern } from "../../../contract/ids.ts";
import { database } from "../../../db/client.ts";
import { accounts, apiKeys } from "../../../db/schema.ts";
import { type App, operatorOf } from "../../../http/app.ts";
import { json, jsonBody, refusals, security } from "../../../http/responses.ts";
import { notFound } from "../../../problem.ts";
import { isThere } from "./accounts.ts";

const tags = ["operator"];
const accountParam = z.object({ id: z.string().regex(idPattern("account")) });

const list = createRoute({
	method: "get",
	path: "/v1/accounts/{id}/api-keys",
	operationId: "listAccountKeys",
	tags,
	summary: "API keys of an account, without the keys themselves (operator)",
	security,
	request: { params: accountParam },
	responses: {
		200: json(z.object({ data: z.array(apiKeySchema) }).meta({ id: "ApiKeyList" }), "The keys"),
		...refusals(401, 403, 404),
	},
});
const create = createRoute({
	method: "post",
	path: "/v1/accounts/{id}/api-keys",
	operationId: "createAccountKey",
	tags,
	summary: "Make an API key for an account that has lost its own; it is shown once (operator)",
	security,
	request: { params: accountParam, body: jsonBody(apiKeyRequestSchema) },
	responses: { 201: json(newApiKeySchema, "The key"), ...refusals(400, 401, 403, 404, 413, 415, 422) },
});
const revoke = createRoute({
	method: "delete",
	path: "/v1/accounts/{id}/api-keys/{api_key}",
	operationId: "revokeAccountKey",
	tags,
	summary: "Revoke an API key of an account (operator)",
	description:
		"The account's last key with every scope too, which the account itself cannot revoke: where a key got into wrong hands it must go at once. Make another one for it then.",
	security,
	request: { params: accountParam.extend({ api_key: z.string().regex(idPattern("apiKey")) }) },
	responses: { 204: { description: "Revoked" }, ...refusals(401, 403, 404) },
});

export function registerAccountKeys(app: App): void {
	app.openapi(list, async (c) => {
		await operatorOf(c);
		const { id } = c.req.valid("param");
		const db = database(c.env.DB);
		const [[account], rows] = await db.batch([
			db.select({ id: accounts.id }).from(accounts).where(isThere(id)),
			db
				.select()
				.from(apiKeys)
				.where(and(eq(apiKeys.account_id, id), isNull(apiKeys.revoked_at), isNull(apiKeys.opened_by)))
				.orderBy(desc(apiKeys.id)),
		]);
		if (!account) throw notFound("account");
		return c.json({ data: rows.map(toApiKey) }, 200);
	});

	app.openapi(create, async (c) => {
		const { hash } = await operatorOf(c);
		const { id } = c.req.valid("param");
		const db = database(c.env.DB);
		const { row, shown } = await newKey(id, c.req.valid("json"));
		const when = sql`EXISTS (SELECT 1 FROM accounts WHERE ${isThere(id)})`;
		const note = noteAction(db, {
			...{ hash, action: "api_key.create", target: row.id, now: row.created_at },
			...{ when, state: apiKeyState(row.id) },
		});
		const [, made] = await db.batch([
			note.before,
			db
				.insert(apiKeys)
				.select(
					sql`SELECT ${row.hash}, ${row.id}, ${id}, ${row.name}, ${row.last4}, ${JSON.stringify(row.scopes)},
						${row.created_at}, ${row.expires_at}, NULL, NULL, NULL, NULL WHERE ${when}`,
				)
				.returning({ id: apiKeys.id }),
			note.after,
		]);
		if (made.length === 0) throw notFound("account");
		return c.json(shown, 201);
	});

	app.openapi(revoke, async (c) => {
		const { hash } = await operatorOf(c);
		const { id, api_key } = c.req.valid("param");
		const db = database(c.env.DB);
		const now = Date.now();
		const own = and(eq(apiKeys.id, api_key), eq(apiKeys.account_id, id), isNull(apiKeys.revoked_at));
		const note = noteAction(db, {
			...{ hash, action: "api_key.revoke", target: api_key, now },
			when: sql`EXISTS (SELECT 1 FROM api_keys WHERE ${own})`,
			state: apiKeyState(api_key),
		});
		const [, [row], , sessions] = await db.batch([
			note.before,
			db.update(apiKeys).set({ revoked_at: now }).where(own).returning({ id: apiKeys.id }),
			note.after,
			endSessionsOf(db, api_key, now),
		]);
		if (!row) throw notFound("API key");
		await endKeys(c.env, id, [row, ...sessions]);
		return c.body(null, 204);
	});
}
