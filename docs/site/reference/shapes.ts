import { inside, type JsonSchema, refName } from "../../../edge/http/openapi/schema.ts";

/** Turns the name of a named shape into Markdown that leads to it. */
export type LinkShape = (name: string) => string;

/** Fields within fields are told down to this depth; named shapes have an entry of their own. */
const DEPTH = 4;

/** The names of shapes that a schema is made of, directly. Pure. */
export function namedIn(schema: JsonSchema): string[] {
	const name = refName(schema);
	return name === null ? inside(schema).flatMap(namedIn) : [name];
}

/** What a value may be, in a few words, such as "integer 1 to 60" or "list of [Stage](…)". Pure. */
export function typeOf(schema: JsonSchema, link: LinkShape): string {
	const name = refName(schema);
	if (name !== null) return link(name);
	if (schema.const !== undefined) return code(schema.const);
	if (schema.enum) return schema.enum.map(code).join(", ");
	const choices = schema.anyOf ?? schema.oneOf;
	if (choices) return [...new Set(choices.map((one) => typeOf(one, link)))].join(" or ");
	if (schema.allOf) return schema.allOf.map((one) => typeOf(one, link)).join(" and ");
	return [schema.type]
		.flat()
		.map((type) => oneType(type, schema, link))
		.join(" or ");
}

function oneType(type: string | undefined, schema: JsonSchema, link: LinkShape): string {
	if (type === "array") return schema.items ? `list of ${typeOf(schema.items, link)}` : "list";
	if (type === "object" && typeof schema.additionalProperties === "object" && !schema.properties)
		return `object of ${typeOf(schema.additionalProperties, link)}`;
	const { minimum, exclusiveMinimum, maximum, maxLength, format } = schema;
	if (type === "integer" || type === "number") {
		const least = minimum ?? exclusiveMinimum;
		const bound = (value: number | undefined) =>
			value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? undefined : value;
		const [from, to] = [bound(least), bound(maximum)];
		if (from !== undefined && to !== undefined) return `${type} ${from} to ${to}`;
		if (from !== undefined) return `${type} from ${from}`;
		return to === undefined ? type : `${type} up to ${to}`;
	}
	if (type === "string" && format !== undefined) return format === "binary" ? "bytes" : `string, ${format}`;
	if (type === "string" && maxLength !== undefined) return `string up to ${maxLength}`;
	return type ?? "anything";
}

const code = (value: unknown) => `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;

/** The fields of a shape as rows of a table: name, type, whether it must be there, words. Pure. */
function fieldRows(schema: JsonSchema, link: LinkShape, within = "", depth = DEPTH): string[] {
	if (depth === 0 || refName(schema) !== null) return [];
	const own = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
		const needed = schema.required?.includes(name) ? "yes" : "";
		const row = [`\`${within}${name}\``, typeOf(field, link), needed, field.description ?? ""];
		return [`| ${row.map(cell).join(" | ")} |`, ...fieldRows(field, link, `${within}${name}.`, depth - 1)];
	});
	const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
	const further = parts.flatMap((part) => fieldRows(part, link, within, depth - 1));
	const items = schema.items
		? fieldRows(schema.items, link, `${within.replace(/\.$/, "")}[].`, depth - 1)
		: [];
	return [...new Set([...own, ...further, ...items])];
}

/** Text that stands in one cell of a table. */
export const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ");

/** A table of fields, or nothing where there are none. */
export function fieldTable(schema: JsonSchema, link: LinkShape): string {
	const rows = fieldRows(schema, link);
	if (rows.length === 0) return "";
	return `| field | takes | required | what it is |\n| --- | --- | --- | --- |\n${rows.join("\n")}\n`;
}
