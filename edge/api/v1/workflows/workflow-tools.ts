import { createRoute } from "@hono/zod-openapi";
import { convert } from "../../../../workflows/convert/convert.ts";
import { planGraph } from "../../../../workflows/plan/raw.ts";
import { graphEstimateRequestSchema, graphEstimateSchema } from "../../../contract/jobs/estimates.ts";
import {
	conversionSchema,
	convertRequestSchema,
	validateRequestSchema,
	validationSchema,
} from "../../../contract/workflows/workflows.ts";
import { type App, accountOf } from "../../../http/app.ts";
import { DESCRIBES_COMFYUI, json, jsonBody, refusals, security } from "../../../http/responses.ts";
import { estimateGraph } from "../../../jobs/planning/request/graph-estimate.ts";
import { DEFAULT_POOL } from "../../../jobs/submit/apart.ts";
import { unionOf } from "../../../pools/capabilities.ts";
import { factsFor, objectInfoFor } from "../../../workflows/facts.ts";
import { problemsError, under } from "../../../workflows/make.ts";
import { poolServers } from "../../../workflows/object-info.ts";
import { judge } from "../../../workflows/verdict.ts";

const tags = ["workflows"];
const refused = refusals(400, 401, 403, 413, 415, 422);

const convertRoute = createRoute({
	method: "post",
	path: "/v1/workflows/convert",
	operationId: "convertWorkflow",
	tags,
	summary: "The graph in API format of what the ComfyUI editor saves",
	description: "`unknowns` says where something had to be decided that the file does not say.",
	security,
	request: { body: jsonBody(convertRequestSchema, DESCRIBES_COMFYUI) },
	responses: { 200: json(conversionSchema, "The graph"), ...refused },
});
const validate = createRoute({
	method: "post",
	path: "/v1/workflows/validate",
	operationId: "validateWorkflow",
	tags,
	summary: "What ComfyUI and Darkroom would say to a graph, an editor's file or a document",
	description: "Nothing is stored and nothing runs.",
	security,
	request: { body: jsonBody(validateRequestSchema, { ...DESCRIBES_COMFYUI, exact: ["graph"] }) },
	responses: { 200: json(validationSchema, "The verdict"), ...refused },
});

const estimateRoute = createRoute({
	method: "post",
	path: "/v1/workflows/estimate",
	operationId: "estimateGraph",
	tags,
	summary: "What a job of a graph of one's own would be reckoned with, and what its nodes at partners cost",
	description:
		"An estimate. How long such a graph takes is known only once it has run: until then a minute of a GPU is reserved for it. What nodes at partners cost comes from the price formulas that the ComfyUI of the pool shows beside them (of a range the most). Nothing is stored and nothing runs.",
	security,
	request: { body: jsonBody(graphEstimateRequestSchema, { ...DESCRIBES_COMFYUI, exact: ["graph"] }) },
	responses: { 200: json(graphEstimateSchema, "The estimate"), ...refused },
});

export function registerWorkflowTools(app: App): void {
	app.openapi(convertRoute, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		const request = c.req.valid("json");
		const now = Date.now();
		await factsFor(c.env, account, request.pool ?? "default", now);
		const converted = convert(request.ui, await objectInfoFor(c.env, request, now), {
			allowUnknown: request.allow_unknown,
		});
		if (!converted.ok) throw problemsError(under("/ui", converted.problems));
		return c.json({ graph: converted.graph, unknowns: converted.unknowns }, 200);
	});

	app.openapi(estimateRoute, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		const { graph, inputs, pool = DEFAULT_POOL } = c.req.valid("json");
		const now = Date.now();
		const { capabilities, policy } = await factsFor(c.env, account, pool, now);
		const planned = planGraph({ graph, inputs }, unionOf(capabilities), policy);
		if (!planned.ok) throw problemsError(planned.problems);
		return c.json(estimateGraph(planned.plan, await poolServers(c.env, pool, now), policy), 200);
	});

	app.openapi(validate, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		return c.json(await judge(c.env, account, c.req.valid("json")), 200);
	});
}
