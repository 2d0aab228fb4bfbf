import { createRoute, z } from "@hono/zod-openapi";
import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { noteChange } from "../../../audit/note.ts";
import { ownBudgetState } from "../../../audit/states.ts";
import { limitsOf, noteAction } from "../../../auth/operator-actions.ts";
import {
	type AccountResource,
	accountChangeSchema,
	accountSchema,
	KEEP_ALL,
	ownAccountChangeSchema,
	retentionSchema,
} from "../../../contract/accounts/accounts.ts";
import { idPattern } from "../../../contract/ids.ts";
import { database } from "../../../db/client.ts";
import { accounts } from "../../../db/schema.ts";
import type { Env } from "../../../env.ts";
import { deleteAccountStep, markAccount } from "../../../housekeeping/delete-account.ts";
import { type App, accountOf, operatorOf } from "../../../http/app.ts";
import { auditorOf } from "../../../http/auditor.ts";
import { json, jsonBody, refusals, security } from "../../../http/responses.ts";
import { monthOf } from "../../../jobs/budgets/month.ts";
import { wakeForBudget } from "../../../jobs/sweep/wake-for-budget.ts";
import { accountQuotas } from "../../../limits/policies.ts";
import { notFound } from "../../../problem.ts";

export const accountParam = z.object({ id: z.string().regex(idPattern("account")) });
const description =
	"`stored_bytes` counts assets, and what of jobs is too long for the database. What would pass `max_bytes` is refused with `storage_limit`; a task whose outputs would, fails with the same code and is not tried again. Of `rate_limits`, `requests`, `uploads` and `body-bytes` are for a minute, `open-sockets` is how many may be open at once. Retention is in days, null keeps; what is due goes within minutes, a little at a time.";

const getOwnAccount = createRoute({
	method: "get",
	path: "/v1/account",
	operationId: "getOwnAccount",
	tags: ["keys"],
	summary: "The account's limits, what it stores, and for how long",
	description,
	security,
	responses: { 200: json(accountSchema, "The account"), ...refusals(401, 403, 404) },
});
const patchOwnAccount = createRoute({
	method: "patch",
	path: "/v1/account",
	operationId: "changeOwnAccount",
	tags: ["keys"],
	summary: "Change what the account lets itself spend in a month",
	description:
		"Of this and of the operator's limit the lower one counts. What would pass it is refused with `budget_exceeded`; a stage that would pass it does not open, and its job says `over_budget`. What runs ends. Raising it lets go on what waits.",
	security,
	request: { body: jsonBody(ownAccountChangeSchema) },
	responses: {
		200: json(accountSchema, "The account as it is now"),
		...refusals(400, 401, 403, 404, 413, 415, 422),
	},
});
const getAccount = createRoute({
	method: "get",
	path: "/v1/accounts/{id}",
	operationId: "getAccount",
	tags: ["operator"],
	summary: "An account's limits, what it stores, and for how long (operator)",
	description,
	security,
	request: { params: accountParam },
	responses: { 200: json(accountSchema, "The account"), ...refusals(401, 403, 404) },
});
const patchAccount = createRoute({
	method: "patch",
	path: "/v1/accounts/{id}",
	operationId: "changeAccount",
	tags: ["operator"],
	summary: "Change an account's limits and retention (operator)",
	description: `What is not named stays as it is, in \`rate_limits\` and \`retention\` too; a rate limit of null is the configured one again. Running machines know a rate limit within ten seconds. A limit below what the account has ends nothing: it only lets nothing new in. ${description}`,
	security,
	request: {
		params: accountParam,
		body: jsonBody(accountChangeSchema),
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
	request: { params: accountParam },
	responses: { 204: { description: "It is going" }, ...refusals(401, 403, 404) },
});

export function registerAccounts(app: App): void {
	app.openapi(getOwnAccount, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		const [row] = await database(c.env.DB).select().from(accounts).where(eq(accounts.id, account));
		if (!row) throw notFound("account");
		return c.json(toAccount(c.env, row), 200);
	});

	app.openapi(patchOwnAccount, async (c) => {
		const principal = await accountOf(c, "keys:write");
		const { account } = principal;
		const { budget_micro_usd } = c.req.valid("json");
		const own = budget_micro_usd === undefined ? {} : { own_budget_micro_usd: budget_micro_usd };
		const db = database(c.env.DB);
		const there = sql`EXISTS (SELECT 1 FROM accounts WHERE ${isThere(account)})`;
		const by = auditorOf(c, principal);
		const note = noteChange(
			db,
			{ by, action: "budget.change", target: account, now: Date.now(), state: ownBudgetState(account) },
			// A change of nothing is none.
			budget_micro_usd === undefined ? sql`0` : there,
		);
		const [, [row]] = await db.batch([
			note.before,
			db
				.update(accounts)
				.set({ id: account, ...own })
				.where(isThere(account))
				.returning(),
			note.after,
		]);
		if (!row) throw notFound("account");
		c.executionCtx.waitUntil(wakeForBudget(c.env, { account }, Date.now()));
		return c.json(toAccount(c.env, row), 200);
	});

	app.openapi(getAccount, async (c) => {
		await operatorOf(c);
		const [row] = await database(c.env.DB)
			.select()
			.from(accounts)
			.where(isThere(c.req.valid("param").id));
		if (!row) throw notFound("account");
		return c.json(toAccount(c.env, row), 200);
	});

	app.openapi(patchAccount, async (c) => {
		const { hash } = await operatorOf(c);
		const { id } = c.req.valid("param");
		const { rate_limits, retention, ...limits } = c.req.valid("json");
		const db = database(c.env.DB);
		const note = noteAction(db, {
			hash,
			action: "account.change",
			target: id,
			now: Date.now(),
			when: sql`EXISTS (SELECT 1 FROM accounts WHERE ${isThere(id)})`,
			state: limitsOf(id),
		});
		const [, [row]] = await db.batch([
			note.before,
			db
				.update(accounts)
				.set({
					// So that there is something to set where nothing is named.
					id,
					...limits,
					...(rate_limits ? { rate_limits: patched(accounts.rate_limits, rate_limits) } : {}),
					...(retention ? { retention: patched(accounts.retention, retention) } : {}),
				})
				.where(isThere(id))
				.returning(),
			note.after,
		]);
		if (!row) throw notFound("account");
		if (limits.budget_micro_usd !== undefined)
			c.executionCtx.waitUntil(wakeForBudget(c.env, { account: id }, Date.now()));
		return c.json(toAccount(c.env, row), 200);
	});

	app.openapi(deleteAccount, async (c) => {
		const { hash } = await operatorOf(c);
		const { id } = c.req.valid("param");
		const now = Date.now();
		if (!(await markAccount(c.env, id, now, hash))) throw notFound("account");
		// Cron does the rest, and this too where it fails.
		c.executionCtx.waitUntil(deleteAccountStep(c.env, id, now).catch(() => undefined));
		return c.body(null, 204);
	});
}

/** Of rows of accounts: that one, unless it is being deleted, which has limits of zero and keeps them. */
export const isThere = (id: string) => and(eq(accounts.id, id), isNull(accounts.deleted_at));

/** A column of JSON with these members in place of its own, and without those that are null, in one statement. */
function patched(column: SQLiteColumn, change: object): SQL {
	return sql`json_patch(coalesce(${column}, '{}'), ${JSON.stringify(change)})`;
}

export function toAccount(env: Env, row: typeof accounts.$inferSelect): AccountResource {
	const month = monthOf(Date.now());
	return {
		id: row.id,
		name: row.name,
		max_running: row.max_running,
		max_jobs: row.max_jobs,
		max_bytes: row.max_bytes,
		stored_bytes: row.stored_bytes,
		rate_limits: accountQuotas(env, row.rate_limits),
		own_rate_limits: row.rate_limits ?? {},
		budget: {
			month,
			limit_micro_usd: row.budget_micro_usd,
			own_limit_micro_usd: row.own_budget_micro_usd,
			spent_micro_usd: row.spent_month === month ? row.spent_micro_usd : 0,
			reserved_micro_usd: row.reserved_micro_usd,
		},
		retention: retentionSchema.parse({ ...KEEP_ALL, ...row.retention }),
		created_at: new Date(row.created_at).toISOString(),
	};
}
