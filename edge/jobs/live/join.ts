import { type Watcher, watcherHeaders } from "../../auth/watcher.ts";
import { CLOSE } from "../../contract/sockets.ts";

/**
 * What an object with a feed, such as a job's, says to somebody who wants to watch. Only who will be told more gets a socket of the object:
 * whatever is over at once is answered and closed by the stateless Worker. An object's socket that is closed before
 * its client has sent anything keeps its connection until the object is evicted (seen with workerd 1.20261102).
 */
export type Joined =
	| { as: "socket"; socket: WebSocket }
	/** The job has ended: all there is to be told, as text. */
	| { as: "ended"; frames: string[] }
	| { as: "refused"; code: number; reason: string };

export interface Joining {
	/** Number of the last event already seen. */
	after: number;
	previews: boolean;
	by: Watcher;
	/** The ticket it comes with, which is good once. */
	ticket?: string | null;
}
export interface JoiningJob extends Joining {
	job: string;
	pool: string;
}

/** Why an object refuses. */
export const REFUSED = {
	ticketUsed: { code: CLOSE.unauthorized, reason: "the ticket was used already" },
	tooMany: { code: CLOSE.tooMany, reason: "too many watchers" },
} as const;

const CODE = "x-close-code";

/** Asks a job's object to be let in. Throws where it answers what it should not. */
export function join(object: Fetcher, { job, pool, ...joining }: JoiningJob): Promise<Joined> {
	return knock(object, { "x-job-id": job, "x-pool-id": pool }, joining);
}

/** Asks an object with a feed to be let in; `what` says in headers whose object it is. Throws as `join`. */
export async function knock(
	object: Fetcher,
	what: Record<string, string>,
	joining: Joining,
): Promise<Joined> {
	const response = await object.fetch("https://feed/socket", {
		headers: {
			upgrade: "websocket",
			...what,
			"x-after": String(joining.after),
			"x-previews": joining.previews ? "1" : "0",
			...watcherHeaders(joining.by),
			...(joining.ticket ? { "x-ticket": joining.ticket } : {}),
		},
	});
	if (response.webSocket) return { as: "socket", socket: response.webSocket };
	const code = Number(response.headers.get(CODE));
	const text = await response.text();
	if (response.status === 200) return { as: "ended", frames: text.split("\n") };
	if (!code) throw new Error(`the object of a feed answered ${response.status}`);
	return { as: "refused", code, reason: text };
}

/** The object's answer to somebody who is not let in. */
export function refuse(code: number, reason: string): Response {
	return new Response(reason, { status: 403, headers: { [CODE]: String(code) } });
}

/** The object's answer where all has been told with it. A frame's JSON holds no line break. */
export function tellAll(frames: string[]): Response {
	return new Response(frames.join("\n"));
}

/** A socket for the client: the object's, or one that says all there is and is closed. */
export function socketOf(joined: Joined): WebSocket {
	if (joined.as === "socket") return joined.socket;
	const pair = new WebSocketPair();
	pair[1].accept();
	if (joined.as === "ended") {
		for (const frame of joined.frames) pair[1].send(frame);
		pair[1].close(CLOSE.done, "the job has ended");
	} else pair[1].close(joined.code, joined.reason);
	return pair[0];
}

/** A socket that is closed at once, with the reason as its code. */
export const refusedSocket = (code: number) => socketOf({ as: "refused", code, reason: "refused" });
