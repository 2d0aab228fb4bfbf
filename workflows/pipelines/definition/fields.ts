import * as z from "zod";
import {
	type AssetKind,
	type DeclaredOutput,
	slotsOf,
	type WorkflowDefinition,
} from "../../definition/define.ts";
import { lookUp } from "../../graph/known-nodes.ts";

/** What a parameter of a workflow takes, as far as pipelines must know it. */
export interface Field {
	/** Null where it is no file. */
	file: AssetKind | null;
	/** It takes a list. */
	list: boolean;
	required: boolean;
	/** It may be absent and takes no empty text: then an empty text is as good as none. */
	emptyIsNone: boolean;
	/** Why it does not; null where it does. */
	refuses(value: unknown): string | null;
}

/** The parameter of that name, or undefined where the workflow has none. */
export function fieldOf(workflow: WorkflowDefinition, name: string): Field | undefined {
	const schema = lookUp(workflow.parameters.shape, name);
	if (!(schema instanceof z.ZodType)) return undefined;
	const required = !schema.safeParse(undefined).success;
	return {
		file: fileKind(workflow, name),
		list: innermost(schema) instanceof z.ZodArray,
		required,
		emptyIsNone: !required && !schema.safeParse("").success,
		refuses: (value) => {
			const parsed = schema.safeParse(value);
			return parsed.success ? null : (parsed.error.issues[0]?.message ?? "it is not accepted");
		},
	};
}

/** Parameters that every request must have. */
export function requiredFields(workflow: WorkflowDefinition): string[] {
	return Object.entries(workflow.parameters.shape).flatMap(([name, schema]) =>
		schema instanceof z.ZodType && !schema.safeParse(undefined).success ? [name] : [],
	);
}

/**
 * How many tasks one request of the workflow becomes.
 *
 * @param given what is sent for the parameter that says so; undefined: its default counts
 */
export function tasksOf(workflow: WorkflowDefinition, given: unknown): number {
	const name = workflow.variations?.parameter;
	const schema = name === undefined ? undefined : lookUp(workflow.parameters.shape, name);
	if (!(schema instanceof z.ZodType)) return 1;
	const parsed = schema.safeParse(given);
	return parsed.success && typeof parsed.data === "number" ? parsed.data : 1;
}

/** The output of that name. */
export function outputOf(workflow: WorkflowDefinition, name: string): DeclaredOutput | undefined {
	return workflow.outputs.find((output) => output.name === name);
}

function innermost(schema: z.ZodType): z.ZodType {
	if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable) {
		const inner: unknown = schema.unwrap();
		if (inner instanceof z.ZodType) return innermost(inner);
	}
	return schema;
}

function fileKind(workflow: WorkflowDefinition, name: string): AssetKind | null {
	const to = lookUp(workflow.assets, name);
	if (to !== undefined) return slotsOf(to)[0]?.kind ?? null;
	return lookUp(workflow.folders ?? {}, name)?.kind ?? null;
}
