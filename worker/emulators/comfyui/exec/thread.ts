import type { FaultMoment, FaultPlace } from "../faults.ts";
import type { SavedFile } from "../nodes/define.ts";
import type { NodeCache } from "./cache.ts";
import type { Host } from "./host.ts";

/** A silent or spoken stop that a fault puts in place of a node's outputs. */
export interface Blocked {
	message: string | null;
}

/** What a prompt needs of the thread that runs it; `Executor` says what each does. */
export interface Thread {
	readonly host: Host;
	readonly cache: NodeCache;
	readonly loaded: Set<string>;
	readonly memories: Map<string, Map<string, unknown>>;
	interruptFlag: boolean;
	checkAlive(): void;
	strike(at: FaultPlace, moment: FaultMoment, files?: readonly SavedFile[]): Promise<Blocked | undefined>;
}
