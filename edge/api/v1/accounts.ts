import { createRoute, z } from "@hono/zod-openapi";
import { and, eq, isNull } from "drizzle-orm";
import { type AccountResource, accountSchema, KEEP_ALL, retentionSchema } from "../../contract/accounts.ts";
import { idPattern } from "../../contract/ids.ts";
import { database } from "../../db/client.ts";
import { accounts } from "../../db/schema.ts";
import { type App, accountOf, adminOf } from "../../http/app.ts";
import { json, jsonBody, refusals, security } from "../../http/responses.ts";
import { notFound } from "../../problem.ts";
import { deleteAccountStep, markAccount } from "../../storage/delete-account.ts";
import { quotaFields } from "./account-limits.ts";

/** Bytes an account may store; up to a pebibyte. */
export const maxBytes = z
	.int()
	.min(0)
	.max(2 ** 50);

const idParam = z.object({ id: z.string().regex(idPattern("account")) });
const description =
	"`stored_bytes` counts assets, and what of jobs is too long for the database. What would pass `max_bytes` is refused with `storage_limit`; a task whose outputs would, fails with the same code and is not tried again. Retention is in days, null keeps; what is due goes within minutes, a little at a time.";

const getAccount = createRoute({
	method: "get",
	path: "/v1/account",
	operationId: "getAccount",
	tags: ["keys"],
	summary: "The account's limits, what it stores, and for how long",
	description,
	security,
	responses: { 200: json(accountSchema, "The account"), ...refusals(401, 403, 404) },
});
const patchAccount = createRoute({
	method: "patch",
	path: "/v1/accounts/{id}",
	operationId: "changeAccount",
	tags: ["operator"],
	summary: "Change an account's limits and retention (operator)",
	description: `What is not named stays as it is. A limit below what the account has ends nothing: it only lets nothing new in. ${description}`,
	security,
	request: {
		params: idParam,
		body: jsonBody(
			z
				.strictObject({ ...quotaFields, max_bytes: maxBytes, retention: retentionSchema.partial() })
				.partial()
				.meta({ id: "AccountChange" }),
		),
	},
	responses: {
		200: json(accountSchema, "The account as it is now"),
		...refusals(400, 401, 403, 404, 413, 415, 422),
	},
});
const deleteAccount = createRoute({
	method: "delete",
	path: "/v1/accounts/{id}",
	operationId: "deleteAccount",
	tags: ["operator"],
	summary: "Delete an account with everything it has (operator)",
	description:
		"Its keys open nothing from this moment, its jobs are canceled, and everything goes in steps in the minutes that follow. Asking again is 404.",
	security,
	request: { params: idParam },
	responses: { 204: { description: "It is going" }, ...refusals(401, 403, 404) },
});

export function registerAccounts(app: App): void {
	app.openapi(getAccount, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		const [row] = await database(c.env.DB).select().from(accounts).where(eq(accounts.id, account));
		if (!row) throw notFound("account");
		return c.json(toAccount(row), 200);
	});

	app.openapi(patchAccount, async (c) => {
		await adminOf(c);
		const { retention, ...limits } = c.req.valid("json");
		const db = database(c.env.DB);
		const which = and(eq(accounts.id, c.req.valid("param").id), isNull(accounts.deleted_at));
		const [before] = await db.select().from(accounts).where(which);
		if (!before) throw notFound("account");
		const [row] = await db
			.update(accounts)
			.set({
				id: before.id,
				...limits,
				...(retention ? { retention: { ...before.retention, ...retention } } : {}),
			})
			.where(which)
			.returning();
		if (!row) throw notFound("account");
		return c.json(toAccount(row), 200);
	});

	app.openapi(deleteAccount, async (c) => {
		await adminOf(c);
		const { id } = c.req.valid("param");
		const now = Date.now();
		if (!(await markAccount(database(c.env.DB), id, now))) throw notFound("account");
		// Cron does the rest, and this too where it fails.
		c.executionCtx.waitUntil(deleteAccountStep(c.env, id, now).catch(() => undefined));
		return c.body(null, 204);
	});
}

function toAccount(row: typeof accounts.$inferSelect): AccountResource {
	return {
		id: row.id,
		name: row.name,
		max_running: row.max_running,
		max_jobs: row.max_jobs,
		max_bytes: row.max_bytes,
		stored_bytes: row.stored_bytes,
		retention: retentionSchema.parse({ ...KEEP_ALL, ...row.retention }),
		created_at: new Date(row.created_at).toISOString(),
	};
}
