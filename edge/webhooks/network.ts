import type { Env } from "../env.ts";
import { resolveOverHttps } from "./resolve.ts";
import type { Network } from "./send.ts";

const DEFAULT_RESOLVER = "https://cloudflare-dns.com/dns-query";

/** How this deployment reaches the outside. */
export function networkOf(env: Pick<Env, "WEBHOOKS_ALLOW_LOOPBACK" | "WEBHOOKS_RESOLVER">): Network {
	const ask: typeof fetch = (input, init) => fetch(input, init);
	return {
		fetch: ask,
		resolve: resolveOverHttps(env.WEBHOOKS_RESOLVER || DEFAULT_RESOLVER, ask),
		allowLoopback: env.WEBHOOKS_ALLOW_LOOPBACK === "1",
	};
}
