import type { FaultScript } from "./faults.ts";
import type { GpuSpan, IdleGap } from "./state/gpu-log.ts";
import type { ComfyVersion } from "./version.ts";

/** A running emulator. */
export interface ComfyEmulator {
	readonly url: string;
	readonly port: number;
	readonly version: ComfyVersion;
	readonly dataDir: string;
	/** Resolves when the door is open: at once, unless a slow start is scripted. */
	readonly ready: Promise<void>;
	/** When the GPU was busy, one span per prompt that ran. */
	readonly gpuLog: readonly GpuSpan[];
	/** Time between consecutive prompts in ms. */
	idleGaps(): IdleGap[];
	/** Open WebSockets. */
	readonly clients: number;
	/** True while the thread that runs prompts is dead but HTTP goes on. */
	readonly zombie: boolean;
	/** Replaces the fault script. */
	setFaults(script: FaultScript): void;
	/** Lets something happen now. Faults of a node (`oom`, `hang`, …) need a script instead. */
	inject(action: unknown): void;
	/** Makes a model file exist from now on, as if it had been copied into the folder. */
	addModel(folder: string, name: string): void;
	/** Makes a model file be gone. */
	removeModel(folder: string, name: string): void;
	/** Makes classes be gone after the next restart, as those of a pack that fails to load; none brings all back. */
	withoutClasses(names: readonly string[]): void;
	/** Nothing waits or runs. */
	readonly idle: boolean;
	/** Resolves when nothing waits or runs. */
	whenIdle(): Promise<void>;
	/** Resolves when so many WebSockets are open. */
	whenClients(count: number): Promise<void>;
	/** Dies like a killed process: connections are cut, memory is gone, files stay. */
	crash(): Promise<void>;
	/** Resolves after the next restart, e.g. of a scripted crash. */
	whenRestarted(): Promise<void>;
	/** A new process on the same port, with the same files and an empty memory. */
	restart(): Promise<void>;
	close(): Promise<void>;
}
