import { createRoute, z } from "@hono/zod-openapi";
import { and, eq } from "drizzle-orm";
import { jobChangeSchema, jobSchema } from "../../../contract/jobs.ts";
import { jobIdSchema } from "../../../contract/stages.ts";
import { database } from "../../../db/client.ts";
import { jobs } from "../../../db/schema.ts";
import { type App, accountOf } from "../../../http/app.ts";
import { json, jsonBody, refusals, security } from "../../../http/responses.ts";
import { readJob } from "../../../jobs/show/resource.ts";
import { wakeForBudget } from "../../../jobs/sweep/wake-for-budget.ts";
import { notFound } from "../../../problem.ts";

const changeJob = createRoute({
	method: "patch",
	path: "/v1/jobs/{id}",
	operationId: "changeJob",
	tags: ["jobs"],
	summary: "Change what a job may cost",
	description:
		"What runs ends; what would pass the budget does not begin, and `queue_reason` is `over_budget`. Raising it lets the job go on.",
	security,
	request: { params: z.object({ id: jobIdSchema }), body: jsonBody(jobChangeSchema) },
	responses: {
		200: json(jobSchema, "The job as it is now"),
		...refusals(400, 401, 403, 404, 413, 415, 422),
	},
});

export function registerBudgets(app: App): void {
	app.openapi(changeJob, async (c) => {
		const { id } = c.req.valid("param");
		const { account } = await accountOf(c, "jobs:write", id);
		const { budget_micro_usd } = c.req.valid("json");
		const [row] = await database(c.env.DB)
			.update(jobs)
			.set({ budget_micro_usd })
			.where(and(eq(jobs.id, id), eq(jobs.account_id, account)))
			.returning({ id: jobs.id });
		if (!row) throw notFound("job");
		await wakeForBudget(c.env, account, Date.now(), eq(jobs.id, id));
		const after = await readJob(c.env, account, id);
		if (!after) throw notFound("job");
		return c.json(await after.show(), 200);
	});
}
