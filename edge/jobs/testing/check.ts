import fc from "fast-check";
import { lifecycle } from "../lifecycle/lifecycle.ts";
import { History, LARGE } from "./history.ts";
import { histories, type Step, type Theme, themed, wideHistories } from "./steps.ts";
import type { Decide } from "./world.ts";

export interface Checked {
	/** The history that broke a promise, counted from 1, and the promise; null where all were clean. */
	caught: { at: number; problem: string; steps: readonly Step[] } | null;
	runs: number;
}

/**
 * Runs random histories until one breaks a promise, with `theme` those in which that happens again and again. With
 * `shrink` the one it reports is as short as it gets.
 */
export function checkHistories(
	runs: number,
	seed: number,
	{
		decide = lifecycle,
		shrink = false,
		wide = false,
		theme,
		watch,
	}: {
		decide?: Decide;
		shrink?: boolean;
		wide?: boolean;
		theme?: Theme | undefined;
		watch?: (h: History) => void;
	},
): Checked {
	let tried = 0;
	let at: number | null = null;
	const ordinary = theme === undefined ? histories : themed(theme);
	const property = fc.property(wide ? wideHistories : ordinary, (steps) => {
		tried += 1;
		const history = wide ? new History(decide, "job", LARGE) : new History(decide);
		try {
			history.run(steps);
		} catch (error) {
			at ??= tried;
			throw error;
		}
		watch?.(history);
	});
	const result = fc.check(property, { numRuns: runs, seed, endOnFailure: !shrink });
	if (!result.failed) return { caught: null, runs: result.numRuns };
	const problem =
		result.errorInstance instanceof Error ? result.errorInstance.message : String(result.errorInstance);
	return {
		caught: { at: at ?? tried, problem, steps: result.counterexample?.[0] ?? [] },
		runs: result.numRuns,
	};
}
