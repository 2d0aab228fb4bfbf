import { createRoute, z } from "@hono/zod-openapi";
import { HISTORY_STEPS, poolHistorySchema } from "../../../contract/pools/pool-history.ts";
import { poolNameSchema } from "../../../contract/pools/pools.ts";
import { database } from "../../../db/client.ts";
import { type App, operatorOf } from "../../../http/app.ts";
import { json, refusals, security } from "../../../http/responses.ts";
import { MOST_POOLS } from "../../../metrics/pool-figures.ts";
import { readHistory } from "../../../metrics/pool-history.ts";
import { namedPool } from "./named-pool.ts";

const history = createRoute({
	method: "get",
	path: "/v1/pools/{pool}/history",
	operationId: "getPoolHistory",
	tags: ["operator"],
	summary: "How a pool stood, minute by minute or hour by hour (operator)",
	description: `What waited and for how long, workers and how many of them were busy, and what was spent. Cron writes a sample of the first ${MOST_POOLS} pools by name each minute. Minutes are kept for a day, hours for thirty days; an hour is told once it is over. To follow it, ask with \`since\` of the newest sample that you have.`,
	security,
	request: {
		params: z.object({ pool: poolNameSchema }),
		query: z.object({
			step: z.enum(HISTORY_STEPS).default("minute").openapi({ default: "minute", description: "How coarse" }),
			since: z.iso
				.datetime({ offset: true, error: "a time is written as 2026-11-27T12:00:00Z" })
				.optional()
				.openapi({
					description: "Samples from then on; absent: all that are kept",
					example: "2026-11-27T12:00:00Z",
				}),
		}),
	},
	responses: { 200: json(poolHistorySchema, "Its samples"), ...refusals(401, 403, 404, 422) },
});

export function registerPoolHistory(app: App): void {
	app.openapi(history, async (c) => {
		await operatorOf(c);
		const db = database(c.env.DB);
		const { step, since } = c.req.valid("query");
		const pool = await namedPool(db, c.req.valid("param").pool);
		const from = since === undefined ? undefined : Date.parse(since);
		return c.json(await readHistory(db, pool, { step, since: from }, Date.now()), 200);
	});
}
