import { DurableObject } from "cloudflare:workers";
import { CLOSE, DOORBELL_PROTOCOL, type DoorbellMessage, doorbellReplySchema } from "../contract/sockets.ts";
import type { Env } from "../env.ts";
import type { DoorbellRpc } from "../rpc/pool.ts";

/** At most this many workers are woken by one ring: each answers with a request to D1. */
const MAX_RUNG = 64;
/** Workers that one claim wakes, where it leaves work: so the bell reaches any number in a few steps. */
const PASSED_ON = 2;

/** Workers are asked to look again at most this often, in milliseconds: a look costs ComfyUI a second. */
const REFRESH_PAUSE_MS = 3_000;

interface Attachment {
	worker: string;
	/** Id of the worker's token. */
	token: string;
	wants: boolean;
	/** When it was last woken, in milliseconds since 1970; 0: never. */
	rung_at: number;
}

/**
 * The doorbell of a pool: one hibernating socket per worker. It knows nothing of jobs and keeps nothing but when to ask again;
 * what it says are hints, and a worker that hears nothing asks by itself.
 */
export class Doorbell extends DurableObject<Env> implements DoorbellRpc {
	/** When workers were asked last to look at what they have; forgotten when the object hibernates. */
	private refreshedAt = 0;

	constructor(context: DurableObjectState, env: Env) {
		super(context, env);
		// Answered by the platform without waking the object.
		context.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
	}

	/** Takes the socket of a worker. The stateless Worker has checked who it is. */
	override async fetch(request: Request): Promise<Response> {
		const worker = request.headers.get("x-worker-id");
		const token = request.headers.get("x-token-id");
		if (!worker || !token || request.headers.get("upgrade") !== "websocket")
			return new Response(null, { status: 426 });
		for (const old of this.ctx.getWebSockets(worker)) old.close(1000, "replaced by a newer connection");
		const pair = new WebSocketPair();
		this.ctx.acceptWebSocket(pair[1], [worker]);
		pair[1].serializeAttachment({ worker, token, wants: true, rung_at: 0 } satisfies Attachment);
		return new Response(null, {
			status: 101,
			webSocket: pair[0],
			headers: { "sec-websocket-protocol": DOORBELL_PROTOCOL },
		});
	}

	/** There are `count` new tasks: wakes as many workers that want work, and a few more. */
	async ring(_pool: string, count: number): Promise<void> {
		this.wake(Math.min(MAX_RUNG, count * 2 + 1));
	}

	/** A worker took a task and left others that it could have taken: wakes two more. */
	async passOn(worker: string): Promise<void> {
		this.wake(PASSED_ON, worker);
	}

	/**
	 * A job lacks something here that may have come since: every worker is to look again. Where they were asked just
	 * now, that is once more as soon as they may be: the file may have come after they looked.
	 */
	async refresh(): Promise<void> {
		const next = this.refreshedAt + REFRESH_PAUSE_MS;
		if (next <= Date.now()) return this.askToLook();
		this.ctx.storage.kv.put("refresh_at", next);
		await this.armAlarm(next);
	}

	override async alarm(): Promise<void> {
		const due = this.ctx.storage.kv.get<number>("refresh_at");
		if (due === undefined) return;
		if (due > Date.now()) await this.armAlarm(due);
		else this.askToLook();
	}

	/** An object has one alarm for all that it is to do: whoever asks for an earlier time is not overruled. */
	protected async armAlarm(at: number): Promise<void> {
		const armed = await this.ctx.storage.getAlarm();
		if (armed === null || armed > at) await this.ctx.storage.setAlarm(at);
	}

	private askToLook(): void {
		this.refreshedAt = Date.now();
		this.ctx.storage.kv.delete("refresh_at");
		for (const socket of this.ctx.getWebSockets()) say(socket, { type: "refresh" });
	}

	/** Those that were woken longest ago come first, so that a bell rung again reaches others. */
	private wake(count: number, except?: string): void {
		const wanting = this.ctx.getWebSockets().flatMap((socket) => {
			const attachment = attachmentOf(socket);
			return attachment?.wants && attachment.worker !== except
				? [{ socket, attachment, lot: Math.random() }]
				: [];
		});
		wanting.sort((a, b) => a.attachment.rung_at - b.attachment.rung_at || a.lot - b.lot);
		for (const { socket, attachment } of wanting.slice(0, count)) {
			socket.serializeAttachment({ ...attachment, rung_at: Date.now() } satisfies Attachment);
			say(socket, { type: "look" });
		}
	}

	/** Says something to one worker, if it is connected. */
	async tell(worker: string, message: DoorbellMessage): Promise<void> {
		for (const socket of this.ctx.getWebSockets(worker)) say(socket, message);
	}

	/** Closes the sockets of these worker tokens: they were revoked. */
	async dismiss(tokens: string[]): Promise<void> {
		const revoked = new Set(tokens);
		for (const socket of this.ctx.getWebSockets()) {
			const attachment = attachmentOf(socket);
			if (attachment && revoked.has(attachment.token))
				socket.close(CLOSE.unauthorized, "the worker token was revoked");
		}
	}

	override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
		const attachment = attachmentOf(socket);
		if (!attachment || typeof message !== "string" || message.length > 1000) return;
		const reply = doorbellReplySchema.safeParse(parse(message));
		if (!reply.success) return;
		const wants = reply.data.type === "wants_work";
		if (wants !== attachment.wants) socket.serializeAttachment({ ...attachment, wants } satisfies Attachment);
	}

	override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
		// 1005 and 1006 say that no code came; they must not be sent back.
		socket.close(code === 1005 || code === 1006 ? 1000 : code);
	}
}

function attachmentOf(socket: WebSocket): Attachment | null {
	return socket.deserializeAttachment() as Attachment | null;
}

function say(socket: WebSocket | undefined, message: DoorbellMessage): void {
	try {
		socket?.send(JSON.stringify(message));
	} catch {
		// The socket closed between listing and sending; its worker will ask by itself.
	}
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
