import { createRoute, z } from "@hono/zod-openapi";
import { describeWorkflow, findWorkflow, library } from "../../workflows/library/index.ts";
import { type App, accountOf } from "./app.ts";
import { notFound } from "./problem.ts";
import { json, refusals, security } from "./responses.ts";

const workflow = z
	.object({ id: z.string(), version: z.int(), title: z.string(), purpose: z.string() })
	.loose()
	.meta({ id: "Workflow" });

const list = createRoute({
	method: "get",
	path: "/v1/workflows",
	operationId: "listWorkflows",
	tags: ["workflows"],
	summary: "The workflow library",
	security,
	responses: { 200: json(z.object({ data: z.array(workflow) }), "The workflows"), ...refusals(401, 403) },
});
const get = createRoute({
	method: "get",
	path: "/v1/workflows/{id}",
	operationId: "getWorkflow",
	tags: ["workflows"],
	summary: "A workflow with the JSON Schema of its parameters, by `id` or `id@version`",
	security,
	request: { params: z.object({ id: z.string().max(200) }) },
	responses: { 200: json(workflow, "The workflow"), ...refusals(401, 403, 404) },
});

export function registerWorkflows(app: App): void {
	app.openapi(list, async (c) => {
		await accountOf(c, "jobs:read");
		return c.json({ data: library.map((item) => ({ ...describeWorkflow(item) })) }, 200);
	});

	app.openapi(get, async (c) => {
		await accountOf(c, "jobs:read");
		const found = findWorkflow(c.req.valid("param").id);
		if (!found) throw notFound("workflow");
		return c.json({ ...describeWorkflow(found) }, 200);
	});
}
