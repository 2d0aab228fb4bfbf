import { createRoute, z } from "@hono/zod-openapi";
import { qualityRatesSchema } from "../../../contract/usage/quality-rates.ts";
import { USAGE_BY, usageSchema, usageTimesSchema } from "../../../contract/usage/usage.ts";
import { DAY_MS } from "../../../day.ts";
import { database } from "../../../db/client.ts";
import { accounts } from "../../../db/schema.ts";
import { type App, accountOf, operatorOf } from "../../../http/app.ts";
import { json, refusals, security } from "../../../http/responses.ts";
import { ApiError, notFound } from "../../../problem.ts";
import { readUsage, type Span } from "../../../usage/days.ts";
import { readRates } from "../../../usage/rates.ts";
import { readTimes } from "../../../usage/times.ts";
import { accountParam, isThere } from "../accounts/accounts.ts";

/** Of earlier days, dates have other forms. */
const FIRST_DAY = "2000-01-01";
/** Days that one answer is about: at most, and where nothing is said. */
const MOST_DAYS = 366;
const USUAL_DAYS = 30;

const day = (which: string) =>
	z.iso
		.date("a day is written as 2026-11-27")
		.refine((day) => day >= FIRST_DAY, `nothing is told of days before ${FIRST_DAY}`)
		.optional()
		.openapi({ description: which, example: "2026-11-27" });
const span = {
	from: day(`The first day, in UTC; absent: ${USUAL_DAYS - 1} days before the last`),
	to: day("The last day, in UTC; absent: today"),
};

const usageQuery = z.object({
	...span,
	by: z.enum(USAGE_BY).default("day").openapi({ default: "day", description: "What to add up by" }),
});

const getUsage = createRoute({
	method: "get",
	path: "/v1/usage",
	operationId: "getUsage",
	tags: ["usage"],
	summary: "What attempts took and cost, and how jobs ended, by day, workflow, character or pool",
	description:
		"An attempt counts on the day on which it ended, a job on that of its own end, in UTC. All is added up as it happens: asking costs the same, however much there was.",
	security,
	request: { query: usageQuery },
	responses: { 200: json(usageSchema, "The usage"), ...refusals(401, 403, 422) },
});
const getAccountUsage = createRoute({
	method: "get",
	path: "/v1/accounts/{id}/usage",
	operationId: "getAccountUsage",
	tags: ["operator"],
	summary: "What an account's attempts took and cost, and how its jobs ended (operator)",
	description: "As `GET /v1/usage` tells the account itself, and read from the same sums.",
	security,
	request: { params: accountParam, query: usageQuery },
	responses: { 200: json(usageSchema, "The usage"), ...refusals(401, 403, 404, 422) },
});
const getTimes = createRoute({
	method: "get",
	path: "/v1/usage/times",
	operationId: "getUsageTimes",
	tags: ["usage"],
	summary: "How long jobs took, by workflow: to the first output, to all, in the queue, for cold starts",
	description:
		"Of each workflow the newest 500 jobs that ended on these days; times to outputs are of those that succeeded, from their submission on. What was promised of base pictures stands beside it.",
	security,
	request: { query: z.object(span) },
	responses: { 200: json(usageTimesSchema, "Medians and 95th percentiles"), ...refusals(401, 403, 422) },
});

const getRates = createRoute({
	method: "get",
	path: "/v1/quality/rates",
	operationId: "getQualityRates",
	tags: ["usage"],
	summary:
		"How often jobs succeed, outputs pass their checks, and faults are recovered from, by day and workflow",
	description:
		"Counted as attempts and jobs end, beside what is wanted. Outputs of every take count, so the pass rate is that of what was made and not of what was delivered. What no worker looked at counts in no rate.",
	security,
	request: {
		query: z.object({
			...span,
			workflow: z
				.string()
				.max(200)
				.optional()
				.openapi({ description: "Only this workflow or pipeline, without its version" }),
		}),
	},
	responses: { 200: json(qualityRatesSchema, "The rates"), ...refusals(401, 403, 422) },
});

export function registerUsage(app: App): void {
	app.openapi(getRates, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		const { workflow, ...asked } = c.req.valid("query");
		const found = await readRates(database(c.env.DB), account, spanOf(asked, Date.now()), workflow);
		if (found === null) throw tooMuch();
		return c.json(found, 200);
	});

	app.openapi(getUsage, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		return c.json(await usageOf(c.env.DB, account, c.req.valid("query")), 200);
	});

	app.openapi(getAccountUsage, async (c) => {
		await operatorOf(c);
		const { id } = c.req.valid("param");
		const [row] = await database(c.env.DB).select({ id: accounts.id }).from(accounts).where(isThere(id));
		if (!row) throw notFound("account");
		return c.json(await usageOf(c.env.DB, id, c.req.valid("query")), 200);
	});

	app.openapi(getTimes, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		const asked = spanOf(c.req.valid("query"), Date.now());
		return c.json(await readTimes(database(c.env.DB), account, asked), 200);
	});
}

/** Throws ApiError where there is more than one answer tells. */
async function usageOf(d1: D1Database, account: string, { by, ...asked }: z.infer<typeof usageQuery>) {
	const found = await readUsage(database(d1), account, by, spanOf(asked, Date.now()));
	if (found) return found;
	throw tooMuch();
}

function tooMuch(): ApiError {
	return refused("from", "there is more in these days than one answer tells: ask for fewer days");
}

/** The days that are asked for. Throws ApiError where they are none, or too many. */
function spanOf({ from, to }: { from?: string | undefined; to?: string | undefined }, now: number): Span {
	const today = dayOf(now);
	const last = to ?? (from !== undefined && from > today ? from : today);
	const first = from ?? dayOf(Date.parse(last) - (USUAL_DAYS - 1) * DAY_MS);
	const days = (Date.parse(last) - Date.parse(first)) / DAY_MS + 1;
	if (days < 1) throw refused("from", `${first} is behind ${last}`);
	if (days > MOST_DAYS)
		throw refused("from", `these are ${days} days; at most ${MOST_DAYS} are told at once`);
	return { from: first, to: last };
}

function dayOf(at: number): string {
	return new Date(at).toISOString().slice(0, 10);
}

function refused(parameter: "from", message: string): ApiError {
	return new ApiError("invalid_request", message, [
		{ pointer: `/${parameter}`, code: "invalid_value", message },
	]);
}
