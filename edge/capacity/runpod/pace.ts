/**
 * Keeps what is done again and again apart by a least pause, however often somebody asks for it. Forgotten with the
 * object that holds it, which then does it once too often at most.
 */
export class Pace {
	private readonly pauseMs: number;
	private done = Number.NEGATIVE_INFINITY;

	/** @param pauseMs the least pause, in milliseconds */
	constructor(pauseMs: number) {
		this.pauseMs = pauseMs;
	}

	/** When it may be done that is wanted at a time; both in milliseconds. */
	soonest(at: number): number {
		return Math.max(at, this.done + this.pauseMs);
	}

	/** It was done, and ended at this time; `times`: it counts for so many. */
	note(now: number, times = 1): void {
		this.done = now + (times - 1) * this.pauseMs;
	}
}

/** Between two looks at a pool, in milliseconds: each reads its tasks and tickets. */
export const LOOK_PAUSE_MS = 1_000;
/** Between two questions for RunPod's list of pods, in milliseconds: what follows from it are requests of 60 in a minute. */
export const LIST_PAUSE_MS = 10_000;
