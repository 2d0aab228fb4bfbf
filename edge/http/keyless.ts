import type { AppContext } from "./app-types.ts";

const OF_PAGES = /^\/(jobs|loras)(\/|$)/;
const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];

/**
 * The key with which programs of this machine ask for pages that send none, where whoever runs it has opened that;
 * else null. No web page can ask so: browsers say where a request comes from, and a name that was made to lead here
 * is not one of this machine's own.
 */
export function keyless(c: AppContext): string | null {
	const { PAGES_KEY } = c.env;
	if (!PAGES_KEY || !OF_PAGES.test(c.req.path)) return null;
	if (!LOOPBACK.includes(new URL(c.req.url).hostname)) return null;
	const browser = ["origin", "referer", "sec-fetch-site"].some((name) => c.req.header(name) !== undefined);
	return browser ? null : `Bearer ${PAGES_KEY}`;
}
