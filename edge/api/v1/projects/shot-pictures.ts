import { createRoute, z } from "@hono/zod-openapi";
import { contentResponse } from "../../../assets/content.ts";
import {
	type Generated,
	generateAllRequestSchema,
	generatedAllSchema,
	generatedSchema,
	generateRequestSchema,
	PROJECT_LIMITS,
	projectIdSchema,
	shotIdSchema,
} from "../../../contract/projects/projects.ts";
import { database } from "../../../db/client.ts";
import { type App, type AppContext, accountOf } from "../../../http/app.ts";
import { readIdempotencyKey, sayReplayed } from "../../../http/idempotency.ts";
import { json, jsonBody, refusals, security } from "../../../http/responses.ts";
import { earlier, once } from "../../../idempotency/once.ts";
import { poolObject, projectObject } from "../../../objects.ts";
import { ApiError, notFound } from "../../../problem.ts";
import { busy } from "../../../projects/busy.ts";
import { cancelJobs } from "../../../projects/cancel.ts";
import { generate, type Made } from "../../../projects/generate.ts";
import { findPicture } from "../../../projects/pictures.ts";
import { findProject, type ProjectRow } from "../../../projects/projects.ts";
import { dirtyShots, findShot, type ShotRow, shotsNamed } from "../../../projects/shots.ts";
import { type Sorted, sortShots } from "../../../projects/sort-shots.ts";

const tags = ["projects"];
const projectParam = z.object({ id: projectIdSchema });
const shotParam = projectParam.extend({ shot: shotIdSchema });
const keyHeader = z.object({ "idempotency-key": z.string().optional() });
const how =
	"Each picture is one job of its own: an account's jobs take turns with those of other accounts, one at a time on each GPU, five minutes at most where the workflow says nothing else. What fails is tried three times in all, first after `retry_backoff_s` seconds, then after twice as many. The feed of the project (`GET /v1/projects/{id}/events`) tells of all of them.";

const one = createRoute({
	method: "post",
	path: "/v1/projects/{id}/shots/{shot}/generate",
	operationId: "generateShot",
	tags,
	summary: "Make the picture of a shot, also where it has one",
	description: `${how} While its picture is being made it is 409 with the id of the job; without an \`image_prompt\` it is 409, too.`,
	security,
	request: {
		params: shotParam,
		headers: keyHeader,
		body: { ...jsonBody(generateRequestSchema), required: false },
	},
	responses: {
		201: json(generatedSchema, "The job is stored and will run, or the picture was there"),
		...refusals(400, 401, 403, 404, 409, 410, 413, 415, 422, 429, 503),
	},
});
const all = createRoute({
	method: "post",
	path: "/v1/projects/{id}/generate",
	operationId: "generateShots",
	tags,
	summary: `Make the pictures of all dirty shots, up to ${PROJECT_LIMITS.at_once} in one request`,
	description: `All or none: where one of them cannot be made the answer points to it as \`/shots/{shot}/…\`, and nothing is. ${how} Shots whose picture is being made, or that have no \`image_prompt\`, are left out and named. With \`shots\` only those are made that are dirty among them, and with \`clean\` the others, too.`,
	security,
	request: {
		params: projectParam,
		headers: keyHeader,
		body: { ...jsonBody(generateAllRequestSchema), required: false },
	},
	responses: {
		201: json(generatedAllSchema, "The jobs are stored and will run"),
		...refusals(400, 401, 403, 404, 409, 410, 413, 415, 422, 429, 503),
	},
});
const cancel = createRoute({
	method: "post",
	path: "/v1/projects/{id}/cancel",
	operationId: "cancelProject",
	tags,
	summary: `Cancel what is being made of a project, up to ${PROJECT_LIMITS.at_once} pictures in one request`,
	description: "What waits is canceled at once; what runs ends as soon as its worker has let go of it.",
	security,
	request: { params: projectParam },
	responses: {
		200: json(
			z
				.object({
					canceled: z.int().describe("Jobs that were canceled, or are being"),
					has_more: z.boolean().describe("Others of it have not ended: ask again"),
				})
				.meta({ id: "CanceledProject", description: "How many jobs of a project were canceled" }),
			"They are canceled, or being",
		),
		...refusals(401, 403, 404),
	},
});
const image = createRoute({
	method: "get",
	path: "/v1/projects/{id}/shots/{shot}/image",
	operationId: "getShotImage",
	tags,
	summary: "The picture of a shot, as it is now",
	description: "Another one may come in its place: the `etag` says whether it has.",
	security,
	request: { params: shotParam },
	responses: {
		200: {
			description: "The picture",
			content: { "image/png": { schema: z.string().openapi({ format: "binary" }) } },
		},
		206: { description: "A part of it" },
		304: { description: "The one you have" },
		...refusals(401, 403, 404, 416),
	},
});

export function registerShotPictures(app: App): void {
	app.openapi(one, async (c) => {
		const { account } = await accountOf(c, "jobs:write");
		const { id, shot } = c.req.valid("param");
		const { reuse } = generateRequestSchema.parse(c.req.valid("json") ?? {});
		const db = database(c.env.DB);
		const key = await readIdempotencyKey(
			c.req.header("idempotency-key"),
			`POST /v1/projects/${id}/shots/${shot}/generate`,
			{ reuse },
		);
		const { made, replayed } = await once(key, {
			look: () => earlier(db, account, key),
			again: async (text): Promise<Made> => ({
				data: [JSON.parse(text) as Generated],
				pool: null,
				reused: [],
			}),
			make: async () => {
				const project = await ownProject(c, account, id);
				const row = await findShot(db, account, id, shot);
				if (!row) throw notFound("shot");
				const { fit, skipped } = sortShots([row], { clean: true });
				const [why] = skipped;
				if (why) throw cannot(row, why.reason);
				return generate(c.env, {
					...{ account, project, reuse, key, shots: fit },
					resource: (data) => JSON.stringify(data[0]),
					at: () => "",
				});
			},
			losesBy: ["event", "feed"],
		});
		follow(c, id, made, replayed);
		const [generated] = made.data;
		if (!generated) throw new Error("a picture without a job");
		return c.json(generated, 201);
	});

	app.openapi(all, async (c) => {
		const { account } = await accountOf(c, "jobs:write");
		const { id } = c.req.valid("param");
		const asked = generateAllRequestSchema.parse(c.req.valid("json") ?? {});
		const db = database(c.env.DB);
		const key = await readIdempotencyKey(
			c.req.header("idempotency-key"),
			`POST /v1/projects/${id}/generate`,
			asked,
		);
		type Answer = Made & Pick<Sorted, "skipped"> & { has_more: boolean };
		const { made, replayed } = await once(key, {
			look: () => earlier(db, account, key),
			again: async (text): Promise<Answer> => ({ ...(JSON.parse(text) as Answer), pool: null, reused: [] }),
			make: async (): Promise<Answer> => {
				const project = await ownProject(c, account, id);
				const { rows, has_more } = await candidates(c, id, asked.shots);
				const { fit, skipped } = sortShots(rows, { clean: asked.clean });
				const result = await generate(c.env, {
					...{ account, project, reuse: asked.reuse, key, shots: fit },
					resource: (data) => JSON.stringify({ data, skipped, has_more }),
					at: (row) => `/shots/${row.id}`,
				});
				return { ...result, skipped, has_more };
			},
			losesBy: ["event", "feed"],
		});
		follow(c, id, made, replayed);
		return c.json({ data: made.data, skipped: made.skipped, has_more: made.has_more }, 201);
	});

	app.openapi(cancel, async (c) => {
		const { account } = await accountOf(c, "jobs:write");
		const { id } = c.req.valid("param");
		await ownProject(c, account, id);
		return c.json(await cancelJobs(c.env, id, Date.now()), 200);
	});

	app.openapi(image, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		const { id, shot } = c.req.valid("param");
		const picture = await findPicture(c.env, account, id, shot);
		if (!picture) throw notFound("picture");
		return contentResponse(c.env.BUCKET, picture, c.req.raw, 0);
	});
}

async function ownProject(c: AppContext, account: string, id: string): Promise<ProjectRow> {
	const row = await findProject(database(c.env.DB), account, id);
	if (!row) throw notFound("project");
	return row;
}

/** The shots that a request for many is about. Throws ApiError where one that it names is not there. */
async function candidates(c: AppContext, project: string, named: string[] | undefined) {
	const db = database(c.env.DB);
	if (named === undefined) return dirtyShots(db, project, PROJECT_LIMITS.at_once);
	const rows = await shotsNamed(db, project, named);
	const known = new Set(rows.map(({ id }) => id));
	const errors = named.flatMap((id, i) =>
		known.has(id)
			? []
			: [{ pointer: `/shots/${i}`, code: "not_found", message: `${id} is no shot of this project` }],
	);
	if (errors[0]) throw new ApiError("invalid_request", errors[0].message, errors);
	return { rows, has_more: false };
}

function cannot({ job_id }: ShotRow, reason: Sorted["skipped"][number]["reason"]): ApiError {
	if (reason === "busy") return busy(job_id);
	const message = "the shot has no `image_prompt`: say what is to be seen first";
	return new ApiError("conflict", message, [{ pointer: "/image_prompt", code: reason, message }]);
}

/** Wakes workers for what is to be made, and lets the feed look. All of it are hints. */
function follow(c: AppContext, project: string, { data, pool, reused }: Made, replayed: boolean): void {
	if (replayed) sayReplayed(c);
	if (replayed || data.length === 0) return;
	const told = [projectObject(c.env, project).look(project, reused)];
	if (pool !== null) told.push(poolObject(c.env, pool).ring(pool, data.length - reused.length));
	c.executionCtx.waitUntil(Promise.allSettled(told));
}
