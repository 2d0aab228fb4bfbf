import { readParameters } from "../../definition/read-parameters.ts";
import { type Problem, pointer } from "../../graph/problems.ts";
import type { PipelineDefinition } from "../definition/document.ts";
import { readPipelineParameters } from "../definition/parameters.ts";
import { stageAt } from "../definition/runs.ts";
import type { WorkflowOf } from "../plan/plan-stage.ts";
import { rehearse } from "../plan/rehearse.ts";

/**
 * Whether the example is accepted, and every stage of it by its workflow: that also finds what only shows in
 * several parameters together. Of a fan-out the first and the last request are looked at.
 */
export function exampleProblems(definition: PipelineDefinition, workflowOf: WorkflowOf): Problem[] {
	const read = readPipelineParameters(definition, definition.example);
	if (!read.ok)
		return read.problems.map((problem) => ({
			...problem,
			pointer: problem.pointer.replace(/^\/parameters/, "/example"),
			message: `The example is not accepted: ${problem.message}`,
		}));
	return rehearse(definition, read.values, workflowOf).flatMap(({ key, plan }) => {
		if (plan.kind === "problems") return plan.problems;
		if (plan.kind === "skip") return [];
		const ends = new Set([plan.requests[0], plan.requests.at(-1)]);
		return [...ends].flatMap((request) => {
			const workflow = request === undefined ? undefined : workflowOf(request.workflow);
			if (request === undefined || workflow === undefined) return [];
			const accepted = readParameters(workflow, request.parameters);
			if (accepted.ok) return [];
			return accepted.problems.map(({ message, code }) => ({
				pointer: pointer("stages", stageAt(definition, key)?.index ?? 0),
				code,
				message: `With the example, the stage ${key} is not accepted: ${message}`,
			}));
		});
	});
}
