import * as z from "zod";
import { maxSeed } from "../../definition/parameters.ts";
import { type ParametersRead, readParameters } from "../../definition/read-parameters.ts";
import { defaultOf, isFile, valuesOf } from "../../document/parameter-schemas.ts";
import type { PipelineDefinition, PipelineParameter } from "./document.ts";

type TakesParameters = Pick<PipelineDefinition, "id" | "parameters">;

/** How many items a parameter takes; null where it is no list. */
export function listOf(parameter: PipelineParameter): { least: number; most: number } | null {
	return "list" in parameter && parameter.list !== undefined ? parameter.list : null;
}

/** The value that counts where a request has none. */
export function standardOf(parameter: PipelineParameter): unknown {
	return "list" in parameter && parameter.list !== undefined ? parameter.list.default : defaultOf(parameter);
}

/** Whether every request must have it. Files are wanted unless the document says otherwise, or may be none. */
export function isRequired(parameter: PipelineParameter): boolean {
	if (parameter.type === "seed") return false;
	return parameter.required ?? (isFile(parameter) && listOf(parameter)?.least !== 0);
}

/** What one value of a parameter may be: an item where it is a list. */
function itemSchema(parameter: PipelineParameter): z.ZodType {
	// An empty text means that there is none; in a list there would be no reason for it.
	return valuesOf(
		"list" in parameter && parameter.list !== undefined ? { ...parameter, required: true } : parameter,
	);
}

/** The whole value of a parameter, where it is given. */
export function givenSchema(parameter: PipelineParameter): z.ZodType {
	const list = listOf(parameter);
	const item = itemSchema(parameter);
	return list === null ? item : z.array(item).min(list.least).max(list.most);
}

/** What clients send for the parameters of a pipeline: a strict object. */
export function parametersSchema({ parameters }: Pick<PipelineDefinition, "parameters">): z.ZodObject {
	return z.strictObject(
		Object.fromEntries(
			parameters.map((parameter): [string, z.ZodType] => {
				const given = givenSchema(parameter);
				const standard = standardOf(parameter);
				const wanted = isRequired(parameter)
					? given
					: standard === undefined
						? given.optional()
						: given.default(standard);
				return [parameter.name, wanted.meta({ description: parameter.description })];
			}),
		),
	);
}

/** JSON Schema (2020-12) of what clients send. */
export function parametersJsonSchema(
	pipeline: Pick<PipelineDefinition, "parameters">,
): Record<string, unknown> {
	return { ...z.toJSONSchema(parametersSchema(pipeline), { io: "input" }) };
}

/**
 * Reads what a client sent as a pipeline's parameters: defaults filled in, every mistake reported as a problem
 * at `/parameters/<name>`. A field that is `undefined` counts as absent; `null` does not.
 */
export function readPipelineParameters(definition: TakesParameters, sent: unknown): ParametersRead {
	return readParameters({ id: definition.id, parameters: parametersSchema(definition) }, sent);
}

/**
 * The parameters with a seed chosen wherever one was left out, so that they give the same pictures when they are
 * sent again.
 *
 * @param values as {@link readPipelineParameters} answered
 * @param random its seed is an integer from 0; asked once for each seed that is absent
 */
export function withSeeds(
	{ parameters }: Pick<PipelineDefinition, "parameters">,
	values: Readonly<Record<string, unknown>>,
	random: { seed(): number },
): Record<string, unknown> {
	const chosen = parameters.flatMap((parameter): [string, number][] =>
		parameter.type === "seed" && values[parameter.name] === undefined
			? [[parameter.name, random.seed() % ((parameter.max ?? maxSeed) + 1)]]
			: [],
	);
	return { ...values, ...Object.fromEntries(chosen) };
}
