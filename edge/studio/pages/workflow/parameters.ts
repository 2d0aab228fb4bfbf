import type { WorkflowResource } from "../../../contract/workflows/workflows.ts";

/** What a parameter takes, as far as it can be said in a few words. */
export type Takes =
	| { kind: "text"; most: number | null }
	| { kind: "number"; from: number | null; to: number | null }
	| { kind: "choice"; choices: readonly string[] }
	| { kind: "yes_no" | "file" | "structure" };

export interface Parameter {
	name: string;
	required: boolean;
	takes: Takes;
	/** As JSON; null: there is none, or the edge chooses. */
	default: string | null;
	description: string;
}

type Schema = Record<string, unknown>;
const isSchema = (value: unknown): value is Schema =>
	typeof value === "object" && value !== null && !Array.isArray(value);
const numberOr = (value: unknown): number | null =>
	typeof value === "number" && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : null;

/** The parameters of a workflow, those first that must be given. Pure. */
export function parametersOf({
	parameters,
	assets,
}: Pick<WorkflowResource, "parameters" | "assets">): Parameter[] {
	const properties = isSchema(parameters.properties) ? parameters.properties : {};
	const required = Array.isArray(parameters.required) ? parameters.required : [];
	const all = Object.entries(properties).map(([name, schema]): Parameter => {
		const own = isSchema(schema) ? schema : {};
		return {
			name,
			required: required.includes(name),
			takes: name in assets ? { kind: "file" } : takesOf(own),
			default: own.default === undefined || own.default === "" ? null : textOf(own.default),
			description: typeof own.description === "string" ? own.description : "",
		};
	});
	return [...all.filter((one) => one.required), ...all.filter((one) => !one.required)];
}

const textOf = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

function takesOf(schema: Schema): Takes {
	const choices = Array.isArray(schema.enum) ? schema.enum.map(textOf) : null;
	if (choices) return { kind: "choice", choices };
	switch (schema.type) {
		case "string":
			return { kind: "text", most: numberOr(schema.maxLength) };
		case "integer":
		case "number":
			return { kind: "number", from: numberOr(schema.minimum), to: numberOr(schema.maximum) };
		case "boolean":
			return { kind: "yes_no" };
	}
	// Of alternatives the last is what somebody writes; the first says that it may be left empty.
	const alternatives = [schema.anyOf, schema.oneOf].find(Array.isArray)?.filter(isSchema) ?? [];
	const last = alternatives.at(-1);
	return last ? takesOf(last) : { kind: "structure" };
}
