export type Json = Record<string, unknown>;

/** As much of JSON Schema as the document has. */
export interface JsonSchema {
	$ref?: string;
	type?: string | string[];
	description?: string;
	properties?: Record<string, JsonSchema>;
	additionalProperties?: JsonSchema | boolean;
	propertyNames?: JsonSchema;
	required?: string[];
	items?: JsonSchema;
	anyOf?: JsonSchema[];
	oneOf?: JsonSchema[];
	allOf?: JsonSchema[];
	enum?: unknown[];
	const?: unknown;
	default?: unknown;
	format?: string;
	pattern?: string;
	minimum?: number;
	maximum?: number;
	exclusiveMinimum?: number;
	minLength?: number;
	maxLength?: number;
}

export interface Media {
	schema?: JsonSchema;
	example?: unknown;
	examples?: Record<string, Json>;
}
export interface Operation {
	operationId: string;
	summary?: string;
	description?: string;
	parameters?: { name: string; in: string; description?: string; schema: JsonSchema }[];
	security?: Json[];
	requestBody?: { content: Record<string, Media> };
	responses: Record<string, Reply>;
}
/** What an operation answers, or where that is told. */
export interface Reply {
	$ref?: string;
	description?: string;
	content?: Record<string, Media>;
}
export interface Document {
	openapi: string;
	info: Json;
	servers?: Json[];
	tags?: Json[];
	paths: Record<string, Record<string, Operation>>;
	/** What this server sends by itself. */
	webhooks?: Record<string, Record<string, Operation>>;
	components: {
		schemas: Record<string, JsonSchema>;
		securitySchemes?: Json;
		examples?: Record<string, Json>;
		responses?: Record<string, Reply>;
	};
}

/** Name of the component that a schema only refers to, or null. */
export function refName({ $ref }: JsonSchema): string | null {
	return $ref?.split("/").at(-1) ?? null;
}

/** The schemas directly inside a schema. */
export function inside(schema: JsonSchema): JsonSchema[] {
	const { properties = {}, items, anyOf = [], oneOf = [], allOf = [], additionalProperties } = schema;
	const more = typeof additionalProperties === "object" ? [additionalProperties] : [];
	return [...Object.values(properties), ...(items ? [items] : []), ...anyOf, ...oneOf, ...allOf, ...more];
}
