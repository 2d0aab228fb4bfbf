import { createRoute, z } from "@hono/zod-openapi";
import {
	type CreatedPipeline,
	createdPipelineSchema,
	createPipelineSchema,
	createPipelineVersionSchema,
	pipelineVersionSchema,
} from "../../../contract/workflows/pipelines.ts";
import { retireSchema, workflowIdSchema } from "../../../contract/workflows/workflows.ts";
import { type Database, database } from "../../../db/client.ts";
import { finishSoon } from "../../../housekeeping/finish-deletions.ts";
import { type App, type AppContext, accountOf } from "../../../http/app.ts";
import { auditorOf } from "../../../http/auditor.ts";
import { readIdempotencyKey, sayReplayed } from "../../../http/idempotency.ts";
import { json, jsonBody, refusals, security } from "../../../http/responses.ts";
import { earlier, once } from "../../../idempotency/once.ts";
import { pipelineListing } from "../../../pipelines/listing.ts";
import { builtInPipeline, checkedDocument } from "../../../pipelines/make.ts";
import { toPipeline } from "../../../pipelines/show.ts";
import {
	deletePipeline,
	insertPipeline,
	listPipelineVersions,
	ownPipelineQuery,
	PIPELINE_LIMITS,
	type PipelineRow,
	pipelineOfRow,
	retirePipeline,
} from "../../../pipelines/store.ts";
import { ApiError, notFound } from "../../../problem.ts";
import { standingOf } from "../../../workflows/resolve.ts";

const tags = ["pipelines"];
const headers = z.object({
	"idempotency-key": z.string().optional().openapi({ description: "Sent again, it gives the same version" }),
});
const ownId = z.object({ id: workflowIdSchema });

const create = createRoute({
	method: "post",
	path: "/v1/pipelines",
	operationId: "createPipeline",
	tags,
	summary: "Make a pipeline of the account's own",
	description:
		"Its stages run workflows of the library and of the account. Everything is looked at before it is stored: names, circles, what flows where, limits. A job keeps the pipeline and the versions of workflows that it began with.",
	security,
	request: { headers, body: jsonBody(createPipelineSchema, { large: ["document"] }) },
	responses: {
		201: json(createdPipelineSchema, "Version 1"),
		...refusals(400, 401, 403, 409, 413, 415, 422),
	},
});
const createVersion = createRoute({
	method: "post",
	path: "/v1/pipelines/{id}/versions",
	operationId: "createPipelineVersion",
	tags,
	summary: "Make the next version of an own pipeline; jobs of earlier versions keep those",
	security,
	request: {
		params: ownId,
		headers,
		body: jsonBody(createPipelineVersionSchema, { large: ["document"] }),
	},
	responses: {
		201: json(createdPipelineSchema, "The version"),
		...refusals(400, 401, 403, 404, 409, 413, 415, 422),
	},
});
const retire = createRoute({
	method: "post",
	path: "/v1/pipelines/{id}/retire",
	operationId: "retirePipeline",
	tags,
	summary: "Take one version of an own pipeline, or all, from new jobs; asking again changes nothing",
	description: "Jobs that were submitted before run on, and can be retried.",
	security,
	request: { params: ownId, body: { ...jsonBody(retireSchema), required: false } },
	responses: {
		200: json(
			z
				.object({ data: z.array(pipelineVersionSchema) })
				.meta({ id: "RetiredPipelineVersions", description: "What is retired now, of what was asked" }),
			"What is retired now, of what was asked",
		),
		...refusals(400, 401, 403, 404, 413, 415, 422),
	},
});
const remove = createRoute({
	method: "delete",
	path: "/v1/pipelines/{id}",
	operationId: "deletePipeline",
	tags,
	summary: "Delete an own pipeline with all its versions; their numbers are not given again",
	description: "Jobs keep what they run: those that have not ended go on, and all can be retried.",
	security,
	request: { params: ownId },
	responses: { 204: { description: "It is gone" }, ...refusals(401, 403, 404, 422) },
});

export function registerPipelineChanges(app: App): void {
	app.openapi(create, async (c) => {
		const { account } = await accountOf(c, "workflows:write");
		const { id, document } = c.req.valid("json");
		return make(c, account, { route: "POST /v1/pipelines", id: id ?? null, version: 1, document });
	});

	app.openapi(createVersion, async (c) => {
		const { account } = await accountOf(c, "workflows:write");
		const { id } = c.req.valid("param");
		const [row] = await ownPipelineQuery(database(c.env.DB), account, id);
		if (!row) throw notFoundOrBuiltIn(id, "add a version to");
		const { document } = c.req.valid("json");
		return make(c, account, { route: `POST /v1/pipelines/${id}/versions`, id, version: "next", document });
	});

	app.openapi(retire, async (c) => {
		const principal = await accountOf(c, "workflows:write");
		const { account } = principal;
		const { id } = c.req.valid("param");
		const version = c.req.valid("json")?.version ?? null;
		const db = database(c.env.DB);
		const [row] = await ownPipelineQuery(db, account, version === null ? id : `${id}@${version}`);
		if (!row) throw notFoundOrBuiltIn(id, "retire");
		await retirePipeline(db, auditorOf(c, principal), id, version, Date.now());
		const page =
			version === null ? { before: null, limit: PIPELINE_LIMITS.ever } : { before: version + 1, limit: 1 };
		const rows = await listPipelineVersions(db, account, id, page);
		const data = rows.map((one) => ({ id, version: one.version, title: one.title, ...standingOf(one) }));
		return c.json({ data }, 200);
	});

	app.openapi(remove, async (c) => {
		const principal = await accountOf(c, "workflows:write");
		const { id } = c.req.valid("param");
		if (!(await deletePipeline(database(c.env.DB), auditorOf(c, principal), id, Date.now())))
			throw notFoundOrBuiltIn(id, "delete");
		await finishSoon(c.env, Date.now(), principal.account);
		return c.body(null, 204);
	});
}

interface Making {
	route: string;
	/** Null: the document says. */
	id: string | null;
	version: 1 | "next";
	document: unknown;
}

async function make(c: AppContext, account: string, { route, id, version, document }: Making) {
	const db = database(c.env.DB);
	const key = await readIdempotencyKey(c.req.header("idempotency-key"), route, await c.req.json());
	const { made, replayed } = await once(key, {
		look: () => earlier(db, account, key),
		again: async (reference) => {
			const [row] = await ownPipelineQuery(db, account, reference);
			if (!row) throw notFound("pipeline");
			return row;
		},
		make: async () => {
			const checked = await checkedDocument(c.env, account, document, id);
			if (version === 1) await mustBeFree(db, account, checked.id);
			// What it is numbered is known once it is stored; lists take that from the row.
			const listing = pipelineListing({ ...checked, version: 1 });
			const asked = { account, version, document: checked, listing, idempotency: key };
			const stored = await insertPipeline(db, c.env.BUCKET, asked, Date.now());
			if (stored.ok) return stored.row;
			if (stored.refusal === "exists") throw taken(checked.id);
			throw new ApiError(
				"pipeline_limit",
				`an account may have ${PIPELINE_LIMITS.pipelines} pipelines with ${PIPELINE_LIMITS.versions} versions in all that are not retired; retire some`,
			);
		},
	});
	if (replayed) sayReplayed(c);
	return created(c, made);
}

async function mustBeFree(db: Database, account: string, id: string): Promise<void> {
	if (builtInPipeline(id))
		throw new ApiError("conflict", `${id} is a pipeline that comes with Darkroom; choose another id`);
	if ((await ownPipelineQuery(db, account, id)).length > 0) throw taken(id);
}

function taken(id: string): ApiError {
	return new ApiError(
		"conflict",
		`there is a pipeline ${id} already; send this to POST /v1/pipelines/${id}/versions, or choose another id`,
	);
}

function notFoundOrBuiltIn(id: string, what: string): ApiError {
	if (!builtInPipeline(id)) return notFound("pipeline");
	return new ApiError("forbidden", `${id} comes with Darkroom; you can ${what} your own pipelines only`);
}

async function created(c: AppContext, row: PipelineRow) {
	const definition = await pipelineOfRow(c.env.BUCKET, row);
	const { version: _, ...document } = definition;
	const body: CreatedPipeline = { pipeline: toPipeline({ definition, own: row }), document };
	c.header("location", `/v1/pipelines/${row.id}@${row.version}`);
	return c.json(body, 201);
}
