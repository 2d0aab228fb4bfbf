import { type Watcher, watcherHeaders } from "../../auth/watcher.ts";
import { type Frame, frameSchema } from "../../contract/events.ts";
import type { Env } from "../../env.ts";

/** Frames kept for a reader who is behind. */
const MAX_WAITING = 100;

export interface ListenOptions {
	job: string;
	pool: string;
	/** Number of the last event already seen. */
	after: number;
	previews: boolean;
	by: Watcher;
}

/**
 * Listens to a job's object from the stateless Worker, for SSE and for requests that wait: the object itself
 * must hold no request open, or it could not hibernate. Ends when the job has ended or is gone, or the signal fires.
 */
export async function* listen(env: Env, options: ListenOptions, signal: AbortSignal): AsyncGenerator<Frame> {
	const response = await env.JOBS.get(env.JOBS.idFromName(options.job)).fetch("https://job/listen", {
		headers: {
			upgrade: "websocket",
			"x-job-id": options.job,
			"x-pool-id": options.pool,
			"x-after": String(options.after),
			"x-previews": options.previews ? "1" : "0",
			...watcherHeaders(options.by),
		},
	});
	if (response.status === 404) return;
	const socket = response.webSocket;
	if (!socket) throw new Error("the job's object did not take the socket");
	const frames: Frame[] = [];
	let ended = false;
	let wake = () => {};
	const end = () => {
		ended = true;
		wake();
	};
	socket.addEventListener("message", (event) => {
		if (typeof event.data !== "string") return;
		const frame = frameSchema.parse(JSON.parse(event.data));
		// Whoever reads slowly gets fewer ticks; whoever does not read at all comes back with a number.
		if (frames.length >= MAX_WAITING && !("seq" in frame)) return;
		frames.push(frame);
		if (frames.length >= 10 * MAX_WAITING) end();
		wake();
	});
	socket.addEventListener("close", end);
	socket.addEventListener("error", end);
	signal.addEventListener("abort", end);
	socket.accept();
	try {
		while (true) {
			const frame = frames.shift();
			if (frame) yield frame;
			else if (ended || signal.aborted) return;
			else await new Promise<void>((resolve) => (wake = resolve));
		}
	} finally {
		signal.removeEventListener("abort", end);
		socket.close(1000);
	}
}
