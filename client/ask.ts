import * as z from "zod";
import { everyPage } from "./sdk/every-page.ts";

/** A request to the edge that must succeed; the client's own, which tries again. */
export type Ask = (method: string, path: string, init?: RequestInit) => Promise<Response>;

/** What is asked for as a query; what is undefined is left out. */
export function searchOf(query: object): URLSearchParams {
	const search = new URLSearchParams();
	for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value));
	return search;
}

/** A body of JSON. With a key it is acted upon once, however often it is sent. */
export function jsonBody(body: unknown, idempotencyKey?: string): RequestInit {
	const key = idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey };
	return { body: JSON.stringify(body), headers: { "content-type": "application/json", ...key } };
}

/** The answer to a request, as JSON that nobody has looked at yet. */
export async function askJson(
	ask: Ask,
	method: string,
	path: string,
	body?: unknown,
	idempotencyKey?: string,
): Promise<unknown> {
	const init = body === undefined ? {} : jsonBody(body, idempotencyKey);
	return (await ask(method, path, init)).json();
}

/** Reads a frame of a feed as this schema says. @throws Error with words where it is none */
export const readAs =
	<T>(schema: z.ZodType<T>) =>
	(json: unknown): T => {
		const read = schema.safeParse(json);
		if (!read.success) throw new Error(z.prettifyError(read.error));
		return read.data;
	};

/** A page of a list: `next_cursor` asks for the next one. */
export function pageOf<T extends z.ZodType>(item: T) {
	return z.object({ data: z.array(item), next_cursor: z.string().nullable(), has_more: z.boolean() });
}

/** All of a list, page by page. */
export function allOf<T>(ask: Ask, path: string, query: object, item: z.ZodType<T>): AsyncGenerator<T> {
	const page = z.object({ data: z.array(item), next_cursor: z.string().nullable() });
	return everyPage(async (cursor: string | undefined) =>
		page.parse(await askJson(ask, "GET", `${path}?${searchOf({ ...query, cursor })}`)),
	);
}
