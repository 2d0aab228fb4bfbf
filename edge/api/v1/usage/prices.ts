import { createRoute, z } from "@hono/zod-openapi";
import { eq, sql } from "drizzle-orm";
import { PRICE_SHEET } from "../../../../workflows/prices/price-sheet.ts";
import { noteAction } from "../../../auth/operator-actions.ts";
import { poolNameSchema } from "../../../contract/pools/pools.ts";
import { poolPriceRequestSchema, poolPriceSchema, priceSheetSchema } from "../../../contract/pools/prices.ts";
import { database } from "../../../db/client.ts";
import { pools } from "../../../db/schema.ts";
import { type App, accountOf, operatorOf } from "../../../http/app.ts";
import { json, jsonBody, refusals, security } from "../../../http/responses.ts";
import { notFound } from "../../../problem.ts";

const getPrices = createRoute({
	method: "get",
	path: "/v1/prices",
	operationId: "getPrices",
	tags: ["usage"],
	summary: "What a second of each class of GPU costs",
	description:
		"An attempt is booked with the price of the RunPod endpoint that brought its worker, else its pool's, else the one here for its GPU. Where there is none of them it is booked without an amount but what a partner takes, and `unpriced_attempts` counts it.",
	security,
	responses: { 200: json(priceSheetSchema, "The price sheet"), ...refusals(401, 403) },
});
const setPoolPrice = createRoute({
	method: "put",
	path: "/v1/pools/{pool}/price",
	operationId: "setPoolPrice",
	tags: ["operator"],
	summary: "What a second of a pool's workers costs (operator)",
	description: "Counts for attempts that end from now on; what was booked stays.",
	security,
	request: {
		params: z.object({
			pool: poolNameSchema,
		}),
		body: jsonBody(poolPriceRequestSchema),
	},
	responses: {
		200: json(poolPriceSchema, "The price as it is now"),
		...refusals(400, 401, 403, 404, 413, 415, 422),
	},
});

export function registerPrices(app: App): void {
	app.openapi(getPrices, async (c) => {
		await accountOf(c, "jobs:read");
		const { version, prices } = PRICE_SHEET;
		const shown = prices.map(({ names: _, estimates: __, ...price }) => price);
		return c.json({ version, prices: shown }, 200);
	});

	app.openapi(setPoolPrice, async (c) => {
		const { hash } = await operatorOf(c);
		const { pool } = c.req.valid("param");
		const { micro_usd_per_second, source } = c.req.valid("json");
		const db = database(c.env.DB);
		const state = sql`(SELECT json_object('micro_usd_per_second', micro_usd_per_second, 'source', price_source)
			FROM pools WHERE name = ${pool})`;
		const note = noteAction(db, {
			hash,
			action: "pool.price",
			target: pool,
			now: Date.now(),
			when: sql`EXISTS (SELECT 1 FROM pools WHERE name = ${pool})`,
			state,
		});
		const [, [row]] = await db.batch([
			note.before,
			db
				.update(pools)
				.set({ micro_usd_per_second, price_source: micro_usd_per_second === null ? null : source })
				.where(eq(pools.name, pool))
				.returning(),
			note.after,
		]);
		if (!row) throw notFound("pool");
		return c.json({ pool, micro_usd_per_second: row.micro_usd_per_second, source: row.price_source }, 200);
	});
}
