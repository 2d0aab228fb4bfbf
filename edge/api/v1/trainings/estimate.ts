import { createRoute } from "@hono/zod-openapi";
import { trainingEstimateSchema, trainingRequestSchema } from "../../../contract/training/trainings.ts";
import { database } from "../../../db/client.ts";
import { type App, accountOf } from "../../../http/app.ts";
import { json, jsonBody, refusals, security } from "../../../http/responses.ts";
import { moneyOfWorkflow } from "../../../jobs/budgets/money.ts";
import { estimateTraining } from "../../../jobs/planning/training/training-estimate.ts";
import { DEFAULT_POOL } from "../../../jobs/submit/apart.ts";
import { planOfTraining } from "../../../jobs/submit/training.ts";
import { factsFor } from "../../../workflows/facts.ts";
import { asJob, inItsPlace } from "./request.ts";

const estimate = createRoute({
	method: "post",
	path: "/v1/trainings/estimate",
	operationId: "estimateTraining",
	tags: ["trainings"],
	summary: "What a training would do, take and cost",
	description:
		"The request of a training, which is refused here as it would be there. The answer says which recipe it comes to: `steps` is 80 for each picture less 400, never under 700 or over 1,200, unless the request says otherwise. Nothing is stored and nothing runs.",
	security,
	request: { body: jsonBody(trainingRequestSchema) },
	responses: {
		200: json(trainingEstimateSchema, "The estimate"),
		...refusals(400, 401, 403, 404, 409, 413, 415, 422, 503),
	},
});

export function registerTrainingEstimate(app: App): void {
	app.openapi(estimate, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		const { training, ...request } = asJob(c.req.valid("json"));
		const { capabilities } = await factsFor(c.env, account, request.pool ?? DEFAULT_POOL, Date.now());
		const db = database(c.env.DB);
		const plan = await planOfTraining(c.env, db, account, request, training, capabilities).catch(inItsPlace);
		const { budget_micro_usd } = moneyOfWorkflow(request.budget_micro_usd, plan);
		return c.json({ ...estimateTraining(plan), budget_micro_usd }, 200);
	});
}
