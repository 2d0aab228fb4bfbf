import type { PipelineDefinition } from "../../../../workflows/pipelines/definition/document.ts";

/**
 * What a job of a pipeline keeps from its submission on: later versions of the pipeline, or another deployment,
 * change nothing of a job that runs.
 */
export interface PinnedPipeline {
	definition: PipelineDefinition;
	/** Defaults and chosen seeds filled in. */
	parameters: Record<string, unknown>;
}

export function readPinned(text: string): PinnedPipeline {
	return JSON.parse(text) as PinnedPipeline;
}
