import { createRoute, z } from "@hono/zod-openapi";
import { and, eq, inArray, sql } from "drizzle-orm";
import { jobState, noteAction } from "../../../auth/operator-actions.ts";
import { failureCodeSchema } from "../../../contract/failures.ts";
import { idPattern } from "../../../contract/ids.ts";
import { jobSchema } from "../../../contract/jobs/jobs.ts";
import { jobIdSchema } from "../../../contract/jobs/stages.ts";
import { operatorJobSchema, operatorJobSummarySchema } from "../../../contract/operator/operator.ts";
import { JOB_STATUSES } from "../../../contract/status.ts";
import { type Database, database } from "../../../db/client.ts";
import { jobs } from "../../../db/schema.ts";
import { type App, operatorOf } from "../../../http/app.ts";
import { createdQuery, json, pageOf, pageQuery, refusals, security } from "../../../http/responses.ts";
import { attemptsOf } from "../../../jobs/show/attempts.ts";
import { listJobs } from "../../../jobs/show/list.ts";
import { readJob, time } from "../../../jobs/show/resource.ts";
import { toSummary } from "../../../jobs/show/summary.ts";
import { notFound } from "../../../problem.ts";
import { cancelJobOf } from "../../cancel.ts";

const tags = ["operator"];
const idParam = z.object({ id: jobIdSchema });

const list = createRoute({
	method: "get",
	path: "/v1/operator/jobs",
	operationId: "findJobs",
	tags,
	summary: "Jobs of all accounts, newest first (operator)",
	description:
		"As `GET /v1/jobs` shows them, each with its account. A page looks at 1,000 jobs at most where it is narrowed by more than an account and one other thing: it may then have fewer jobs than `limit`, or none, and say `has_more`.",
	security,
	request: {
		query: pageQuery.extend({
			account: z
				.string()
				.regex(idPattern("account"))
				.optional()
				.openapi({ description: "Only jobs of this account" }),
			status: z.enum(JOB_STATUSES).optional().openapi({ description: "Only jobs with this status" }),
			error: failureCodeSchema.optional().openapi({ description: "Only jobs that failed with this code" }),
			unswept: z
				.literal("true")
				.transform(() => true)
				.optional()
				.openapi({
					type: "string",
					enum: ["true"],
					description: "Only unfinished jobs that the sweeper fails on: those that `/health` counts",
				}),
			...createdQuery,
		}),
	},
	responses: {
		200: json(pageOf(operatorJobSummarySchema).meta({ id: "OperatorJobPage" }), "A page of jobs"),
		...refusals(401, 403, 422),
	},
});
const show = createRoute({
	method: "get",
	path: "/v1/operator/jobs/{id}",
	operationId: "inspectJob",
	tags,
	summary: "A job of any account, with what was tried for it and why it waits (operator)",
	security,
	request: { params: idParam },
	responses: { 200: json(operatorJobSchema, "The job"), ...refusals(401, 403, 404) },
});
const cancel = createRoute({
	method: "post",
	path: "/v1/operator/jobs/{id}/cancel",
	operationId: "cancelAnyJob",
	tags,
	summary: "Cancel a job of any account; asking again changes nothing (operator)",
	security,
	request: { params: idParam },
	responses: { 200: json(jobSchema, "The job, canceled or canceling"), ...refusals(401, 403, 404, 409, 503) },
});

export function registerOperatorJobs(app: App): void {
	app.openapi(list, async (c) => {
		await operatorOf(c);
		const { account = null, ...filter } = c.req.valid("query");
		const page = await listJobs(database(c.env.DB), account, filter);
		const data = page.data.map((row) => ({ ...toSummary(row), account: row.account_id }));
		return c.json({ ...page, data }, 200);
	});

	app.openapi(show, async (c) => {
		await operatorOf(c);
		const { id } = c.req.valid("param");
		const db = database(c.env.DB);
		const { account_id: account } = await placeOf(db, id);
		const found = await readJob(c.env, account, id);
		if (!found) throw notFound("job");
		const { sweep_failures: failures, sweep_after } = found.row;
		const [job, attempts] = await Promise.all([found.show(), attemptsOf(db, found.row)]);
		const sweep = { failures, again_at: failures === 0 ? null : time(sweep_after) };
		return c.json({ account, job, attempts, sweep }, 200);
	});

	app.openapi(cancel, async (c) => {
		const { hash } = await operatorOf(c);
		const { id } = c.req.valid("param");
		const db = database(c.env.DB);
		const place = await placeOf(db, id);
		const note = noteAction(db, {
			hash,
			action: "job.cancel",
			target: id,
			now: Date.now(),
			when: sql`EXISTS (SELECT 1 FROM jobs WHERE ${and(eq(jobs.id, id), inArray(jobs.status, ["queued", "running"]))})`,
			state: jobState(id),
		});
		// The change is the job's object's to write: what is meant is noted before it, and taken back where it is refused.
		await note.before;
		try {
			const job = await cancelJobOf(c.env, place);
			await note.after;
			return c.json(job, 200);
		} catch (error) {
			await note.undo;
			throw error;
		}
	});
}

/** Whose a job is, and where it runs. @throws ApiError `not_found` */
async function placeOf(db: Database, id: string) {
	const [row] = await db
		.select({ id: jobs.id, account_id: jobs.account_id, pool_id: jobs.pool_id })
		.from(jobs)
		.where(eq(jobs.id, id));
	if (!row) throw notFound("job");
	return row;
}
