import { createRoute, z } from "@hono/zod-openapi";
import { characterIdSchema } from "../../../contract/characters/characters.ts";
import { jobSummarySchema } from "../../../contract/jobs/jobs.ts";
import { JOB_STATUSES } from "../../../contract/status.ts";
import { database } from "../../../db/client.ts";
import { type App, type AppContext, accountOf } from "../../../http/app.ts";
import { readMap } from "../../../http/query-names.ts";
import { createdQuery, json, pageOf, pageQuery, refusals, security } from "../../../http/responses.ts";
import { listJobs } from "../../../jobs/show/list.ts";
import { toSummary } from "../../../jobs/show/summary.ts";

/** Metadata that one list is narrowed by. */
const MAX_METADATA = 10;

const list = createRoute({
	method: "get",
	path: "/v1/jobs",
	operationId: "listJobs",
	tags: ["jobs"],
	summary: "List jobs, newest first",
	description:
		"Without stages, outputs and progress: `GET /v1/jobs/{id}` shows a job whole. Where several filters are combined, or metadata is asked for, a page looks at 1,000 jobs at most: it may then have fewer jobs than `limit`, or none, and say `has_more`.",
	security,
	request: {
		query: pageQuery.extend({
			status: z.enum(JOB_STATUSES).optional().openapi({ description: "Only jobs with this status" }),
			workflow: z.string().max(200).optional().openapi({
				description:
					"Only jobs of this workflow: `storyboard-image` in every version, `storyboard-image@1` in that one, `graph` for raw graphs",
			}),
			pipeline: z.string().max(200).optional().openapi({
				description:
					"Only jobs of this pipeline: `film-from-picture` in every version, `film-from-picture@1` in that one",
			}),
			character: characterIdSchema.optional().openapi({ description: "Only jobs about this character" }),
			metadata: z
				.record(z.string(), z.string())
				.optional()
				.openapi({
					param: { style: "deepObject", explode: true },
					description: `Only jobs with this metadata, as \`metadata[customer]=42\`; of several (at most ${MAX_METADATA}), all must be there`,
				}),
			...createdQuery,
		}),
	},
	responses: {
		200: json(pageOf(jobSummarySchema).meta({ id: "JobPage" }), "A page of jobs"),
		...refusals(401, 403, 422),
	},
});

export function registerJobList(app: App): void {
	app.openapi(list, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		const metadata = readMap(c, "metadata", MAX_METADATA);
		const page = await listJobs(database(c.env.DB), account, { ...c.req.valid("query"), metadata });
		if (page.next_cursor) c.header("link", `<${nextPage(c, page.next_cursor)}>; rel="next"`);
		return c.json({ ...page, data: page.data.map(toSummary) }, 200);
	});
}

function nextPage(c: AppContext, cursor: string): string {
	const url = new URL(c.req.url);
	url.searchParams.set("cursor", cursor);
	return `${url.pathname}${url.search}`;
}
