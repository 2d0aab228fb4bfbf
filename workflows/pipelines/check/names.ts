import { type Problem, pointer, quote } from "../../graph/problems.ts";
import type { PipelineDefinition } from "../definition/document.ts";
import { mentionsOf, needsOf, stageOrder } from "../definition/mentions.ts";
import { alternativesOf } from "../definition/runs.ts";
import type { WorkflowOf } from "../plan/plan-stage.ts";

/** Names that lead nowhere or are there twice, and circles. */
export function namesProblems(definition: PipelineDefinition, workflowOf: WorkflowOf): Problem[] {
	const { stages } = definition;
	const parameters = new Set(definition.parameters.map(({ name }) => name));
	const keys = new Set(stages.map(({ key }) => key));
	return [
		...stages.flatMap((stage, i): Problem[] => [
			...(stages.findIndex(({ key }) => key === stage.key) < i
				? [
						wrong(
							["stages", i, "key"],
							"invalid_parameter",
							`Two stages are called ${stage.key}. Rename one.`,
						),
					]
				: []),
			...mentionsOf(stage).flatMap(({ kind, name, at }): Problem[] => {
				if (kind === "parameter")
					return parameters.has(name)
						? []
						: [
								wrong(
									["stages", i, ...at],
									"unknown_parameter",
									`The pipeline has no parameter ${quote(name)}. It takes ${listed(parameters)}.`,
								),
							];
				return keys.has(name)
					? []
					: [
							wrong(
								["stages", i, ...at],
								"unknown_stage",
								`There is no stage ${quote(name)}. There are ${listed(keys)}.`,
							),
						];
			}),
			...alternativesOf(stage).flatMap(({ workflow, at }): Problem[] =>
				workflowOf(workflow) === undefined
					? [
							wrong(
								["stages", i, ...at],
								"unknown_workflow",
								`There is no workflow ${quote(workflow)}. GET /v1/workflows lists them.`,
							),
						]
					: [],
			),
		]),
		...circleProblems(definition),
	];
}

function circleProblems(definition: PipelineDefinition): Problem[] {
	const reached = new Set(stageOrder(definition));
	const stuck = definition.stages.filter(({ key }) => !reached.has(key));
	const [first] = stuck;
	if (first === undefined) return [];
	// Of those that never open, some only wait for the circle: going on from need to need ends in it.
	const way = [first];
	for (;;) {
		const last = way.at(-1) ?? first;
		const next = stuck.find(({ key }) => needsOf(last).includes(key)) ?? first;
		const from = way.indexOf(next);
		if (from < 0) {
			way.push(next);
			continue;
		}
		const circle = [...way.slice(from), next].map(({ key }) => key);
		const at = ["stages", definition.stages.indexOf(next)];
		return [
			wrong(
				at,
				"invalid_parameter",
				`These stages wait for one another and would never open: ${circle.join(" waits for ")}. Take one of the values from elsewhere.`,
			),
		];
	}
}

function listed(names: ReadonlySet<string>): string {
	return names.size === 0 ? "none" : [...names].join(", ");
}

function wrong(at: readonly (string | number)[], code: Problem["code"], message: string): Problem {
	return { pointer: pointer(...at), code, message };
}
