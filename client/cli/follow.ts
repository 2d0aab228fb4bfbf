import type { Frame, PreviewTick } from "../../edge/contract/jobs/events.ts";
import type { JobResource } from "../../edge/contract/jobs/jobs.ts";
import { isTerminal } from "../../edge/contract/status.ts";
import type { DarkroomClient } from "../client.ts";
import { watch } from "../watch.ts";
import { say } from "./command.ts";
import { Progress } from "./progress.ts";

/** Shows pictures of what develops. */
export interface Previews {
	show(frame: PreviewTick): Promise<void>;
	/** What is shown next stands below. */
	close(): void;
}

/** How a job is shown. */
export interface Showing {
	/** What stages are called, for a job of several; see {@link Progress}. */
	titleOf?: (stage: string) => string;
	/** Where previews are shown; absent or null: nowhere, and none are asked for. */
	previews?: Previews | null | undefined;
	/** Called with every frame, once it was shown. */
	on?: (frame: Frame, progress: Progress) => Promise<void>;
}

/** Shows how a job gets on until it has ended or `signal` aborts. */
export async function follow(
	client: DarkroomClient,
	id: string,
	signal: AbortSignal,
	{ titleOf, previews = null, on }: Showing = {},
): Promise<void> {
	const progress = new Progress(process.stderr, titleOf ?? null, () => previews?.close());
	try {
		for await (const frame of watch(client, id, { signal, previews: previews !== null })) {
			if (frame.type === "preview") await previews?.show(frame);
			progress.take(frame);
			await on?.(frame, progress);
		}
	} finally {
		progress.end();
	}
}

/** The same, and the job once it has ended; one that was interrupted is canceled: null. */
export async function followToEnd(
	client: DarkroomClient,
	id: string,
	signal: AbortSignal,
	showing: Showing = {},
): Promise<JobResource | null> {
	await follow(client, id, signal, showing);
	const job = await client.job(id);
	if (isTerminal(job.status)) return job;
	await client.cancel(id);
	say(`interrupted: ${id} is canceled`);
	return null;
}

/** Why a job did not succeed, in words. */
export function whyNot({ id, status, error }: JobResource): string {
	return error === null ? `${id} is ${status}` : `${id} is ${status} (${error.code}): ${error.message}`;
}
