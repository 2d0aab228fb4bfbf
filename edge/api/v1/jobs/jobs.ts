import { createRoute, z } from "@hono/zod-openapi";
import { and, eq } from "drizzle-orm";
import type { AccountPrincipal } from "../../../auth/principal.ts";
import { COMPARISON } from "../../../contract/jobs/comparison-request.ts";
import {
	attemptSchema,
	jobChangeSchema,
	jobRequestSchema,
	jobSchema,
	sidecarSchema,
} from "../../../contract/jobs/jobs.ts";
import { jobIdSchema } from "../../../contract/jobs/stages.ts";
import { TRAINING } from "../../../contract/jobs/training-request.ts";
import { isTerminal } from "../../../contract/status.ts";
import { database } from "../../../db/client.ts";
import { jobs } from "../../../db/schema.ts";
import { type App, type AppContext, accountOf } from "../../../http/app.ts";
import { readIdempotencyKey } from "../../../http/idempotency.ts";
import { counted, json, jsonBody, refusals, security } from "../../../http/responses.ts";
import { attemptsOf } from "../../../jobs/show/attempts.ts";
import { findJob, readJob, requestOf } from "../../../jobs/show/resource.ts";
import { sidecarOf } from "../../../jobs/show/sidecar.ts";
import type { Submission } from "../../../jobs/submit/create.ts";
import { withoutSeeds } from "../../../jobs/submit/seeds.ts";
import { wakeForBudget } from "../../../jobs/sweep/wake-for-budget.ts";
import { projectObject } from "../../../objects.ts";
import { ApiError, notFound } from "../../../problem.ts";
import { shotAgain } from "../../../projects/again.ts";
import { cancelJobOf } from "../../cancel.ts";
import { submitAndRing } from "../../submission.ts";
import { waitFor } from "../../wait.ts";

const idParam = z.object({ id: jobIdSchema });
const idempotencyHeader = z.object({
	"idempotency-key": z.string().optional().openapi({ description: "Sent again, it gives the same job" }),
	prefer: z
		.string()
		.optional()
		.openapi({ description: "`wait=n`: answer when the job ends, or after n (1 to 60) seconds" }),
});

const createJob = createRoute({
	method: "post",
	path: "/v1/jobs",
	operationId: "createJob",
	tags: ["jobs"],
	summary: "Submit a job",
	description:
		"Integers of 64 bits in a raw `graph`, such as seeds, may be sent as numbers or as text: they reach ComfyUI digit by digit, and are shown as text.",
	security,
	request: {
		body: jsonBody(jobRequestSchema, { large: ["graph", "prompt", "nodes", "links"], exact: ["graph"] }),
		headers: idempotencyHeader,
	},
	responses: {
		200: json(jobSchema, "The job has ended within the wait that was asked for"),
		201: json(jobSchema, "The job is stored and will run"),
		...refusals(400, 401, 403, 409, 410, 413, 415, 422, 429, 503),
	},
});
const getJob = createRoute({
	method: "get",
	path: "/v1/jobs/{id}",
	operationId: "getJob",
	tags: ["jobs"],
	summary: "Get a job",
	security,
	request: {
		params: idParam,
		query: z.object({
			wait: counted(1, 60).optional(),
			since_version: counted(0, Number.MAX_SAFE_INTEGER).optional(),
		}),
		headers: z.object({ prefer: z.string().optional() }),
	},
	responses: {
		200: json(jobSchema, "The job"),
		304: { description: "Nothing new since `since_version` within the wait" },
		...refusals(401, 403, 404, 422),
	},
});
const changeJob = createRoute({
	method: "patch",
	path: "/v1/jobs/{id}",
	operationId: "changeJob",
	tags: ["jobs"],
	summary: "Change what a job may cost",
	description:
		"What runs ends; what would pass the budget does not begin, and `queue_reason` is `over_budget`. While nothing else of the job goes on, its deadline waits as well. Raising it lets the job go on.",
	security,
	request: { params: idParam, body: jsonBody(jobChangeSchema) },
	responses: {
		200: json(jobSchema, "The job as it is now"),
		...refusals(400, 401, 403, 404, 413, 415, 422),
	},
});
const cancelJob = createRoute({
	method: "post",
	path: "/v1/jobs/{id}/cancel",
	operationId: "cancelJob",
	tags: ["jobs"],
	summary: "Cancel a job; asking again changes nothing",
	security,
	request: { params: idParam },
	responses: { 200: json(jobSchema, "The job, canceled or canceling"), ...refusals(401, 403, 404, 409, 503) },
});
const retryJob = createRoute({
	method: "post",
	path: "/v1/jobs/{id}/retry",
	operationId: "retryJob",
	tags: ["jobs"],
	summary: "Submit an ended job again, as a new job with the same parameters and seeds",
	description:
		"The newest job of a shot is retried as the shot's: its picture becomes the shot's, and clears the dirty flag unless the shot was changed since. While another job makes the picture that is 409 with its id. Retries of a shot's older jobs are jobs like any other.",
	security,
	request: {
		params: idParam,
		query: z.object({
			from_stage: z.string().min(1).max(100).optional().openapi({
				description:
					"For a pipeline: this stage, and all that needs it, run anew; what ended well before is taken over and not run again",
			}),
			new_seed: z.enum(["true", "false"]).default("false").openapi({
				description:
					"`true`: with new seeds, for something else of the same; the newest job of a shot is then a job like any other",
			}),
			budget_micro_usd: counted(
				0,
				1e12,
				"What the new job may cost, in millionths of a US dollar; absent: what the job may cost now",
			).optional(),
		}),
		headers: idempotencyHeader,
	},
	responses: {
		200: json(jobSchema, "The new job has ended within the wait that was asked for"),
		201: json(jobSchema, "The new job"),
		...refusals(400, 401, 403, 404, 409, 410, 422, 429, 503),
	},
});
const getWorkflow = createRoute({
	method: "get",
	path: "/v1/jobs/{id}/workflow",
	operationId: "getJobWorkflow",
	tags: ["jobs"],
	summary: "The sidecar: graphs as they ran, seeds, models, inputs",
	security,
	request: { params: idParam },
	responses: { 200: json(sidecarSchema, "The sidecar"), ...refusals(401, 403, 404, 410) },
});
const listAttempts = createRoute({
	method: "get",
	path: "/v1/jobs/{id}/attempts",
	operationId: "listJobAttempts",
	tags: ["jobs"],
	summary: "Every attempt of every task",
	security,
	request: { params: idParam },
	responses: {
		200: json(z.object({ data: z.array(attemptSchema) }), "The attempts, oldest first"),
		...refusals(401, 403, 404),
	},
});

export function registerJobs(app: App): void {
	app.openapi(createJob, async (c) => {
		const principal = await accountOf(c, "jobs:write");
		const { account } = principal;
		const request = c.req.valid("json");
		const wait = readWait(c.req.header("prefer"));
		const idempotency = await readIdempotencyKey(
			c.req.header("idempotency-key"),
			"POST /v1/jobs",
			// As it was sent: defaults of a later release must not make a repeat look like another request.
			await c.req.json(),
		);
		return submit(c, principal, { account, request, retry_of: null, idempotency }, wait);
	});

	app.openapi(getJob, async (c) => {
		const { id } = c.req.valid("param");
		const principal = await accountOf(c, "jobs:read", id);
		const { account } = principal;
		const { wait: waitQuery, since_version } = c.req.valid("query");
		const found = await readJob(c.env, account, id);
		if (!found) throw notFound("job");
		const { row } = found;
		const prefer = readWait(c.req.header("prefer"));
		if (prefer !== null) c.header("preference-applied", `wait=${prefer}`);
		const wait = waitQuery ?? prefer;
		if (since_version !== undefined && row.version > since_version) return c.json(await found.show(), 200);
		if (wait === null || isTerminal(row.status)) {
			if (since_version !== undefined && !isTerminal(row.status)) return c.body(null, 304);
			return c.json(await found.show(), 200);
		}
		await waitFor(c, principal, row, wait, since_version);
		const after = await readJob(c.env, account, id);
		if (!after) throw notFound("job");
		if (since_version !== undefined && after.row.version <= since_version) return c.body(null, 304);
		return c.json(await after.show(), 200);
	});

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
		await wakeForBudget(c.env, { account, job: id }, Date.now());
		const after = await readJob(c.env, account, id);
		if (!after) throw notFound("job");
		return c.json(await after.show(), 200);
	});

	app.openapi(cancelJob, async (c) => {
		const { id } = c.req.valid("param");
		const { account } = await accountOf(c, "jobs:write", id);
		const found = await findJob(database(c.env.DB), account, id);
		if (!found) throw notFound("job");
		return c.json(await cancelJobOf(c.env, found), 200);
	});

	app.openapi(retryJob, async (c) => {
		const { id } = c.req.valid("param");
		// It makes another job, so a token for this one is not enough.
		const principal = await accountOf(c, "jobs:write");
		const { account } = principal;
		const row = await findJob(database(c.env.DB), account, id);
		if (!row) throw notFound("job");
		if (!isTerminal(row.status)) {
			throw new ApiError("conflict", `the job is ${row.status}; it can be retried once it has ended`);
		}
		const { from_stage, budget_micro_usd, ...query } = c.req.valid("query");
		const newSeed = query.new_seed === "true";
		if (from_stage !== undefined && row.pipeline === null) {
			throw new ApiError("conflict", "the job has one stage; retry it without `from_stage`");
		}
		// The seeds that were chosen the first time are part of the parameters, so the retry makes the same.
		const asked = await requestOf(c.env, account, id);
		const parameters = newSeed ? await withoutSeeds(c.env, account, row, asked.parameters) : asked.parameters;
		const request = jobRequestSchema.parse({ ...asked.request, ...againOf(row, parameters) });
		const idempotency = await readIdempotencyKey(
			c.req.header("idempotency-key"),
			`POST /v1/jobs/${id}/retry`,
			{
				...(from_stage !== undefined && { from_stage }),
				...(budget_micro_usd !== undefined && { budget_micro_usd }),
				...(newSeed && { new_seed: true }),
			},
		);
		const wait = readWait(c.req.header("prefer"));
		const submission = {
			...{ account, request, retry_of: id, idempotency, ...(from_stage && { from_stage }) },
			// It may have been changed since the job was submitted.
			budget: budget_micro_usd ?? row.budget_micro_usd,
			shotAgain: async () => (newSeed ? null : shotAgain(database(c.env.DB), account, row, Date.now())),
		};
		const answer = await submit(c, principal, submission, wait);
		// Whoever watches its project is told at once; a hint, since they look by themselves.
		if (row.project_id !== null)
			c.executionCtx.waitUntil(
				projectObject(c.env, row.project_id)
					.look(row.project_id, [])
					.catch(() => {}),
			);
		return answer;
	});

	app.openapi(getWorkflow, async (c) => {
		const { id } = c.req.valid("param");
		const { account } = await accountOf(c, "jobs:read", id);
		const row = await findJob(database(c.env.DB), account, id);
		if (!row) throw notFound("job");
		return c.json(await sidecarOf(c.env, row), 200);
	});

	app.openapi(listAttempts, async (c) => {
		const { id } = c.req.valid("param");
		const { account } = await accountOf(c, "jobs:read", id);
		const db = database(c.env.DB);
		const job = await findJob(db, account, id);
		if (!job) throw notFound("job");
		return c.json({ data: await attemptsOf(db, job) }, 200);
	});
}

/** What of a request is said by what came of it: the version that ran, and the seeds that were chosen. */
function againOf(
	{ workflow, pipeline }: { workflow: string; pipeline: string | null },
	parameters: Record<string, unknown>,
) {
	if (pipeline !== null) return { pipeline, parameters };
	if (workflow === TRAINING) return { training: parameters };
	if (workflow === COMPARISON) return { comparison: parameters };
	return workflow === "graph" ? {} : { workflow, parameters };
}

async function submit(c: AppContext, by: AccountPrincipal, submission: Submission, wait: number | null) {
	const { job, pool_id } = await submitAndRing(c, submission);
	c.header("location", job.urls.self);
	if (wait === null) return c.json(job, 201);
	c.header("preference-applied", `wait=${wait}`);
	if (isTerminal(job.status)) return c.json(job, 200);
	await waitFor(c, by, { id: job.id, pool_id, version: job.version }, wait);
	const after = await readJob(c.env, submission.account, job.id);
	if (!after) throw notFound("job");
	return c.json(await after.show(), isTerminal(after.row.status) ? 200 : 201);
}

/** `Prefer: wait=n` (RFC 7240), 1 to 60 seconds; null where it is not asked for. */
function readWait(header: string | undefined): number | null {
	const wait = /(?:^|[,;\s])wait=(\d{1,4})(?:$|[,;\s])/.exec(header ?? "")?.[1];
	return wait === undefined ? null : Math.min(60, Math.max(1, Number(wait)));
}
