import { readFile } from "node:fs/promises";
import { signalGroup } from "./child.ts";

/** Tells a process that was started from here from any other. */
const MARK = "DARKROOM_SUPERVISED";

/** What a child carries in its environment, so that {@link endLeftover} knows it. */
export function leftoverMark(pidFile: string): Record<string, string> {
	return { [MARK]: pidFile };
}

/**
 * A worker that was killed left its child behind, which holds the GPU's memory: ends the process group whose number
 * stands in the file. The number may belong to somebody else by now; what was started from here carries our mark.
 */
export async function endLeftover(pidFile: string, onFound: (pid: number) => void): Promise<void> {
	const pid = Number(await readFile(pidFile, "utf8").catch(() => ""));
	if (!Number.isInteger(pid) || pid <= 1) return;
	const environ = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
	if (!environ.split("\0").includes(`${MARK}=${pidFile}`)) return;
	onFound(pid);
	signalGroup(pid, "SIGKILL");
}
