/** What an endpoint was sent. */
export interface Posted {
	url: string;
	id: string;
	headers: Record<string, string>;
	body: string;
}

/** The outside as webhooks meet it: names with addresses, and endpoints that answer as a test says. */
export class FakeInternet {
	readonly posted: Posted[] = [];
	/** Addresses by name; a name that is not here has a public one. */
	readonly names = new Map<string, string[]>();
	answer: (posted: Posted) => Response | Promise<Response> = () => new Response(null, { status: 204 });

	readonly fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
		const url = new URL(String(input));
		if (url.pathname === "/dns-query") return this.lookUp(url);
		if (init.redirect !== "manual") throw new Error("a redirect would be followed");
		const headers = Object.fromEntries(new Headers(init.headers));
		const posted = { url: url.href, id: headers["webhook-id"] ?? "", headers, body: String(init.body) };
		this.posted.push(posted);
		return this.answer(posted);
	};

	private lookUp({ searchParams }: URL): Response {
		const addresses = this.names.get(searchParams.get("name") ?? "") ?? ["8.8.8.8"];
		const six = searchParams.get("type") === "AAAA";
		const found = addresses.filter((address) => address.includes(":") === six);
		return Response.json({
			Status: addresses.length === 0 ? 3 : 0,
			Answer: found.map((data) => ({ type: six ? 28 : 1, data })),
		});
	}
}
