import WebSocket from "ws";
import {
	DOORBELL_PROTOCOL,
	type DoorbellMessage,
	type DoorbellReply,
	doorbellMessageSchema,
} from "../../edge/contract/sockets.ts";
import { type Clock, fullJitter, sleep } from "../process/clock.ts";
import type { Logger } from "../process/log.ts";

export interface DoorbellOptions {
	pingMs: number;
	/** Longest pause between two tries to connect; milliseconds. */
	backoffMs: number;
}

/** Pings without an answer after which a connection counts as dead. */
const PINGS = 2;

/**
 * The socket over which the edge says "look". Every message on it is a hint: what it fails to deliver the
 * worker finds out by asking, only later. It reconnects by itself until it is closed.
 */
export class Doorbell {
	private readonly target: () => { url: string; headers: Record<string, string> };
	private readonly options: DoorbellOptions;
	private readonly on: { message(message: DoorbellMessage): void; opened(): void };
	private readonly clock: Clock;
	private readonly log: Logger;
	private readonly stop = new AbortController();
	private socket: WebSocket | null = null;
	private loop: Promise<void> | null = null;

	constructor(
		target: () => { url: string; headers: Record<string, string> },
		options: DoorbellOptions,
		on: { message(message: DoorbellMessage): void; opened(): void },
		clock: Clock,
		log: Logger,
	) {
		this.target = target;
		this.options = options;
		this.on = on;
		this.clock = clock;
		this.log = log;
	}

	start(): void {
		this.loop ??= this.run();
	}

	get isOpen(): boolean {
		return this.socket?.readyState === WebSocket.OPEN;
	}

	/** Tells the edge whether this worker wants to hear of new work. Lost if nobody listens. */
	say(reply: DoorbellReply["type"]): void {
		if (this.isOpen) this.socket?.send(JSON.stringify({ type: reply } satisfies DoorbellReply));
	}

	/** Ends the present connection; the next one goes to wherever `target` says by then. */
	reconnect(): void {
		this.socket?.terminate();
	}

	async close(): Promise<void> {
		this.stop.abort();
		this.socket?.terminate();
		await this.loop;
	}

	private async run(): Promise<void> {
		for (let failures = 0; !this.stop.signal.aborted; ) {
			const opened = await this.connect();
			failures = opened ? 0 : failures + 1;
			const pause = 100 + fullJitter(failures, this.clock.random(), 500, this.options.backoffMs);
			await sleep(pause, this.stop.signal);
		}
	}

	private connect(): Promise<boolean> {
		return new Promise((resolve) => {
			let opened = false;
			let unanswered = 0;
			const { url, headers } = this.target();
			const socket = new WebSocket(url, DOORBELL_PROTOCOL, { headers, handshakeTimeout: 10_000 });
			this.socket = socket;
			const timer = setInterval(() => {
				if (!opened) return;
				if (++unanswered > PINGS) socket.terminate();
				// A text, not a ping frame: the edge answers it without being woken up.
				else socket.send("ping");
			}, this.options.pingMs);
			socket.on("open", () => {
				opened = true;
				this.on.opened();
			});
			socket.on("message", (data: Buffer) => {
				unanswered = 0;
				const message = parse(data.toString("utf8"));
				if (message !== null) this.on.message(message);
			});
			socket.on("error", (error) => this.log.debug("doorbell failed", { error }));
			socket.on("close", (code) => {
				clearInterval(timer);
				this.socket = null;
				if (!this.stop.signal.aborted) this.log.debug("doorbell closed", { code });
				resolve(opened);
			});
			if (this.stop.signal.aborted) socket.terminate();
		});
	}
}

function parse(text: string): DoorbellMessage | null {
	if (text === "pong") return null;
	try {
		return doorbellMessageSchema.safeParse(JSON.parse(text)).data ?? null;
	} catch {
		return null;
	}
}
