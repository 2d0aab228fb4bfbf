import { once } from "node:events";
import WebSocket from "ws";

/** What the recorder kept of a binary frame. */
export function describeBinary(data: Buffer): Record<string, unknown> {
	const bin = data.readUInt32BE(0);
	const frame: Record<string, unknown> = { bin, len: data.length };
	if (bin === 1) {
		frame.imgType = data.readUInt32BE(4);
		frame.magic = data.subarray(8, 12).toString("hex");
		return frame;
	}
	const length = data.readUInt32BE(4);
	const head = data.subarray(8, 8 + length).toString();
	const rest = data.subarray(8 + length);
	if (bin === 4) return { ...frame, meta: JSON.parse(head), magic: rest.subarray(0, 4).toString("hex") };
	return { ...frame, node: head, text: rest.toString() };
}

/** A socket that keeps what it hears. */
export class Listener {
	readonly socket: WebSocket;
	readonly received: { data: Buffer; binary: boolean }[] = [];
	/** How many of the received frames have been compared. */
	compared = 0;
	private arrivals: (() => void)[] = [];

	constructor(url: string) {
		this.socket = new WebSocket(url);
		this.socket.on("message", (data: Buffer, binary) => {
			this.received.push({ data, binary });
			for (const wake of this.arrivals.splice(0)) wake();
		});
	}

	arrival(): Promise<void> {
		return new Promise((resolve) => this.arrivals.push(resolve));
	}

	/** Resolves when everything the server has sent so far is here. */
	async barrier(): Promise<void> {
		if (this.socket.readyState !== WebSocket.OPEN) return;
		const answered = once(this.socket, "pong");
		this.socket.ping();
		await answered;
	}
}
