import type { AppContext } from "./app-types.ts";
import { isClassic } from "./classic/paths.ts";

/** Routes of programs that ran beside ComfyUI on one machine, and sent no key. */
const isOpen = (path: string) => /^\/(jobs|loras)(\/|$)/.test(path) || isClassic(path);
const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];
/** What browsers say of where a request comes from, and proxies and tunnels of whom they ask for. */
const FROM_ELSEWHERE = ["origin", "referer", "sec-fetch-site", "forwarded", "x-forwarded-for", "via"];

/**
 * The key with which programs of this machine ask for pages that send none, where whoever runs it has opened that;
 * else null. No web page can ask so, nor other machines by a proxy that says it is one, and a name that was made to
 * lead here is not one of this machine's own.
 */
export function keyless(c: AppContext): string | null {
	const { PAGES_KEY } = c.env;
	if (!PAGES_KEY || !isOpen(c.req.path)) return null;
	if (!LOOPBACK.includes(new URL(c.req.url).hostname)) return null;
	const elsewhere = FROM_ELSEWHERE.some((name) => c.req.header(name) !== undefined);
	return elsewhere ? null : `Bearer ${PAGES_KEY}`;
}
