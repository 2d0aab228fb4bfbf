import { createRoute } from "@hono/zod-openapi";
import { importRequestSchema } from "../../../contract/jobs/imports.ts";
import { jobSchema } from "../../../contract/jobs/jobs.ts";
import { type App, accountOf } from "../../../http/app.ts";
import { json, jsonBody, refusals, security } from "../../../http/responses.ts";
import { importJob } from "../../../jobs/imports/import-job.ts";
import { readJob } from "../../../jobs/show/resource.ts";
import { notFound } from "../../../problem.ts";

const importRoute = createRoute({
	method: "post",
	path: "/v1/imports",
	operationId: "importJob",
	tags: ["jobs"],
	summary: "Keep what a ComfyUI made elsewhere as a job that has ended",
	description:
		"Upload the files first by `POST /v1/assets`; they are named by their bytes, and become the job's outputs. The same graph with the same files is the same job, whenever it is sent. It costs nothing, tells no webhook, and can be retried: then the graph runs here, with the files of `inputs`. `DELETE /v1/jobs/{id}` undoes it, files and all. What the account's retention says counts from `finished_at`.",
	security,
	request: { body: jsonBody(importRequestSchema, { large: ["graph"], exact: ["graph"] }) },
	responses: {
		200: json(jobSchema, "It was there already"),
		201: json(jobSchema, "The job, which has ended"),
		...refusals(400, 401, 403, 409, 413, 415, 422, 429, 503),
	},
});

/** What was made before Darkroom was there. */
export function registerImports(app: App): void {
	app.openapi(importRoute, async (c) => {
		const { account } = await accountOf(c, "jobs:write");
		const { id, known } = await importJob(c.env, account, c.req.valid("json"), Date.now());
		const found = await readJob(c.env, account, id);
		if (!found) throw notFound("job");
		return c.json(await found.show(), known ? 200 : 201);
	});
}
