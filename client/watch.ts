import { type Frame, frameSchema } from "../edge/contract/jobs/events.ts";
import { isTerminal } from "../edge/contract/status.ts";
import { readAs } from "./ask.ts";
import type { DarkroomClient } from "./client.ts";
import { watchFeed } from "./sdk/feed.ts";

export interface WatchOptions {
	/** Number of the last event already seen; 0 from the beginning. */
	after?: number;
	previews?: boolean;
	signal?: AbortSignal;
}

/** A job's frames until it has ended, across lost connections: see {@link watchFeed}. */
export function watch(
	client: DarkroomClient,
	job: string,
	options: WatchOptions = {},
): AsyncGenerator<Frame> {
	const query = options.previews ? "?previews=1" : "";
	return watchFeed(
		{
			what: "job",
			socket: `${client.url}/v1/jobs/${encodeURIComponent(job)}/socket${query}`,
			ticket: () => client.ticket(job),
			read: readAs(frameSchema),
			isLast: (frame, after) =>
				(frame.type === "job" && isTerminal(frame.status)) ||
				(frame.type === "hello" && isTerminal(frame.status) && frame.head <= after),
		},
		options,
	);
}
