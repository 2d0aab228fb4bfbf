import { createRoute, z } from "@hono/zod-openapi";
import { deleteReferences, findCharacter } from "../../../characters/store.ts";
import { characterIdSchema } from "../../../contract/characters/characters.ts";
import {
	datasetRequestSchema,
	ESTIMATED_TIME,
	referenceDatasetSchema,
} from "../../../contract/documents/reference-datasets.ts";
import { jobRequestSchema } from "../../../contract/jobs/jobs.ts";
import { database } from "../../../db/client.ts";
import { finishSoon } from "../../../housekeeping/finish-deletions.ts";
import { type App, accountOf } from "../../../http/app.ts";
import { auditorOf } from "../../../http/auditor.ts";
import { readIdempotencyKey } from "../../../http/idempotency.ts";
import { json, jsonBody, refusals, security } from "../../../http/responses.ts";
import { ApiError, notFound } from "../../../problem.ts";
import { DATASET_PIPELINE, readDataset } from "../../reference-datasets.ts";
import { submitAndRing } from "../../submission.ts";

const tags = ["characters"];
const path = "/v1/characters/{id}/reference-dataset";
const params = z.object({ id: characterIdSchema });

const make = createRoute({
	method: "post",
	path,
	operationId: "makeReferenceDataset",
	tags,
	summary: "Make the references of a character, or make them anew",
	description: `A job of the pipeline \`${DATASET_PIPELINE}\` about the character: avatar, front, side and back, each made like all before it (${ESTIMATED_TIME}). Its pictures become the character's references together, once all of them are there; until then, and where the job fails or is canceled, the earlier set stays. One job at a time: while one makes them, it is 409 \`dataset_running\` with the id of that.`,
	security,
	request: {
		params,
		headers: z.object({ "idempotency-key": z.string().optional() }),
		body: jsonBody(datasetRequestSchema),
	},
	responses: {
		201: json(referenceDatasetSchema, "The references as they are, with the job that makes the next"),
		...refusals(400, 401, 403, 404, 409, 410, 413, 415, 422, 429, 503),
	},
});
const get = createRoute({
	method: "get",
	path,
	operationId: "getReferenceDataset",
	tags,
	summary: "The references of a character, and the job that makes the next",
	description:
		"The pictures stand here with what each shows; lists of assets leave them out unless `include_hidden` is asked for.",
	security,
	request: { params },
	responses: { 200: json(referenceDatasetSchema, "The references"), ...refusals(401, 403, 404) },
});
const remove = createRoute({
	method: "delete",
	path,
	operationId: "deleteReferenceDataset",
	tags,
	summary: "Delete the references of a character",
	description:
		"While a job makes the next ones it is 409 `dataset_running`. A picture that an unfinished job reads goes when that has ended. Where there are none it is 404.",
	security,
	request: { params },
	responses: { 204: { description: "Deleted" }, ...refusals(401, 403, 404, 409) },
});

export function registerReferenceDatasets(app: App): void {
	app.openapi(make, async (c) => {
		const { id } = c.req.valid("param");
		const { account } = await accountOf(c, "jobs:write");
		if (!(await findCharacter(database(c.env.DB), account, id))) throw notFound("character");
		const sent = c.req.valid("json");
		const idempotency = await readIdempotencyKey(
			c.req.header("idempotency-key"),
			`POST /v1/characters/${id}/reference-dataset`,
			await c.req.json(),
		);
		const request = jobRequestSchema.parse({ ...sent, pipeline: DATASET_PIPELINE, character: id });
		const { job } = await submitAndRing(c, { account, request, retry_of: null, idempotency });
		c.header("location", job.urls.self);
		const dataset = await readDataset(c.env, account, id);
		if (!dataset) throw notFound("character");
		return c.json(dataset, 201);
	});

	app.openapi(get, async (c) => {
		const { account } = await accountOf(c, "characters:read");
		const dataset = await readDataset(c.env, account, c.req.valid("param").id);
		if (!dataset) throw notFound("character");
		return c.json(dataset, 200);
	});

	app.openapi(remove, async (c) => {
		const principal = await accountOf(c, "characters:write");
		const { account } = principal;
		const { id } = c.req.valid("param");
		const now = Date.now();
		if (!(await deleteReferences(database(c.env.DB), auditorOf(c, principal), id, now))) {
			const dataset = await readDataset(c.env, account, id);
			if (!dataset) throw notFound("character");
			if (dataset.references.length === 0) throw notFound("reference dataset");
			throw new ApiError(
				"dataset_running",
				`the job ${dataset.job?.id} is making the next references; wait for it, or cancel it`,
			);
		}
		await finishSoon(c.env, now, account);
		return c.body(null, 204);
	});
}
