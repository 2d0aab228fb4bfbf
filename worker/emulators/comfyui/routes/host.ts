import type { ClassInfo } from "../../../../workflows/object-info/read.ts";
import type { FaultAction, FaultBook, FaultMoment, FaultPlace } from "../faults.ts";
import type { FileStore } from "../state/files.ts";
import type { GpuLog } from "../state/gpu-log.ts";
import type { Instance } from "../state/instance.ts";
import type { Traits } from "../version.ts";

/** What routes need of the server. `instance` changes when the emulated process restarts. */
export interface RouteHost {
	readonly instance: Instance;
	readonly files: FileStore;
	readonly traits: Traits;
	readonly gpu: GpuLog;
	readonly faults: FaultBook;
	/** Further arguments it says it was started with. */
	readonly argv: readonly string[];
	readonly vramBytes: number;
	readonly device: "cuda" | "mps";
	/** Names of all classes, in order. */
	classNames(): string[];
	classInfo(classType: string): ClassInfo | undefined;
	/** Lets server-wide faults strike. */
	strike(at: FaultPlace, moment: FaultMoment): void;
	perform(action: FaultAction): void;
}
