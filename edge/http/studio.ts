import { ApiError } from "../problem.ts";
import type { App, AppContext } from "./app-types.ts";

/**
 * What the page may do: run what came with it, ask this server, and show pictures of this server or of its own making.
 * No inline script or style, so that nothing a job is called can become one.
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
const HASHED = /^\/studio\/assets\/[\w.-]+-[\w-]{8,}\.\w+$/;
const A_YEAR = "public, max-age=31536000, immutable";

/** The studio's page at every address below /studio, and its files. It is no part of the API. */
export function registerStudio(app: App): void {
	app.all("/studio", (c) => c.redirect("/studio/", 308));
	app.all("/studio/*", async (c) => {
		if (c.req.method !== "GET" && c.req.method !== "HEAD")
			throw new ApiError("method_not_allowed", `${c.req.path} takes GET, HEAD`, [], { allow: "GET, HEAD" });
		return serve(c);
	});
}

async function serve(c: AppContext): Promise<Response> {
	const { path } = c.req;
	const isFile = /\.\w+$/.test(path);
	// The address of a page of the studio is the browser's to read: the server has one page for all of them.
	const url = new URL(isFile ? path : "/studio/", c.req.url);
	const found = await c.env.ASSETS.fetch(
		new Request(url, { method: c.req.method, headers: c.req.raw.headers }),
	);
	if (!found.ok && found.status !== 304) {
		if (isFile) throw new ApiError("not_found", `there is no file ${path}`);
		throw new ApiError("unavailable", "the studio was not built: `npm start` and `npm run deploy` do it");
	}
	const answer = new Response(found.body, found);
	for (const [name, value] of Object.entries(HEADERS)) answer.headers.set(name, value);
	answer.headers.set("cache-control", HASHED.test(path) ? A_YEAR : "no-cache");
	return answer;
}
