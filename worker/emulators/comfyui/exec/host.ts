import type { ClassInfo } from "../../../../workflows/object-info/read.ts";
import type { FaultAction, FaultBook } from "../faults.ts";
import type { SocketHub } from "../http/sockets.ts";
import type { NodeDef } from "../nodes/define.ts";
import type { Clock } from "../state/clock.ts";
import type { FileStore } from "../state/files.ts";
import type { GpuLog } from "../state/gpu-log.ts";
import type { History } from "../state/history.ts";
import type { PromptQueue } from "../state/queue.ts";
import type { Traits } from "../version.ts";

/** How long things take, in milliseconds. */
export interface Timing {
	/** One sampler step. */
	stepMs: number;
	/** Every node, whatever it does. */
	nodeMs: number;
	/** Loading a model that is not in memory yet. */
	modelLoadMs: number;
	/** Between taking a prompt off the queue and clearing the interrupt flag: an interrupt in it is lost. */
	dequeueGapMs: number;
	/** Between the last message of a prompt and its entry in the history. */
	historyLagMs: number;
}

/** The server around the executor. */
export interface Host {
	clock: Clock;
	queue: PromptQueue;
	history: History;
	hub: SocketHub;
	files: FileStore;
	faults: FaultBook;
	gpu: GpuLog;
	traits: Traits;
	timing: Timing;
	outputBytes: number;
	previewsByDefault: boolean;
	def(classType: string): NodeDef | undefined;
	classInfo(classType: string): ClassInfo | undefined;
	/** Carries out what concerns the server as a whole: sockets, the process. */
	perform(action: FaultAction): void;
	log(line: string): void;
}
