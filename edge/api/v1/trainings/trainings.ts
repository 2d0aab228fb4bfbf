import { createRoute, z } from "@hono/zod-openapi";
import { jobIdSchema } from "../../../contract/jobs/stages.ts";
import { loraSchema } from "../../../contract/training/loras.ts";
import {
	promotionSchema,
	trainingRequestSchema,
	trainingResourceSchema,
	trainingSummarySchema,
} from "../../../contract/training/trainings.ts";
import { database } from "../../../db/client.ts";
import { cutPage } from "../../../db/page.ts";
import type { Env } from "../../../env.ts";
import { type App, accountOf } from "../../../http/app.ts";
import { auditorOf } from "../../../http/auditor.ts";
import { readIdempotencyKey } from "../../../http/idempotency.ts";
import { json, jsonBody, pageOf, pageQuery, refusals, security } from "../../../http/responses.ts";
import { wakeForLoras } from "../../../jobs/sweep/wake-for-loras.ts";
import { toLora } from "../../../loras/resource.ts";
import { notFound } from "../../../problem.ts";
import { promote } from "../../../trainings/promote.ts";
import { toSummary } from "../../../trainings/resource.ts";
import { listTrainings } from "../../../trainings/store.ts";
import { submitAndRing } from "../../submission.ts";
import { readTraining } from "./read.ts";
import { asJob, inItsPlace } from "./request.ts";

const tags = ["trainings"];
const path = "/v1/trainings";
const params = z.object({ id: jobIdSchema });

const create = createRoute({
	method: "post",
	path,
	operationId: "createTraining",
	tags,
	summary: "Train a LoRA",
	description:
		"A job of one task, that a worker with the trainer and the base model runs: a job is what it is paid, watched, canceled and retried as. Each `recipe.save_every` steps it keeps a checkpoint, and goes on from the last one on another worker where its own is lost: at most an interval and a tenth of it is done again, because a trainer further ahead than that waits until its state is stored. The LoRA of its `output_name` awaits it: jobs that name its next version are refused with `lora_not_ready`, or wait where they send `wait_for_loras`, until one of the checkpoints is promoted. Unless the request says otherwise it may cost 5 USD.",
	security,
	request: {
		headers: z.object({ "idempotency-key": z.string().optional() }),
		body: jsonBody(trainingRequestSchema),
	},
	responses: {
		201: json(trainingResourceSchema, "The training is stored and will run"),
		...refusals(400, 401, 403, 409, 410, 413, 415, 422, 429, 503),
	},
});
const list = createRoute({
	method: "get",
	path,
	operationId: "listTrainings",
	tags,
	summary: "List trainings, newest first",
	description: "Those by a program beside ComfyUI; trainings by a workflow stand among the jobs alone.",
	security,
	request: { query: pageQuery.extend({ cursor: jobIdSchema.optional() }) },
	responses: {
		200: json(pageOf(trainingSummarySchema).meta({ id: "TrainingPage" }), "A page of trainings"),
		...refusals(401, 403, 422),
	},
});
const get = createRoute({
	method: "get",
	path: `${path}/{id}`,
	operationId: "getTraining",
	tags,
	summary: "A training with its checkpoints",
	description:
		"A job that is no training is 404. What it tells while it runs, its job's events tell at once.",
	security,
	request: { params },
	responses: { 200: json(trainingResourceSchema, "The training"), ...refusals(401, 403, 404, 410) },
});
const promoteOne = createRoute({
	method: "post",
	path: `${path}/{id}/promote`,
	operationId: "promoteCheckpoint",
	tags,
	summary: "Make a checkpoint the next version of the LoRA",
	description:
		"Its file becomes `output_name@version`, which jobs can name from then on; any worker fetches it by its hash. Promoted again, the same checkpoint stays the same version. While the training goes on its checkpoints can be promoted as well. The training tells who did it and when, and so does the audit log.",
	security,
	request: { params, body: jsonBody(promotionSchema) },
	responses: {
		200: json(loraSchema, "The LoRA, with the new version first"),
		...refusals(400, 401, 403, 404, 409, 410, 413, 415, 422),
	},
});

export function registerTrainings(app: App): void {
	app.openapi(create, async (c) => {
		const { account } = await accountOf(c, "jobs:write");
		const idempotency = await readIdempotencyKey(
			c.req.header("idempotency-key"),
			`POST ${path}`,
			await c.req.json(),
		);
		const request = asJob(c.req.valid("json"));
		const { job } = await submitAndRing(c, { account, request, retry_of: null, idempotency }).catch(
			inItsPlace,
		);
		const training = await mustFind(c.env, account, job.id);
		c.header("location", training.urls.self);
		return c.json(training, 201);
	});

	app.openapi(list, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		const { limit, cursor } = c.req.valid("query");
		const rows = await listTrainings(database(c.env.DB), account, { limit, cursor });
		const cut = cutPage(rows, limit);
		return c.json({ ...cut, data: cut.data.map(toSummary) }, 200);
	});

	app.openapi(get, async (c) => {
		const { id } = c.req.valid("param");
		const { account } = await accountOf(c, "jobs:read", id);
		return c.json(await mustFind(c.env, account, id), 200);
	});

	app.openapi(promoteOne, async (c) => {
		const principal = await accountOf(c, "assets:write");
		const { account } = principal;
		const training = await mustFind(c.env, account, c.req.valid("param").id);
		const lora = await promote(c.env, auditorOf(c, principal), training, c.req.valid("json"));
		c.executionCtx.waitUntil(wakeForLoras(c.env, account, Date.now()));
		return c.json(toLora(lora), 200);
	});
}

/** @throws ApiError `not_found` */
async function mustFind(env: Env, account: string, id: string) {
	const training = await readTraining(env, account, id);
	if (!training) throw notFound("training");
	return training;
}
