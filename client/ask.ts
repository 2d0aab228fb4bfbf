/** A request to the edge that must succeed; the client's own, which tries again. */
export type Ask = (method: string, path: string, init?: RequestInit) => Promise<Response>;

/** What is asked for as a query; what is undefined is left out. */
export function searchOf(query: object): URLSearchParams {
	const search = new URLSearchParams();
	for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value));
	return search;
}
