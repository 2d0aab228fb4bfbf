import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import path from "node:path";
import type { Duplex } from "node:stream";
import { TYPES } from "../editor/server.ts";

/** The files of ComfyUI's frontend, with Darkroom behind them. */
export interface Front {
	url: string;
	/** What was asked of Darkroom, and how it answered: `GET /api/queue 200`. */
	readonly asked: string[];
	close(): Promise<void>;
}

/**
 * A proxy as a team would put one before it: it has the key, and sends it with all that is no file of the frontend.
 *
 * @param files the folder of the frontend's static files
 * @param behind address of the edge
 */
export async function serveFront(files: string, behind: string, key: string): Promise<Front> {
	const asked: string[] = [];
	const edge = new URL(behind);
	const note = ({ method, url }: IncomingMessage, status: number) => {
		asked.push(`${method} ${url} ${status}`);
	};
	const server = createServer((incoming, answer) => {
		const file = fileOf(files, incoming);
		if (file !== null) {
			answer.writeHead(200, { "content-type": TYPES[path.extname(file)] ?? "application/octet-stream" });
			createReadStream(file).pipe(answer);
			return;
		}
		forward(incoming, answer, edge, key, (status) => note(incoming, status));
	});
	const tunnels = new Set<Duplex>();
	server.on("upgrade", (incoming: IncomingMessage, socket: Duplex) => {
		note(incoming, 101);
		tunnels.add(socket);
		socket.once("close", () => tunnels.delete(socket));
		tunnel(incoming, socket, edge, key);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		asked,
		close: () =>
			new Promise((resolve) => {
				for (const socket of tunnels) socket.destroy();
				server.closeAllConnections();
				server.close(() => resolve());
			}),
	};
}

function fileOf(files: string, { method, url = "/" }: IncomingMessage): string | null {
	const { pathname } = new URL(url, "http://front");
	const file = path.join(files, pathname === "/" ? "index.html" : pathname);
	const isFile = file.startsWith(files) && existsSync(file) && statSync(file).isFile();
	return method === "GET" && isFile ? file : null;
}

/** The key stands in place of whoever asks: where they come from says nothing behind it. */
function headersOf({ headers }: IncomingMessage, edge: URL, key: string) {
	const { origin: _, ...rest } = headers;
	return { ...rest, host: edge.host, authorization: `Bearer ${key}` };
}

function forward(
	incoming: IncomingMessage,
	answer: ServerResponse,
	edge: URL,
	key: string,
	answered: (status: number) => void,
): void {
	const { method, url } = incoming;
	const onward = request(new URL(url ?? "/", edge), { method, headers: headersOf(incoming, edge, key) });
	onward.once("response", (got) => {
		const status = got.statusCode ?? 502;
		answered(status);
		answer.writeHead(status, got.headers);
		got.pipe(answer);
	});
	onward.once("error", () => answer.destroy());
	incoming.pipe(onward);
}

function tunnel(incoming: IncomingMessage, socket: Duplex, edge: URL, key: string): void {
	const onward = connect(Number(edge.port), edge.hostname, () => {
		const headers = Object.entries(headersOf(incoming, edge, key)).map(
			([name, value]) => `${name}: ${value}`,
		);
		onward.write(`GET ${incoming.url} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`);
		onward.pipe(socket).pipe(onward);
	});
	for (const [one, other] of [
		[onward, socket],
		[socket, onward],
	] as const) {
		one.once("error", () => other.destroy());
		one.once("close", () => other.destroy());
	}
}
