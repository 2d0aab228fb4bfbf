import type { Env } from "../env.ts";
import { type Resolve, resolveOverHttps } from "./resolve.ts";

const DEFAULT_RESOLVER = "https://cloudflare-dns.com/dns-query";

/** The internet, as this deployment asks it. */
export interface Network {
	fetch: typeof fetch;
	resolve: Resolve;
	/** Whether this machine may be asked. */
	allowLoopback: boolean;
}

/** How this deployment reaches the outside. */
export function networkOf(env: Pick<Env, "WEBHOOKS_ALLOW_LOOPBACK" | "WEBHOOKS_RESOLVER">): Network {
	const ask: typeof fetch = (input, init) => fetch(input, init);
	return {
		fetch: ask,
		resolve: resolveOverHttps(env.WEBHOOKS_RESOLVER || DEFAULT_RESOLVER, ask),
		allowLoopback: env.WEBHOOKS_ALLOW_LOOPBACK === "1",
	};
}
