import { watch } from "../../client/watch.ts";
import type { DurableEvent, Frame } from "../../edge/contract/jobs/events.ts";
import { PATIENCE_MS } from "../../workflows/testing/patience.ts";
import type { Running } from "../stack/processes.ts";
import type { Stack } from "../stack/stack.ts";
import type { Lane } from "./lane.ts";

type StageEvent = Extract<DurableEvent, { type: "stage" }>;

/** Where one stage ends and another may begin. */
export interface Border {
	stage: string;
	status: "succeeded" | "awaiting_approval";
}

/** Calls `at` at each border of a job's stages, as soon as it is told of, to the job's end. */
export async function walkBorders(
	{ client }: Stack,
	job: string,
	at: (border: Border) => Promise<unknown>,
): Promise<void> {
	const signal = AbortSignal.timeout(PATIENCE_MS);
	for await (const frame of watch(client, job, { signal })) if (isBorder(frame)) await at(frame);
}

function isBorder(frame: Frame): frame is StageEvent & Border {
	return frame.type === "stage" && (frame.status === "succeeded" || frame.status === "awaiting_approval");
}

export const VICTIMS = ["worker", "edge", "comfyui"] as const;

/** Kills what it is told to as a power cut would, and starts it again. One worker stands in the lane. */
export function openStriker(stack: Stack, lane: Lane): (victim: (typeof VICTIMS)[number]) => Promise<void> {
	let worker: Running = lane.start();
	return async (victim) => {
		if (victim === "edge") await stack.restartEdge();
		else if (victim === "comfyui") await stack.restartComfyui();
		else {
			await worker.kill();
			worker = lane.start();
		}
	};
}
