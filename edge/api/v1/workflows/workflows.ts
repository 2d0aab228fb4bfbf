import { createRoute, z } from "@hono/zod-openapi";
import type { WorkflowDefinition } from "../../../../workflows/definition/define.ts";
import type { Estimate } from "../../../../workflows/definition/estimates.ts";
import { readParameters } from "../../../../workflows/definition/read-parameters.ts";
import { findWorkflow, library } from "../../../../workflows/library/index.ts";
import { estimateReplySchema, estimateRequestSchema } from "../../../contract/jobs/estimates.ts";
import {
	storedDocumentSchema,
	workflowGraphSchema,
	workflowReferenceSchema,
	workflowSchema,
	workflowSummarySchema,
	workflowVersionSchema,
} from "../../../contract/workflows/workflows.ts";
import { database } from "../../../db/client.ts";
import { type App, type AppContext, accountOf } from "../../../http/app.ts";
import { counted, json, jsonBody, pageOf, refusals, security } from "../../../http/responses.ts";
import { qualityOf, takesOf } from "../../../jobs/planning/quality-policy.ts";
import { estimateWith } from "../../../jobs/planning/request/partner-prices.ts";
import { DEFAULT_POOL } from "../../../jobs/submit/apart.ts";
import { ApiError, notFound } from "../../../problem.ts";
import { listedBuiltIn, listedOwn } from "../../../workflows/listing.ts";
import { poolServers } from "../../../workflows/object-info.ts";
import { type Offered, resolveWorkflow, standingOf, toWorkflow } from "../../../workflows/resolve.ts";
import {
	documentOf,
	type ListedRow,
	listOwn,
	listVersions,
	ownQuery,
	unknownsOf,
} from "../../../workflows/store.ts";

const tags = ["workflows"];
const reference = z.object({ id: workflowReferenceSchema });

const list = createRoute({
	method: "get",
	path: "/v1/workflows",
	operationId: "listWorkflows",
	tags,
	summary: "The library, then the account's own workflows, each in the version that a job without one gets",
	description:
		"The library is listed with all its versions. A workflow that tells much is listed without its details (`details_omitted`): ask for it itself.",
	security,
	request: {
		query: z.object({
			owner: z.enum(["library", "account"]).optional(),
			include_retired: z.enum(["true", "false"]).default("false"),
			limit: counted(1, 200).default(200).openapi({ default: 200 }),
			cursor: z
				.string()
				.max(200)
				.regex(/^(library|account):[a-z0-9-]+(@\d+)?$/, "a cursor is the next_cursor of the page before")
				.optional(),
		}),
	},
	responses: {
		200: json(pageOf(workflowSummarySchema).meta({ id: "WorkflowPage" }), "A page of workflows"),
		...refusals(401, 403, 422),
	},
});
const get = createRoute({
	method: "get",
	path: "/v1/workflows/{id}",
	operationId: "getWorkflow",
	tags,
	summary: "A workflow with the JSON Schema of its parameters, by `id`, `id@version` or an alias",
	security,
	request: { params: reference },
	responses: { 200: json(workflowSchema, "The workflow"), ...refusals(401, 403, 404, 409, 410) },
});
const versions = createRoute({
	method: "get",
	path: "/v1/workflows/{id}/versions",
	operationId: "listWorkflowVersions",
	tags,
	summary: "All versions of a workflow, newest first",
	security,
	request: {
		params: reference,
		query: z.object({
			limit: counted(1, 200).default(200).openapi({ default: 200 }),
			cursor: counted(1, 2 ** 31).optional(),
		}),
	},
	responses: {
		200: json(pageOf(workflowVersionSchema).meta({ id: "WorkflowVersionPage" }), "A page of versions"),
		...refusals(401, 403, 404, 422),
	},
});
const graph = createRoute({
	method: "get",
	path: "/v1/workflows/{id}/graph",
	operationId: "getWorkflowGraph",
	tags,
	summary: "The template graph in API format, and those for newer ComfyUIs",
	security,
	request: { params: reference },
	responses: { 200: json(workflowGraphSchema, "The graphs"), ...refusals(401, 403, 404, 409, 410) },
});
const document = createRoute({
	method: "get",
	path: "/v1/workflows/{id}/document",
	operationId: "getWorkflowDocument",
	tags,
	summary: "The document of an own workflow, as it was stored",
	security,
	request: { params: reference },
	responses: { 200: json(storedDocumentSchema, "The document"), ...refusals(401, 403, 404, 410) },
});
const estimateRoute = createRoute({
	method: "post",
	path: "/v1/workflows/{id}/estimate",
	operationId: "estimateWorkflow",
	tags,
	summary: "What a job with these parameters would roughly take: time and price",
	description:
		"An estimate. What nodes at partners cost is worked out from the price formulas that the ComfyUI of the pool shows beside them (of a range the most), where a worker has sent them and they can be read; else it is what the workflow declares. `source` says which. The partner has the last word.",
	security,
	request: { params: reference, body: jsonBody(estimateRequestSchema) },
	responses: {
		200: json(estimateReplySchema, "The estimate"),
		...refusals(400, 401, 403, 404, 409, 410, 413, 415, 422),
	},
});

export function registerWorkflows(app: App): void {
	app.openapi(list, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		const { owner, include_retired, limit, cursor } = c.req.valid("query");
		const [kind, after = ""] = cursor?.split(":") ?? [];
		const built = owner === "account" || kind === "account" ? [] : libraryAfter(after);
		// One more than asked for shows whether there are more.
		const room = limit + 1 - built.length;
		const own =
			owner === "library" || room <= 0
				? []
				: await listOwn(database(c.env.DB), account, {
						after: kind === "account" ? after : null,
						limit: room,
						retired: include_retired === "true",
					});
		const entries = [...built, ...own];
		const cut = entries.slice(0, limit);
		const last = cut.at(-1);
		const more = entries.length > limit;
		const data = await Promise.all(
			cut.map((entry) => (isBuilt(entry) ? listedBuiltIn(entry) : listedOwn(c.env, account, entry))),
		);
		return c.json(
			{
				data: data.filter((entry) => entry !== null),
				next_cursor: more && last ? cursorOf(last) : null,
				has_more: more,
			},
			200,
		);
	});

	app.openapi(get, async (c) => c.json(toWorkflow(await asked(c, c.req.valid("param").id)), 200));

	app.openapi(versions, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		const { id } = c.req.valid("param");
		const { limit, cursor } = c.req.valid("query");
		if (id.includes("@")) throw notFound("workflow");
		const db = database(c.env.DB);
		const own = await ownQuery(db, account, id);
		const rows =
			own.length > 0
				? (await listVersions(db, account, id, { before: cursor ?? null, limit: limit + 1 })).map((row) => ({
						id: row.id,
						version: row.version,
						title: row.title,
						...standingOf(row),
					}))
				: builtVersions(id)
						.filter(({ version }) => cursor === undefined || version < cursor)
						.slice(0, limit + 1);
		if (rows.length === 0 && cursor === undefined) throw notFound("workflow");
		const data = rows.slice(0, limit);
		const more = rows.length > limit;
		return c.json({ data, next_cursor: more ? String(data.at(-1)?.version) : null, has_more: more }, 200);
	});

	app.openapi(graph, async (c) => {
		const { workflow } = await asked(c, c.req.valid("param").id);
		const forms = (workflow.forms ?? []).map((form) => ({ comfyui: form.comfyui, graph: form.graph }));
		return c.json({ id: workflow.id, version: workflow.version, graph: workflow.graph, forms }, 200);
	});

	app.openapi(document, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		const [row] = await ownQuery(database(c.env.DB), account, c.req.valid("param").id);
		if (!row) throw notFound("workflow with a document of your own");
		const { id, version } = row;
		const bucket = c.env.BUCKET;
		return c.json(
			{ id, version, document: await documentOf(bucket, row), unknowns: await unknownsOf(bucket, row) },
			200,
		);
	});

	app.openapi(estimateRoute, async (c) => {
		const offered = await asked(c, c.req.valid("param").id);
		const { workflow } = offered;
		const { parameters, pool, ...quality } = c.req.valid("json");
		const read = readParameters(workflow, parameters);
		if (!read.ok)
			throw new ApiError(
				"invalid_request",
				read.problems[0]?.message ?? "the parameters do not fit",
				read.problems,
			);
		const name = `${workflow.id}@${workflow.version}`;
		const servers =
			workflow.partner === undefined ? [] : await poolServers(c.env, pool ?? DEFAULT_POOL, Date.now());
		const once = estimateWith(servers)(workflow, parameters);
		const takes = takesOf(quality, [offered]);
		const retaken = ofTakes(once, takes + qualityOf(quality, [offered]).retakes_left);
		return c.json(
			{
				workflow: name,
				estimate: ofTakes(once, takes),
				with_retakes_micro_usd: retaken.micro_usd,
			},
			200,
		);
	});
}

/** The workflow a reader asks for. Retired ones can be read. */
async function asked(c: AppContext, id: string): Promise<Offered> {
	const { account } = await accountOf(c, "jobs:read");
	const found = await resolveWorkflow(c.env, account, id);
	if (!found) throw notFound("workflow");
	return found;
}

/** What it comes to where everything is made so many times. */
function ofTakes({ tasks, seconds, micro_usd, ...once }: Estimate, takes: number): Estimate {
	return { ...once, tasks: takes * tasks, seconds: takes * seconds, micro_usd: takes * micro_usd };
}

/** The library is sorted by id, then version. */
function libraryAfter(cursor: string): WorkflowDefinition[] {
	const at = library.findIndex((workflow) => `${workflow.id}@${workflow.version}` === cursor);
	return library.slice(at + 1);
}

function isBuilt(entry: WorkflowDefinition | ListedRow): entry is WorkflowDefinition {
	return !("listing" in entry);
}

function cursorOf(entry: WorkflowDefinition | ListedRow): string {
	return isBuilt(entry) ? `library:${entry.id}@${entry.version}` : `account:${entry.id}`;
}

function builtVersions(reference: string) {
	const id = findWorkflow(reference)?.id;
	return library
		.filter((workflow) => workflow.id === id)
		.map((workflow) => ({
			id: workflow.id,
			version: workflow.version,
			title: workflow.title,
			...standingOf(null),
		}))
		.reverse();
}
