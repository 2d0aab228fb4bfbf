import { createRoute, z } from "@hono/zod-openapi";
import { and, eq, inArray } from "drizzle-orm";
import { watcherOf } from "../../auth/watcher.ts";
import {
	comfyEventSchema,
	comfyJobRequestSchema,
	comfyJobSchema,
	comfyWorkflowSchema,
} from "../../contract/comfyui/comfy-v2.ts";
import { type JobRequest, jobRequestSchema } from "../../contract/jobs/jobs.ts";
import { jobIdSchema } from "../../contract/jobs/stages.ts";
import { type Database, database, listOf } from "../../db/client.ts";
import { assets } from "../../db/schema.ts";
import { type App, type AppContext, accountOf } from "../../http/app.ts";
import { lastSeen, writtenStream } from "../../http/event-stream.ts";
import { readIdempotencyKey } from "../../http/idempotency.ts";
import { invalidRequest } from "../../http/invalid-request.ts";
import { json, jsonBody, refusals, security } from "../../http/responses.ts";
import { mayOpenSocket, tooManySockets } from "../../http/visitors.ts";
import { listen } from "../../jobs/live/listen.ts";
import { poolOfJob } from "../../jobs/show/place.ts";
import { findJob, readJob } from "../../jobs/show/resource.ts";
import { sidecarOf } from "../../jobs/show/sidecar.ts";
import { ApiError, notFound } from "../../problem.ts";
import { cancelUnlessEnded } from "../cancel.ts";
import { submitAndRing } from "../submission.ts";
import { comfyEvents, writeComfyEvent } from "./events.ts";
import { keptBy } from "./kept.ts";
import { toComfyJob, toComfyOutput } from "./resources.ts";
import { inComfysWords, isAssetId, missingAssets, withoutAssets } from "./translation.ts";

const tags = ["comfy-v2"];
const idParam = z.object({ id: jobIdSchema });

const create = createRoute({
	method: "post",
	path: "/api/v2/jobs",
	operationId: "comfyCreateJob",
	tags,
	summary: "Run a graph, in the words of Comfy API v2",
	description:
		"A job of `POST /v1/jobs` with a raw `graph`, in the pool `default`. A key that comes again with the same graph gets the same job (the contract of Comfy API v2 would refuse it).",
	security,
	request: {
		headers: z.object({ "idempotency-key": z.string().optional() }),
		body: jsonBody(comfyJobRequestSchema, { large: ["workflow"], exact: ["workflow"] }),
	},
	responses: {
		201: json(comfyJobSchema, "The job is stored and will run"),
		...refusals(400, 401, 402, 403, 409, 410, 413, 415, 422, 429, 503),
	},
});
const get = createRoute({
	method: "get",
	path: "/api/v2/jobs/{id}",
	operationId: "comfyGetJob",
	tags,
	summary: "How a job stands, in the words of Comfy API v2",
	description: "Any job of the account. Addresses of outputs are good for an hour, and need no key.",
	security,
	request: { params: idParam },
	responses: { 200: json(comfyJobSchema, "The job"), ...refusals(401, 403, 404) },
});
const workflow = createRoute({
	method: "get",
	path: "/api/v2/jobs/{id}/workflow",
	operationId: "comfyGetJobWorkflow",
	tags,
	summary: "The graph of a job, in the words of Comfy API v2",
	description: "Of a job of several tasks, that of the first.",
	security,
	request: { params: idParam },
	responses: { 200: json(comfyWorkflowSchema, "The graph"), ...refusals(401, 403, 404, 410) },
});
const events = createRoute({
	method: "get",
	path: "/api/v2/jobs/{id}/events",
	operationId: "comfyStreamJobEvents",
	tags,
	summary: "A job's events, in the words of Comfy API v2",
	description:
		"Server-Sent Events called `status`, `progress`, `output` and `preview`. Those that last carry an `id`: come back with `Last-Event-ID` and nothing is missed.",
	security,
	request: { params: idParam, headers: z.object({ "last-event-id": z.string().optional() }) },
	responses: {
		200: { description: "The stream", content: { "text/event-stream": { schema: comfyEventSchema } } },
		...refusals(401, 403, 404),
	},
});
const cancel = createRoute({
	method: "post",
	path: "/api/v2/jobs/{id}/cancel",
	operationId: "comfyCancelJob",
	tags,
	summary: "Cancel a job, in the words of Comfy API v2",
	description: "A job that has ended stays as it is, and is the answer.",
	security,
	request: { params: idParam },
	responses: { 200: json(comfyJobSchema, "The job as it is now"), ...refusals(401, 403, 404, 503) },
});

export function registerComfyJobs(app: App): void {
	app.openapi(create, async (c) => {
		const principal = await accountOf(c, "jobs:write");
		const { account } = principal;
		const body = c.req.valid("json");
		if (body.extra_data?.api_key_comfy_org) throw refusedKey();
		const db = database(c.env.DB);
		const request = await requestOf(db, account, body.workflow);
		const header = c.req.header("idempotency-key");
		const idempotency = await readIdempotencyKey(header, "POST /api/v2/jobs", body.workflow);
		try {
			const { job } = await submitAndRing(c, { account, request, retry_of: null, idempotency });
			c.header("location", `/api/v2/jobs/${job.id}`);
			return c.json(await toComfyJob(c, principal, job, await keptBy(db, account)), 201);
		} catch (error) {
			throw inComfysWords(error);
		}
	});

	app.openapi(get, async (c) => {
		const { id } = c.req.valid("param");
		return c.json(await shownJob(c, id, "jobs:read"), 200);
	});

	app.openapi(workflow, async (c) => {
		const { id } = c.req.valid("param");
		const { account } = await accountOf(c, "jobs:read", id);
		const row = await findJob(database(c.env.DB), account, id);
		if (!row) throw notFound("job");
		const [first] = (await sidecarOf(c.env, row)).tasks;
		if (!first) throw new ApiError("not_found", "no stage of the job has begun: it has no graph yet");
		return c.json({ workflow: first.graph, format: "api" as const }, 200);
	});

	app.openapi(events, async (c) => {
		const { id } = c.req.valid("param");
		const principal = await accountOf(c, "jobs:read", id);
		const [pool, free] = await Promise.all([
			poolOfJob(c.env, principal.account, id),
			mayOpenSocket(c, principal, id),
		]);
		if (pool === null) throw notFound("job");
		if (!free) throw tooManyStreams(tooManySockets(c, principal));
		const after = lastSeen(c, undefined);
		const options = { job: id, pool, after, previews: true, by: watcherOf(principal) };
		return writtenStream(
			c,
			(signal) =>
				comfyEvents(listen(c.env, options, signal), after, (asset) => toComfyOutput(c, principal, id, asset)),
			writeComfyEvent,
		);
	});

	app.openapi(cancel, async (c) => {
		const { id } = c.req.valid("param");
		const { account } = await accountOf(c, "jobs:write", id);
		const row = await findJob(database(c.env.DB), account, id);
		if (!row) throw notFound("job");
		await cancelUnlessEnded(c.env, row);
		return c.json(await shownJob(c, id, "jobs:write"), 200);
	});
}

async function shownJob(c: AppContext, id: string, scope: "jobs:read" | "jobs:write") {
	const principal = await accountOf(c, scope, id);
	const found = await readJob(c.env, principal.account, id);
	if (!found) throw notFound("job");
	const kept = await keptBy(database(c.env.DB), principal.account);
	return toComfyJob(c, principal, await found.show(), kept);
}

/** The request for a graph with its assets in place. @throws ApiError */
async function requestOf(
	db: Database,
	account: string,
	workflow: Record<string, unknown>,
): Promise<JobRequest> {
	const { graph, assets: references } = withoutAssets(workflow);
	const known = await idsOf(db, account, references);
	const lacking = references.filter((_, i) => known[i] === undefined);
	if (lacking.length > 0) throw missingAssets(lacking);
	const inputs = Object.fromEntries(references.map(({ node, input }, i) => [`${node}.${input}`, known[i]]));
	const parsed = jobRequestSchema.safeParse({ graph, inputs });
	if (!parsed.success) throw inComfysWords(invalidRequest(parsed.error));
	return parsed.data;
}

/** The id of the asset of each reference: by its id, else by its hash; undefined: the account has none. */
async function idsOf(
	db: Database,
	account: string,
	references: readonly { id: string | null; hash: string | null }[],
): Promise<(string | undefined)[]> {
	const unnamed = references.flatMap(({ id, hash }) =>
		id === null && hash ? [hash.slice("blake3:".length)] : [],
	);
	const rows =
		unnamed.length === 0
			? []
			: await db
					.select({ id: assets.id, blake3: assets.blake3 })
					.from(assets)
					.where(and(eq(assets.account_id, account), inArray(assets.blake3, listOf(unnamed))));
	const byHash = new Map(rows.map(({ id, blake3 }) => [`blake3:${blake3}`, id]));
	// Whether an id is one of the account's own is looked at where the job is planned.
	return references.map(({ id, hash }) =>
		id === null ? byHash.get(hash ?? "") : isAssetId(id) ? id : undefined,
	);
}

function refusedKey(): ApiError {
	const message =
		"a key of partner nodes is not taken with a request, since it would be stored: set COMFY_ORG_API_KEY where the worker runs";
	return new ApiError("invalid_workflow", message, [
		{ pointer: "/extra_data/api_key_comfy_org", code: "not_taken", message },
	]);
}

function tooManyStreams({ message, errors, headers }: ApiError): ApiError {
	return new ApiError("too_many_streams", message, errors, headers);
}
