import { createRoute, z } from "@hono/zod-openapi";
import { eq } from "drizzle-orm";
import { poolNameSchema } from "../../../contract/pools/pools.ts";
import { MOST_MODELS, modelListSchema } from "../../../contract/workflows/models.ts";
import { database } from "../../../db/client.ts";
import { pools } from "../../../db/schema.ts";
import { type App, accountOf } from "../../../http/app.ts";
import { counted, json, refusals, security } from "../../../http/responses.ts";
import { knownWorkers, workersQuery } from "../../../jobs/planning/known-workers.ts";
import { loadCapabilities } from "../../../pools/capabilities.ts";
import { modelFiles } from "../../../pools/models.ts";

const list = createRoute({
	method: "get",
	path: "/v1/models",
	operationId: "listModels",
	tags: ["workflows"],
	summary: "The model files that the workers of a pool have",
	description:
		"As their ComfyUIs list them: what a parameter that names a model file may say. `model_parameters` of a workflow tells which folder such a parameter is of. A pool where no worker was seen within a day has none.",
	security,
	request: {
		query: z.object({
			pool: poolNameSchema.default("default").openapi({ default: "default" }),
			folder: z.string().min(1).max(100).optional().openapi({ description: "Only of this folder: `loras`" }),
			query: z
				.string()
				.min(1)
				.max(100)
				.optional()
				.openapi({ description: "Only with this in the name, in upper or lower case" }),
			limit: counted(1, MOST_MODELS).default(200).openapi({ default: 200 }),
		}),
	},
	responses: { 200: json(modelListSchema, "The files"), ...refusals(401, 403, 422) },
});

export function registerModels(app: App): void {
	app.openapi(list, async (c) => {
		await accountOf(c, "jobs:read");
		const { pool, ...wanted } = c.req.valid("query");
		const db = database(c.env.DB);
		const { kinds } = knownWorkers(await workersQuery(db, eq(pools.name, pool), Date.now()));
		const known = await Promise.all(
			kinds.map(async ({ hash, serving }) => ({ capabilities: await loadCapabilities(db, hash), serving })),
		);
		return c.json(modelFiles(known, wanted), 200);
	});
}
