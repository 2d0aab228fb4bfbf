import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** The page of `app.js` on an origin of its own, as somebody's web app would be. */
export interface PageServer {
	origin: string;
	stop(): Promise<void>;
}

export async function servePage(): Promise<PageServer> {
	const script = await readFile(new URL("app.js", import.meta.url), "utf8");
	const server = createServer((_request, response) => {
		response.setHeader("content-type", "text/html");
		response.end(`<!doctype html><title>an app</title><body><script>${script}</script></body>`);
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return {
		origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		stop: async () => {
			server.closeAllConnections();
			server.close();
			await once(server, "close");
		},
	};
}
