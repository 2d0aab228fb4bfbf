import { createRoute, z } from "@hono/zod-openapi";
import {
	datasetSchema,
	MOST_CLASS_PICTURES,
	regularisationRequestSchema,
} from "../../../contract/training/datasets.ts";
import { awaitRegularisation, regularisationJob } from "../../../datasets/regularisation.ts";
import { toDataset } from "../../../datasets/resource.ts";
import { database } from "../../../db/client.ts";
import { type App, accountOf } from "../../../http/app.ts";
import { readIdempotencyKey } from "../../../http/idempotency.ts";
import { json, jsonBody, refusals, security } from "../../../http/responses.ts";
import { earlier } from "../../../idempotency/once.ts";
import { askJob } from "../../../jobs/live/ask.ts";
import { ApiError } from "../../../problem.ts";
import { submitAndRing } from "../../submission.ts";
import { datasetParam, mustFindDataset } from "./datasets.ts";

const make = createRoute({
	method: "post",
	path: "/v1/datasets/{name}/regularisation",
	operationId: "makeRegularisation",
	tags: ["datasets"],
	summary: "Make pictures of the class for a dataset",
	description: `A job of the base model without a LoRA: up to ${MOST_CLASS_PICTURES} pictures, each with a seed of its own. Once it has succeeded they are trained beside the dataset's own, in the place of those it had; where it fails, the earlier ones stay. One job at a time: while one makes them, it is 409 \`conflict\` with the id of that.`,
	security,
	request: {
		params: datasetParam,
		headers: z.object({ "idempotency-key": z.string().optional() }),
		body: jsonBody(regularisationRequestSchema),
	},
	responses: {
		201: json(datasetSchema, "The dataset, with the job that makes the pictures"),
		...refusals(400, 401, 403, 404, 409, 410, 413, 415, 422, 429, 503),
	},
});

export function registerRegularisation(app: App): void {
	app.openapi(make, async (c) => {
		const { name } = c.req.valid("param");
		const { account } = await accountOf(c, "jobs:write");
		const { row } = await mustFindDataset(c.env, account, name);
		const idempotency = await readIdempotencyKey(
			c.req.header("idempotency-key"),
			`POST /v1/datasets/${name}/regularisation`,
			await c.req.json(),
		);
		const db = database(c.env.DB);
		const busy = row.regularisation_job;
		if (busy !== null && (await earlier(db, account, idempotency)).earlier?.resource_id !== busy)
			throw running(name, busy);
		const request = regularisationJob(row, c.req.valid("json"));
		const { job, replayed, pool_id } = await submitAndRing(c, {
			account,
			request,
			retry_of: null,
			idempotency,
		});
		// What a job that is over has made was taken over when it was new.
		const over = replayed && job.finished_at !== null;
		if (!over && !(await awaitRegularisation(db, account, name, job.id, Date.now()))) {
			// Another request was faster: two would make the same twice.
			await askJob(c.env, { job: job.id, pool: pool_id }, { command: { type: "cancel" } });
			const now = await mustFindDataset(c.env, account, name);
			throw running(name, now.row.regularisation_job ?? job.id);
		}
		c.header("location", job.urls.self);
		return c.json(toDataset(await mustFindDataset(c.env, account, name)), 201);
	});
}

function running(name: string, job: string): ApiError {
	return new ApiError("conflict", `the job ${job} is making pictures for ${name}; wait for it, or cancel it`);
}
