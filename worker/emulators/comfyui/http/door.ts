import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";

/** A listening socket and all that came in through it. */
export interface Door {
	port: number;
	/** Stops listening and cuts every connection, as the end of a process does. */
	close(): Promise<void>;
}

export interface Visitors {
	request(request: IncomingMessage, response: ServerResponse): void;
	upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** Listens. @throws if the port is taken. */
export async function openDoor(port: number, host: string, visitors: Visitors): Promise<Door> {
	const connections = new Set<Socket>();
	const server = createServer(visitors.request);
	server.on("upgrade", visitors.upgrade);
	server.on("connection", (socket) => {
		connections.add(socket);
		socket.on("close", () => connections.delete(socket));
	});
	await new Promise<void>((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, host, resolve);
	});
	return {
		port: (server.address() as AddressInfo).port,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				for (const socket of connections) socket.destroy();
			}),
	};
}
