import { createRoute, z } from "@hono/zod-openapi";
import type { PipelineDefinition } from "../../../workflows/pipelines/definition/document.ts";
import { needsOf } from "../../../workflows/pipelines/definition/mentions.ts";
import { parametersJsonSchema } from "../../../workflows/pipelines/definition/parameters.ts";
import { alternativesOf } from "../../../workflows/pipelines/definition/runs.ts";
import { findPipeline, pipelines } from "../../../workflows/pipelines/index.ts";
import { type PipelineResource, pipelineReferenceSchema, pipelineSchema } from "../../contract/pipelines.ts";
import { type App, accountOf } from "../../http/app.ts";
import { json, refusals, security } from "../../http/responses.ts";
import { notFound } from "../../problem.ts";

const tags = ["pipelines"];

const list = createRoute({
	method: "get",
	path: "/v1/pipelines",
	operationId: "listPipelines",
	tags,
	summary: "The pipelines that jobs can run, with the JSON Schemas of their parameters",
	description:
		"A pipeline is a job of several stages: workflows that hand their outputs on, and people who decide in between.",
	security,
	responses: {
		200: json(
			z.object({ data: z.array(pipelineSchema) }).meta({ id: "PipelineList", description: "All pipelines" }),
			"The pipelines",
		),
		...refusals(401, 403),
	},
});
const get = createRoute({
	method: "get",
	path: "/v1/pipelines/{id}",
	operationId: "getPipeline",
	tags,
	summary: "A pipeline, by `id` or `id@version`",
	security,
	request: { params: z.object({ id: pipelineReferenceSchema }) },
	responses: { 200: json(pipelineSchema, "The pipeline"), ...refusals(401, 403, 404, 422) },
});

export function registerPipelines(app: App): void {
	app.openapi(list, async (c) => {
		await accountOf(c, "jobs:read");
		return c.json({ data: pipelines.map(toPipeline) }, 200);
	});

	app.openapi(get, async (c) => {
		await accountOf(c, "jobs:read");
		const found = findPipeline(c.req.valid("param").id);
		if (!found) throw notFound("pipeline");
		return c.json(toPipeline(found), 200);
	});
}

function toPipeline(definition: PipelineDefinition): PipelineResource {
	const { id, version, title, purpose, category, stages, example, notes = [], acceptance = [] } = definition;
	return {
		id,
		version,
		title,
		purpose,
		category,
		parameters: parametersJsonSchema(definition),
		stages: stages.map((stage) => ({
			key: stage.key,
			title: stage.title,
			needs: needsOf(stage),
			workflows: alternativesOf(stage).map(({ workflow }) => workflow),
			fan_out: stage.each !== undefined,
			optional: stage.optional ?? false,
			conditional: stage.when !== undefined,
			gate: stage.gate ?? null,
			hidden: stage.hidden ?? false,
			label: stage.label ?? null,
		})),
		example,
		notes,
		acceptance,
	};
}
