import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** Of the line of a process in `/proc`, behind its name: the 22nd field of all (proc_pid_stat(5)), in ticks since boot. */
const START_FIELD = 22 - 3;

/**
 * When a process began, as its system says it: no two processes with one number have the same. Null: there is none, or
 * nobody can tell. macOS has no `/proc`, and `ps` says it to the second.
 */
export async function startedAt(pid: number, platform: NodeJS.Platform = process.platform) {
	return platform === "linux" ? ofProc(pid) : ofPs(pid);
}

async function ofProc(pid: number): Promise<string | null> {
	const [line, boot] = await Promise.all([
		readFile(`/proc/${pid}/stat`, "utf8").catch(() => ""),
		readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => ""),
	]);
	const ticks = startOf(line);
	return ticks === null ? null : `${boot.trim()} ${ticks}`;
}

/** The start of a process by its line in `/proc`; its name may have anything in it. Null: it is no such line. Pure. */
export function startOf(line: string): string | null {
	const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
	return line.includes(")") ? (fields[START_FIELD] ?? null) : null;
}

async function ofPs(pid: number): Promise<string | null> {
	const env = { ...process.env, LC_ALL: "C" };
	const printed = await promisify(execFile)("ps", ["-o", "lstart=", "-p", String(pid)], { env }).catch(
		() => ({ stdout: "" }),
	);
	const start = printed.stdout.trim();
	return start === "" ? null : start;
}
