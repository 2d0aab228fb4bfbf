import { rangeOf } from "../../document/parameter-schemas.ts";
import type { Budget } from "../../graph/budget.ts";
import { type Problem, pointer } from "../../graph/problems.ts";
import type { PipelineDefinition, PipelineParameter } from "../definition/document.ts";
import { mentionsOf } from "../definition/mentions.ts";
import { givenSchema, isRequired, listOf, standardOf } from "../definition/parameters.ts";
import { costOf } from "./cost.ts";

type Path = readonly (string | number)[];

function problem(at: Path, message: string): Problem {
	return { pointer: pointer(...at), code: "invalid_parameter", message };
}

/** What is wrong with the parameters of the whole, each by itself. */
export function parameterProblems(definition: PipelineDefinition, budget: Budget): Problem[] {
	const { parameters, stages } = definition;
	const used = new Set(
		stages.flatMap((stage) =>
			mentionsOf(stage).flatMap(({ kind, name }) => (kind === "parameter" ? [name] : [])),
		),
	);
	const seen = new Set<string>();
	return parameters.flatMap((parameter, i) => {
		const at = ["parameters", i];
		const { name } = parameter;
		const twice = seen.has(name);
		seen.add(name);
		return [
			...(twice ? [problem([...at, "name"], `Two parameters are called ${name}. Rename one.`)] : []),
			...(used.has(name)
				? []
				: [problem([...at, "name"], `No stage uses ${name}. Give it to one, or leave it out.`)]),
			...valueProblems(parameter, at, budget),
		];
	});
}

function valueProblems(parameter: PipelineParameter, at: Path, budget: Budget): Problem[] {
	if (parameter.type === "integer" || parameter.type === "number") {
		const { min, max } = rangeOf(parameter);
		if (min > max)
			return [problem([...at, "max"], `The largest value ${max} is below the smallest, ${min}.`)];
	}
	if (parameter.type === "choice" && new Set(parameter.choices).size < parameter.choices.length)
		return [problem([...at, "choices"], "A choice is listed twice. List each once.")];
	const list = listOf(parameter);
	if (list !== null && list.least > list.most)
		return [
			problem([...at, "list", "most"], `At most ${list.most} items are fewer than at least ${list.least}.`),
		];
	if (list !== null && "default" in parameter && parameter.default !== undefined)
		return [
			problem([...at, "default"], `${parameter.name} is a list: its default stands in \`list\`, as a list.`),
		];
	return standardProblems(parameter, [...at, ...(list === null ? [] : ["list"]), "default"], budget);
}

function standardProblems(parameter: PipelineParameter, at: Path, budget: Budget): Problem[] {
	const standard = standardOf(parameter);
	if (standard === undefined) return [];
	if (isRequired(parameter))
		return [
			problem(at, `${parameter.name} is required, so a default never counts. Leave one of the two out.`),
		];
	budget.spend(costOf(standard));
	const parsed = givenSchema(parameter).safeParse(standard);
	const why = parsed.error?.issues[0]?.message ?? "";
	return parsed.success ? [] : [problem(at, `${parameter.name} does not accept its own default: ${why}.`)];
}
