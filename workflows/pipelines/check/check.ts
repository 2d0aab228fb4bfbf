import type { WorkflowDefinition } from "../../definition/define.ts";
import { Budget } from "../../graph/budget.ts";
import { MAX_PROBLEMS, type Problem, pointer } from "../../graph/problems.ts";
import type { PipelineDefinition, PipelineParameter } from "../definition/document.ts";
import { stageOrder } from "../definition/mentions.ts";
import { givenSchema } from "../definition/parameters.ts";
import { stageAt } from "../definition/runs.ts";
import type { WorkflowOf } from "../plan/plan-stage.ts";
import { exampleProblems } from "./example.ts";
import { namesProblems } from "./names.ts";
import { onceProblems } from "./once.ts";
import { parameterProblems } from "./parameters.ts";
import type { StageShape } from "./shapes.ts";
import { checkStage } from "./stage.ts";

/** Steps that one check may take, each about a microsecond's worth. */
export const CHECK_STEPS = 100_000;

/**
 * Everything that is wrong with a pipeline: names that lead nowhere, circles, what flows into a parameter that
 * takes something else, values beyond the limits of the workflows, gates that nobody can pass. Empty where it is
 * sound. The work is bounded, whatever the definition: where the budget is spent that is the last problem.
 *
 * @param workflowOf the workflows it may use. Asked once for each name
 * @returns pointers into the document
 */
export function checkPipeline(
	definition: PipelineDefinition,
	workflowOf: WorkflowOf,
	budget: Budget = new Budget(CHECK_STEPS),
): Problem[] {
	const known = remembering(workflowOf);
	const problems = [
		...parameterProblems(definition, budget),
		...namesProblems(definition, known),
		...onceProblems(definition),
		...flowProblems(definition, known, budget),
	];
	if (problems.length === 0 && !budget.spent) problems.push(...exampleProblems(definition, known));
	if (budget.spent) {
		const message =
			"There is too much in this pipeline to check. Use shorter lists and texts, or split it into several pipelines.";
		problems.splice(MAX_PROBLEMS - 1);
		problems.push({ pointer: "", code: "over_size_limit", message });
	}
	return problems.slice(0, MAX_PROBLEMS);
}

/** Stage by stage, each after those it needs, so that what they leave is known. */
function flowProblems(definition: PipelineDefinition, workflowOf: WorkflowOf, budget: Budget): Problem[] {
	const shapes = new Map<string, StageShape>();
	const parameters = new Map(definition.parameters.map((parameter) => [parameter.name, parameter]));
	const schemas = new Map(definition.parameters.map((one) => [one, givenSchema(one)]));
	const schemaOf = (parameter: PipelineParameter) => schemas.get(parameter) ?? givenSchema(parameter);
	const found: Problem[] = [];
	for (const key of stageOrder(definition)) {
		// Enough is told of a hopeless one.
		if (budget.spent || found.length >= MAX_PROBLEMS) break;
		const at = stageAt(definition, key);
		if (at === undefined) continue;
		const { shape, problems } = checkStage(at.stage, { shapes, parameters, schemaOf, workflowOf, budget });
		shapes.set(key, shape);
		for (const problem of problems.slice(0, MAX_PROBLEMS))
			found.push({ ...problem, pointer: pointer("stages", at.index) + problem.pointer });
	}
	return found;
}

function remembering(workflowOf: WorkflowOf): WorkflowOf {
	const known = new Map<string, WorkflowDefinition | undefined>();
	return (reference) => {
		if (!known.has(reference)) known.set(reference, workflowOf(reference));
		return known.get(reference);
	};
}
