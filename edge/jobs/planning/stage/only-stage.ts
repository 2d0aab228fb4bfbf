import type { PipelineDefinition } from "../../../../workflows/pipelines/definition/document.ts";
import type { PinnedPipeline } from "./pinned.ts";

/**
 * A job of one workflow as a pipeline of one stage, so that another take of it is planned like any other. Pure.
 *
 * @param workflow `id@version`
 * @param parameters as they were understood, with defaults and the chosen seed
 */
export function asPipeline(
	stage: string,
	workflow: string,
	parameters: Record<string, unknown>,
): PinnedPipeline {
	const given = Object.fromEntries(Object.keys(parameters).map((name) => [name, { parameter: name }]));
	const definition: PipelineDefinition = {
		id: "workflow",
		version: 1,
		title: workflow,
		purpose: workflow,
		category: "image",
		parameters: [],
		stages: [{ key: stage, title: workflow, run: { workflow }, with: given }],
		example: {},
	};
	return { definition, parameters };
}
