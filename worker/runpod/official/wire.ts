import type { Call } from "../../emulators/runpod/server.ts";

/** What crosses the wire in a call of a worker; ids of requests are numbered as they were asked. */
export interface WireCall {
	method: string;
	path: string;
	query: Record<string, string>;
	headers: Record<string, string>;
	/** JSON, read. Null: there was none. */
	body: unknown;
}

/** Those that RunPod may read; the others are of the connection, or of the library that made the call. */
const HEADERS: readonly string[] = ["authorization", "content-type", "charset", "x-request-id"];

/** A call as it is compared: `ids` are those of the requests, in the order in which they were asked. */
export function wireCall({ method, path, query, headers, body }: Call, ids: readonly string[]): WireCall {
	const numbered = (text: string) =>
		ids.reduce((all, id, index) => all.replaceAll(id, `request-${index + 1}`), text);
	const kept = HEADERS.flatMap((name) => {
		const value = headers[name];
		return typeof value === "string" ? [[name, numbered(value)]] : [];
	});
	return {
		method,
		path: numbered(path),
		query: Object.fromEntries(Object.entries(query).map(([name, value]) => [name, numbered(value)])),
		headers: Object.fromEntries(kept),
		body: body === "" ? null : JSON.parse(body),
	};
}
