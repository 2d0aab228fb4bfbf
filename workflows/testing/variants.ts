import * as z from "zod";
import type { PartCondition, WorkflowDefinition } from "../definition/define.ts";
import { decidedBy } from "../definition/parts.ts";
import { readParameters } from "../definition/read-parameters.ts";

/** Requests that between them make every optional part of a workflow come and go. For tests. */

/** The id of an asset that nobody has. */
export const someAsset = "ast_0123456789abcdefghijklmnop";

type Schema = Record<string, unknown>;
const isSchema = (value: unknown): value is Schema =>
	typeof value === "object" && value !== null && !Array.isArray(value);

const knownSchemas = new WeakMap<WorkflowDefinition, Record<string, Schema>>();
const knownVariants = new WeakMap<WorkflowDefinition, readonly Record<string, unknown>[]>();

/** The JSON Schema of each parameter. */
export function schemasOf(workflow: WorkflowDefinition): Record<string, Schema> {
	const known = knownSchemas.get(workflow);
	if (known !== undefined) return known;
	const { properties } = z
		.object({ properties: z.record(z.string(), z.record(z.string(), z.unknown())) })
		.parse(z.toJSONSchema(workflow.parameters, { io: "input" }));
	knownSchemas.set(workflow, properties);
	return properties;
}

/** Some valid value of a parameter other than `now`, told from its JSON Schema. Undefined where there is none. */
export function otherValue(workflow: WorkflowDefinition, name: string, now: unknown): unknown {
	const schema = schemasOf(workflow)[name] ?? {};
	return valuesOf(workflow, name, schema, now).find(
		(value) => JSON.stringify(value) !== JSON.stringify(now) && accepts(workflow, name, value),
	);
}

function accepts(workflow: WorkflowDefinition, name: string, value: unknown): boolean {
	const schema = workflow.parameters.shape[name];
	return schema !== undefined && "safeParse" in schema && schema.safeParse(value).success;
}

function valuesOf(workflow: WorkflowDefinition, name: string, schema: Schema, now: unknown): unknown[] {
	if (isFile(workflow, name)) return [someAsset, someAsset.replace("0", "1")];
	if (Array.isArray(schema.enum)) return schema.enum;
	if (schema.type === "boolean") return [true, false];
	if (schema.type === "integer" || schema.type === "number") {
		const step = Number(schema.multipleOf ?? (schema.type === "integer" ? 1 : 0.01));
		const near = typeof now === "number" ? [now + step, now - step] : [];
		return [...near, schema.minimum, schema.maximum];
	}
	if (schema.type === "array") return listsOf(schema, now);
	const texts = ["something else", "another thing", "other.safetensors", "another.safetensors"];
	if (Array.isArray(schema.anyOf))
		return [...schema.anyOf.filter(isSchema).flatMap((s) => valuesOf(workflow, name, s, now)), ...texts];
	return texts;
}

function listsOf(schema: Schema, now: unknown): unknown[] {
	const min = typeof schema.minItems === "number" ? schema.minItems : 0;
	const max = typeof schema.maxItems === "number" ? schema.maxItems : 3;
	const item = (i: number, mark: string) => {
		const id = `ast_${mark}${String(i).padStart(25, "0")}`;
		return isSchema(schema.items) && schema.items.type === "object"
			? { image: id, caption: `word ${i}` }
			: id;
	};
	const length = Array.isArray(now) && now.length > 0 ? now.length : Math.min(Math.max(min, 3), max);
	return ["a", "b"].map((mark) => Array.from({ length }, (_, i) => item(i, mark)));
}

function isFile(workflow: WorkflowDefinition, name: string): boolean {
	const to = workflow.assets[name];
	return to !== undefined && "node" in to;
}

/** Accepted requests for every consistent choice of optional parts, made from the example. */
export function variantsOf(workflow: WorkflowDefinition): Record<string, unknown>[] {
	const known = knownVariants.get(workflow) ?? makeVariants(workflow);
	knownVariants.set(workflow, known);
	return structuredClone([...known]);
}

function makeVariants(workflow: WorkflowDefinition): Record<string, unknown>[] {
	const forms = [workflow, ...(workflow.forms ?? [])];
	const conditions = forms.flatMap((form) => form.parts.map((part) => part.when));
	const names = [...new Set(conditions.map(decidedBy))];
	let requests: Record<string, unknown>[] = [{ ...workflow.example }];
	for (const name of names) {
		const about = conditions.filter((when) => decidedBy(when) === name);
		const values = deciding(workflow, name, about);
		requests = requests.flatMap((request) => values.map((value) => ({ ...request, [name]: value })));
	}
	const accepted = requests.filter((request) => readParameters(workflow, request).ok);
	if (accepted.length === 0) throw new Error(`no variant of ${workflow.id} is accepted`);
	return accepted;
}

function deciding(workflow: WorkflowDefinition, name: string, about: readonly PartCondition[]): unknown[] {
	const schema = schemasOf(workflow)[name] ?? {};
	const given = workflow.example[name] ?? otherValue(workflow, name, undefined);
	const values = about.flatMap((when): unknown[] => {
		if ("list" in when) {
			const full = listsOf({ ...schema, minItems: schema.maxItems }, undefined)[0];
			const most = typeof schema.maxItems === "number" ? schema.maxItems : 3;
			return Array.isArray(full)
				? Array.from({ length: most + 1 }, (_, n) => (n === 0 ? undefined : full.slice(0, n)))
				: [];
		}
		if ("is" in when) return [when.is, otherValue(workflow, name, when.is)];
		if ("is_not" in when) return [when.is_not, otherValue(workflow, name, when.is_not)];
		return [undefined, given];
	});
	return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

/** What of a JSON Schema says which values a parameter takes. */
export interface ValueSchema {
	type?: string | string[];
	anyOf?: ValueSchema[];
	enum?: unknown[];
	minimum?: number;
	maximum?: number;
	multipleOf?: number;
	maxLength?: number;
}

/** Values that a JSON Schema does not allow. */
export function wrongValues(schema: ValueSchema): unknown[] {
	const choices = schema.anyOf ?? [schema];
	const types = new Set(choices.flatMap((choice) => choice.type ?? []));
	const wrong: unknown[] = [null, {}];
	if (!types.has("boolean")) wrong.push(true);
	if (types.has("array")) wrong.push([null], "a");
	else wrong.push([], ["a"]);
	if (!types.has("string")) wrong.push("1", "");
	if (!types.has("number") && !types.has("integer")) wrong.push(1, 0);
	if (types.has("integer")) wrong.push(1.5);
	if (types.has("array")) return wrong;
	if (types.has("string") && schema.maxLength === undefined && !schema.anyOf) wrong.push("%%%");
	for (const { minimum, maximum, multipleOf, maxLength, enum: values } of choices) {
		if (minimum !== undefined) wrong.push(minimum - 1, -1e300);
		if (maximum !== undefined) wrong.push(maximum < 2 ** 53 - 1 ? maximum + 1 : 2 ** 60, 1e300);
		if (multipleOf !== undefined && minimum !== undefined) wrong.push(minimum + multipleOf / 2);
		if (maxLength !== undefined && maxLength < 4000) wrong.push("x".repeat(4001));
		if (values !== undefined) wrong.push("no such choice");
	}
	return wrong;
}
