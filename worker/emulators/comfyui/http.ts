import type { IncomingMessage, ServerResponse } from "node:http";
import { dumps, loads } from "./pyjson.ts";

/** What a route answers. A missing `type` means ComfyUI's empty answer, which calls itself octet-stream. */
export interface Reply {
	status: number;
	type?: string;
	body?: Buffer | string;
	headers?: Record<string, string>;
}

/** A request as routes see it. */
export interface Call {
	method: string;
	query: URLSearchParams;
	/** Decoded path parameters. */
	params: Record<string, string>;
	headers: IncomingMessage["headers"];
	body: Buffer;
	/** The body as JSON. @throws where it is none, which becomes a 500 as in the real server. */
	json(): unknown;
}

export type Handler = (call: Call) => Reply | Promise<Reply>;

const JSON_TYPE = "application/json; charset=utf-8";
const TEXT_TYPE = "text/plain; charset=utf-8";

/** A JSON answer, written as Python writes it. */
export function json(value: unknown, status = 200): Reply {
	return { status, type: JSON_TYPE, body: dumps(value) };
}

export function text(body: string, status = 200): Reply {
	return { status, type: TEXT_TYPE, body };
}

export function empty(status = 200): Reply {
	return { status };
}

/** What aiohttp says when a handler raises. */
export const TROUBLE: Reply = text("500 Internal Server Error\n\nServer got itself in trouble", 500);
const NOT_FOUND: Reply = text("404: Not Found", 404);
const WRONG_METHOD: Reply = text("405: Method Not Allowed", 405);

interface Route {
	method: string;
	segments: string[];
	handler: Handler;
}

/** Routes by method and path; every one answers below /api as well. */
export class Router {
	private readonly routes: Route[] = [];

	/** Adds `/a/{name}`-style routes. */
	add(method: string, path: string, handler: Handler): void {
		this.routes.push({ method, segments: path.split("/").slice(1), handler });
	}

	/** Finds the handler for a path that is still percent-encoded. */
	find(method: string, path: string): { handler: Handler; params: Record<string, string> } | Reply {
		const segments = path.split("/").slice(1);
		const found = this.match(method, segments);
		if (found) return found;
		if (segments[0] === "api") {
			const inner = this.match(method, segments.slice(1));
			if (inner) return inner;
		}
		// Static files answer GET for any path, so another method on an unknown path is "not allowed".
		return method === "GET" || method === "HEAD" ? NOT_FOUND : WRONG_METHOD;
	}

	private match(method: string, segments: string[]) {
		for (const route of this.routes) {
			if (route.method !== method || route.segments.length !== segments.length) continue;
			const params: Record<string, string> = {};
			const fits = route.segments.every((pattern, i) => {
				const actual = segments[i] ?? "";
				if (!pattern.startsWith("{")) return pattern === actual;
				params[pattern.slice(1, -1)] = safeDecode(actual);
				return actual !== "";
			});
			if (fits) return { handler: route.handler, params };
		}
		return undefined;
	}
}

function safeDecode(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}

/** A host name as ComfyUI's guard compares it: lower case, with its port. */
function hostOf(value: string): string {
	return value.replace(/^[a-z]+:\/\//i, "").toLowerCase();
}

/**
 * The guard against web pages that talk to a local server behind the user's back. True if the request has to
 * be refused.
 */
export function isForeign(headers: IncomingMessage["headers"]): boolean {
	if (headers["sec-fetch-site"] === "cross-site") return true;
	const { host, origin } = headers;
	if (!host || !origin) return false;
	const name = hostOf(host).replace(/:\d+$/, "");
	const loopback = name === "localhost" || name === "[::1]" || /^127\./.test(name);
	return loopback && hostOf(origin).replace(/:\d+$/, "") !== name;
}

/** Body limit of the real server: 100 MB unless started otherwise. */
export const MAX_UPLOAD = 104_857_600;

/** Reads a body; undefined if it is over the limit. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
	const parts: Buffer[] = [];
	let length = 0;
	for await (const part of request) {
		length += part.length;
		if (length <= MAX_UPLOAD) parts.push(part);
	}
	return length > MAX_UPLOAD ? undefined : Buffer.concat(parts, length);
}

/** The request as routes see it. */
export function toCall(
	request: IncomingMessage,
	url: URL,
	params: Record<string, string>,
	body: Buffer,
): Call {
	return {
		method: request.method ?? "GET",
		query: url.searchParams,
		params,
		headers: request.headers,
		body,
		json: () => loads(body.toString("utf8")),
	};
}

/** Sends an answer. */
export function respond(response: ServerResponse, reply: Reply, head = false): void {
	const body = typeof reply.body === "string" ? Buffer.from(reply.body) : (reply.body ?? Buffer.alloc(0));
	const headers: Record<string, string> = { ...reply.headers };
	if (reply.status !== 204) {
		headers["content-type"] = reply.type ?? "application/octet-stream";
		headers["content-length"] = String(body.length);
	}
	response.writeHead(reply.status, headers);
	response.end(head ? undefined : body);
}
