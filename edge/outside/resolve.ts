import * as z from "zod";

/** All addresses of a name; empty where it has none. Throws where that cannot be found out. */
export type Resolve = (host: string) => Promise<string[]>;

/** Longest wait for a resolver, in milliseconds. */
const RESOLVER_MS = 5000;
/** Record types that hold addresses: A and AAAA. */
const ADDRESS_TYPES = [1, 28];
/** Answer codes of DNS: no error, and no such name. */
const [NO_ERROR, NO_SUCH_NAME] = [0, 3];

const answerSchema = z.object({
	Status: z.int(),
	Answer: z.array(z.object({ type: z.int(), data: z.string() })).optional(),
});

/**
 * Looks names up over HTTPS, in JSON, as 1.1.1.1 and 8.8.8.8 answer it: a Worker has no other resolver. `server` is
 * such a URL.
 */
export function resolveOverHttps(server: string, ask: typeof fetch): Resolve {
	return async (host) => {
		const found = await Promise.all(
			["A", "AAAA"].map(async (type) => {
				const url = new URL(server);
				url.searchParams.set("name", host);
				url.searchParams.set("type", type);
				const response = await ask(url.href, {
					headers: { accept: "application/dns-json" },
					signal: AbortSignal.timeout(RESOLVER_MS),
				});
				if (!response.ok) throw new Error(`the resolver answered ${response.status}`);
				const { Status, Answer = [] } = answerSchema.parse(await response.json());
				if (Status === NO_SUCH_NAME) return [];
				if (Status !== NO_ERROR) throw new Error(`the resolver answered with code ${Status}`);
				return Answer.filter((one) => ADDRESS_TYPES.includes(one.type)).map(({ data }) => data);
			}),
		);
		return found.flat();
	};
}
