import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { isRecord } from "../graph.ts";
import { dumps, loads } from "./pyjson.ts";

/** Numbers of the binary frames that go over the wire. */
const BINARY = { preview: 1, text: 3, previewWithMetadata: 4 } as const;

/** A picture as it goes over the wire. */
interface SentImage {
	format: "JPEG" | "PNG";
	bytes: Buffer;
}

interface Client {
	socket: WebSocket;
	stream: Duplex;
	previewMetadata: boolean;
	/** Frames to this client vanish: the connection is half open. */
	lost: boolean;
}

function u32(value: number): Buffer {
	const out = Buffer.alloc(4);
	out.writeUInt32BE(value);
	return out;
}

/**
 * The WebSocket side, with the client map of the real server and its flaw: a second socket with the same id
 * replaces the first, and when that first one closes later, the map entry of the second goes with it. The
 * second stays open and never hears anything again.
 */
export class SocketHub {
	private readonly server = new WebSocketServer({ noServer: true, maxPayload: 128 * 1024 * 1024 });
	private readonly clients = new Map<string, Client>();
	private readonly open = new Set<Client>();
	/** Client of the prompt that runs or ran last; frames about it go there, or to all if it has none. */
	clientId: string | null = null;
	/** Node that runs now, told to a client that connects in the middle of its prompt. */
	lastNode: string | null = null;
	private counting: { wanted: number; resolve: () => void }[] = [];
	/** Sends every frame twice while positive. */
	duplicates = 0;
	private readonly queueRemaining: () => number;
	private readonly features: () => Record<string, unknown>;

	constructor(queueRemaining: () => number, features: () => Record<string, unknown>) {
		this.queueRemaining = queueRemaining;
		this.features = features;
	}

	/** Sockets that are open, whether they still get frames or not. */
	get count(): number {
		return this.open.size;
	}

	/** Resolves when so many sockets are open. */
	whenCount(wanted: number): Promise<void> {
		return new Promise((resolve) => {
			this.counting.push({ wanted, resolve });
			this.counted();
		});
	}

	private counted(): void {
		const met = this.counting.filter(({ wanted }) => wanted === this.open.size);
		this.counting = this.counting.filter(({ wanted }) => wanted !== this.open.size);
		for (const { resolve } of met) resolve();
	}

	/** Takes over an HTTP upgrade. */
	upgrade(request: IncomingMessage, stream: Duplex, head: Buffer, query: URLSearchParams): void {
		this.server.handleUpgrade(request, stream, head, (socket) => {
			this.connect(socket, stream, query.get("clientId") || randomUUID().replaceAll("-", ""));
		});
	}

	private connect(socket: WebSocket, stream: Duplex, sid: string): void {
		const client: Client = { socket, stream, previewMetadata: false, lost: false };
		this.clients.set(sid, client);
		this.open.add(client);
		// A client that closes without a code is answered with 1000, and not without one.
		const close = socket.close.bind(socket);
		socket.close = (code = 1000, reason) => close(code, reason);
		this.counted();
		socket.on("error", () => {});
		socket.on("close", () => {
			this.open.delete(client);
			this.clients.delete(sid); // whoever holds the id now: this is the flaw
			this.counted();
		});
		let first = true;
		socket.on("message", (data, binary) => {
			if (first && !binary) this.greet(client, String(data));
			if (!binary) first = false;
		});
		this.write(client, dumps({ type: "status", data: { status: this.status(), sid } }));
		if (this.clientId === sid && this.lastNode !== null) {
			this.write(client, dumps({ type: "executing", data: { node: this.lastNode } }));
		}
	}

	private greet(client: Client, text: string): void {
		let message: unknown;
		try {
			message = loads(text);
		} catch {
			return;
		}
		if (!isRecord(message) || message.type !== "feature_flags") return;
		client.previewMetadata = isRecord(message.data) && message.data.supports_preview_metadata === true;
		this.write(client, dumps({ type: "feature_flags", data: this.features() }));
	}

	private status(): Record<string, unknown> {
		return { exec_info: { queue_remaining: this.queueRemaining() } };
	}

	private write(client: Client, frame: string | Buffer): void {
		if (client.lost || client.socket.readyState !== client.socket.OPEN) return;
		client.socket.send(frame);
		if (this.duplicates > 0) client.socket.send(frame);
	}

	private audience(sid: string | null): Iterable<Client> {
		if (sid === null) return this.clients.values();
		const client = this.clients.get(sid);
		return client ? [client] : [];
	}

	/** Sends a JSON event to one client, or to all where `sid` is null. */
	send(type: string, data: unknown, sid: string | null): void {
		const audience = [...this.audience(sid)];
		if (audience.length === 0) return;
		const frame = dumps({ type, data });
		for (const client of audience) this.write(client, frame);
		if (this.duplicates > 0) this.duplicates--;
	}

	/** Tells everybody how many prompts wait or run. */
	sendStatus(): void {
		this.send("status", { status: this.status() }, null);
	}

	/** Sends bytes as they are to everybody. */
	sendRaw(frame: string | Buffer): void {
		for (const client of this.clients.values()) this.write(client, frame);
	}

	/** Text below a node, to the client of the running prompt. */
	sendText(nodeId: string, text: string): void {
		const id = Buffer.from(nodeId);
		const frame = Buffer.concat([u32(BINARY.text), u32(id.length), id, Buffer.from(text)]);
		for (const client of this.audience(this.clientId)) this.write(client, frame);
	}

	/** True if the running prompt's client asked for previews that say which node they belong to. */
	get wantsMetadata(): boolean {
		const client = this.clientId === null ? undefined : this.clients.get(this.clientId);
		return client?.previewMetadata ?? false;
	}

	/** A preview with its metadata. */
	sendPreviewWithMetadata(image: SentImage, metadata: Record<string, unknown>): void {
		const type = `image/${image.format.toLowerCase()}`;
		const json = Buffer.from(dumps({ ...metadata, image_type: type }));
		const frame = Buffer.concat([u32(BINARY.previewWithMetadata), u32(json.length), json, image.bytes]);
		for (const client of this.audience(this.clientId)) this.write(client, frame);
	}

	/** A preview without any ids: the receiver has to know what runs. */
	sendPreview(image: SentImage): void {
		const type = image.format === "PNG" ? 2 : 1;
		const frame = Buffer.concat([u32(BINARY.preview), u32(type), image.bytes]);
		for (const client of this.audience(this.clientId)) this.write(client, frame);
	}

	/** Cuts all connections without a closing handshake, or closes them with a code. */
	drop(code?: number): void {
		for (const { socket } of this.open) {
			if (code === undefined) socket.terminate();
			else socket.close(code);
		}
	}

	/** Connections stay up, but nothing is sent and nothing is answered, not even a ping. */
	halfOpen(): void {
		for (const client of this.open) {
			client.lost = true;
			client.stream.pause();
		}
	}

	/** Connections stay up and answer pings, but get no frames: as after a reconnect. */
	deafen(): void {
		this.clients.clear();
	}
}
