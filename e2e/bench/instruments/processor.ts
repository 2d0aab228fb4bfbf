import { readdir, readFile, writeFile } from "node:fs/promises";
import { platform } from "node:os";
import type { Stack } from "../../stack/stack.ts";

/** What Linux says of a process, in /proc. Ticks are hundredths of a second on every machine this ran on. */

/** The workerd among what a process started, and what that started. @throws where there is none */
export async function workerdOf(parent: number): Promise<number> {
	const parents = new Map<number, number>();
	const names = new Map<number, string>();
	for (const entry of await readdir("/proc")) {
		if (!/^\d+$/.test(entry)) continue;
		const stat = await readFile(`/proc/${entry}/stat`, "utf8").catch(() => "");
		const [, name = "", rest = ""] = /^\d+ \((.*)\) (.*)$/s.exec(stat) ?? [];
		parents.set(Number(entry), Number(rest.split(" ")[1]));
		names.set(Number(entry), name);
	}
	const descends = (pid: number | undefined): boolean =>
		pid !== undefined && pid > 1 && (pid === parent || descends(parents.get(pid)));
	const found = [...names].filter(([pid, name]) => name.startsWith("workerd") && descends(pid));
	const pid = found.at(-1)?.[0];
	if (pid === undefined) throw new Error("the edge has no workerd");
	return pid;
}

/** Processor time it has used, in seconds. */
export async function secondsOf(pid: number): Promise<number> {
	const stat = await readFile(`/proc/${pid}/stat`, "utf8");
	const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
	return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Memory it holds, in MB. */
export async function memoryOf(pid: number): Promise<number> {
	const status = await readFile(`/proc/${pid}/status`, "utf8");
	return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

/** Lets the kernel's mark of the most memory that a process held begin anew. */
export async function resetPeak(pid: number): Promise<void> {
	await writeFile(`/proc/${pid}/clear_refs`, "5");
}

/** The most memory it held since `resetPeak`, in MB. */
export async function peakOf(pid: number): Promise<number> {
	const status = await readFile(`/proc/${pid}/status`, "utf8");
	return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

/**
 * Processor time of the edge's workerd and of a worker, in seconds so far; null where there is no /proc. What the
 * two ask of each other while somebody watches is in it.
 */
export async function cpuOf(stack: Stack): Promise<{ edge: number; worker: number } | null> {
	const [edge, worker] = [stack.edge.process.child.pid, stack.workers[0]?.child.pid];
	if (platform() !== "linux" || edge === undefined || worker === undefined) return null;
	return { edge: await secondsOf(await workerdOf(edge)), worker: await secondsOf(worker) };
}
