import { findWorkflow } from "../../library/index.ts";
import type { PipelineDefinition } from "../definition/document.ts";
import { readPipelineParameters } from "../definition/parameters.ts";
import type { StageFacts, StageOutput } from "../plan/facts.ts";
import { planStage, type StagePlan, type StageRequest } from "../plan/plan-stage.ts";

/** What the tests of pipelines share. */

/** The parameters as understood. Throws where they are not accepted. */
export function understood(definition: PipelineDefinition, sent: unknown): Record<string, unknown> {
	const read = readPipelineParameters(definition, sent);
	if (!read.ok) throw new Error(JSON.stringify(read.problems));
	return read.values;
}

/** Facts in which nothing has happened yet, but for what is said. */
export function factsWith(given: Partial<StageFacts>): StageFacts {
	return { parameters: {}, statuses: {}, outputs: {}, take: 1, tasks: 0, again: null, changes: {}, ...given };
}

/** A picture that a stage left. */
export function picture(asset_id: string, more: Partial<StageOutput> = {}): StageOutput {
	return { asset_id, name: "image", kind: "image", index: 0, take: 1, chosen: true, ...more };
}

/** The plan of a stage, with the workflows of the library. */
export function planOfStage(definition: PipelineDefinition, key: string, facts: StageFacts): StagePlan {
	return planStage(definition, key, facts, findWorkflow);
}

/** The requests of a plan that has some. */
export function requestsOf(plan: StagePlan): StageRequest[] {
	if (plan.kind !== "tasks") throw new Error(JSON.stringify(plan));
	return plan.requests;
}
