/** An operation of an OpenAPI document, as far as a client's method is made of it. */
export interface Operation {
	operationId: string;
	summary?: string;
	tags?: string[];
	parameters?: { name: string; in: string; required?: boolean }[];
	requestBody?: { required?: boolean; content: Record<string, unknown> };
	responses: Record<
		string,
		{ content?: Record<string, { schema?: { properties?: object; $ref?: string } }> }
	>;
}
export type Paths = Record<string, Record<string, Operation>>;

/** One method of a client. */
export interface Method {
	resource: string;
	name: string;
	operation: string;
	verb: string;
	/** With `{name}` for each parameter. */
	path: string;
	summary: string;
	parameters: string[];
	/** How its body is sent; null: it has none. */
	body: "json" | "optional json" | "bytes" | null;
	hasQuery: boolean;
	/** It takes an `Idempotency-Key`. */
	keyed: boolean;
	/** What comes back: JSON, a page of a list, nothing, or an answer that is read by whoever asked. */
	answer: "json" | "page" | "nothing" | "response";
}

/** What the methods of a resource are about: left out of their names. Longer ones first. */
const NOUNS: Record<string, string[]> = {
	jobs: ["Jobs", "Job"],
	assets: ["Assets", "Asset"],
	workflows: ["Workflows", "Workflow"],
	pipelines: ["Pipelines", "Pipeline"],
	characters: ["Characters", "Character"],
	projects: ["Projects", "Project"],
	webhooks: ["Webhooks", "Webhook"],
	loras: ["Loras", "Lora"],
	trainings: ["Trainings", "Training"],
	datasets: ["Datasets", "Dataset"],
	pages: ["Page"],
	"comfy-v2": ["comfy"],
	workers: ["Workers", "Worker"],
	attempts: ["Attempt"],
};

const camel = (text: string) => text.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The name of a method: `createJob` of `jobs` is `create`, `getJobWorkflow` is `getWorkflow`. */
function methodName(tag: string, operation: string): string {
	for (const noun of NOUNS[tag] ?? []) {
		const short = operation.replace(new RegExp(`${noun}(?=[A-Z]|$)`), "");
		// What is about another thing as well keeps its name: `createApiKey`, `getJobWorkflow` of no job.
		if (short !== operation && short !== "") return `${short.charAt(0).toLowerCase()}${short.slice(1)}`;
	}
	return operation;
}

/** Sockets are opened by the feeds of a client, and are no requests. */
const isSocket = ({ responses }: Operation) => "101" in responses;

/** Every operation as a method, in the order of the document. @throws Error where two have one name */
export function methodsOf(paths: Paths): Method[] {
	const methods = Object.entries(paths).flatMap(([path, operations]) =>
		Object.entries(operations).flatMap(([verb, operation]) =>
			isSocket(operation) ? [] : [methodOf(verb.toUpperCase(), path, operation)],
		),
	);
	const seen = new Map<string, string>();
	for (const { resource, name, operation } of methods) {
		const other = seen.get(`${resource}.${name}`);
		if (other !== undefined) throw new Error(`${operation} and ${other} are both ${resource}.${name}`);
		seen.set(`${resource}.${name}`, operation);
	}
	return methods;
}

function methodOf(verb: string, path: string, operation: Operation): Method {
	const [tag = "other"] = operation.tags ?? [];
	const { parameters = [] } = operation;
	return {
		resource: camel(tag),
		name: methodName(tag, operation.operationId),
		operation: operation.operationId,
		verb,
		path,
		summary: operation.summary ?? operation.operationId,
		parameters: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ""),
		body: bodyOf(operation),
		hasQuery: parameters.some((parameter) => parameter.in === "query"),
		keyed: parameters.some(({ in: where, name }) => where === "header" && name === "idempotency-key"),
		answer: answerOf(operation),
	};
}

function bodyOf({ requestBody }: Operation): Method["body"] {
	if (requestBody === undefined) return null;
	if (!("application/json" in requestBody.content)) return "bytes";
	return requestBody.required === false ? "optional json" : "json";
}

function answerOf({ responses, parameters = [] }: Operation): Method["answer"] {
	const [status, good] = Object.entries(responses).find(([code]) => code.startsWith("2")) ?? [];
	const json = good?.content?.["application/json"];
	const goesOn = parameters.some(({ in: where, name }) => where === "query" && name === "cursor");
	if (json) return goesOn ? "page" : "json";
	return status === "204" ? "nothing" : "response";
}

const HEAD = `// Made of the API's own description; not to be changed by hand.
import { everyPage } from "../../every-page.ts";
import { type Answer, type Body, type Item, type Query, Resource } from "../resource.ts";
import type { RequestOptions, Transport } from "../../transport.ts";
`;

/** The source of the classes of all resources. */
export function sourceOf(methods: readonly Method[]): string {
	const resources = [...new Set(methods.map(({ resource }) => resource))];
	const classes = resources.map((resource) => {
		const own = methods.filter((method) => method.resource === resource);
		return `export class ${className(resource)} extends Resource {\n${own.map(methodSource).join("\n")}\n}\n`;
	});
	const fields = resources.map((resource) => `	readonly ${resource}: ${className(resource)};`).join("\n");
	const made = resources
		.map((resource) => `		this.${resource} = new ${className(resource)}(transport);`)
		.join("\n");
	const all = `export class Resources {\n${fields}\n\n	constructor(transport: Transport) {\n${made}\n	}\n}\n`;
	return `${HEAD}\n${classes.join("\n")}\n/** Every resource by its name. */\n${all}`;
}

const className = (resource: string) => `${resource.charAt(0).toUpperCase()}${resource.slice(1)}`;

function methodSource(method: Method): string {
	const { name, operation, verb, path, parameters, body, hasQuery, keyed, answer } = method;
	const id = JSON.stringify(operation);
	const places = parameters.map((parameter) => `${parameter}: string | number`);
	const sent = body === null ? [] : [bodyParameter(body, id)];
	const query = hasQuery ? [`query?: Query<${id}>`] : [];
	const signature = [...places, ...sent, ...query, "options?: RequestOptions"].join(", ");
	const address = `\`${path.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => `\${this.at(${parameter})}`)}\``;
	const more = [
		...(body === null ? [] : ["body"]),
		...(hasQuery ? ["query"] : []),
		...(keyed ? ["keyed: true"] : []),
		"options",
	].join(", ");
	const result = { json: `Answer<${id}>`, page: `Answer<${id}>`, nothing: "void", response: "Response" }[
		answer
	];
	const ask = { json: "json", page: "json", nothing: "nothing", response: "response" }[answer];
	const doc = `	/** ${method.summary.replaceAll("*/", "* /")}. \`${verb} ${path}\` */`;
	const lines = [
		doc,
		`	${name}(${signature}): Promise<${result}> {`,
		`		return this.${ask}("${verb}", ${address}, { ${more} });`,
		"	}",
	];
	if (answer !== "page") return lines.join("\n");
	const every = name === "list" ? "all" : `all${name.replace(/^list/, "")}`;
	const asked = [...places, `query?: Query<${id}>`, "options?: RequestOptions"].join(", ");
	const passed = [...parameters, "{ ...query, cursor } as never", "options"].join(", ");
	return [
		...lines,
		`	/** All of it, page by page: see {@link ${name}}. */`,
		`	${every}(${asked}): AsyncGenerator<Item<${id}>> {`,
		`		return everyPage((cursor) => this.${name}(${passed}));`,
		"	}",
	].join("\n");
}

function bodyParameter(body: NonNullable<Method["body"]>, id: string): string {
	if (body === "bytes") return "body: BodyInit";
	return `body${body === "optional json" ? "?" : ""}: Body<${id}>`;
}
