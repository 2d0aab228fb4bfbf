import { createRoute, z } from "@hono/zod-openapi";
import {
	type CreatedWorkflow,
	type CreateVersionRequest,
	createdWorkflowSchema,
	createVersionSchema,
	createWorkflowSchema,
	retireSchema,
	workflowIdSchema,
	workflowVersionSchema,
} from "../../../contract/workflows/workflows.ts";
import { database } from "../../../db/client.ts";
import { type App, type AppContext, accountOf } from "../../../http/app.ts";
import { auditorOf } from "../../../http/auditor.ts";
import { readIdempotencyKey, sayReplayed } from "../../../http/idempotency.ts";
import { DESCRIBES_COMFYUI, json, jsonBody, refusals, security } from "../../../http/responses.ts";
import { earlier, once } from "../../../idempotency/once.ts";
import { ApiError, notFound } from "../../../problem.ts";
import { listingOf } from "../../../workflows/listing.ts";
import { builtIn, makeDocument } from "../../../workflows/make.ts";
import { compileRow, standingOf, toWorkflow } from "../../../workflows/resolve.ts";
import {
	documentOf,
	hasOwn,
	insertVersion,
	listVersions,
	ownQuery,
	retire,
	unknownsOf,
	WORKFLOW_LIMITS,
	type WorkflowRow,
} from "../../../workflows/store.ts";

const tags = ["workflows"];
const headers = z.object({
	"idempotency-key": z.string().optional().openapi({ description: "Sent again, it gives the same version" }),
});
/** Seeds of 64 bits in a graph stay as they were written. */
const EXACT_GRAPH = { ...DESCRIBES_COMFYUI, exact: ["graph"] };
const ownId = z.object({ id: workflowIdSchema });

const create = createRoute({
	method: "post",
	path: "/v1/workflows",
	operationId: "createWorkflow",
	tags,
	summary: "Make a workflow of the account's own, from a document, a graph or an editor's file",
	description:
		"For a graph or an editor's file a document is proposed and stored; look at it, and store a better one as the next version.",
	security,
	request: { headers, body: jsonBody(createWorkflowSchema, EXACT_GRAPH) },
	responses: {
		201: json(createdWorkflowSchema, "Version 1"),
		...refusals(400, 401, 403, 409, 413, 415, 422, 503),
	},
});
const createVersion = createRoute({
	method: "post",
	path: "/v1/workflows/{id}/versions",
	operationId: "createWorkflowVersion",
	tags,
	summary: "Make the next version of an own workflow; jobs of earlier versions keep those",
	security,
	request: { params: ownId, headers, body: jsonBody(createVersionSchema, EXACT_GRAPH) },
	responses: {
		201: json(createdWorkflowSchema, "The version"),
		...refusals(400, 401, 403, 404, 409, 413, 415, 422, 503),
	},
});
const retireRoute = createRoute({
	method: "post",
	path: "/v1/workflows/{id}/retire",
	operationId: "retireWorkflow",
	tags,
	summary: "Take one version of an own workflow, or all, from new jobs; asking again changes nothing",
	description: "Jobs that were submitted before run on, and can be retried.",
	security,
	request: { params: ownId, body: { ...jsonBody(retireSchema), required: false } },
	responses: {
		200: json(
			z.object({ data: z.array(workflowVersionSchema) }).meta({ id: "RetiredVersions" }),
			"What is retired now, of what was asked",
		),
		...refusals(400, 401, 403, 404, 413, 415, 422),
	},
});

export function registerWorkflowChanges(app: App): void {
	app.openapi(create, async (c) => {
		const { account } = await accountOf(c, "workflows:write");
		const { id, ...source } = c.req.valid("json");
		return make(c, account, { route: "POST /v1/workflows", id: id ?? null, version: 1, source });
	});

	app.openapi(createVersion, async (c) => {
		const { account } = await accountOf(c, "workflows:write");
		const { id } = c.req.valid("param");
		if (!(await hasOwn(database(c.env.DB), account, id))) throw notFoundOrBuiltIn(id, "add a version to");
		const source = c.req.valid("json");
		return make(c, account, { route: `POST /v1/workflows/${id}/versions`, id, version: "next", source });
	});

	app.openapi(retireRoute, async (c) => {
		const principal = await accountOf(c, "workflows:write");
		const { account } = principal;
		const { id } = c.req.valid("param");
		const version = c.req.valid("json")?.version ?? null;
		const db = database(c.env.DB);
		const [row] = await ownQuery(db, account, version === null ? id : `${id}@${version}`);
		if (!row) throw notFoundOrBuiltIn(id, "retire");
		await retire(db, auditorOf(c, principal), id, version, Date.now());
		const page =
			version === null ? { before: null, limit: WORKFLOW_LIMITS.ever } : { before: version + 1, limit: 1 };
		const rows = await listVersions(db, account, id, page);
		const data = rows.map((one) => ({
			id: one.id,
			version: one.version,
			title: one.title,
			...standingOf(one),
		}));
		return c.json({ data }, 200);
	});
}

interface Making {
	route: string;
	/** Null: the document says. */
	id: string | null;
	version: 1 | "next";
	source: CreateVersionRequest;
}

async function make(c: AppContext, account: string, { route, id, version, source }: Making) {
	const db = database(c.env.DB);
	const key = await readIdempotencyKey(c.req.header("idempotency-key"), route, await c.req.json());
	const { made, replayed } = await once(key, {
		look: () => earlier(db, account, key),
		again: async (reference) => {
			const [row] = await ownQuery(db, account, reference);
			if (!row) throw notFound("workflow");
			return row;
		},
		make: async () => {
			// Before any work is put into it: the usual mistake is to send a workflow twice.
			if (version === 1 && id !== null) await mustBeFree(db, account, id);
			const { document, workflow, unknowns } = await makeDocument(c.env, account, source, id);
			const name = document.id;
			if (version === 1 && id === null) await mustBeFree(db, account, name);
			const asked = { account, id: name, version, title: document.title, document, unknowns };
			const listing = listingOf(workflow);
			const stored = await insertVersion(
				db,
				c.env.BUCKET,
				{ ...asked, listing, idempotency: key },
				Date.now(),
			);
			if (stored.ok) return stored.row;
			if (stored.refusal === "exists") throw taken(name);
			throw new ApiError(
				"workflow_limit",
				`an account may have ${WORKFLOW_LIMITS.workflows} workflows with ${WORKFLOW_LIMITS.versions} versions in all that are not retired; retire some`,
			);
		},
	});
	if (replayed) sayReplayed(c);
	return created(c, made);
}

async function mustBeFree(db: ReturnType<typeof database>, account: string, id: string): Promise<void> {
	if (builtIn(id))
		throw new ApiError(
			"conflict",
			`${id} is a workflow of the library, or another name of one; choose another id`,
		);
	if (await hasOwn(db, account, id)) throw taken(id);
}

function taken(id: string): ApiError {
	return new ApiError(
		"conflict",
		`there is a workflow ${id} already; send this to POST /v1/workflows/${id}/versions, or choose another id`,
	);
}

function notFoundOrBuiltIn(id: string, what: string): ApiError {
	if (!builtIn(id)) return notFound("workflow");
	return new ApiError("forbidden", `${id} is a workflow of the library; you can ${what} your own only`);
}

async function created(c: AppContext, row: WorkflowRow) {
	const workflow = toWorkflow({ workflow: await compileRow(c.env.BUCKET, row), own: row });
	const body: CreatedWorkflow = {
		workflow,
		document: await documentOf(c.env.BUCKET, row),
		unknowns: await unknownsOf(c.env.BUCKET, row),
	};
	c.header("location", `/v1/workflows/${row.id}@${row.version}`);
	return c.json(body, 201);
}
