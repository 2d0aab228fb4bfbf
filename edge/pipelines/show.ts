import type { PipelineDefinition } from "../../workflows/pipelines/definition/document.ts";
import { needsOf } from "../../workflows/pipelines/definition/mentions.ts";
import { parametersJsonSchema } from "../../workflows/pipelines/definition/parameters.ts";
import { alternativesOf } from "../../workflows/pipelines/definition/runs.ts";
import type { PipelineResource } from "../contract/workflows/pipelines.ts";
import { standingOf } from "../workflows/resolve.ts";
import type { OfferedPipeline } from "./resolve.ts";

/** A pipeline as the API shows it. */
export function toPipeline({ definition, own }: OfferedPipeline): PipelineResource {
	return { ...describedPipeline(definition), ...standingOf(own) };
}

/** What a pipeline itself says, whoever it belongs to. */
export function describedPipeline(definition: PipelineDefinition) {
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
			compares: stage.compares?.stage ?? null,
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
