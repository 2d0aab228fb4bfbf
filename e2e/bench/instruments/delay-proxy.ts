import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { connect, type Socket } from "node:net";

/**
 * Stands between a worker and the edge and adds a delay to every round trip, as distance does. WebSockets
 * pass with half the delay each way.
 */
export async function startDelayProxy(target: string, delayMs: number) {
	const { hostname, port } = new URL(target);
	const server = createServer((incoming, outgoing) => {
		const forward = request(
			{ hostname, port, method: incoming.method, path: incoming.url, headers: incoming.headers },
			(response) => {
				setTimeout(() => {
					outgoing.writeHead(response.statusCode ?? 502, response.headers);
					response.pipe(outgoing);
				}, delayMs);
			},
		);
		forward.on("error", () => outgoing.destroy());
		incoming.pipe(forward);
	});
	const sockets = new Set<Socket>();
	server.on("connection", (socket) => {
		sockets.add(socket);
		socket.on("close", () => sockets.delete(socket));
	});
	server.on("upgrade", (incoming, client: Socket, head) => {
		const upstream = connect(Number(port), hostname, () => {
			const lines = [`${incoming.method} ${incoming.url} HTTP/1.1`];
			for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
				lines.push(`${incoming.rawHeaders[i]}: ${incoming.rawHeaders[i + 1]}`);
			}
			upstream.write(`${lines.join("\r\n")}\r\n\r\n`);
			upstream.write(head);
			later(upstream, client, delayMs / 2);
			later(client, upstream, delayMs / 2);
		});
		const end = () => {
			client.destroy();
			upstream.destroy();
		};
		for (const socket of [client, upstream]) socket.on("error", end).on("close", end);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: () => {
			for (const socket of sockets) socket.destroy();
			server.close();
		},
	};
}

function later(from: Socket, to: Socket, ms: number): void {
	from.on("data", (data) => setTimeout(() => !to.destroyed && to.write(data), ms));
}
