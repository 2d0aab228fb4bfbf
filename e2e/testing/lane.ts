import { once } from "node:events";
import type { JobResource } from "../../edge/contract/jobs/jobs.ts";
import type { ApiGraph } from "../../workflows/graph/graph.ts";
import type { Running } from "../stack/processes.ts";
import type { Stack } from "../stack/stack.ts";

/** A pool of its own, so that scenarios in one stack do not take each other's tasks. */
export interface Lane {
	/** Starts a worker of this pool, with further environment. */
	start(env?: Record<string, string>): Running;
	submit(graph: ApiGraph, inputs?: Record<string, string>): Promise<JobResource>;
	/** Every job that was submitted here. */
	jobs: string[];
}

export async function openLane(stack: Stack, pool: string): Promise<Lane> {
	const token = await stack.poolToken(pool);
	const jobs: string[] = [];
	let workers = 0;
	return {
		jobs,
		start: (env = {}) => {
			workers++;
			return stack.startWorker({ WORKER_TOKEN: token, WORKER_NAME: `${pool}-${workers}`, ...env });
		},
		submit: async (graph, inputs = {}) => {
			const job = await stack.client.submitGraph({ graph, inputs, pool });
			jobs.push(job.id);
			return job;
		},
	};
}

/** How a process ended: its exit code, or the signal that ended it. */
export async function exitOf({ child }: Running): Promise<number | string | null> {
	if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
	return child.signalCode ?? child.exitCode;
}

/** Whether the process has written a log line with this in it. */
export function said(running: Running, what: string): boolean {
	return running.log.some((line) => line.includes(what));
}
