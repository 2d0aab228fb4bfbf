import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { SESSION_COOKIE } from "../contract/access/sessions.ts";
import { ApiError } from "../problem.ts";
import type { AppContext } from "./app-types.ts";

const READS = ["GET", "HEAD"];

/**
 * The credentials that a page of this server comes with by itself: as an `Authorization` header would say them; null
 * where there are none. A cookie is sent whoever made the browser ask, so what may change something counts only from a
 * page of our own, and so does a socket.
 * @throws ApiError `forbidden` where the request comes from elsewhere.
 */
export function sessionBearer(c: AppContext): string | null {
	const token = getCookie(c, SESSION_COOKIE);
	if (token === undefined) return null;
	const origin = c.req.header("origin");
	const own = new URL(c.req.url).origin;
	const reads = READS.includes(c.req.method) && c.req.header("upgrade") === undefined;
	const elsewhere = !["same-origin", "none", undefined].includes(c.req.header("sec-fetch-site"));
	if (reads ? (origin !== undefined && origin !== own) || elsewhere : origin !== own)
		throw new ApiError(
			"forbidden",
			`a session counts only on pages of this server: \`Origin\` must be ${own}. Programs send a key or token as \`Authorization: Bearer …\``,
		);
	return `Bearer ${token}`;
}

/** Hands the browser its session, until `expires_at` (RFC 3339). */
export function giveSession(c: AppContext, token: string, expires_at: string): void {
	setCookie(c, SESSION_COOKIE, token, { ...attributes(c), expires: new Date(expires_at) });
}

/** Takes it back. */
export function takeSession(c: AppContext): void {
	deleteCookie(c, SESSION_COOKIE, attributes(c));
}

const attributes = (c: AppContext) =>
	({
		path: "/v1",
		httpOnly: true,
		sameSite: "Strict",
		secure: new URL(c.req.url).protocol === "https:",
	}) as const;
