import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { EVENTS_PROTOCOL } from "../../edge/contract/sockets.ts";
import { watchFeed } from "./feed.ts";

test("a signal that comes while the connection is asked for ends the watching, though nothing follows on it", async () => {
	const server = new WebSocketServer({ host: "127.0.0.1", port: 0, handleProtocols: () => EVENTS_PROTOCOL });
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	const stop = new AbortController();
	const feed = {
		what: "job",
		socket: `http://127.0.0.1:${port}/`,
		ticket: async () => {
			stop.abort();
			return { ticket: "ticket" };
		},
		isLast: () => false,
	};
	const seen: object[] = [];
	for await (const frame of watchFeed(feed, { signal: stop.signal })) seen.push(frame);
	expect(seen).toEqual([]);
	for (const socket of server.clients) socket.terminate();
	server.close();
});
