import { createRoute, z } from "@hono/zod-openapi";
import {
	findComparison,
	measuredOf,
	type StoredComparison,
	toComparison,
} from "../../../comparisons/table.ts";
import { jobRequestSchema } from "../../../contract/jobs/jobs.ts";
import { jobIdSchema } from "../../../contract/jobs/stages.ts";
import { comparisonRequestSchema, comparisonResourceSchema } from "../../../contract/training/comparisons.ts";
import { database } from "../../../db/client.ts";
import type { Env } from "../../../env.ts";
import { type App, accountOf } from "../../../http/app.ts";
import { readIdempotencyKey } from "../../../http/idempotency.ts";
import { json, jsonBody, refusals, security } from "../../../http/responses.ts";
import { readJob } from "../../../jobs/show/resource.ts";
import { ApiError, notFound, withPointers } from "../../../problem.ts";
import { findTraining } from "../../../trainings/store.ts";
import { submitAndRing } from "../../submission.ts";
import { readTraining } from "./read.ts";

const tags = ["trainings"];
const path = "/v1/trainings/{id}/comparison";
const params = z.object({ id: jobIdSchema });

const create = createRoute({
	method: "post",
	path,
	operationId: "createComparison",
	tags,
	summary: "Compare checkpoints by pictures",
	description:
		"A job with a picture for each prompt, seed and checkpoint, and one for each prompt and seed without the LoRA: pictures of one prompt and seed differ in nothing but the LoRA. `GET` shows them as a table, with what was measured and which checkpoint that speaks for; `promote` makes the one that a person chooses a version of the LoRA. A training that goes on can be compared as far as it has come.",
	security,
	request: {
		params,
		headers: z.object({ "idempotency-key": z.string().optional() }),
		body: jsonBody(comparisonRequestSchema),
	},
	responses: {
		201: json(comparisonResourceSchema, "The comparison is stored and will be made"),
		...refusals(400, 401, 403, 404, 409, 410, 413, 415, 422, 429, 503),
	},
});
const get = createRoute({
	method: "get",
	path,
	operationId: "getComparison",
	tags,
	summary: "The checkpoints of a training side by side",
	description: "The newest comparison of the training, or the one of a job. Where there is none it is 404.",
	security,
	request: {
		params,
		query: z.object({
			job: jobIdSchema.optional().openapi({ description: "Id of the comparison; absent: the newest" }),
		}),
	},
	responses: { 200: json(comparisonResourceSchema, "The comparison"), ...refusals(401, 403, 404, 410, 422) },
});

export function registerComparisons(app: App): void {
	app.openapi(create, async (c) => {
		const { id } = c.req.valid("param");
		const { account } = await accountOf(c, "jobs:write");
		if (!(await findTraining(database(c.env.DB), account, id))) throw notFound("training");
		const { prompts, seeds, steps, workflow, parameters, ...rest } = c.req.valid("json");
		const request = jobRequestSchema.parse({
			...rest,
			comparison: { training: id, prompts, seeds, steps, workflow, parameters },
		});
		const idempotency = await readIdempotencyKey(
			c.req.header("idempotency-key"),
			`POST /v1/trainings/${id}/comparison`,
			await c.req.json(),
		);
		const { job } = await submitAndRing(c, { account, request, retry_of: null, idempotency }).catch(
			inItsPlace,
		);
		c.header("location", `/v1/trainings/${id}/comparison?job=${job.id}`);
		return c.json(await show(c.env, account, id, { job_id: job.id, stage: null, asked: null }), 201);
	});

	app.openapi(get, async (c) => {
		const { id } = c.req.valid("param");
		const { account } = await accountOf(c, "jobs:read", id);
		const found = await findComparison(database(c.env.DB), account, id, c.req.valid("query").job);
		if (found === null) throw notFound("comparison");
		return c.json(await show(c.env, account, id, found), 200);
	});
}

/** A refusal with the places that this body has. */
function inItsPlace(error: unknown): never {
	if (!(error instanceof ApiError)) throw error;
	throw withPointers(error, (pointer) => pointer.replace(/^\/comparison(?=\/|$)/, ""));
}

async function show(env: Env, account: string, training: string, comparison: StoredComparison) {
	const { job_id: id } = comparison;
	const [job, measured, of] = await Promise.all([
		readJob(env, account, id),
		measuredOf(database(env.DB), account, id),
		// The pictures can be looked at when the training is gone.
		readTraining(env, account, training),
	]);
	if (!job) throw notFound("comparison");
	const weights = new Map<number, string>();
	for (const { step, lora } of of?.checkpoints ?? []) if (lora !== null) weights.set(step, lora);
	if (of?.weights) weights.set(of.steps, of.weights);
	return toComparison(await job.show(), training, comparison, weights, measured);
}
