import { createRoute, z } from "@hono/zod-openapi";
import { and, eq, isNull } from "drizzle-orm";
import { idPattern } from "../../contract/ids.ts";
import { database } from "../../db/client.ts";
import { accounts } from "../../db/schema.ts";
import { type App, type AppContext, adminOf } from "../../http/app.ts";
import { json, jsonBody, refusals, security } from "../../http/responses.ts";
import { ACCOUNT_LIMITS, type AccountLimit, accountPolicy, ownLimitsSchema } from "../../limits/policies.ts";
import { notFound } from "../../problem.ts";

/** Tasks of an account that may hold a worker at once, and jobs that may be unfinished. */
export const quotaFields = {
	max_running: z.int().min(1).max(10_000),
	max_jobs: z.int().min(1).max(1_000_000),
};
const limitsRequest = z
	.strictObject({
		max_running: quotaFields.max_running.optional(),
		max_jobs: quotaFields.max_jobs.optional(),
		rate_limits: ownLimitsSchema
			.nullable()
			.optional()
			.openapi({ description: "In place of those the account had; null: the configured ones" }),
	})
	.meta({ id: "AccountLimitsRequest" });
const limitsReply = z
	.object({
		...quotaFields,
		rate_limits: z.record(z.string(), z.int()).openapi({ description: "What counts for the account" }),
		own: ownLimitsSchema.nullable().openapi({ description: "Of these, the account's own" }),
	})
	.meta({ id: "AccountLimits" });
const params = z.object({ id: z.string().regex(idPattern("account")) });

const get = createRoute({
	method: "get",
	path: "/v1/accounts/{id}/limits",
	operationId: "getAccountLimits",
	tags: ["operator"],
	summary: "An account's limits (operator)",
	security,
	request: { params },
	responses: { 200: json(limitsReply, "The limits"), ...refusals(401, 403, 404) },
});
const put = createRoute({
	method: "put",
	path: "/v1/accounts/{id}/limits",
	operationId: "setAccountLimits",
	tags: ["operator"],
	summary: "Change an account's limits; what is left out stays (operator)",
	description:
		"`requests`, `uploads` and `body-bytes` are for a minute, `open-sockets` is how many may be open at once. Running machines know a change within seconds.",
	security,
	request: { params, body: jsonBody(limitsRequest) },
	responses: { 200: json(limitsReply, "The limits"), ...refusals(400, 401, 403, 404, 413, 415, 422) },
});

export function registerAccountLimits(app: App): void {
	app.openapi(get, async (c) => {
		await adminOf(c);
		const [row] = await database(c.env.DB)
			.select(shown)
			.from(accounts)
			.where(isThere(c.req.valid("param").id));
		return c.json(show(c, row), 200);
	});

	app.openapi(put, async (c) => {
		await adminOf(c);
		const { id } = c.req.valid("param");
		const asked = c.req.valid("json");
		const db = database(c.env.DB);
		const [row] =
			Object.keys(asked).length === 0
				? await db.select(shown).from(accounts).where(isThere(id))
				: await db.update(accounts).set(asked).where(isThere(id)).returning(shown);
		return c.json(show(c, row), 200);
	});
}

/** One that is being deleted has limits of zero, and keeps them. */
const isThere = (id: string) => and(eq(accounts.id, id), isNull(accounts.deleted_at));

const shown = {
	max_running: accounts.max_running,
	max_jobs: accounts.max_jobs,
	rate_limits: accounts.rate_limits,
};

function show(
	c: AppContext,
	row: Pick<typeof accounts.$inferSelect, "max_running" | "max_jobs" | "rate_limits"> | undefined,
) {
	if (!row) throw notFound("account");
	const { rate_limits: own, ...quotas } = row;
	const names = Object.keys(ACCOUNT_LIMITS) as AccountLimit[];
	const rate_limits = Object.fromEntries(names.map((name) => [name, accountPolicy(c.env, name, own).quota]));
	return { ...quotas, rate_limits, own };
}
