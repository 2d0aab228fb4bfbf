/** A JSON Schema, as far as parameters of workflows go. */
export interface Schema {
	type?: string | readonly string[];
	const?: unknown;
	enum?: readonly unknown[];
	anyOf?: readonly Schema[];
	oneOf?: readonly Schema[];
	allOf?: readonly Schema[];
	items?: Schema;
	prefixItems?: readonly Schema[];
	properties?: Readonly<Record<string, Schema>>;
	required?: readonly string[];
	additionalProperties?: boolean | Schema;
	description?: string;
	default?: unknown;
}

/** The type in TypeScript of what a schema takes; what cannot be said is `unknown`. Pure. */
export function typeOf(schema: Schema, indent = ""): string {
	if (schema.const !== undefined) return JSON.stringify(schema.const);
	if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
	const options = schema.anyOf ?? schema.oneOf;
	if (options) return [...new Set(options.map((option) => wrapped(typeOf(option, indent))))].join(" | ");
	if (schema.allOf) return schema.allOf.map((part) => wrapped(typeOf(part, indent))).join(" & ");
	if (Array.isArray(schema.type))
		return schema.type.map((type: string) => typeOf({ ...schema, type }, indent)).join(" | ");
	switch (schema.type) {
		case "string":
			return "string";
		case "number":
		case "integer":
			return "number";
		case "boolean":
			return "boolean";
		case "null":
			return "null";
		case "array":
			if (schema.prefixItems) return `[${schema.prefixItems.map((item) => typeOf(item, indent)).join(", ")}]`;
			return `${wrapped(typeOf(schema.items ?? {}, indent))}[]`;
		case "object":
			return objectType(schema, indent);
		default:
			return schema.properties ? objectType(schema, indent) : "unknown";
	}
}

const wrapped = (type: string) => (/[|&]/.test(type) && !type.startsWith("{") ? `(${type})` : type);

function objectType(
	{ properties = {}, required = [], additionalProperties }: Schema,
	indent: string,
): string {
	const inner = `${indent}\t`;
	const lines = Object.entries(properties).map(([name, schema]) => {
		const optional = required.includes(name) && schema.default === undefined ? "" : "?";
		const words = schema.description?.replaceAll("*/", "* /");
		const comment = words === undefined ? "" : `${inner}/** ${words} */\n`;
		const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
		return `${comment}${inner}${key}${optional}: ${typeOf(schema, inner)};`;
	});
	if (typeof additionalProperties === "object")
		lines.push(`${inner}[name: string]: ${typeOf(additionalProperties, inner)};`);
	if (lines.length === 0)
		return additionalProperties === false ? "Record<string, never>" : "Record<string, unknown>";
	return `{\n${lines.join("\n")}\n${indent}}`;
}

/** What is told of the parameters. */
const PACKAGE = "@darkroom/sdk";
/** Without it a file would declare the package, in place of adding to it. */
const IMPORT = `${"import"} "${PACKAGE}";`;

/** What `@darkroom/sdk` reads: the parameters of each workflow by its id, for `jobs.create` and `jobs.run`. Pure. */
export function workflowTypes(
	workflows: readonly { id: string; title: string; parameters: Schema }[],
): string {
	const entries = workflows.map(
		({ id, title, parameters }) =>
			`\t\t/** ${title.replaceAll("*/", "* /")} */\n\t\t${JSON.stringify(id)}: ${typeOf(parameters, "\t\t")};`,
	);
	return `// Made by \`darkroom types\`; made again when workflows change.
${IMPORT}

declare module "${PACKAGE}" {
	interface Workflows {
${entries.join("\n")}
	}
}
`;
}
