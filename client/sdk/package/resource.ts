import { newId } from "../new-id.ts";
import type { RequestOptions, Transport } from "../transport.ts";
import type { operations } from "./generated/api.ts";

export type OperationId = keyof operations;

type Json<T> = T extends { content: { "application/json": infer J } } ? J : never;
/** The body that an operation takes, as JSON. */
export type Body<Id extends OperationId> = operations[Id] extends { requestBody?: infer B }
	? Json<NonNullable<B>>
	: never;
/** What an operation takes as its query. */
export type Query<Id extends OperationId> = operations[Id] extends {
	parameters: { query?: infer Q };
}
	? Q
	: never;
type Good = 200 | 201 | 202;
/** What an operation answers with, as JSON. */
export type Answer<Id extends OperationId> = operations[Id] extends { responses: infer R }
	? Json<R[Extract<keyof R, Good>]>
	: never;
/** One of what an operation lists. */
export type Item<Id extends OperationId> = Answer<Id> extends { data: (infer T)[] } ? T : never;

/** What goes with a request beside its address. */
interface Asked {
	body?: unknown;
	query?: object | undefined;
	/** The edge knows it again by a key: one is made where none is given, and kept over tries. */
	keyed?: boolean;
	options?: RequestOptions | undefined;
}

/** Posts that change nothing, or nothing that is not so already. */
const HARMLESS = /\/(cancel|tickets|urls?|estimate|validate|convert)$/;

/** What all resources have: how they ask. */
export class Resource {
	protected readonly transport: Transport;

	constructor(transport: Transport) {
		this.transport = transport;
	}

	/** A part of an address. */
	protected at(part: string | number): string {
		return encodeURIComponent(part);
	}

	protected async json<T>(method: string, path: string, asked: Asked): Promise<T> {
		return (await this.response(method, path, asked)).json() as Promise<T>;
	}

	protected async nothing(method: string, path: string, asked: Asked): Promise<void> {
		await this.response(method, path, asked);
	}

	protected response(
		method: string,
		path: string,
		{ body, query, keyed, options = {} }: Asked,
	): Promise<Response> {
		const headers = new Headers(options.headers);
		const key = options.idempotencyKey ?? (keyed ? newId() : undefined);
		if (key !== undefined) headers.set("idempotency-key", key);
		const isJson = body !== undefined && !isBytes(body);
		if (isJson) headers.set("content-type", "application/json");
		const search = searchOf(query ?? {});
		const init: RequestInit = { headers };
		if (body !== undefined) init.body = isJson ? JSON.stringify(body) : (body as BodyInit);
		if (options.signal) init.signal = options.signal;
		// A post that is not known again by a key may have been acted upon: it is not sent twice.
		const once = method === "POST" && keyed !== true && !HARMLESS.test(path);
		const tries = options.tries ?? (once ? 1 : undefined);
		return this.transport.request(method, `${path}${search}`, init, tries);
	}
}

function isBytes(body: unknown): boolean {
	return (
		typeof body === "string" ||
		body instanceof Blob ||
		body instanceof FormData ||
		// React Native has none.
		(typeof ReadableStream !== "undefined" && body instanceof ReadableStream) ||
		body instanceof ArrayBuffer ||
		ArrayBuffer.isView(body)
	);
}

/** A query with its question mark, or nothing; `metadata` as `metadata[name]`. */
function searchOf(query: object): string {
	// Put together as text: not every platform has all of URLSearchParams.
	const search: string[] = [];
	const add = (name: string, value: unknown) =>
		search.push(`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
	for (const [name, value] of Object.entries(query)) {
		if (value === undefined || value === null) continue;
		if (typeof value === "object" && !Array.isArray(value))
			for (const [key, one] of Object.entries(value)) add(`${name}[${key}]`, one);
		else add(name, value);
	}
	return search.length === 0 ? "" : `?${search.join("&")}`;
}
