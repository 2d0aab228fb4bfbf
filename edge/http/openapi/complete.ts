import { FAILURE_CODES } from "../../contract/failures.ts";
import { PROBLEM_CODES } from "../../contract/problem.ts";
import { sampleOf } from "./samples.ts";
import { type Document, inside, type JsonSchema, type Media, type Operation, refName } from "./schema.ts";
import { OPERATION_WORDS, PARAMETER_WORDS, SCHEMA_WORDS, TAGS } from "./schema-words.ts";
import { WORDS } from "./words.ts";

/**
 * The document as it is served, from the one that the routes make: every field and operation has words, every body an
 * example, and closed lists have names. Changes what it is given.
 */
export function complete(document: Document): Document {
	const { schemas } = document.components;
	nameClosedLists(schemas);
	for (const [name, schema] of Object.entries(schemas)) {
		const words = SCHEMA_WORDS[name];
		if (schema.description === undefined && words !== undefined) schema.description = words;
		describe(schema, name);
	}
	for (const schema of Object.values(schemas)) sayOpen(schema);
	const all = [...Object.values(document.paths), ...Object.values(document.webhooks ?? {})];
	const operations = all.flatMap((path) => Object.values(path));
	for (const operation of operations) {
		describeOperation(operation);
		describeSocket(operation);
		// Said as well where nobody is asked for credentials.
		operation.security ??= [];
	}
	for (const name of requested(operations, schemas)) tellDefaults(schemas[name] ?? {});
	document.components.examples = {};
	for (const operation of operations) addExamples(operation, document);
	shareRefusals(operations, document);
	return Object.assign(document, { tags: TAGS, servers: [{ url: "/", description: "This deployment" }] });
}

function nameClosedLists(schemas: Record<string, JsonSchema>): void {
	schemas.ProblemCode = { type: "string", enum: Object.keys(PROBLEM_CODES) };
	schemas.FailureCode = { type: "string", enum: Object.keys(FAILURE_CODES) };
	const name = (schema: string, code: string) => {
		const properties = schemas[schema]?.properties;
		if (properties?.code) properties.code = { $ref: `#/components/schemas/${code}` };
	};
	name("Problem", "ProblemCode");
	name("JobError", "FailureCode");
	name("Failure", "FailureCode");
}

/** Gives words to the fields of a schema, and of those inside it. `owner`: the component or field they are of. */
function describe(schema: JsonSchema, owner: string, field = owner): void {
	for (const [name, property] of Object.entries(schema.properties ?? {})) {
		const words = WORDS[`${field}.${name}`] ?? WORDS[`${owner}.${name}`] ?? WORDS[name];
		if (property.description === undefined && property.$ref === undefined && words !== undefined)
			property.description = words;
		describe(property, owner, name);
	}
	const own = new Set(Object.values(schema.properties ?? {}));
	for (const part of inside(schema)) if (!own.has(part)) describe(part, owner, field);
}

function describeOperation(operation: Operation): void {
	const { operationId, parameters = [], requestBody, responses } = operation;
	operation.description ??= OPERATION_WORDS[operationId] ?? "";
	for (const parameter of parameters) {
		const words = parameter.description ?? parameter.schema.description ?? PARAMETER_WORDS[parameter.name];
		if (words !== undefined) parameter.description = words;
	}
	for (const { schema } of bodies(requestBody, responses)) if (schema) describe(schema, operationId);
}

/** What the messages of a socket are, by operation. */
const SOCKETS: Record<string, string> = {
	openJobSocket: "Frame",
	openProjectSocket: "ProjectFrame",
	openAccountSocket: "AccountFrame",
	openDoorbell: "DoorbellMessage",
	comfyuiOpenSocket: "ComfyuiMessage",
};

/** OpenAPI has no sockets: their messages stand as the content of the 101. */
function describeSocket({ operationId, responses }: Operation): void {
	const frame = SOCKETS[operationId];
	if (frame === undefined) return;
	responses["101"] = {
		description: `The socket. Each of its messages is a \`${frame}\` in JSON`,
		content: { "application/json": { schema: { $ref: `#/components/schemas/${frame}` } } },
	};
	responses["200"] = { description: "Never: where the socket opens, the answer is 101" };
}

/**
 * Says what is open where a schema is silent: readers of JSON Schema want to hear of items beyond fixed places, and
 * generators of clients take an object without a word for one that is always empty.
 */
function sayOpen(schema: JsonSchema): void {
	if (schema.type === "object" && schema.properties === undefined) schema.additionalProperties ??= true;
	if ([schema.type].flat().includes("array")) schema.items ??= {};
	for (const part of inside(schema)) sayOpen(part);
}

function bodies(request: Operation["requestBody"], responses: Operation["responses"]): Media[] {
	const all = [request?.content ?? {}, ...Object.values(responses).map(({ content }) => content ?? {})];
	return all.flatMap((content) => Object.values(content));
}

/** Components that requests are made of. */
function requested(operations: Operation[], schemas: Record<string, JsonSchema>): Set<string> {
	const found = new Set<string>();
	const look = (schema: JsonSchema) => {
		const name = refName(schema);
		if (name !== null) {
			if (found.has(name)) return;
			found.add(name);
			look(schemas[name] ?? {});
		}
		for (const part of inside(schema)) look(part);
	};
	for (const { requestBody } of operations)
		for (const { schema } of Object.values(requestBody?.content ?? {})) if (schema) look(schema);
	return found;
}

/**
 * Says in words what a field of a request is where it is left out: generators of clients take a `default` for a
 * promise that the field is there, and would have every caller send it.
 */
function tellDefaults(schema: JsonSchema): void {
	if (schema.default !== undefined) {
		const words = schema.description ?? "";
		schema.description = `${words}${words === "" ? "" : ". "}Left out: \`${JSON.stringify(schema.default)}\``;
		delete schema.default;
	}
	for (const part of inside(schema)) if (refName(part) === null) tellDefaults(part);
}

/** One example for each body that has fields, of a stream what an event carries: named, where its schema has a name. */
function addExamples(operation: Operation, { components }: Document): void {
	const { schemas, examples = {} } = components;
	for (const [type, media] of mediaOf(operation)) {
		if (!media.schema || !/json|event-stream|form-data/.test(type)) continue;
		const name = refName(media.schema);
		if (name === null) {
			media.example = sampleOf(media.schema, schemas);
			continue;
		}
		const words = SCHEMA_WORDS[name] ?? schemas[name]?.description ?? name;
		examples[name] ??= { summary: words, value: sampleOf(media.schema, schemas) };
		media.examples = { [name]: { $ref: `#/components/examples/${name}` } };
	}
}

/** Refusals are the same for every operation: they stand once, named by their status. */
function shareRefusals(operations: Operation[], { components }: Document): void {
	components.responses = {};
	for (const { responses } of operations)
		for (const [status, reply] of Object.entries(responses)) {
			if (reply.content?.["application/problem+json"] === undefined) continue;
			const name = `Refused${status}`;
			components.responses[name] ??= reply;
			responses[status] = { $ref: `#/components/responses/${name}` };
		}
}

function mediaOf({ requestBody, responses }: Operation): [string, Media][] {
	const all = [requestBody?.content ?? {}, ...Object.values(responses).map(({ content }) => content ?? {})];
	return all.flatMap((content) => Object.entries(content));
}
