import type { IncomingMessage, ServerResponse } from "node:http";
import { dumps, loads } from "./pyjson.ts";

/** What a route answers. A missing `type` means an empty answer, which says no type. */
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

function wrongMethod(allowed: Iterable<string>): Reply {
	const allow = [...new Set(["GET", "HEAD", ...allowed])].sort().join(",");
	return { ...text("405: Method Not Allowed", 405), headers: { allow } };
}

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
		const below = segments[0] === "api" ? [segments, segments.slice(1)] : [segments];
		for (const candidate of below) {
			const found = this.match(method, candidate, candidate !== segments);
			if (found) return found;
		}
		if (method === "GET" || method === "HEAD") return NOT_FOUND;
		// Static files answer GET for any path, so another method on an unknown path is "not allowed".
		return wrongMethod(below.flatMap((candidate) => this.methods(candidate)));
	}

	private methods(segments: string[]): string[] {
		return this.routes.filter((route) => paramsOf(route, segments) !== null).map(({ method }) => method);
	}

	private match(method: string, segments: string[], aliased: boolean) {
		for (const route of this.routes) {
			if (route.method !== method || (aliased && route.segments[0] === "internal")) continue;
			const params = paramsOf(route, segments);
			if (params !== null) return { handler: route.handler, params };
		}
		return undefined;
	}
}

/** The parameters of a path that a route's pattern fits; null where it does not. */
function paramsOf({ segments: pattern }: Route, segments: string[]): Record<string, string> | null {
	if (pattern.length !== segments.length) return null;
	const params: Record<string, string> = {};
	const fits = pattern.every((part, i) => {
		const actual = segments[i] ?? "";
		if (!part.startsWith("{")) return part === actual;
		params[part.slice(1, -1)] = safeDecode(actual);
		return actual !== "";
	});
	return fits ? params : null;
}

function safeDecode(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}

/** A host with or without a port, as a URL's authority has it. */
function authority(text: string): { host: string; name: string; port: boolean } {
	const host = text.toLowerCase().replace(/^[^@]*@/, "");
	const name = host.replace(/:\d*$/, "");
	return { host, name: name.replace(/^\[(.*)\]$/, "$1"), port: /:\d+$/.test(host) };
}

/**
 * The guard against web pages that talk to a local server behind the user's back. True if the request has to
 * be refused: it came from another site, or its page has another host or, where both say one, another port.
 */
export function isForeign(headers: IncomingMessage["headers"]): boolean {
	if (headers["sec-fetch-site"] === "cross-site") return true;
	if (headers.host === undefined || headers.origin === undefined) return false;
	const host = authority(headers.host);
	const origin = authority(/^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(headers.origin)?.[1] ?? "");
	const loopback = host.name === "localhost" || host.name === "::1" || /^127\./.test(host.name);
	if (!loopback || origin.host === "") return false;
	return (origin.port ? host.host : host.name) !== (host.port ? origin.host : origin.name);
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

/** The address that was asked for. A path that begins with two slashes is a path, and no host. */
export function toUrl(request: IncomingMessage): URL {
	return new URL(`http://localhost${request.url ?? "/"}`);
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
	// Python writes headers in UTF-8, Node takes bytes one by one.
	const headers: Record<string, string> = Object.fromEntries(
		Object.entries(reply.headers ?? {}).map(([name, value]) => [
			name,
			Buffer.from(value, "utf8").toString("latin1"),
		]),
	);
	if (reply.status !== 204) {
		if (reply.type !== undefined) headers["content-type"] = reply.type;
		headers["content-length"] = String(body.length);
	}
	response.writeHead(reply.status, headers);
	response.end(head ? undefined : body);
}
