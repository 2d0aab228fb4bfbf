import { exports } from "cloudflare:workers";
import { expect } from "vitest";
import { PROBLEM_CODES, type Problem, type ProblemCode, problemSchema } from "../contract/problem.ts";
import { keepSecrets } from "./redaction.ts";

export interface CallOptions {
	/** Bearer credentials: a key, token or grant. */
	as?: string | undefined;
	/** Sent as a JSON body. */
	json?: unknown;
	body?: BodyInit;
	headers?: Record<string, string>;
}

/** Asks the edge, and checks what every answer promises, whatever was asked. */
export async function call(method: string, path: string, options: CallOptions = {}): Promise<Response> {
	const headers = new Headers(options.headers);
	if (options.as !== undefined) headers.set("authorization", `Bearer ${options.as}`);
	let body = options.body;
	if (options.json !== undefined) {
		body = JSON.stringify(options.json);
		if (!headers.has("content-type")) headers.set("content-type", "application/json");
	}
	keepSecrets(options.as);
	const init: RequestInit = { method, headers, redirect: "manual" };
	if (body !== undefined) init.body = body;
	const response = await exports.default.fetch(`https://edge${path}`, init);
	await checkAnswer(method, path, response);
	return response;
}

/** What is true for every answer: traceable, guarded, a problem where it is a refusal, and documented. */
export async function checkAnswer(method: string, path: string, response: Response): Promise<void> {
	if (response.status === 101) return;
	const place = `${method} ${path} -> ${response.status}`;
	expect(response.headers.get("x-request-id"), place).toMatch(/^[\w-]{1,100}$/);
	expect(response.headers.get("x-content-type-options"), place).toBe("nosniff");
	const asJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
	if (response.status >= 400 && !(response.status === 503 && asJson)) {
		expect(response.headers.get("content-type"), place).toBe("application/problem+json");
	}
	const documented = await documentedStatuses(method, path);
	// What no route answers (unknown paths and methods) and what is never promised (500) has no entry.
	if (documented && response.status !== 500) expect(documented, place).toContain(String(response.status));
}

/** The JSON body of an answer that must have this status. */
export async function jsonOf<T>(response: Response, status: number): Promise<T> {
	const body = await response.text();
	expect(`${response.status} ${response.status === status ? "" : body}`).toBe(`${status} `);
	return JSON.parse(body) as T;
}

/** A refusal in ComfyUI's words, once these were looked at, as one with the envelope. */
function withEnvelope(said: unknown): unknown {
	const { node_errors, ...rest } = said as Problem & { node_errors?: unknown };
	if (node_errors === undefined) return said;
	const { code, detail, errors } = rest;
	const details = errors.map(({ message }) => message).join("\n");
	expect(rest.error).toEqual({ type: code, message: detail, details, extra_info: {} });
	expect(node_errors).toEqual({});
	return { ...rest, error: { code, message: detail, details: { errors } } };
}

/** The problem of a refusal, checked against the whole promise of its shape. */
export async function problemOf(response: Response, code?: ProblemCode): Promise<Problem> {
	const text = await response.text();
	const body = problemSchema.strict().parse(withEnvelope(JSON.parse(text)));
	if (code !== undefined) expect(body.code, text).toBe(code);
	const { status, title } = PROBLEM_CODES[body.code as ProblemCode];
	expect(body).toMatchObject({ status, title, type: `urn:darkroom:problem:${body.code}` });
	expect(response.status).toBe(status);
	expect(body.error).toEqual({ code: body.code, message: body.detail, details: { errors: body.errors } });
	expect(body.detail).not.toBe("");
	return body;
}

export interface OpenApi {
	openapi: string;
	paths: Record<string, Record<string, Operation>>;
	components: {
		schemas: Record<string, JsonSchema>;
		examples: Record<string, unknown>;
		securitySchemes: Record<string, unknown>;
		responses: Record<string, Reply>;
	};
}
export interface Operation {
	operationId: string;
	summary?: string;
	tags?: string[];
	security?: Record<string, string[]>[];
	parameters?: { in: string; name: string; required?: boolean; schema: JsonSchema }[];
	requestBody?: { content: Record<string, { schema: JsonSchema }> };
	responses: Record<string, Reply>;
}
interface Reply {
	description: string;
	content?: Record<string, { schema: JsonSchema }>;
}
export interface JsonSchema {
	type?: string | string[];
	$ref?: string;
	properties?: Record<string, JsonSchema>;
	items?: JsonSchema;
	anyOf?: JsonSchema[];
	required?: string[];
	enum?: unknown[];
	const?: unknown;
	minimum?: number;
	maximum?: number;
	exclusiveMinimum?: number;
	exclusiveMaximum?: number;
	multipleOf?: number;
	minLength?: number;
	maxLength?: number;
	pattern?: string;
	default?: unknown;
}

let document: OpenApi | undefined;

export async function openApi(): Promise<OpenApi> {
	document ??= (await (await exports.default.fetch("https://edge/openapi.json")).json()) as OpenApi;
	return document;
}

async function documentedStatuses(method: string, path: string): Promise<string[] | null> {
	const { paths } = await openApi();
	const wanted = path.split("?")[0]?.split("/") ?? [];
	for (const [pattern, operations] of Object.entries(paths)) {
		const parts = pattern.split("/");
		if (parts.length !== wanted.length) continue;
		if (!parts.every((part, i) => (part.startsWith("{") ? wanted[i] !== "" : part === wanted[i]))) continue;
		const operation = operations[method === "HEAD" ? "get" : method.toLowerCase()];
		if (operation) return Object.keys(operation.responses);
	}
	return null;
}
