/** A parameter as a form asks for it. `standard`: what counts where nothing is sent. */
export type FieldKind =
	| { kind: "text"; most: number | undefined; long: boolean; standard: string }
	| { kind: "model"; folder: string; standard: string }
	| { kind: "choice"; options: readonly string[]; standard: string | undefined }
	| { kind: "shape"; options: readonly string[]; standard: string | undefined }
	| { kind: "choices"; options: readonly string[]; standard: readonly string[] }
	| { kind: "switch"; standard: boolean }
	| {
			kind: "number";
			least: number | undefined;
			most: number | undefined;
			step: number | undefined;
			standard: number | undefined;
	  }
	| { kind: "seed" }
	| { kind: "files"; of: string; most: number; list: boolean }
	| { kind: "lines"; most: number; length: number | undefined; standard: readonly string[] }
	| { kind: "json" };

export interface Field {
	name: string;
	description: string;
	required: boolean;
	is: FieldKind;
}

interface Schema {
	[member: string]: unknown;
}
const isSchema = (value: unknown): value is Schema =>
	typeof value === "object" && value !== null && !Array.isArray(value);
const textsOf = (value: unknown): string[] =>
	Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
const numberOf = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);

/** From so many characters on, text has several lines. */
const LONG_FROM = 200;

/**
 * The fields of a form for parameters, from their JSON Schema; what is no known kind is asked for as JSON. `assets` says
 * which of them are files, and of what kind; where that is not said, pictures. `models`: which name a model file, and of which
 * folder. Pure.
 */
export function fieldsOf(
	parameters: unknown,
	assets: Readonly<Record<string, string>> = {},
	models: Readonly<Record<string, string>> = {},
): Field[] {
	if (!isSchema(parameters) || !isSchema(parameters.properties)) return [];
	const required = textsOf(parameters.required);
	return Object.entries(parameters.properties).flatMap(([name, schema]) =>
		isSchema(schema)
			? [
					{
						name,
						description: typeof schema.description === "string" ? schema.description : "",
						required: required.includes(name),
						is: kindOf(name, schema, assets[name] ?? "image", models[name]),
					},
				]
			: [],
	);
}

function kindOf(name: string, schema: Schema, of: string, folder: string | undefined): FieldKind {
	const options = textsOf(schema.enum);
	const standard = typeof schema.default === "string" ? schema.default : undefined;
	if (options.length > 0) return { kind: name === "aspect_ratio" ? "shape" : "choice", options, standard };
	if (schema.type === "boolean") return { kind: "switch", standard: schema.default === true };
	if (schema.type === "integer" || schema.type === "number") {
		if (name === "seed" || name.endsWith("_seed")) return { kind: "seed" };
		const step = numberOf(schema.multipleOf) ?? (schema.type === "integer" ? 1 : undefined);
		return {
			kind: "number",
			...{ least: numberOf(schema.minimum), most: numberOf(schema.maximum), step },
			standard: numberOf(schema.default),
		};
	}
	const text = textSchema(schema);
	if (text) {
		if (isFile(text)) return { kind: "files", of, most: 1, list: false };
		if (folder !== undefined) return { kind: "model", folder, standard: standard ?? "" };
		const most = numberOf(text.maxLength);
		return { kind: "text", most, long: most === undefined || most >= LONG_FROM, standard: standard ?? "" };
	}
	if (schema.type === "array" && isSchema(schema.items)) {
		const items = textSchema(schema.items);
		const most = numberOf(schema.maxItems) ?? 100;
		const known = textsOf(schema.items.enum);
		const given = textsOf(schema.default);
		if (known.length > 0) return { kind: "choices", options: known, standard: given };
		if (items && isFile(items)) return { kind: "files", of, most, list: true };
		if (items) return { kind: "lines", most, length: numberOf(items.maxLength), standard: given };
	}
	return { kind: "json" };
}

/** The schema of text, where that is what is wanted, or text or nothing. */
function textSchema(schema: Schema): Schema | null {
	if (schema.type === "string") return schema;
	const one = Array.isArray(schema.anyOf) ? schema.anyOf.filter(isSchema) : [];
	return one.find(({ type, const: is }) => type === "string" && is === undefined) ?? null;
}

const isFile = ({ pattern }: Schema) => typeof pattern === "string" && pattern.startsWith("^ast_");

export type Values = Readonly<Record<string, unknown>>;

/** What is sent of what was filled in: nothing where it is as it would be anyway. Pure. */
export function sentOf(fields: readonly Field[], values: Values): Record<string, unknown> {
	return Object.fromEntries(
		fields.flatMap(({ name, is }): [string, unknown][] => {
			const value = values[name];
			if (value === undefined || value === null) return [];
			if ((is.kind === "text" || is.kind === "model") && value === "" && is.standard === "") return [];
			if (is.kind === "files" && Array.isArray(value)) {
				if (value.length === 0) return [];
				return [[name, is.list ? value : value[0]]];
			}
			if ("standard" in is && JSON.stringify(value) === JSON.stringify(is.standard)) return [];
			return [[name, is.kind === "lines" ? textsOf(value).filter((line) => line.trim() !== "") : value]];
		}),
	);
}

/** What a form begins with that is made from the parameters of an earlier job; with another seed, unless it is to be the same. Pure. */
export function valuesFrom(fields: readonly Field[], parameters: Values, exact: boolean): Values {
	return Object.fromEntries(
		fields.flatMap(({ name, is }): [string, unknown][] => {
			const value = parameters[name];
			if (value === undefined || (is.kind === "seed" && !exact)) return [];
			return [[name, is.kind === "files" && typeof value === "string" ? [value] : value]];
		}),
	);
}

/** Names that everybody sets, beside what is required and files. */
const FIRST: readonly string[] = [
	"aspect_ratio",
	"variations",
	"model",
	"base_images",
	"body_types",
	"seconds",
	"shots",
	"realism",
];

/** The fields that everybody fills in, and `given` ones, and those for whoever wants more. Pure. */
export function parted(
	fields: readonly Field[],
	given: readonly string[] = [],
): { first: Field[]; more: Field[] } {
	const isFirst = ({ name, required, is }: Field) =>
		required || is.kind === "files" || FIRST.includes(name) || given.includes(name);
	return { first: fields.filter(isFirst), more: fields.filter((field) => !isFirst(field)) };
}
