import type { UsageTimes } from "../../../../contract/usage/usage.ts";

/** How long it may still take, in milliseconds; `longer`: it has taken longer than nearly all before it. */
export type Remaining = { least: number; most: number } | "longer" | null;

/** So many jobs of a kind say something of the next. */
const FEWEST = 3;

/**
 * What is left of a job, from how long the ones of its kind took that were recorded: the half and nearly all of them.
 * `elapsed` in milliseconds since it was submitted. Null where too few are recorded. Pure.
 */
export function remainingOf(times: UsageTimes["data"], work: string, elapsed: number): Remaining {
	const recorded = times.find(({ workflow }) => workflow === work)?.all_outputs;
	if (!recorded || recorded.jobs < FEWEST) return null;
	if (elapsed >= recorded.p95_ms) return "longer";
	return { least: Math.max(0, recorded.p50_ms - elapsed), most: recorded.p95_ms - elapsed };
}
