import type { OptionalPart, Slot, WorkflowDefinition } from "../../definition/define.ts";
import type { WorkflowDocument } from "../../document/document.ts";
import { type Code, importLine, number, written } from "./code.ts";
import { constantName, ParameterWriter } from "./parameter-text.ts";

/**
 * The `workflow.ts` of a document: the definition as somebody would write it by hand, in the style of the
 * library. It says the same as the workflow that `fromDocument` made of it.
 *
 * @param framework the folder `workflows`, as an import would write it: `../..` in the library
 */
export function sourceText(
	document: WorkflowDocument,
	workflow: WorkflowDefinition,
	framework: string,
): string {
	const name = constantName(document.id);
	const writer = new ParameterWriter([name]);
	const parameters = document.parameters.flatMap((parameter) => writer.lines(parameter));
	const lines = [
		'import * as z from "zod";',
		...importLine(["defineWorkflow"], `${framework}/definition/define.ts`),
		...(writer.imports.size === 0
			? []
			: importLine([...writer.imports], `${framework}/definition/parameters.ts`)),
		'import graph from "./graph.json" with { type: "json" };',
		"",
		...writer.constants,
		...(parameters.length === 0
			? ["const parameters = z.strictObject({});"]
			: ["const parameters = z.strictObject({", ...parameters, "});"]),
		"",
		"/** Imported from a graph of ComfyUI. */",
		...written(`export const ${name} = defineWorkflow(`, definition(workflow), ");", 0),
	];
	return `${lines.join("\n")}\n`;
}

type Fields = readonly [string, Code | null | undefined][];

/** An object without the fields that are not there. */
function object(fields: Fields, inline?: true): Code {
	const given = fields.flatMap(([key, code]): [string, Code | null][] =>
		code === undefined ? [] : [[key, code]],
	);
	return inline === undefined ? { fields: given } : { fields: given, inline };
}

function texts(list: readonly string[]): Code {
	return { list: list.map((text) => ({ text })) };
}

function maybe(text: string | undefined): Code | undefined {
	return text === undefined ? undefined : { text };
}

function scalar(value: unknown): Code {
	return typeof value === "number"
		? number(value)
		: typeof value === "boolean"
			? String(value)
			: { text: String(value) };
}

function slot({ node, input }: Slot, more: Fields = []): Code {
	return object([["node", { text: node }], ["input", { text: input }], ...more], true);
}

function definition(of: WorkflowDefinition): Code {
	const { partner } = of;
	return object([
		["id", { text: of.id }],
		["version", number(of.version)],
		["title", { text: of.title }],
		["purpose", { text: of.purpose }],
		["category", { text: of.category }],
		["family", { text: of.family }],
		["parameters", null],
		["graph", null],
		[
			"slots",
			object(Object.entries(of.slots).map(([name, to]) => [name, { list: to.map((one) => slot(one)) }])),
		],
		["assets", object(Object.entries(of.assets).map(([name, to]) => [name, asset(to)]))],
		["parts", { list: of.parts.map(part) }],
		["seed", maybe(of.seed)],
		["seed_max", of.seed_max === undefined ? undefined : number(of.seed_max)],
		["outputs", { list: of.outputs.map(({ name, node, kind }) => named({ name, node, kind }, true)) }],
		["models", { list: of.models.map(model) }],
		[
			"custom_nodes",
			{ list: of.custom_nodes.map(({ name, source, licence }) => named({ name, source, licence })) },
		],
		["launch_flags", of.launch_flags === undefined ? undefined : texts(of.launch_flags)],
		["comfyui", { text: of.comfyui }],
		["vram_gb", number(of.vram_gb)],
		["typical_seconds", number(of.typical_seconds)],
		["timeout_seconds", number(of.timeout_seconds)],
		[
			"partner",
			partner === undefined
				? undefined
				: object([
						["price", `() => ${number(partner.price({}))}`],
						["source", { text: partner.source }],
					]),
		],
		["licence", { text: of.licence }],
		["example", object(Object.entries(of.example).map(([name, value]) => [name, scalar(value)]))],
		[
			"docs",
			object([
				["notes", texts(of.docs.notes)],
				["acceptance", texts(of.docs.acceptance)],
			]),
		],
	]);
}

function named(fields: Record<string, string>, inline?: true): Code {
	return object(
		Object.entries(fields).map(([key, text]) => [key, { text }]),
		inline,
	);
}

/** A document's file parameters have one place each. */
function asset(to: WorkflowDefinition["assets"][string]): Code {
	const one = (place: Slot & { kind: string }) => slot(place, [["kind", { text: place.kind }]]);
	return "node" in to ? one(to) : { list: to.map(one) };
}

function part({ name, when, remove, rewire }: OptionalPart): Code {
	return object([
		["name", { text: name }],
		[
			"when",
			object(
				Object.entries(when).map(([key, value]) => [key, scalar(value)]),
				true,
			),
		],
		["remove", texts(remove)],
		[
			"rewire",
			{
				list: rewire.map((one) =>
					slot(one, [["to", one.to === null ? "null" : { list: [{ text: one.to[0] }, number(one.to[1])] }]]),
				),
			},
		],
	]);
}

function model({ folder, file, part: of, licence, source }: WorkflowDefinition["models"][number]): Code {
	return object([
		["folder", { text: folder }],
		["file", typeof file === "string" ? { text: file } : named(file, true)],
		["part", maybe(of)],
		["licence", { text: licence }],
		["source", maybe(source)],
	]);
}
