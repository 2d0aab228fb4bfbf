import { type Frame, frameSchema } from "../../contract/jobs/events.ts";
import type { Env } from "../../env.ts";
import { jobObject } from "../../objects.ts";
import { type Joined, type JoiningJob, join } from "./join.ts";

/** Frames kept for a reader who is behind. */
const MAX_WAITING = 100;

/** Listens to a job's object, for SSE and for requests that wait. Ends as `framesOf` does. */
export async function* listen(env: Env, options: JoiningJob, signal: AbortSignal): AsyncGenerator<Frame> {
	const joined = await join(jobObject(env, options.job), options);
	yield* framesOf(joined, (text) => frameSchema.parse(JSON.parse(text)), signal);
}

/**
 * The frames of a feed, from the stateless Worker: the feed's object itself must hold no request open, or it could
 * not hibernate. Ends when the feed has ended or is gone, or the signal fires.
 */
export async function* framesOf<F extends object>(
	joined: Joined,
	parse: (text: string) => F,
	signal: AbortSignal,
): AsyncGenerator<F> {
	if (joined.as === "refused") return;
	if (joined.as === "ended") {
		for (const text of joined.frames) yield parse(text);
		return;
	}
	const { socket } = joined;
	const frames: F[] = [];
	let ended = false;
	let wake = () => {};
	const end = () => {
		ended = true;
		wake();
	};
	socket.addEventListener("message", (event) => {
		if (typeof event.data !== "string") return;
		const frame = parse(event.data);
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
