import WebSocket from "ws";
import { type Clock, fullJitter, sleep } from "../../process/clock.ts";
import type { Logger } from "../../process/log.ts";
import { type ComfyMessage, parseBinaryFrame, parseTextFrame } from "./frames.ts";

export interface SocketOptions {
	/** Milliseconds between pings; ComfyUI itself sends none. Two without an answer end the connection. */
	pingMs: number;
	/** Milliseconds to wait between the end of one connection and the next. */
	pauseMs: number;
}

export interface SocketListener {
	message(message: ComfyMessage): void;
	/** A connection is up. `again` is false for the first one of this process. */
	opened(again: boolean): void;
	closed(): void;
}

const CONNECT_MS = 10_000;
/** A dead peer never answers our close: the connection is then torn down, and we wait this long at most. */
const CLOSE_MS = 2_000;

/**
 * The one WebSocket to ComfyUI. It reconnects by itself and never has two connections at once: a second
 * one with the same client id makes the server deaf to us as soon as the first one's end is noticed.
 * Nothing is replayed after a gap, and a connection may be deaf, so what it says is a hint.
 */
export class ComfySocket {
	private readonly url: string;
	private readonly options: SocketOptions;
	private readonly listener: SocketListener;
	private readonly clock: Clock;
	private readonly log: Logger;
	private readonly stop = new AbortController();
	private socket: WebSocket | null = null;
	private connections = 0;
	private heard = 0;
	private waiting: (() => void)[] = [];
	private loop: Promise<void> | null = null;

	constructor(url: string, options: SocketOptions, listener: SocketListener, clock: Clock, log: Logger) {
		this.url = url;
		this.options = options;
		this.listener = listener;
		this.clock = clock;
		this.log = log;
	}

	get isOpen(): boolean {
		return this.socket?.readyState === WebSocket.OPEN;
	}

	/** When the last frame of any kind came, or the connection was opened; milliseconds. */
	get lastFrameAt(): number {
		return this.heard;
	}

	/** Connects, and keeps connecting until {@link close}. */
	start(): void {
		this.loop ??= this.run();
	}

	/** Resolves with true once a connection is up, with false after `ms` milliseconds. */
	ready(ms: number, signal?: AbortSignal): Promise<boolean> {
		if (this.isOpen) return Promise.resolve(true);
		const opened = new Promise<void>((resolve) => this.waiting.push(resolve));
		return Promise.race([opened, this.clock.sleep(ms, signal)]).then(() => this.isOpen);
	}

	/** Gives up the present connection, because it seems deaf, and makes a new one. */
	reconnect(): void {
		this.socket?.terminate();
	}

	async close(): Promise<void> {
		this.stop.abort();
		this.socket?.close(1000);
		const socket = this.socket;
		const timer = setTimeout(() => socket?.terminate(), CLOSE_MS);
		await this.loop;
		clearTimeout(timer);
	}

	private async run(): Promise<void> {
		for (let failures = 0; !this.stop.signal.aborted; ) {
			const opened = await this.connect();
			failures = opened ? 0 : failures + 1;
			const backoff = fullJitter(failures, this.clock.random(), this.options.pauseMs, 2_000);
			await sleep(this.options.pauseMs + backoff, this.stop.signal);
		}
	}

	/** One connection from its start to its very end. True if it was ever open. */
	private connect(): Promise<boolean> {
		return new Promise((resolve) => {
			let opened = false;
			let pings = 0;
			const socket = new WebSocket(this.url, { handshakeTimeout: CONNECT_MS, maxPayload: 64 * 1024 * 1024 });
			this.socket = socket;
			const timer = setInterval(() => {
				if (!opened) return;
				if (++pings > 2) socket.terminate();
				else socket.ping();
			}, this.options.pingMs);
			socket.on("open", () => {
				// It must be the first frame, or the server takes us for an old client.
				socket.send('{"type":"feature_flags","data":{"supports_preview_metadata":true}}');
				opened = true;
				this.heard = this.clock.now();
				this.listener.opened(this.connections++ > 0);
				for (const resume of this.waiting.splice(0)) resume();
			});
			socket.on("pong", () => {
				pings = 0;
			});
			socket.on("message", (data: Buffer, binary) => {
				pings = 0;
				this.heard = this.clock.now();
				const message = binary ? parseBinaryFrame(data) : parseTextFrame(data.toString("utf8"));
				if (message !== null) this.listener.message(message);
			});
			socket.on("error", (error) => this.log.debug("socket to ComfyUI failed", { error }));
			socket.on("close", () => {
				clearInterval(timer);
				this.socket = null;
				if (opened) this.listener.closed();
				resolve(opened);
			});
			if (this.stop.signal.aborted) socket.terminate();
		});
	}
}
