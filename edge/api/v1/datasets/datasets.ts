import { createRoute, z } from "@hono/zod-openapi";
import {
	datasetChangeSchema,
	datasetNameSchema,
	datasetRequestSchema,
	datasetSchema,
	MAX_DATASETS,
} from "../../../contract/training/datasets.ts";
import { settleRegularisation } from "../../../datasets/regularisation.ts";
import { toDataset } from "../../../datasets/resource.ts";
import {
	deleteDataset,
	findDataset,
	insertDataset,
	listDatasets,
	updateDataset,
	type WholeDataset,
} from "../../../datasets/store.ts";
import { database, isConflict } from "../../../db/client.ts";
import type { Env } from "../../../env.ts";
import { finishSoon } from "../../../housekeeping/finish-deletions.ts";
import { type App, accountOf } from "../../../http/app.ts";
import { auditorOf } from "../../../http/auditor.ts";
import { readIdempotencyKey, sayReplayed } from "../../../http/idempotency.ts";
import { json, jsonBody, pageOf, pageQuery, refusals, security } from "../../../http/responses.ts";
import { earlier, once, rememberKey } from "../../../idempotency/once.ts";
import { ApiError, notFound } from "../../../problem.ts";

const tags = ["datasets"];
export const datasetParam = z.object({ name: datasetNameSchema });

const create = createRoute({
	method: "post",
	path: "/v1/datasets",
	operationId: "createDataset",
	tags,
	summary: "Begin a dataset",
	description: `It has no pictures yet. An account may have ${MAX_DATASETS} datasets.`,
	security,
	request: {
		headers: z.object({ "idempotency-key": z.string().optional() }),
		body: jsonBody(datasetRequestSchema),
	},
	responses: {
		201: json(datasetSchema, "The dataset"),
		...refusals(400, 401, 403, 409, 413, 415, 422, 503),
	},
});
const list = createRoute({
	method: "get",
	path: "/v1/datasets",
	operationId: "listDatasets",
	tags,
	summary: "List datasets by name",
	description: "Each with its versions, and without its pictures.",
	security,
	request: { query: pageQuery.extend({ cursor: datasetNameSchema.optional() }) },
	responses: {
		200: json(pageOf(datasetSchema).meta({ id: "DatasetPage" }), "A page of datasets"),
		...refusals(401, 403, 422),
	},
});
const get = createRoute({
	method: "get",
	path: "/v1/datasets/{name}",
	operationId: "getDataset",
	tags,
	summary: "A dataset with its versions",
	description: "Its pictures are at `/v1/datasets/{name}/items`.",
	security,
	request: { params: datasetParam },
	responses: { 200: json(datasetSchema, "The dataset"), ...refusals(401, 403, 404) },
});
const change = createRoute({
	method: "patch",
	path: "/v1/datasets/{name}",
	operationId: "changeDataset",
	tags,
	summary: "Change what is said of a dataset",
	description: "Versions that were frozen stay as they are. Another trigger word changes no caption.",
	security,
	request: { params: datasetParam, body: jsonBody(datasetChangeSchema) },
	responses: {
		200: json(datasetSchema, "The dataset as it is now"),
		...refusals(400, 401, 403, 404, 413, 415, 422),
	},
});
const remove = createRoute({
	method: "delete",
	path: "/v1/datasets/{name}",
	operationId: "deleteDataset",
	tags,
	summary: "Delete a dataset with all its versions",
	description:
		"Pictures that came in archives go with it once nothing else needs them; others stay as assets. Asking again is 404.",
	security,
	request: { params: datasetParam },
	responses: { 204: { description: "Deleted" }, ...refusals(401, 403, 404) },
});

export function registerDatasets(app: App): void {
	app.openapi(create, async (c) => {
		const { account } = await accountOf(c, "assets:write");
		const request = c.req.valid("json");
		const key = await readIdempotencyKey(
			c.req.header("idempotency-key"),
			"POST /v1/datasets",
			await c.req.json(),
		);
		const db = database(c.env.DB);
		const { made, replayed } = await once(key, {
			look: () => earlier(db, account, key),
			again: (name) => mustFindDataset(c.env, account, name),
			make: async () => {
				const now = Date.now();
				const row = { ...request, account_id: account, created_at: now, updated_at: now };
				try {
					await db.batch([insertDataset(db, row), ...rememberKey(db, account, key, request.name, now)]);
				} catch (error) {
					throw refusal(error, request.name);
				}
				return mustFindDataset(c.env, account, request.name);
			},
		});
		if (replayed) sayReplayed(c);
		c.header("location", `/v1/datasets/${made.row.name}`);
		return c.json(toDataset(made), 201);
	});

	app.openapi(list, async (c) => {
		const { account } = await accountOf(c, "assets:read");
		const { limit, cursor } = c.req.valid("query");
		const found = await listDatasets(database(c.env.DB), account, { limit, cursor });
		const data = found.slice(0, limit).map(toDataset);
		const has_more = found.length > limit;
		return c.json({ data, has_more, next_cursor: has_more ? (data.at(-1)?.name ?? null) : null }, 200);
	});

	app.openapi(get, async (c) => {
		const { account } = await accountOf(c, "assets:read");
		const { name } = c.req.valid("param");
		return c.json(toDataset(await mustFindDataset(c.env, account, name)), 200);
	});

	app.openapi(change, async (c) => {
		const { account } = await accountOf(c, "assets:write");
		const { name } = c.req.valid("param");
		await updateDataset(database(c.env.DB), account, name, c.req.valid("json"), Date.now());
		return c.json(toDataset(await mustFindDataset(c.env, account, name)), 200);
	});

	app.openapi(remove, async (c) => {
		const principal = await accountOf(c, "assets:write");
		const { account } = principal;
		const now = Date.now();
		if (!(await deleteDataset(database(c.env.DB), auditorOf(c, principal), c.req.valid("param").name, now)))
			throw notFound("dataset");
		await finishSoon(c.env, now, account);
		return c.body(null, 204);
	});
}

/** A dataset, with what a job has made for it by now. @throws ApiError `not_found` */
export async function mustFindDataset(
	env: Pick<Env, "DB">,
	account: string,
	name: string,
): Promise<WholeDataset> {
	const db = database(env.DB);
	const dataset = await findDataset(db, account, name);
	if (!dataset) throw notFound("dataset");
	if (dataset.row.regularisation_job === null) return dataset;
	await settleRegularisation(env, account, name, Date.now());
	return (await findDataset(db, account, name)) ?? dataset;
}

/** Why a dataset was not stored; what is no refusal is given back. */
function refusal(error: unknown, name: string): unknown {
	if (isConflict(error, "dataset"))
		return new ApiError("conflict", `there is a dataset ${name} already; add to that one, or choose a name`);
	if (isConflict(error, "owner")) return new ApiError("unauthorized", "the account of this key was deleted");
	if (isConflict(error, "dataset_limit"))
		return new ApiError(
			"dataset_limit",
			`the account has ${MAX_DATASETS} datasets, which is as many as it may; delete one that is no longer wanted`,
		);
	return error;
}
