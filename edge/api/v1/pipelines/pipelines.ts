import { createRoute, z } from "@hono/zod-openapi";
import type { PipelineDefinition } from "../../../../workflows/pipelines/definition/document.ts";
import { readPipelineParameters } from "../../../../workflows/pipelines/definition/parameters.ts";
import { pipelines } from "../../../../workflows/pipelines/index.ts";
import { estimatePipeline } from "../../../../workflows/pipelines/plan/estimate.ts";
import { estimateRequestSchema } from "../../../contract/jobs/estimates.ts";
import {
	pipelineEstimateReplySchema,
	pipelineReferenceSchema,
	pipelineSchema,
	pipelineSummarySchema,
	pipelineVersionSchema,
	storedPipelineDocumentSchema,
} from "../../../contract/workflows/pipelines.ts";
import { database } from "../../../db/client.ts";
import { type App, type AppContext, accountOf } from "../../../http/app.ts";
import { counted, json, jsonBody, pageOf, refusals, security } from "../../../http/responses.ts";
import { estimateWith } from "../../../jobs/planning/request/partner-prices.ts";
import { DEFAULT_POOL } from "../../../jobs/submit/apart.ts";
import { takesOfStages } from "../../../jobs/submit/pipeline.ts";
import { listedBuiltInPipeline, listedOwnPipeline } from "../../../pipelines/listing.ts";
import { type OfferedPipeline, resolvePipeline } from "../../../pipelines/resolve.ts";
import { toPipeline } from "../../../pipelines/show.ts";
import {
	type ListedPipelineRow,
	listOwnPipelines,
	listPipelineVersions,
	ownPipelineQuery,
	pipelineOfRow,
} from "../../../pipelines/store.ts";
import { ApiError, notFound } from "../../../problem.ts";
import { poolServers } from "../../../workflows/object-info.ts";
import { offeredWorkflows } from "../../../workflows/offered.ts";
import { standingOf } from "../../../workflows/resolve.ts";

const tags = ["pipelines"];
const params = z.object({ id: pipelineReferenceSchema });

const list = createRoute({
	method: "get",
	path: "/v1/pipelines",
	operationId: "listPipelines",
	tags,
	summary:
		"The pipelines that come with Darkroom, then the account's own, with the JSON Schemas of their parameters",
	description:
		"A pipeline is a job of several stages: workflows that hand their outputs on, and people who decide in between. Own ones are shown in the version that a job without one gets. A pipeline that tells much is listed without its details (`details_omitted`): ask for it itself.",
	security,
	request: {
		query: z.object({
			owner: z.enum(["library", "account"]).optional(),
			include_retired: z.enum(["true", "false"]).default("false"),
			limit: counted(1, 50).default(50).openapi({ default: 50 }),
			cursor: z
				.string()
				.max(200)
				.regex(/^(library|account):[a-z0-9-]+(@\d+)?$/, "a cursor is the next_cursor of the page before")
				.optional(),
		}),
	},
	responses: {
		200: json(
			pageOf(pipelineSummarySchema).meta({ id: "PipelinePage", description: "A page of pipelines" }),
			"A page of pipelines",
		),
		...refusals(401, 403, 410, 422),
	},
});
const get = createRoute({
	method: "get",
	path: "/v1/pipelines/{id}",
	operationId: "getPipeline",
	tags,
	summary: "A pipeline, by `id` or `id@version`",
	security,
	request: { params },
	responses: { 200: json(pipelineSchema, "The pipeline"), ...refusals(401, 403, 404, 410, 422) },
});
const versions = createRoute({
	method: "get",
	path: "/v1/pipelines/{id}/versions",
	operationId: "listPipelineVersions",
	tags,
	summary: "All versions of a pipeline, newest first",
	security,
	request: {
		params,
		query: z.object({
			limit: counted(1, 200).default(200).openapi({ default: 200 }),
			cursor: counted(1, 2 ** 31).optional(),
		}),
	},
	responses: {
		200: json(
			pageOf(pipelineVersionSchema).meta({ id: "PipelineVersionPage", description: "A page of versions" }),
			"A page of versions",
		),
		...refusals(401, 403, 404, 422),
	},
});
const document = createRoute({
	method: "get",
	path: "/v1/pipelines/{id}/document",
	operationId: "getPipelineDocument",
	tags,
	summary: "The document of an own pipeline, as it was stored",
	security,
	request: { params },
	responses: {
		200: json(storedPipelineDocumentSchema, "The document"),
		...refusals(401, 403, 404, 410, 422),
	},
});
const estimate = createRoute({
	method: "post",
	path: "/v1/pipelines/{id}/estimate",
	operationId: "estimatePipeline",
	tags,
	summary: "What a job with these parameters would roughly take, stage by stage: time and price",
	description:
		"An estimate, with ranges where it hangs on what people will choose. The price is that of the seconds on the smallest GPU of the price sheet with enough memory; of what runs at partners it is worked out from the price formulas that the ComfyUI of the pool shows, where they can be read.",
	security,
	request: { params, body: jsonBody(estimateRequestSchema) },
	responses: {
		200: json(pipelineEstimateReplySchema, "The estimate"),
		...refusals(400, 401, 403, 404, 409, 410, 413, 415, 422),
	},
});

export function registerPipelines(app: App): void {
	app.openapi(list, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		const { owner, include_retired, limit, cursor } = c.req.valid("query");
		const [kind, after = ""] = cursor?.split(":") ?? [];
		const built = owner === "account" || kind === "account" ? [] : libraryAfter(after);
		// One more than asked for shows whether there are more.
		const room = limit + 1 - built.length;
		const rows =
			owner === "library" || room <= 0
				? []
				: await listOwnPipelines(database(c.env.DB), account, {
						after: kind === "account" ? after : null,
						limit: room,
						retired: include_retired === "true",
					});
		const entries = [...built, ...rows];
		const cut = entries.slice(0, limit);
		const last = cut.at(-1);
		const more = entries.length > limit;
		const data = await Promise.all(
			cut.map((entry) =>
				isBuilt(entry) ? listedBuiltInPipeline(entry) : listedOwnPipeline(c.env, account, entry),
			),
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

	app.openapi(get, async (c) => c.json(toPipeline(await asked(c, c.req.valid("param").id)), 200));

	app.openapi(versions, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		const { id } = c.req.valid("param");
		const { limit, cursor } = c.req.valid("query");
		if (id.includes("@")) throw notFound("pipeline");
		const db = database(c.env.DB);
		const own = await ownPipelineQuery(db, account, id);
		const rows =
			own.length > 0
				? await listPipelineVersions(db, account, id, { before: cursor ?? null, limit: limit + 1 })
				: pipelines
						.filter((one) => one.id === id && (cursor === undefined || one.version < cursor))
						.toReversed();
		if (rows.length === 0 && cursor === undefined) throw notFound("pipeline");
		const data = rows.slice(0, limit).map((row) => ({
			id: row.id,
			version: row.version,
			title: row.title,
			...standingOf("created_at" in row ? row : null),
		}));
		const more = rows.length > limit;
		return c.json({ data, next_cursor: more ? String(data.at(-1)?.version) : null, has_more: more }, 200);
	});

	app.openapi(document, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		const [row] = await ownPipelineQuery(database(c.env.DB), account, c.req.valid("param").id);
		if (!row) throw notFound("pipeline with a document of your own");
		const { version, ...stored } = await pipelineOfRow(c.env.BUCKET, row);
		return c.json({ id: row.id, version, document: stored }, 200);
	});

	app.openapi(estimate, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		const { definition } = await asked(c, c.req.valid("param").id);
		const { parameters, pool, ...quality } = c.req.valid("json");
		const read = readPipelineParameters(definition, parameters);
		if (!read.ok)
			throw new ApiError(
				"invalid_request",
				read.problems[0]?.message ?? "the parameters do not fit",
				read.problems,
			);
		const workflows = await offeredWorkflows(c.env, database(c.env.DB), account, definition);
		const paid = [...workflows.values()].some(({ workflow }) => workflow.partner !== undefined);
		const servers = paid ? await poolServers(c.env, pool ?? DEFAULT_POOL, Date.now()) : [];
		const of = (takes: (stage: string) => number) =>
			estimatePipeline(
				definition,
				parameters,
				(name) => workflows.get(name)?.workflow,
				estimateWith(servers),
				takes,
			);
		const retaken = of(takesOfStages(definition, quality, workflows, { retaken: true }));
		return c.json(
			{
				pipeline: `${definition.id}@${definition.version}`,
				estimate: of(takesOfStages(definition, quality, workflows)),
				with_retakes_micro_usd: retaken.micro_usd?.most ?? null,
			},
			200,
		);
	});
}

/** The pipeline a reader asks for. Retired ones can be read. */
async function asked(c: AppContext, id: string): Promise<OfferedPipeline> {
	const { account } = await accountOf(c, "jobs:read");
	const found = await resolvePipeline(c.env, account, id);
	if (!found) throw notFound("pipeline");
	return found;
}

/** What comes with Darkroom is sorted by id, then version. */
function libraryAfter(cursor: string): PipelineDefinition[] {
	const at = pipelines.findIndex(({ id, version }) => `${id}@${version}` === cursor);
	return pipelines.slice(at + 1);
}

function isBuilt(entry: PipelineDefinition | ListedPipelineRow): entry is PipelineDefinition {
	return !("listing" in entry);
}

function cursorOf(entry: PipelineDefinition | ListedPipelineRow): string {
	return isBuilt(entry) ? `library:${entry.id}@${entry.version}` : `account:${entry.id}`;
}
