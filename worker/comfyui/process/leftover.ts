import { readFile, writeFile } from "node:fs/promises";
import { signalGroup } from "./child.ts";
import { startedAt } from "./started-at.ts";

/** A child, so that it can be told from any other process that gets its number later. */
interface NotedChild {
	pid: number;
	/** As {@link startedAt} says it. */
	started: string;
}

/** What stands in the file of a child; null: nothing that can be trusted. Pure. */
export function readNoted(text: string): NotedChild | null {
	const [pid = "", ...rest] = text.trim().split(" ");
	const started = rest.join(" ");
	return /^[1-9]\d*$/.test(pid) && Number(pid) > 1 && started !== "" ? { pid: Number(pid), started } : null;
}

/** What is written in the file of a child. Pure. */
export function toNote({ pid, started }: NotedChild): string {
	return `${pid} ${started}\n`;
}

/** Notes a child for the next life of this worker. Throws as the disk does. */
export async function noteChild(pidFile: string, pid: number): Promise<void> {
	const started = await startedAt(pid);
	// It is gone already, or nobody could know it again.
	if (started !== null) await writeFile(pidFile, toNote({ pid, started }));
}

/**
 * A worker that was killed left its child behind, which holds the GPU's memory: ends the process group that is noted in
 * the file. The number may belong to somebody else by now, who began at another moment, and is left alone.
 */
export async function endLeftover(pidFile: string, onFound: (pid: number) => void): Promise<void> {
	const noted = readNoted(await readFile(pidFile, "utf8").catch(() => ""));
	if (noted === null || (await startedAt(noted.pid)) !== noted.started) return;
	onFound(noted.pid);
	signalGroup(noted.pid, "SIGKILL");
}
