import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { type AllowedOrigins, readOrigins } from "../contract/origins.ts";
import type { Env } from "../env.ts";
import { log } from "../log.ts";
import type { AppTypes } from "./app-types.ts";

/** Whether a page of this origin may open sockets and read answers. */
export function mayRead(env: Env, origin: string): boolean {
	const allowed = originsOf(env.ALLOWED_ORIGINS);
	return allowed.has("*") || allowed.has(origin);
}

let last: { text: string | undefined; allowed: AllowedOrigins } | undefined;

/** Parsed once. What is no origin allows nobody: a slip must not take the API down. */
function originsOf(text: string | undefined): AllowedOrigins {
	if (last && last.text === text) return last.allowed;
	let allowed: AllowedOrigins = new Set();
	try {
		allowed = readOrigins(text);
	} catch (error) {
		log.error(String(error));
	}
	last = { text, allowed };
	return allowed;
}

/** What pages of other origins may send. */
const ALLOWED_HEADERS = [
	"authorization",
	"content-type",
	"idempotency-key",
	"prefer",
	"last-event-id",
	"range",
	"if-range",
	"if-none-match",
	"x-request-id",
];
/** What they may read. */
export const EXPOSED_HEADERS = [
	"x-request-id",
	"idempotency-replayed",
	"preference-applied",
	"etag",
	"link",
	"location",
	"ratelimit",
	"ratelimit-policy",
	"retry-after",
	"www-authenticate",
	"accept-ranges",
	"content-range",
	"content-disposition",
];
/** For how long a browser may remember an answer to its preflight, in seconds. */
const PREFLIGHT_S = 600;

/**
 * CORS. Credentials travel in a header or in a signed URL, never in a cookie, so no answer allows credentials: a page
 * of another origin has only what it was given.
 */
export const allowOrigins: MiddlewareHandler<AppTypes> = async (c, next) => {
	if (c.req.header("upgrade")) return next();
	const everybody = originsOf(c.env.ALLOWED_ORIGINS).has("*");
	return cors({
		origin: (origin) => (everybody ? "*" : mayRead(c.env, origin) ? origin : null),
		allowHeaders: ALLOWED_HEADERS,
		exposeHeaders: EXPOSED_HEADERS,
		maxAge: PREFLIGHT_S,
	})(c, next);
};
