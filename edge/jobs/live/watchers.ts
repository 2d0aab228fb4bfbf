import { hasRunOut, type Watcher } from "../../auth/watcher.ts";
import { CLOSE } from "../../contract/sockets.ts";

/** What outlives hibernation of a watcher's socket. */
export interface Watching extends Watcher {
	previews: boolean;
}

/** The sockets of those who watch a job, or a project. They hibernate, so nothing of them is kept but what they carry. */
export class Watchers {
	private readonly context: DurableObjectState;

	constructor(context: DurableObjectState) {
		this.context = context;
	}

	/** How many are open; one that is being closed watches no more. */
	get count(): number {
		return this.open().length;
	}

	/** The account they are of; null where nobody watches. */
	get account(): string | null {
		const [first] = this.open();
		return (first && watchingOf(first)?.account) ?? null;
	}

	/** The keys that let them in. */
	get keys(): string[] {
		return [...new Set(this.open().flatMap((socket) => watchingOf(socket)?.key ?? []))];
	}

	/** When the first of them runs out by itself, in milliseconds; infinity: none does. */
	get firstEnd(): number {
		return Math.min(...this.open().map((socket) => watchingOf(socket)?.until ?? Number.POSITIVE_INFINITY));
	}

	/** Tells everybody but those whose token has run out at `now`: they are let go. Previews go to who wants them. */
	tell<F extends { type: string }>(frame: F, now: number): void {
		const text = JSON.stringify(frame);
		for (const socket of this.open()) {
			const watching = watchingOf(socket);
			if (watching && hasRunOut(watching, now)) dismiss(socket);
			else if (frame.type !== "preview" || watching?.previews) deliver(socket, text);
		}
	}

	/** Lets those go whose key has ended, or whose token has run out at `now`. */
	dismiss(endedKeys: ReadonlySet<string>, now: number): void {
		for (const socket of this.open()) {
			const watching = watchingOf(socket);
			if (watching && (endedKeys.has(watching.key) || hasRunOut(watching, now))) dismiss(socket);
		}
	}

	closeAll(code: number, reason: string): void {
		for (const socket of this.open()) socket.close(code, reason);
	}

	private open(): WebSocket[] {
		return this.context.getWebSockets().filter((socket) => socket.readyState === WebSocket.OPEN);
	}
}

/** Sends the text of a frame; a socket that closed meanwhile is passed over. */
export function deliver(socket: WebSocket, text: string): void {
	try {
		socket.send(text);
	} catch {
		// Its owner comes back with the number of its last event.
	}
}

function watchingOf(socket: WebSocket): Watching | null {
	return socket.deserializeAttachment() as Watching | null;
}

function dismiss(socket: WebSocket): void {
	socket.close(CLOSE.unauthorized, "the credentials it was opened with are over");
}
