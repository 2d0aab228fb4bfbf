import { createRoute, z } from "@hono/zod-openapi";
import { assetIdSchema } from "../../contract/assets/assets.ts";
import { jobIdSchema } from "../../contract/jobs/stages.ts";
import { isTerminal } from "../../contract/status.ts";
import { workflowIdSchema, workflowVersionSchema } from "../../contract/workflows/workflows.ts";
import { database } from "../../db/client.ts";
import { eraseAssets, eraseJobs, neededBy, type User } from "../../housekeeping/erase.ts";
import { finishSoon } from "../../housekeeping/finish-deletions.ts";
import { type App, accountOf } from "../../http/app.ts";
import { auditorOf } from "../../http/auditor.ts";
import { json, refusals, security } from "../../http/responses.ts";
import { findJob } from "../../jobs/show/resource.ts";
import { ApiError, notFound } from "../../problem.ts";
import { standingOf } from "../../workflows/resolve.ts";
import { deleteWorkflow, listVersions, WORKFLOW_LIMITS } from "../../workflows/store.ts";

const forGood = "It is gone for good; asking again is 404.";

const deleteJob = createRoute({
	method: "delete",
	path: "/v1/jobs/{id}",
	operationId: "deleteJob",
	tags: ["jobs"],
	summary: "Delete an ended job with its events, attempts and outputs",
	description: `A job that has not ended is 409: cancel it first. So is one whose output another unfinished job, a character or a LoRA needs. ${forGood}`,
	security,
	request: { params: z.object({ id: jobIdSchema }) },
	responses: { 204: { description: "Deleted" }, ...refusals(401, 403, 404, 409) },
});
const deleteAsset = createRoute({
	method: "delete",
	path: "/v1/assets/{id}",
	operationId: "deleteAsset",
	tags: ["assets"],
	summary: "Delete an asset, record and bytes",
	description: `While an unfinished job needs it as an input, a pipeline that made it has not ended, a character has it as its base picture or among its references, or a LoRA as its file, it is 409 with the id of that. ${forGood}`,
	security,
	request: { params: z.object({ id: assetIdSchema }) },
	responses: { 204: { description: "Deleted" }, ...refusals(401, 403, 404, 409) },
});
const deleteOwnWorkflow = createRoute({
	method: "delete",
	path: "/v1/workflows/{id}",
	operationId: "deleteWorkflow",
	tags: ["workflows"],
	summary: "Delete all versions of an own workflow that no unfinished job and no pipeline uses",
	description: `Versions in use are retired and stay until they are asked to go again. Numbers of deleted versions are never given again. ${forGood}`,
	security,
	request: { params: z.object({ id: workflowIdSchema }) },
	responses: {
		200: json(
			z.object({ data: z.array(workflowVersionSchema) }).meta({ id: "KeptVersions" }),
			"The versions that unfinished jobs or pipelines use: they are left, and retired. The others are deleted",
		),
		204: { description: "Deleted" },
		...refusals(401, 403, 404),
	},
});

/** Who needs it, as a sentence; `of` is what of it. */
function needs(user: User, of: string): string {
	if ("job" in user) return `the job ${user.job} has not ended and needs ${of}`;
	if ("lora" in user) return `the LoRA ${user.lora} has ${of} as its file`;
	if ("dataset" in user) return `the dataset ${user.dataset} has ${of} as one of its pictures`;
	return `the character ${user.character} has ${of} as its base picture or among its references`;
}

/** Why a job or an asset was not deleted. */
function stays(what: "job" | "asset", user: User | null): ApiError {
	if (user === null) return notFound(what);
	const of = what === "job" ? "an output of this one" : "this asset";
	return new ApiError("conflict", needs(user, of));
}

export function registerDeletions(app: App): void {
	app.openapi(deleteJob, async (c) => {
		const { id } = c.req.valid("param");
		const principal = await accountOf(c, "jobs:write");
		const { account } = principal;
		const db = database(c.env.DB);
		const row = await findJob(db, account, id);
		if (!row) throw notFound("job");
		if (!isTerminal(row.status))
			throw new ApiError(
				"conflict",
				`the job is ${row.status}; cancel it first, and delete it when it has ended`,
			);
		const gone = await eraseJobs(db, account, [id], Date.now(), auditorOf(c, principal));
		if (gone.length === 0) {
			throw stays("job", await neededBy(db, { job: id }));
		}
		await finishSoon(c.env, Date.now(), account);
		return c.body(null, 204);
	});

	app.openapi(deleteAsset, async (c) => {
		const principal = await accountOf(c, "assets:write");
		const { account } = principal;
		const { id } = c.req.valid("param");
		const db = database(c.env.DB);
		const gone = await eraseAssets(db, account, [id], Date.now(), auditorOf(c, principal));
		if (gone.length === 0) {
			throw stays("asset", await neededBy(db, { account, asset: id }));
		}
		await finishSoon(c.env, Date.now(), account);
		return c.body(null, 204);
	});

	app.openapi(deleteOwnWorkflow, async (c) => {
		const principal = await accountOf(c, "workflows:write");
		const { account } = principal;
		const { id } = c.req.valid("param");
		const db = database(c.env.DB);
		const left = await deleteWorkflow(db, auditorOf(c, principal), id, Date.now());
		if (left === null) throw notFound("workflow");
		await finishSoon(c.env, Date.now(), account);
		if (left.length === 0) return c.body(null, 204);
		const rows = await listVersions(db, account, id, { before: null, limit: WORKFLOW_LIMITS.ever });
		const data = rows.map((row) => ({
			id: row.id,
			version: row.version,
			title: row.title,
			...standingOf(row),
		}));
		return c.json({ data }, 200);
	});
}
