import { createRoute, z } from "@hono/zod-openapi";
import { jobSchema } from "../../../contract/jobs/jobs.ts";
import { decisionRequestSchema, jobIdSchema } from "../../../contract/jobs/stages.ts";
import { database } from "../../../db/client.ts";
import { type App, accountOf } from "../../../http/app.ts";
import { json, jsonBody, refusals, security } from "../../../http/responses.ts";
import { decideStage } from "../../../jobs/decisions/decide.ts";
import { findJob, readJob } from "../../../jobs/show/resource.ts";
import { loadJob } from "../../../jobs/store/load.ts";
import { notFound } from "../../../problem.ts";

const decide = createRoute({
	method: "post",
	path: "/v1/jobs/{id}/stages/{key}/decide",
	operationId: "decideStage",
	tags: ["jobs"],
	summary: "Decide about a stage that waits for a person",
	description:
		"Approves of what a stage made, picks among it (outputs of earlier takes too), asks for another take of all or some of it, or refuses it, which fails the job. The job shows what it waits for in `awaiting`. The same decision again changes nothing; one that comes too late, after somebody else's or after a cancel, is 409. Send `take` to be sure that you decide about what you saw.",
	security,
	request: {
		params: z.object({
			id: jobIdSchema,
			key: z.string().max(100).openapi({ description: "Key of the stage" }),
		}),
		body: jsonBody(decisionRequestSchema),
	},
	responses: {
		200: json(jobSchema, "The job after the decision"),
		...refusals(400, 401, 403, 404, 409, 413, 415, 422, 503),
	},
});

export function registerStages(app: App): void {
	app.openapi(decide, async (c) => {
		const { id, key } = c.req.valid("param");
		const principal = await accountOf(c, "jobs:write", id);
		const { account } = principal;
		const db = database(c.env.DB);
		if (!(await findJob(db, account, id))) throw notFound("job");
		const job = await loadJob(db, id);
		if (!job) throw notFound("job");
		await decideStage(c.env, job, key, principal.key, c.req.valid("json"));
		const after = await readJob(c.env, account, id);
		if (!after) throw notFound("job");
		return c.json(await after.show(), 200);
	});
}
