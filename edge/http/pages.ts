import { ApiError } from "../problem.ts";
import type { AppContext } from "./app-types.ts";

/**
 * What a page of ours may do: run what came with it, ask this server, and show pictures of this server or of its own
 * making. No inline script or style, so that nothing a job is called can become one.
 */
const POLICY = [
	"default-src 'none'",
	"script-src 'self'",
	"style-src 'self'",
	"img-src 'self' blob: data:",
	"media-src 'self' blob:",
	"font-src 'self'",
	"connect-src 'self'",
	"manifest-src 'self'",
	"base-uri 'none'",
	"form-action 'self'",
	"frame-ancestors 'none'",
].join("; ");

const HEADERS = {
	"content-security-policy": POLICY,
	"x-content-type-options": "nosniff",
	"x-frame-options": "DENY",
	"referrer-policy": "no-referrer",
	"cross-origin-opener-policy": "same-origin",
	"cross-origin-resource-policy": "same-origin",
	"permissions-policy": "camera=(self), microphone=(), geolocation=()",
};
/** Files with a hash in their name never change. */
const HASHED = /^\/(studio|docs)\/assets\/[\w.-]+-[\w-]{8,}\.\w+$/;
const A_YEAR = "public, max-age=31536000, immutable";

/** @throws ApiError `method_not_allowed` where a page is not asked for to be read */
export function onlyRead(c: AppContext): void {
	if (c.req.method !== "GET" && c.req.method !== "HEAD")
		throw new ApiError("method_not_allowed", `${c.req.path} takes GET, HEAD`, [], { allow: "GET, HEAD" });
}

/** A page or a file of the static assets, with what it may do; null where there is none. */
export async function servePage(c: AppContext, path: string): Promise<Response | null> {
	const found = await c.env.ASSETS.fetch(
		new Request(new URL(path, c.req.url), { method: c.req.method, headers: c.req.raw.headers }),
	);
	if (found.status >= 400) return null;
	const answer = new Response(found.body, found);
	for (const [name, value] of Object.entries(HEADERS)) answer.headers.set(name, value);
	answer.headers.set("cache-control", HASHED.test(path) ? A_YEAR : "no-cache");
	return answer;
}
