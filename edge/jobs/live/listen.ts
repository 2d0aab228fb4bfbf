import { type Frame, frameSchema } from "../../contract/events.ts";
import type { Env } from "../../env.ts";
import { type Joining, join } from "./join.ts";

/** Frames kept for a reader who is behind. */
const MAX_WAITING = 100;

/**
 * Listens to a job's object from the stateless Worker, for SSE and for requests that wait: the object itself
 * must hold no request open, or it could not hibernate. Ends when the job has ended or is gone, or the signal fires.
 */
export async function* listen(env: Env, options: Joining, signal: AbortSignal): AsyncGenerator<Frame> {
	const joined = await join(env.JOBS.get(env.JOBS.idFromName(options.job)), options);
	if (joined.as === "refused") return;
	if (joined.as === "ended") {
		for (const text of joined.frames) yield frameSchema.parse(JSON.parse(text));
		return;
	}
	const { socket } = joined;
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
