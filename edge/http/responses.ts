import { z } from "@hono/zod-openapi";
import { problemSchema } from "../contract/problem.ts";
import type { BodyShape } from "./json-text.ts";

const problem = problemSchema.meta({ id: "Problem" });

/** The refusals a route documents besides its success. */
export function refusals(...statuses: number[]) {
	// Whoever shows credentials has limits.
	const limited = statuses.includes(401) ? [429] : [];
	// Credentials may be of an issuer that does not answer.
	const outside = statuses.includes(401) ? [503] : [];
	// Every body has its size looked at, and its pace.
	const slow = statuses.includes(413) ? [408] : [];
	// Every query has its names looked at.
	const all = [...new Set([400, ...statuses, ...slow, ...limited, ...outside])];
	return Object.fromEntries(
		all.map((status) => [
			status,
			{
				description: REASONS[status] ?? "Refused",
				content: { "application/problem+json": { schema: problem } },
			},
		]),
	);
}

const REASONS: Record<number, string> = {
	400: "Not JSON, a query parameter that is not known, or a header that does not fit",
	401: "No valid credentials",
	402: "The budget does not hold it",
	403: "The credentials do not allow this",
	404: "Not there, or not yours",
	408: "The body came too slowly",
	409: "The state does not allow this",
	410: "Its row is there, and what it was stored with is gone from storage",
	411: "A file needs a content-length",
	413: "The body is too large",
	415: "This content type is not accepted",
	416: "The range lies outside the file",
	422: "The request does not fit; `errors` points to each place",
	426: "This address speaks WebSocket",
	429: "A limit is reached; `errors` names it, `retry-after` says when to come back",
	503: "A part this needs is not available",
};

export function json<T extends z.ZodType>(schema: T, description: string) {
	return { description, content: { "application/json": { schema } } };
}

/** Largest JSON body of a route that says nothing else, in bytes. Files travel by other routes. */
export const MAX_JSON_BYTES = 1_000_000;
/**
 * Largest where a body describes a whole ComfyUI. A worker's list of nodes and model files repeats every file for
 * every loader that takes it; the object_info that a workflow is looked at with is larger still.
 */
export const MAX_COMFYUI_BYTES = 8_000_000;

/** How large a route's JSON body may be, in bytes, and what may be in it. */
export interface BodyRules extends BodyShape {
	maxBytes: number;
}
export const STANDARD_BODY: BodyRules = { maxBytes: MAX_JSON_BYTES, large: [], exact: [] };

/** For bodies with a workflow and an object_info: what reads these fields counts itself. */
export const DESCRIBES_COMFYUI: Partial<BodyRules> = {
	maxBytes: MAX_COMFYUI_BYTES,
	large: ["ui", "graph", "document", "object_info"],
};

/** A route's JSON body, and where it may hold more than others. */
export function jsonBody<T extends z.ZodType>(schema: T, rules: Partial<BodyRules> = {}) {
	const all = { ...STANDARD_BODY, ...rules };
	return {
		required: true,
		description: `At most ${all.maxBytes} bytes.`,
		content: { "application/json": { schema } },
		/** Where the edge reads it from; an extension of OpenAPI, so that it may be read there as well. */
		"x-limits": all,
	};
}

export const security = [{ bearer: [] }];
/** Where a key may be the password of Basic credentials as well. */
export const classicSecurity = [...security, { basic: [] }];
/** Where a signed URL is good as well. */
export const signedSecurity = [...security, { signed_url: [] }];
/** The ticket of a signed URL; it is looked at before the route is reached. */
export const ticketQuery = z.object({
	ticket: z
		.string()
		.max(4000)
		.optional()
		.openapi({ description: "Of a signed URL: it stands for the `Authorization` header" }),
});

/** A whole number in a query: text on the way, a number from here on. */
export function counted(minimum: number, maximum: number, description?: string) {
	return z.coerce
		.number()
		.int()
		.min(minimum)
		.max(maximum)
		.openapi({ type: "integer", minimum, maximum, ...(description ? { description } : {}) });
}

/** The same as a part of a path, where nothing is optional. */
export function countedPart(minimum: number, maximum: number) {
	return counted(minimum, maximum).openapi({ param: { required: true } });
}

const time = (description: string) =>
	z.iso
		.datetime({ offset: true })
		.transform((text) => Date.parse(text))
		.optional()
		.openapi({ type: "string", format: "date-time", description });

/** From when until when things of a list were made: milliseconds since 1970 from here on. */
export const createdQuery = {
	created_after: time("Made at this time or later"),
	created_before: time("Made before this time"),
};

export const pageQuery = z.object({
	limit: counted(1, 200).default(50).openapi({ default: 50 }),
	cursor: z
		.string()
		.regex(/^[a-z]{3,4}_[0-9a-hjkmnp-tv-z]{26}$/, "a cursor is the next_cursor of the page before")
		.optional(),
});

/** A page of a list: the newest first, `next_cursor` asks for what follows. */
export function pageOf<T extends z.ZodType>(item: T) {
	return z.object({ data: z.array(item), next_cursor: z.string().nullable(), has_more: z.boolean() });
}
