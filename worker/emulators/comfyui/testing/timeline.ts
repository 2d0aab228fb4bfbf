import { isRecord } from "../graph.ts";
import type { Entry, HttpEntry } from "./recording.ts";

/** The order of outputs that history shows for the prompt an entry submitted. */
export function recordedOrder(entries: readonly Entry[], submitted: HttpEntry): readonly string[] {
	const id = isRecord(submitted.response) ? String(submitted.response.prompt_id) : "";
	for (const entry of entries) {
		if (entry.kind !== "http" || !isRecord(entry.response)) continue;
		const history = entry.response[id];
		if (isRecord(history) && Array.isArray(history.prompt)) return history.prompt[4];
	}
	return [];
}

function step(entry: Entry): number | undefined {
	if (entry.kind !== "frame" || !("message" in entry) || entry.message.type !== "progress") return undefined;
	return isRecord(entry.message.data) ? Number(entry.message.data.value) : undefined;
}

/** Steps that went by unheard before a client came back in the middle of a run. */
export function missedSteps(entries: readonly Entry[], at: number): number {
	const heard = entries
		.slice(0, at)
		.map(step)
		.findLast((value) => value !== undefined);
	const opened = entries[at];
	const next = entries.slice(at).find((entry) => entry.kind === "frame" && step(entry) !== undefined);
	const ended = entries.slice(0, at).findLast((entry) => entry.kind === "frame" || entry.kind === "http");
	const midRun = opened?.kind === "open" && ended !== undefined && step(ended) !== undefined;
	if (!midRun || heard === undefined || next === undefined) return 0;
	return Math.max(0, (step(next) ?? 0) - heard - 1);
}

/**
 * A request is logged when its answer is there, so frames of a step that was over before may be logged after
 * it. Where an interrupt ends a run, the steps that still came before the end are moved before the request.
 */
export function reorder(entries: readonly Entry[]): Entry[] {
	const result = [...entries];
	for (let at = 0; at < result.length; at++) {
		const entry = result[at];
		if (entry?.kind !== "http" || entry.path !== "/interrupt") continue;
		let lastStep = -1;
		for (let i = at + 1; i < result.length && result[i]?.kind !== "http"; i++) {
			const later = result[i];
			if (later?.kind !== "frame" || !("message" in later)) continue;
			if (later.message.type === "progress") lastStep = i;
			if (later.message.type !== "execution_interrupted") continue;
			if (lastStep > at) result.splice(at, lastStep - at + 1, ...result.slice(at + 1, lastStep + 1), entry);
			break;
		}
		if (lastStep > at && result[at] !== entry) at = result.indexOf(entry);
	}
	return result;
}
