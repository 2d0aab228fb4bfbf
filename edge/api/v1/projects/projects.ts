import { createRoute, z } from "@hono/zod-openapi";
import { newId } from "../../../contract/ids.ts";
import {
	PROJECT_LIMITS,
	projectChangeSchema,
	projectIdSchema,
	projectRequestSchema,
	projectSchema,
} from "../../../contract/projects/projects.ts";
import { database, isConflict } from "../../../db/client.ts";
import { finishSoon } from "../../../housekeeping/finish-deletions.ts";
import { type App, accountOf } from "../../../http/app.ts";
import { auditorOf } from "../../../http/auditor.ts";
import { readIdempotencyKey, sayReplayed } from "../../../http/idempotency.ts";
import { json, jsonBody, pageOf, pageQuery, refusals, security } from "../../../http/responses.ts";
import { earlier, once } from "../../../idempotency/once.ts";
import { ApiError, notFound } from "../../../problem.ts";
import { checkMaker } from "../../../projects/maker.ts";
import {
	changeProject,
	eraseProjects,
	findProject,
	insertProject,
	listProjects,
	openJobOf,
	type ProjectRow,
	toProject,
} from "../../../projects/projects.ts";

const tags = ["projects"];
const idParam = z.object({ id: projectIdSchema });
const keyHeader = z.object({ "idempotency-key": z.string().optional() });

const create = createRoute({
	method: "post",
	path: "/v1/projects",
	operationId: "createProject",
	tags,
	summary: "A storyboard: a script whose sentences become pictures",
	description: `An account may have ${PROJECT_LIMITS.projects}. Its sentences are its shots: \`POST /v1/projects/{id}/shots\`.`,
	security,
	request: { headers: keyHeader, body: jsonBody(projectRequestSchema) },
	responses: {
		201: json(projectSchema, "The project"),
		...refusals(400, 401, 403, 404, 409, 413, 415, 422, 503),
	},
});
const list = createRoute({
	method: "get",
	path: "/v1/projects",
	operationId: "listProjects",
	tags,
	summary: "List projects, newest first",
	security,
	request: { query: pageQuery },
	responses: {
		200: json(pageOf(projectSchema).meta({ id: "ProjectPage" }), "A page of projects"),
		...refusals(401, 403, 422),
	},
});
const get = createRoute({
	method: "get",
	path: "/v1/projects/{id}",
	operationId: "getProject",
	tags,
	summary: "Get a project",
	security,
	request: { params: idParam },
	responses: { 200: json(projectSchema, "The project"), ...refusals(401, 403, 404) },
});
const change = createRoute({
	method: "patch",
	path: "/v1/projects/{id}",
	operationId: "changeProject",
	tags,
	summary: "Change a project",
	description:
		"What is not named stays. Another `workflow`, `aspect_ratio` or `negative_prompt` leaves every shot dirty; another `style_lora` those that have it of the project.",
	security,
	request: { params: idParam, body: jsonBody(projectChangeSchema) },
	responses: {
		200: json(projectSchema, "The project"),
		...refusals(400, 401, 403, 404, 409, 413, 415, 422),
	},
});
const remove = createRoute({
	method: "delete",
	path: "/v1/projects/{id}",
	operationId: "deleteProject",
	tags,
	summary: "Delete a project with its shots, their pictures and its feed",
	description:
		"While a picture of it is being made it is 409 with the id of a job: cancel first (`POST /v1/projects/{id}/cancel`). Its jobs and their outputs stay. It is gone for good; asking again is 404.",
	security,
	request: { params: idParam },
	responses: { 204: { description: "Deleted" }, ...refusals(401, 403, 404, 409) },
});

export function registerProjects(app: App): void {
	app.openapi(create, async (c) => {
		const { account } = await accountOf(c, "jobs:write");
		const { name, ...settings } = c.req.valid("json");
		const db = database(c.env.DB);
		const key = await readIdempotencyKey(
			c.req.header("idempotency-key"),
			"POST /v1/projects",
			await c.req.json(),
		);
		const { made, replayed } = await once(key, {
			look: () => earlier(db, account, key),
			again: async (id) => {
				const row = await findProject(db, account, id);
				if (!row) throw new ApiError("not_found", "the project that this idempotency key made is gone");
				return row;
			},
			make: async () => {
				await checkMaker(c.env, account, settings);
				const now = Date.now();
				const id = newId("project", now);
				const row: ProjectRow = {
					...{ id, account_id: account, name, settings, head: 0, created_at: now, updated_at: now },
				};
				await insertProject(db, row, key).catch((error: unknown) => {
					if (isConflict(error, "project_limit"))
						throw new ApiError(
							"project_limit",
							`an account may have ${PROJECT_LIMITS.projects} projects; delete one`,
						);
					throw isConflict(error, "owner") ? notFound("account") : error;
				});
				return row;
			},
		});
		if (replayed) sayReplayed(c);
		c.header("location", `/v1/projects/${made.id}`);
		return c.json(toProject(made), 201);
	});

	app.openapi(list, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		const page = await listProjects(database(c.env.DB), account, c.req.valid("query"));
		return c.json({ ...page, data: page.data.map(toProject) }, 200);
	});

	app.openapi(get, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		const row = await findProject(database(c.env.DB), account, c.req.valid("param").id);
		if (!row) throw notFound("project");
		return c.json(toProject(row), 200);
	});

	app.openapi(change, async (c) => {
		const { account } = await accountOf(c, "jobs:write");
		const db = database(c.env.DB);
		const row = await findProject(db, account, c.req.valid("param").id);
		if (!row) throw notFound("project");
		const { name = row.name, ...given } = c.req.valid("json");
		const settings = projectRequestSchema.omit({ name: true }).parse({ ...row.settings, ...given });
		if (given.workflow !== undefined) await checkMaker(c.env, account, settings);
		const changed = await changeProject(db, row, { name, settings }, Date.now());
		if (!changed)
			throw new ApiError("conflict", "the project was changed or deleted at the same moment; ask again");
		return c.json(toProject(changed), 200);
	});

	app.openapi(remove, async (c) => {
		const principal = await accountOf(c, "jobs:write");
		const { account } = principal;
		const { id } = c.req.valid("param");
		const db = database(c.env.DB);
		const gone = await eraseProjects(db, account, { id, by: auditorOf(c, principal) }, Date.now());
		if (gone === 0) {
			const row = await findProject(db, account, id);
			if (!row) throw notFound("project");
			const message = `the job ${await openJobOf(db, id)} has not ended; cancel first, with POST /v1/projects/${id}/cancel`;
			throw new ApiError("conflict", message, [{ pointer: "", code: "conflict", message }]);
		}
		await finishSoon(c.env, Date.now(), account);
		return c.body(null, 204);
	});
}
