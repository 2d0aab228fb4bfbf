import { endedKeys } from "../../auth/credentials.ts";
import { hasRunOut, type Watcher } from "../../auth/watcher.ts";
import { CLOSE } from "../../contract/sockets.ts";
import { database } from "../../db/client.ts";
import type { Env } from "../../env.ts";
import { limitObject } from "../../objects.ts";

/** What outlives hibernation of a watcher's socket. */
export interface Watching extends Watcher {
	previews: boolean;
	/** Where it watches an account: the jobs whose previews it wants. */
	jobs?: string[];
}

/** The sockets of those who watch a job, a project, or an account. They hibernate, so nothing of them is kept but what they carry. */
export class Watchers {
	private readonly context: DurableObjectState;
	private readonly env: Env;
	private readonly place: () => string;

	/** `place`: the id of what is watched. */
	constructor(context: DurableObjectState, env: Env, place: () => string) {
		this.context = context;
		this.env = env;
		this.place = place;
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
	private get keys(): string[] {
		return [...new Set(this.open().flatMap((socket) => watchingOf(socket)?.key ?? []))];
	}

	/** When the first of them runs out by itself, in milliseconds; infinity: none does. */
	get firstEnd(): number {
		return Math.min(...this.open().map((socket) => watchingOf(socket)?.until ?? Number.POSITIVE_INFINITY));
	}

	/** Tells everybody but those whose token has run out at `now`: they are let go. Previews go to who wants them. */
	tell<F extends { type: string; job?: string }>(frame: F, now: number): void {
		const text = JSON.stringify(frame);
		for (const socket of this.open()) {
			const watching = watchingOf(socket);
			if (watching && hasRunOut(watching, now)) dismiss(socket);
			else if (frame.type !== "preview" || (watching && wants(watching, frame.job))) deliver(socket, text);
		}
	}

	/** Lets those go whose key has ended, or whose token has run out at `now`. */
	private dismiss(ended: ReadonlySet<string>, now: number): void {
		for (const socket of this.open()) {
			const watching = watchingOf(socket);
			if (watching && (ended.has(watching.key) || hasRunOut(watching, now))) dismiss(socket);
		}
	}

	/** These keys are over: what they opened is closed at once. */
	endKeys(keys: readonly string[]): void {
		const { account } = this;
		this.dismiss(new Set(keys), Date.now());
		this.tellCount(account);
	}

	/** Lets those go whose key was revoked, or whose token has run out. Asks D1. */
	async letEndedGo(): Promise<void> {
		const { account, keys } = this;
		if (keys.length === 0) return;
		const now = Date.now();
		this.dismiss(await endedKeys(database(this.env.DB), keys, now), now);
		this.tellCount(account);
	}

	/** Answers a socket that was closed by its owner. */
	answerClose(socket: WebSocket, code: number): void {
		// 1005 and 1006 say that no code came; they must not be sent back.
		socket.close(code === 1005 || code === 1006 ? 1000 : code);
		const watching = watchingOf(socket);
		if (watching) this.tellCount(watching.account);
	}

	/** Says how many sockets an account has open here. */
	tellCount(account = this.account): void {
		if (account === null) return;
		const told = limitObject(this.env, `account:${account}`).hasSockets(this.place(), this.count);
		// Untold, it is told the next time.
		this.context.waitUntil(told.catch(() => {}));
	}

	/** Whether somebody wants to see the previews of a job. */
	wantsPreviews(job: string): boolean {
		return this.open().some((socket) => {
			const watching = watchingOf(socket);
			return watching !== null && wants(watching, job);
		});
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

function wants({ previews, jobs }: Watching, job: string | undefined): boolean {
	return previews || (job !== undefined && jobs?.includes(job) === true);
}

function watchingOf(socket: WebSocket): Watching | null {
	return socket.deserializeAttachment() as Watching | null;
}

function dismiss(socket: WebSocket): void {
	socket.close(CLOSE.unauthorized, "the credentials it was opened with are over");
}
