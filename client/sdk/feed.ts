import { CLOSE, EVENTS_PROTOCOL, TICKET_PREFIX } from "../../edge/contract/close-codes.ts";
import { DarkroomError } from "./errors.ts";

/** Something whose events come on a socket: a job, or a project. */
export interface Feed<F> {
	/** What it is, for people. */
	what: string;
	/** Address of its socket (`http…`), with what else goes into the query than the number of the last event. */
	socket: string;
	/** A ticket for one socket. */
	ticket(): Promise<{ ticket: string }>;
	/**
	 * What a frame is. Null: one of a newer edge that can be done without. Absent: whatever the edge says is taken as it
	 * is. @throws Error with words where it cannot be read
	 */
	read?(json: unknown): F | null;
	/** Whether nothing follows this frame; `after` is the number of the last event that was seen. */
	isLast(frame: F, after: number): boolean;
}

/** Silence on a socket after which it is taken for dead, in milliseconds. */
const SILENT_MS = 30_000;
const PING_MS = 10_000;
const MAX_PAUSE_MS = 5_000;

/**
 * The frames of a feed from after a number on. Lost connections are taken up again where they broke off: every
 * numbered event comes exactly once and in order. Ends when the feed has, or the signal fires. Throws DarkroomError
 * where the edge says that coming back is of no use, and `unreadable_event` where it tells what this client does not
 * understand.
 */
export async function* watchFeed<F extends object>(
	feed: Feed<F>,
	options: { after?: number; signal?: AbortSignal },
): AsyncGenerator<F> {
	let after = options.after ?? 0;
	for (let lost = 0; !options.signal?.aborted; lost++) {
		if (lost > 0) await pause(lost, options.signal);
		const socket = await open(feed, after).catch(unlessRefused);
		if (socket === null) continue;
		let code = 0;
		let first = true;
		const read = (text: string) => readFrame(feed, text);
		for await (const frame of framesOf(socket, read, options.signal, (closed) => (code = closed))) {
			lost = 0;
			if ("seq" in frame && typeof frame.seq === "number") {
				if (frame.seq <= after) continue;
				// A gap cannot happen; where it does, the replay of a new connection fills it. What that replay does
				// not begin with is no longer kept.
				if (frame.seq > after + 1 && !first) break;
				first = false;
				after = frame.seq;
			}
			yield frame;
			if (feed.isLast(frame, after)) return;
		}
		if (code === CLOSE.forbidden)
			throw new DarkroomError(403, "forbidden", `this ${feed.what} may not be watched`, null, null);
		if (code === CLOSE.notFound)
			throw new DarkroomError(404, "not_found", `there is no such ${feed.what}`, null, null);
	}
}

/** An edge that is away or in trouble comes back, and so do we; one that refuses means it. */
function unlessRefused(error: unknown): null {
	if (error instanceof DarkroomError && error.status < 500 && error.status !== 429) throw error;
	return null;
}

async function open<F>({ socket, ticket }: Feed<F>, after: number): Promise<WebSocket> {
	const { ticket: good } = await ticket();
	// Put together as text: React Native's URL adds a slash to its end, and its WebSocket takes none.
	const url = `${socket.replace(/^http/, "ws")}${socket.includes("?") ? "&" : "?"}after=${after}`;
	return new WebSocket(url, [EVENTS_PROTOCOL, TICKET_PREFIX + good]);
}

async function* framesOf<F>(
	socket: WebSocket,
	read: (text: string) => F | DarkroomError | null,
	signal: AbortSignal | undefined,
	onClose: (code: number) => void,
): AsyncGenerator<F> {
	const frames: (F | DarkroomError)[] = [];
	let ended = false;
	let wake = () => {};
	let heard = performance.now();
	const end = () => {
		ended = true;
		wake();
	};
	socket.addEventListener("message", ({ data }) => {
		heard = performance.now();
		const text = typeof data === "string" ? data : "";
		if (text === "pong" || text === "") return;
		const frame = read(text);
		if (frame === null) return;
		frames.push(frame);
		wake();
	});
	socket.addEventListener("close", ({ code }) => {
		onClose(code);
		end();
	});
	socket.addEventListener("error", end);
	signal?.addEventListener("abort", end);
	// It may have come while the connection was asked for: nobody would tell of it any more.
	if (signal?.aborted) end();
	// One that has said something ends at once when it is closed; a silent one may be left waiting for seconds.
	socket.addEventListener("open", () => socket.send("ping"));
	// One that the network took tells nobody: it is left, and another is opened.
	const pinger = setInterval(() => {
		if (performance.now() - heard > SILENT_MS) end();
		else if (socket.readyState === WebSocket.OPEN) socket.send("ping");
	}, PING_MS);
	try {
		while (true) {
			const frame = frames.shift();
			if (frame instanceof DarkroomError) throw frame;
			if (frame) yield frame;
			else if (ended) return;
			else await new Promise<void>((resolve) => (wake = resolve));
		}
	} finally {
		clearInterval(pinger);
		signal?.removeEventListener("abort", end);
		socket.close();
	}
}

/**
 * A frame, or null for one of a newer edge that can be done without. A numbered event cannot: whoever
 * skipped it would miss what happened, so it comes back as the error that ends the watching.
 */
function readFrame<F>({ what, read }: Feed<F>, text: string): F | DarkroomError | null {
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		// Nothing is lost: a missing number shows as a gap, which the replay of a new connection fills.
		return null;
	}
	if (read === undefined) return json as F;
	try {
		return read(json);
	} catch (error) {
		const seq = typeof json === "object" && json !== null && "seq" in json ? json.seq : undefined;
		if (!Number.isInteger(seq)) return null;
		const why = `event ${seq} of this ${what} cannot be read; is the edge newer than this client?`;
		return new DarkroomError(
			502,
			"unreadable_event",
			`${why}\n${error instanceof Error ? error.message : ""}`,
		);
	}
}

function pause(lost: number, signal: AbortSignal | undefined): Promise<void> {
	const ms = Math.random() * Math.min(MAX_PAUSE_MS, 100 * 2 ** lost);
	return new Promise((resolve) => {
		const timer = setTimeout(resolve, ms);
		signal?.addEventListener("abort", () => {
			clearTimeout(timer);
			resolve();
		});
	});
}
