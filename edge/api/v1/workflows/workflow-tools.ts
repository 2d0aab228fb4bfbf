import { createRoute } from "@hono/zod-openapi";
import { convert } from "../../../../workflows/convert/convert.ts";
import {
	conversionSchema,
	convertRequestSchema,
	validateRequestSchema,
	validationSchema,
} from "../../../contract/workflows.ts";
import { type App, accountOf } from "../../../http/app.ts";
import { DESCRIBES_COMFYUI, json, jsonBody, refusals, security } from "../../../http/responses.ts";
import { factsFor, objectInfoFor } from "../../../workflows/facts.ts";
import { problemsError, under } from "../../../workflows/make.ts";
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

	app.openapi(validate, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		return c.json(await judge(c.env, account, c.req.valid("json")), 200);
	});
}
