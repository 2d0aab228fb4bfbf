import { createRoute, z } from "@hono/zod-openapi";
import type { AccountPrincipal } from "../../auth/principal.ts";
import {
	MAX_RUN_BODY_BYTES,
	RUN_WAIT_MS,
	type RunRequest,
	type RunStatus,
	runRequestSchema,
	runStatusSchema,
} from "../../contract/comfyui/worker-comfyui.ts";
import { type JobRequest, jobRequestSchema } from "../../contract/jobs/jobs.ts";
import { jobIdSchema } from "../../contract/jobs/stages.ts";
import { poolNameSchema } from "../../contract/pools/pools.ts";
import { isTerminal } from "../../contract/status.ts";
import { type App, type AppContext, accountOf } from "../../http/app.ts";
import { readIdempotencyKey } from "../../http/idempotency.ts";
import { invalidRequest } from "../../http/invalid-request.ts";
import { counted, json, jsonBody, refusals, security } from "../../http/responses.ts";
import { readJob } from "../../jobs/show/resource.ts";
import { ApiError, notFound } from "../../problem.ts";
import { cancelUnlessEnded } from "../cancel.ts";
import { submitAndRing } from "../submission.ts";
import { waitFor } from "../wait.ts";
import { withPictures } from "../with-pictures.ts";
import { imagesOf } from "./outputs.ts";
import { inTheirWords, placePictures, toRequest, toRunStatus } from "./translation.ts";

const headers = z.object({ "idempotency-key": z.string().optional() });
const body = jsonBody(runRequestSchema, { maxBytes: MAX_RUN_BODY_BYTES, large: ["input"], exact: ["input"] });
const responses = { 200: json(runStatusSchema, "The job as it is now") };
const submitted = { ...responses, ...refusals(400, 401, 403, 404, 409, 410, 413, 415, 422, 429, 503) };
const WORDS =
	"In the words of worker-comfyui on RunPod: programs that run it change their URL and their key. Refusals say in `error` what was wrong.";

/** RunPod's routes, at the root for the pool `default`, and under `/v2/{pool}` as RunPod has them under an endpoint. */
function routesAt(prefix: string, suffix: string, pool: z.ZodRawShape) {
	const params = z.object(pool);
	const byId = z.object({ ...pool, id: jobIdSchema });
	const route = { tags: ["worker-comfyui"], security };
	return {
		run: createRoute({
			...route,
			method: "post",
			path: `${prefix}/run`,
			operationId: `run${suffix}`,
			summary: `Run a graph${suffix && " in a pool"}, as RunPod does`,
			description: `Answers at once; ask \`/status/{id}\`. ${WORDS}`,
			request: { params, headers, body },
			responses: submitted,
		}),
		runSync: createRoute({
			...route,
			method: "post",
			path: `${prefix}/runsync`,
			operationId: `runSync${suffix}`,
			summary: `Run a graph${suffix && " in a pool"} and wait for what it makes, as RunPod does`,
			description: `Answers when the job has ended, or after \`wait\`. ${WORDS}`,
			request: {
				params,
				headers,
				body,
				query: z.object({
					wait: counted(RUN_WAIT_MS.least, RUN_WAIT_MS.most, "Milliseconds to wait").default(
						RUN_WAIT_MS.usual,
					),
				}),
			},
			responses: submitted,
		}),
		status: createRoute({
			...route,
			method: "get",
			path: `${prefix}/status/{id}`,
			operationId: `getRun${suffix}`,
			summary: `How a job${suffix && " of a pool"} stands, and what it made, as RunPod says it`,
			description: WORDS,
			request: { params: byId },
			responses: { ...responses, ...refusals(401, 403, 404) },
		}),
		cancel: createRoute({
			...route,
			method: "post",
			path: `${prefix}/cancel/{id}`,
			operationId: `cancelRun${suffix}`,
			summary: `Cancel a job${suffix && " of a pool"}, as RunPod does`,
			description: `A job that has ended stays as it is, and is the answer. ${WORDS}`,
			request: { params: byId },
			responses: { ...responses, ...refusals(401, 403, 404, 503) },
		}),
	};
}

export function registerRuns(app: App): void {
	const rooted = routesAt("", "", {});
	const pooled = routesAt("/v2/{pool}", "InPool", { pool: poolNameSchema });
	for (const routes of [rooted, pooled]) {
		app.openapi(routes.run, async (c) => {
			const { job } = await submit(c, poolOf(c), c.req.valid("json"));
			return c.json(toRunStatus(job), 200);
		});
		app.openapi(routes.runSync, async (c) => {
			const { principal, job, pool_id } = await submit(c, poolOf(c), c.req.valid("json"));
			const { wait } = c.req.valid("query");
			if (!isTerminal(job.status))
				await waitFor(c, principal, { id: job.id, pool_id, version: job.version }, wait / 1000);
			return c.json(await shown(c, principal, job.id, undefined), 200);
		});
		app.openapi(routes.status, async (c) => {
			const { id } = c.req.valid("param");
			const principal = await accountOf(c, "jobs:read", id);
			return c.json(await shown(c, principal, id, poolOf(c)), 200);
		});
		app.openapi(routes.cancel, async (c) => {
			const { id } = c.req.valid("param");
			const principal = await accountOf(c, "jobs:write", id);
			const { row } = await jobOf(c, principal, id, poolOf(c));
			await cancelUnlessEnded(c.env, row);
			return c.json(await shown(c, principal, id, undefined), 200);
		});
	}
}

/** The pool in the address; undefined: the address has none. */
const poolOf = (c: AppContext) => c.req.param("pool");

async function submit(c: AppContext, pool: string | undefined, { input, policy }: RunRequest) {
	const principal = await accountOf(c, "jobs:write");
	try {
		if (input.comfy_org_api_key) throw refusedKey();
		const header = c.req.header("idempotency-key");
		const idempotency = await readIdempotencyKey(header, `POST ${c.req.path}`, { input, policy });
		const placed = placePictures(input);
		const submitted = await withPictures(c, principal.account, placed.pictures, (ids) => {
			const request = checked(toRequest(placed, ids, pool, policy));
			return submitAndRing(c, { account: principal.account, request, retry_of: null, idempotency });
		});
		return { principal, ...submitted };
	} catch (error) {
		throw inTheirWords(error);
	}
}

function checked(request: Partial<JobRequest>): JobRequest {
	const parsed = jobRequestSchema.safeParse(request);
	if (!parsed.success) throw invalidRequest(parsed.error);
	return parsed.data;
}

async function jobOf(c: AppContext, { account }: AccountPrincipal, id: string, pool: string | undefined) {
	const found = await readJob(c.env, account, id);
	if (!found || (pool !== undefined && found.row.pool !== pool)) throw inTheirWords(notFound("job"));
	return found;
}

async function shown(
	c: AppContext,
	principal: AccountPrincipal,
	id: string,
	pool: string | undefined,
): Promise<RunStatus> {
	const job = await (await jobOf(c, principal, id, pool)).show();
	const status = toRunStatus(job);
	if (job.status !== "succeeded") return status;
	return { ...status, output: { images: await imagesOf(c, principal, job.outputs) } };
}

function refusedKey(): ApiError {
	const message =
		"a key of partner nodes is not taken with a request, since it would be stored: set COMFY_ORG_API_KEY where the worker runs";
	return new ApiError("invalid_request", message, [
		{ pointer: "/input/comfy_org_api_key", code: "not_taken", message },
	]);
}
