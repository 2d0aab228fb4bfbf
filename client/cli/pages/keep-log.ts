import { randomUUID } from "node:crypto";
import path from "node:path";
import { CliError } from "../command.ts";
import { create, readIfThere, remove, replace } from "../files.ts";
import { type Log, type LogEntry, logText, readLog, withEntry } from "./log.ts";

/** How long another run may hold the log, in milliseconds, before it is taken for dead; and between two looks. */
const HELD_MS = 10_000;
const LOOK_MS = 50;

/** The log of a chapter; empty where there is none. @throws CliError `files` where the file is something else */
export async function loadLog(file: string): Promise<Log> {
	const bytes = await readIfThere(file);
	if (bytes === null) return [];
	const read = readLog(new TextDecoder().decode(bytes));
	if (read.ok) return read.log;
	throw new CliError("files", `${file} ${read.why}: it is left as it is. Move it away, or mend it`);
}

/**
 * Adds an entry. Runs that end at the same moment do so one after the other, so that none is lost.
 *
 * @param heldMs how long another run may hold the log, in milliseconds
 */
export async function addToLog(file: string, entry: LogEntry, heldMs = HELD_MS): Promise<void> {
	const lock = path.join(path.dirname(file), `.${path.basename(file)}.lock`);
	await hold(lock, heldMs);
	try {
		const log = await loadLog(file);
		const next = withEntry(log, entry);
		if (next !== log) await replace(file, logText(next));
	} finally {
		await remove(lock);
	}
}

interface Holder {
	name: string;
	/** When it was first seen, in milliseconds. */
	since: number;
}

/** Who is known to hold the lock after another look: each has its own time, whoever was there before. Pure. */
export function holderAfter(before: Holder, name: string, now: number): Holder {
	return name === before.name ? before : { name, since: now };
}

/** Takes the lock, under a name that no other run has. */
async function hold(lock: string, heldMs: number): Promise<void> {
	let holder: Holder = { name: "", since: performance.now() };
	while (!(await create(lock, randomUUID()))) {
		const there = await readIfThere(lock);
		holder = holderAfter(holder, new TextDecoder().decode(there ?? undefined), performance.now());
		if (performance.now() - holder.since > heldMs) await remove(lock);
		else await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
	}
}
