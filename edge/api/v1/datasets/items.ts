import { createRoute, z } from "@hono/zod-openapi";
import { eq } from "drizzle-orm";
import {
	DATASET_ROLES,
	datasetAddedSchema,
	datasetAdditionSchema,
	datasetItemChangeSchema,
	datasetItemSchema,
} from "../../../contract/training/dataset-items.ts";
import { MAX_DATASET_VERSIONS } from "../../../contract/training/datasets.ts";
import { itemsAsked } from "../../../datasets/add.ts";
import { addedNow, readAdded } from "../../../datasets/added.ts";
import { addItems, changeItem, itemsPage, itemsQuery } from "../../../datasets/items.ts";
import { toItem } from "../../../datasets/resource.ts";
import { deleteItem } from "../../../datasets/store.ts";
import { database } from "../../../db/client.ts";
import { datasetItems } from "../../../db/schema.ts";
import { finishSoon } from "../../../housekeeping/finish-deletions.ts";
import { type App, accountOf } from "../../../http/app.ts";
import { auditorOf } from "../../../http/auditor.ts";
import { readIdempotencyKey, sayReplayed } from "../../../http/idempotency.ts";
import {
	counted,
	countedPart,
	json,
	jsonBody,
	pageOf,
	pageQuery,
	refusals,
	security,
} from "../../../http/responses.ts";
import { earlier, once, rememberKey } from "../../../idempotency/once.ts";
import { notFound } from "../../../problem.ts";
import { datasetParam, mustFindDataset } from "./datasets.ts";

const tags = ["datasets"];
/** Numbers that items may have. */
const MOST_ITEM = 999_999_999;
const itemParam = datasetParam.extend({ item: countedPart(1, MOST_ITEM) });
export const versionQuery = counted(0, MAX_DATASET_VERSIONS * 1000, "Of this version; 0: as it is now");

const list = createRoute({
	method: "get",
	path: "/v1/datasets/{name}/items",
	operationId: "listDatasetItems",
	tags,
	summary: "Pictures of a dataset, or of one of its versions",
	description: "In the order in which they were added.",
	security,
	request: {
		params: datasetParam,
		query: pageQuery.extend({
			cursor: counted(1, MOST_ITEM).optional(),
			version: versionQuery.default(0),
			role: z
				.enum(DATASET_ROLES)
				.default("picture")
				.openapi({ description: "What is trained, or what is trained beside" }),
		}),
	},
	responses: {
		200: json(pageOf(datasetItemSchema).meta({ id: "DatasetItemPage" }), "A page of pictures"),
		...refusals(401, 403, 404, 422),
	},
});
const add = createRoute({
	method: "post",
	path: "/v1/datasets/{name}/items",
	operationId: "addDatasetItems",
	tags,
	summary: "Add pictures to a dataset",
	description:
		"All of them or none. Pictures stay assets, and cannot be deleted while they stand here. From a job or a character they come with captions where their plan says what varies.",
	security,
	request: {
		params: datasetParam,
		headers: z.object({ "idempotency-key": z.string().optional() }),
		body: jsonBody(datasetAdditionSchema),
	},
	responses: {
		201: json(datasetAddedSchema, "What was added"),
		...refusals(400, 401, 403, 404, 409, 413, 415, 422),
	},
});
const change = createRoute({
	method: "patch",
	path: "/v1/datasets/{name}/items/{item}",
	operationId: "changeDatasetItem",
	tags,
	summary: "Change the caption of a picture, or what else is said of it",
	description: "Versions that were frozen stay as they are.",
	security,
	request: { params: itemParam, body: jsonBody(datasetItemChangeSchema) },
	responses: {
		200: json(datasetItemSchema, "The picture as it is now"),
		...refusals(400, 401, 403, 404, 413, 415, 422),
	},
});
const remove = createRoute({
	method: "delete",
	path: "/v1/datasets/{name}/items/{item}",
	operationId: "deleteDatasetItem",
	tags,
	summary: "Take a picture out of a dataset",
	description: "Versions that were frozen keep it. Its number is given to no other.",
	security,
	request: { params: itemParam },
	responses: { 204: { description: "Taken out" }, ...refusals(401, 403, 404) },
});

export function registerDatasetItems(app: App): void {
	app.openapi(list, async (c) => {
		const { account } = await accountOf(c, "assets:read");
		const { name } = c.req.valid("param");
		const { limit, cursor, version, role } = c.req.valid("query");
		const { versions } = await mustFindDataset(c.env, account, name);
		if (version !== 0 && !versions.some((one) => one.version === version))
			throw notFound("version of a dataset");
		const of = { version, role };
		const found = await itemsPage(database(c.env.DB), account, name, of, { limit, cursor });
		const data = found.slice(0, limit).map(toItem);
		const has_more = found.length > limit;
		const next_cursor = has_more ? String(data.at(-1)?.item) : null;
		return c.json({ data, has_more, next_cursor }, 200);
	});

	app.openapi(add, async (c) => {
		const { account } = await accountOf(c, "assets:write");
		const { name } = c.req.valid("param");
		const { row } = await mustFindDataset(c.env, account, name);
		const db = database(c.env.DB);
		const key = await readIdempotencyKey(
			c.req.header("idempotency-key"),
			`POST /v1/datasets/${name}/items`,
			await c.req.json(),
		);
		const { made, replayed } = await once(key, {
			look: () => earlier(db, account, key),
			again: async (resource) => readAdded(resource),
			make: async () => {
				const items = await itemsAsked(c.env, account, c.req.valid("json"), row.trigger_word);
				const now = Date.now();
				const after = rememberKey(db, account, key, addedNow(account, name, items.length), now);
				const first = await addItems(c.env.DB, account, name, items, now, { after });
				if (first === null) throw notFound("dataset");
				return { first, added: items.length };
			},
		});
		if (replayed) sayReplayed(c);
		return c.json({ dataset: name, added: made.added, first_item: made.first }, 201);
	});

	app.openapi(change, async (c) => {
		const { account } = await accountOf(c, "assets:write");
		const { name, item } = c.req.valid("param");
		const db = database(c.env.DB);
		if (!(await changeItem(db, account, name, item, c.req.valid("json"), Date.now())))
			throw notFound("picture in this dataset");
		const [found] = await itemsQuery(db, account, name, { version: 0 }, eq(datasetItems.item, item));
		if (!found) throw notFound("picture in this dataset");
		return c.json(toItem(found), 200);
	});

	app.openapi(remove, async (c) => {
		const principal = await accountOf(c, "assets:write");
		const { account } = principal;
		const { name, item } = c.req.valid("param");
		const now = Date.now();
		if (!(await deleteItem(database(c.env.DB), auditorOf(c, principal), name, item, now)))
			throw notFound("picture in this dataset");
		await finishSoon(c.env, now, account);
		return c.body(null, 204);
	});
}
