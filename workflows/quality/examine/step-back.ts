import os from "node:os";

/**
 * Lets a process wait for whatever else wants the processor: who feeds the GPU and who serves ComfyUI come first. Above
 * the least there is, so that a file is looked at in time on a busy machine too. Threads that it starts later are as it is.
 * Where the system refuses, all stays as it was.
 */
export function stepBack(pid: number | undefined): void {
	if (pid === undefined) return;
	try {
		os.setPriority(pid, os.constants.priority.PRIORITY_BELOW_NORMAL);
	} catch {
		// Some systems let nobody do it, and the process may be over.
	}
}
