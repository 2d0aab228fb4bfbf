import type { Resume } from "../../db/stored.ts";
import type { Command } from "./commands.ts";

/** What a checkpoint does to its task. */
interface Moved {
	resume: Resume;
	/** No attempt had come so far before. */
	further: boolean;
}

/**
 * Where a task goes on from after a checkpoint of the attempt that holds it; null: it changes nothing. Pure.
 *
 * An attempt only moves on from what it stored itself. What an earlier one stored binds it to nothing: where that state
 * could not be read, it began further back, and what it stores now is the newest that can be trusted. A task that falls
 * back over and over is no further than it was, so `further` compares with the highest step there ever was: its tries
 * must run out.
 */
export function movedBy(
	before: Resume | null,
	{ epoch, resume: { step, assets } }: Extract<Command, { type: "checkpoint" }>,
): Moved | null {
	const own = before !== null && (before.epoch ?? 0) >= epoch;
	if (step <= (own ? before.step : 0)) return null;
	const reached = before === null ? 0 : (before.reached ?? before.step);
	return { resume: { step, assets, epoch, reached: Math.max(reached, step) }, further: step > reached };
}
