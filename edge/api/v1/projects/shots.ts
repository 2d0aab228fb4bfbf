import { createRoute, z } from "@hono/zod-openapi";
import { newId } from "../../../contract/ids.ts";
import {
	PROJECT_LIMITS,
	projectIdSchema,
	shotChangeSchema,
	shotIdSchema,
	shotOrderSchema,
	shotSchema,
	shotsRequestSchema,
} from "../../../contract/projects/projects.ts";
import { type Database, database, isConflict } from "../../../db/client.ts";
import type { Env } from "../../../env.ts";
import { finishSoon } from "../../../housekeeping/finish-deletions.ts";
import { type App, accountOf } from "../../../http/app.ts";
import { readIdempotencyKey, sayReplayed } from "../../../http/idempotency.ts";
import { counted, json, jsonBody, pageOf, refusals, security } from "../../../http/responses.ts";
import { earlier, once } from "../../../idempotency/once.ts";
import { ApiError, notFound } from "../../../problem.ts";
import { checkShots } from "../../../projects/check-shots.ts";
import { findProject } from "../../../projects/projects.ts";
import {
	changeShot,
	eraseShot,
	findShot,
	insertShots,
	listShots,
	orderShots,
	type ShotRow,
	shotsNamed,
	toShot,
} from "../../../projects/shots.ts";

const tags = ["projects"];
const projectParam = z.object({ id: projectIdSchema });
const shotParam = projectParam.extend({ shot: shotIdSchema });
const list = z.object({ data: z.array(shotSchema) }).meta({ id: "ShotList", description: "Shots" });
/** The largest request: so many shots with long sentences and prompts, in bytes. */
const MAX_SHOTS_BYTES = 8_000_000;

const create = createRoute({
	method: "post",
	path: "/v1/projects/{id}/shots",
	operationId: "createShots",
	tags,
	summary: `Add up to ${PROJECT_LIMITS.at_once} shots at once, behind those there are`,
	description: `All or none. A project may have ${PROJECT_LIMITS.shots}. Every shot begins dirty: it has no picture.`,
	security,
	request: {
		params: projectParam,
		headers: z.object({ "idempotency-key": z.string().optional() }),
		body: jsonBody(shotsRequestSchema, { maxBytes: MAX_SHOTS_BYTES }),
	},
	responses: {
		201: json(list, "The shots, in the order of the request"),
		...refusals(400, 401, 403, 404, 409, 413, 415, 422, 503),
	},
});
const listRoute = createRoute({
	method: "get",
	path: "/v1/projects/{id}/shots",
	operationId: "listShots",
	tags,
	summary: "The shots of a project, in the order of the script",
	security,
	request: {
		params: projectParam,
		query: z.object({
			limit: counted(1, 200).default(50).openapi({ default: 50 }),
			cursor: counted(0, Number.MAX_SAFE_INTEGER, "`next_cursor` of the page before").optional(),
		}),
	},
	responses: {
		200: json(pageOf(shotSchema).meta({ id: "ShotPage" }), "A page of shots"),
		...refusals(401, 403, 404, 422),
	},
});
const get = createRoute({
	method: "get",
	path: "/v1/projects/{id}/shots/{shot}",
	operationId: "getShot",
	tags,
	summary: "Get a shot",
	security,
	request: { params: shotParam },
	responses: { 200: json(shotSchema, "The shot"), ...refusals(401, 403, 404) },
});
const change = createRoute({
	method: "patch",
	path: "/v1/projects/{id}/shots/{shot}",
	operationId: "changeShot",
	tags,
	summary: "Change a shot",
	description:
		"What is not named stays. Another `image_prompt`, `seed`, `references`, `character` or `style_lora` leaves it dirty; another sentence alone does not. A picture that is being made meanwhile is kept, and the shot stays dirty.",
	security,
	request: { params: shotParam, body: jsonBody(shotChangeSchema) },
	responses: { 200: json(shotSchema, "The shot"), ...refusals(400, 401, 403, 404, 413, 415, 422) },
});
const remove = createRoute({
	method: "delete",
	path: "/v1/projects/{id}/shots/{shot}",
	operationId: "deleteShot",
	tags,
	summary: "Delete a shot with its picture",
	description:
		"While its picture is being made it is 409 with the id of the job: cancel that first. It is gone for good; asking again is 404.",
	security,
	request: { params: shotParam },
	responses: { 204: { description: "Deleted" }, ...refusals(401, 403, 404, 409) },
});
const order = createRoute({
	method: "put",
	path: "/v1/projects/{id}/order",
	operationId: "orderShots",
	tags,
	summary: "Put the shots of a project into another order",
	description: "The list must name every shot of the project once; otherwise nothing changes.",
	security,
	request: { params: projectParam, body: jsonBody(shotOrderSchema) },
	responses: { 204: { description: "Ordered" }, ...refusals(400, 401, 403, 404, 413, 415, 422) },
});

export function registerShots(app: App): void {
	app.openapi(create, async (c) => {
		const { account } = await accountOf(c, "jobs:write");
		const { id: project } = c.req.valid("param");
		const { shots } = c.req.valid("json");
		const db = database(c.env.DB);
		await mustBeOwn(db, account, project);
		const key = await readIdempotencyKey(
			c.req.header("idempotency-key"),
			`POST /v1/projects/${project}/shots`,
			await c.req.json(),
		);
		const { made, replayed } = await once(key, {
			look: () => earlier(db, account, key),
			again: async (ids) => shotsNamed(db, project, JSON.parse(ids) as string[]),
			make: async () => {
				await checkShots(
					db,
					account,
					shots.map((shot, i) => ({ at: ["shots", i], shot })),
				);
				const now = Date.now();
				const ids = shots.map((_, i) => newId("shot", now + i));
				return insertShots(db, { account, project, ids }, shots, key, now).catch(async (error: unknown) => {
					if (!isConflict(error, "shot_limit")) throw error;
					await mustBeOwn(db, account, project);
					const message = `a project may have ${PROJECT_LIMITS.shots} shots, with these it would have more`;
					throw new ApiError("project_limit", message, [
						{ pointer: "/shots", code: "project_limit", message },
					]);
				});
			},
		});
		if (replayed) sayReplayed(c);
		return c.json({ data: made.map(toShot) }, 201);
	});

	app.openapi(listRoute, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		const { id } = c.req.valid("param");
		const { limit, cursor = 0 } = c.req.valid("query");
		const db = database(c.env.DB);
		await mustBeOwn(db, account, id);
		const page = await listShots(db, id, { limit, after: cursor });
		return c.json({ ...page, data: page.data.map(toShot) }, 200);
	});

	app.openapi(get, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		return c.json(toShot(await ownShot(c.env, account, c.req.valid("param"))), 200);
	});

	app.openapi(change, async (c) => {
		const { account } = await accountOf(c, "jobs:write");
		const row = await ownShot(c.env, account, c.req.valid("param"));
		const asked = c.req.valid("json");
		const db = database(c.env.DB);
		await checkShots(db, account, [{ at: [], shot: asked }]);
		const changed = await changeShot(db, row, asked, Date.now());
		if (!changed) throw notFound("shot");
		return c.json(toShot(changed), 200);
	});

	app.openapi(remove, async (c) => {
		const { account } = await accountOf(c, "jobs:write");
		const row = await ownShot(c.env, account, c.req.valid("param"));
		if (!(await eraseShot(database(c.env.DB), row, Date.now()))) {
			const { job_id } = await ownShot(c.env, account, c.req.valid("param"));
			const message = `the job ${job_id} makes its picture; cancel it first, and delete the shot when it has ended`;
			throw new ApiError("conflict", message, [{ pointer: "", code: "conflict", message }]);
		}
		await finishSoon(c.env, Date.now(), account);
		return c.body(null, 204);
	});

	app.openapi(order, async (c) => {
		const { account } = await accountOf(c, "jobs:write");
		const { id } = c.req.valid("param");
		const db = database(c.env.DB);
		await mustBeOwn(db, account, id);
		const { shots } = c.req.valid("json");
		const twice = shots.findIndex((shot, i) => shots.indexOf(shot) !== i);
		const refuse = (pointer: string, message: string) =>
			new ApiError("invalid_request", message, [{ pointer, code: "invalid_parameter", message }]);
		if (twice >= 0) throw refuse(`/shots/${twice}`, `${shots[twice]} is named twice`);
		if (await orderShots(db, id, shots, Date.now())) return c.body(null, 204);
		const known = new Set((await shotsNamed(db, id, shots)).map((shot) => shot.id));
		const foreign = shots.findIndex((shot) => !known.has(shot));
		throw foreign >= 0
			? refuse(`/shots/${foreign}`, `${shots[foreign]} is no shot of this project`)
			: refuse("/shots", "the project has other shots as well: name all of them");
	});
}

/** Throws ApiError where the project is not there, or not the account's. One row is read. */
async function mustBeOwn(db: Database, account: string, id: string): Promise<void> {
	if (!(await findProject(db, account, id))) throw notFound("project");
}

async function ownShot(env: Env, account: string, at: { id: string; shot: string }): Promise<ShotRow> {
	const row = await findShot(database(env.DB), account, at.id, at.shot);
	if (!row) throw notFound("shot");
	return row;
}
