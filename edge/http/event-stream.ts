import type { AppContext } from "./app-types.ts";

/** Silence on an event stream ends after this long, so that no proxy takes it for dead. */
const KEEPALIVE_MS = 15_000;

/**
 * Frames as Server-Sent Events, those with a number under it, until `listen` ends, or the reader goes, of which
 * `listen` hears by its signal.
 */
export function eventStream(
	c: AppContext,
	listen: (signal: AbortSignal) => AsyncGenerator<{ type: string }>,
): Response {
	return writtenStream(c, listen, sse);
}

/** The same, where events are written in another way. */
export function writtenStream<F>(
	c: AppContext,
	listen: (signal: AbortSignal) => AsyncGenerator<F>,
	write: (frame: F) => string,
): Response {
	return new Response(c.req.method === "HEAD" ? null : streamOf(c, listen, write), {
		headers: {
			"content-type": "text/event-stream",
			"cache-control": "no-store",
			"x-accel-buffering": "no",
		},
	});
}

/**
 * The number of the last event that the reader has. The header first: a browser that comes back keeps the address it
 * began with.
 */
export function lastSeen(c: AppContext, query: number | undefined): number {
	const last = c.req.header("last-event-id") ?? "";
	return /^\d{1,15}$/.test(last) ? Number(last) : (query ?? 0);
}

function streamOf<F>(
	c: AppContext,
	listen: (signal: AbortSignal) => AsyncGenerator<F>,
	write: (frame: F) => string,
): ReadableStream<Uint8Array> {
	const encoder = new TextEncoder();
	const stop = new AbortController();
	c.req.raw.signal.addEventListener("abort", () => stop.abort());
	const frames = listen(stop.signal);
	let keepalive: ReturnType<typeof setInterval>;
	return new ReadableStream({
		start(controller) {
			const send = (text: string) => controller.enqueue(encoder.encode(text));
			send("retry: 1000\n\n");
			// Only to a reader who has read everything: who does not read needs no sign of life.
			keepalive = setInterval(() => {
				if ((controller.desiredSize ?? 0) > 0) send(": keepalive\n\n");
			}, KEEPALIVE_MS);
		},
		// Asked for one frame at a time, so that what a slow reader has not taken waits in one bounded place.
		async pull(controller) {
			try {
				const { value: frame, done } = await frames.next();
				if (!done) return controller.enqueue(encoder.encode(write(frame)));
				clearInterval(keepalive);
				controller.close();
			} catch (error) {
				clearInterval(keepalive);
				if (!stop.signal.aborted) controller.error(error);
			}
		},
		cancel: () => {
			clearInterval(keepalive);
			stop.abort();
		},
	});
}

function sse(frame: { type: string }): string {
	const id = "seq" in frame ? `id: ${String(frame.seq)}\n` : "";
	return `${id}event: ${frame.type}\ndata: ${JSON.stringify(frame)}\n\n`;
}
