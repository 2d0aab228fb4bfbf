import type { Progress } from "../../edge/contract/jobs/events.ts";
import type { CompleteRequest, ManifestItem, Spans } from "../../edge/contract/workers/workers.ts";
import type { ApiGraph } from "../../workflows/graph/graph.ts";
import type { PreviewType } from "../comfyui/wire/frames.ts";
import type { AttemptClient, Task } from "../edge-api/client.ts";
import type { Logger } from "../process/log.ts";

/** Why an attempt is stopped from outside. */
export type StopReason = "drain" | "comfyui_unreachable" | "canceled" | "lease_lost";

/**
 * How far the work is: `queued` where ComfyUI has others before it, `executed` once the GPU is done with it and its
 * outputs are on their way. A training is never `queued`.
 */
export type RunPhase = "queued" | "running" | "executed";

/** What a runner knows of the attempt that it works for, and whom it tells. */
export interface RunContext {
	task: Task;
	/** Where inputs come from and outputs go to. */
	edge: AttemptClient;
	log: Logger;
	/** Until when it makes sense to go on without an answer from the edge; milliseconds. */
	until(): number;
	on: {
		/** What runs it has taken it. */
		accepted(): void;
		phase(phase: RunPhase): void;
		progress(progress: Progress): void;
		preview(node: string | null, contentType: PreviewType, image: Buffer): void;
	};
}

/** What an attempt hands in. */
export interface RunResult {
	manifest: ManifestItem[];
	/** The graph as it ran, and branches of it that did not, and why; null after what is no graph. */
	ran: { graph: ApiGraph; blocked: CompleteRequest["blocked"] } | null;
}

/** Does the work of one task once: from its inputs to its uploaded outputs. */
export interface Runner {
	/** Whether it needs ComfyUI: where that is of no use, the work is given back. */
	readonly usesComfy: boolean;
	/** How long a task like it takes on the GPU; milliseconds. */
	readonly expectedMs: number;
	/** How much of that is left; milliseconds. */
	readonly remainingMs: number;
	/** What it cost on the GPU so far; whole milliseconds. */
	readonly gpuMs: number;
	/** What else was measured of it so far. */
	readonly spans: Spans;
	/** What runs it may be about to be found broken: nothing more should be claimed for it. */
	readonly doubtful: boolean;
	/** Throws AttemptFailed, AttemptReleased and LeaseLost, and what the edge answers to an upload. */
	run(context: RunContext): Promise<RunResult>;
	/** Asks it to stop: {@link run} then ends. A drain leaves uploads alone; the caller knows the phase. */
	stop(reason: StopReason): void;
	/** Ends it without waiting for the GPU to let go: that does not react, or the process is about to exit. */
	abandon(reason: StopReason): void;
	/** Removes what it left behind, after {@link run} has ended. Never rejects. */
	cleanUp(): Promise<void>;
}
