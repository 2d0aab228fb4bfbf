import type { DarkroomClient } from "../../client/client.ts";
import { type WatchOptions, watch } from "../../client/watch.ts";
import type { DurableEvent, Frame, PreviewTick, ProgressTick } from "../../edge/contract/jobs/events.ts";
import type { JobResource } from "../../edge/contract/jobs/jobs.ts";
import { isTerminal } from "../../edge/contract/status.ts";
import { PATIENCE_MS } from "../../workflows/testing/patience.ts";

/** What one subscriber was sent, by kind and in order. */
export interface Seen {
	events: DurableEvent[];
	progress: ProgressTick[];
	previews: PreviewTick[];
}

export interface FollowOptions extends Omit<WatchOptions, "signal"> {
	/** Called with every frame as it comes. */
	on?: (frame: Frame) => void;
	/** Longest wait for the job's end, in milliseconds. */
	ms?: number;
}

/** Watches a job to its end. Rejects where that does not come in time. */
export async function follow(
	client: DarkroomClient,
	job: string,
	{ on, ms = PATIENCE_MS, ...options }: FollowOptions = {},
): Promise<Seen> {
	const seen: Seen = { events: [], progress: [], previews: [] };
	const signal = AbortSignal.timeout(ms);
	let ended = false;
	for await (const frame of watch(client, job, { ...options, signal })) {
		if (frame.type === "progress") seen.progress.push(frame);
		else if (frame.type === "preview") seen.previews.push(frame);
		else if (frame.type !== "hello" && frame.type !== "queue") seen.events.push(frame);
		ended ||= (frame.type === "job" || frame.type === "hello") && isTerminal(frame.status);
		on?.(frame);
	}
	if (!ended) throw new Error(`${job} did not end within ${ms} ms; seen: ${JSON.stringify(seen.events)}`);
	return seen;
}

/** The job once it has ended. */
export async function ended(client: DarkroomClient, job: string, ms?: number): Promise<JobResource> {
	await follow(client, job, ms === undefined ? {} : { ms });
	return client.job(job);
}
