/**
 * When to claim the next task. The GPU must never wait for the edge, and a job must not wait behind a long
 * one while another worker is free. Pure; all times in milliseconds.
 */
export interface AheadView {
	/** Tasks claimed whose prompt is not over, in the order in which they will run. */
	tasks: readonly {
		/** How long a task like it takes on the GPU. */
		expectedMs: number;
		/** What is left of it: all of it until it runs. */
		remainingMs: number;
	}[];
	/** Claims on their way. */
	claiming: number;
	/** Tasks whose outputs are still being uploaded. */
	finishing: number;
	/** From asking for a task to its prompt being accepted by ComfyUI, as lately measured. */
	cycleMs: number;
}

/** Tasks held and not yet run, at most. */
export const MAX_HELD = 4;
/** With this many tasks waiting for their uploads, the network is the bottleneck: more would only pile up. */
const MAX_FINISHING = 6;
/** Claim ahead when the GPU runs dry within this time, or within a few cycles. */
const HORIZON_MS = 3_000;
const CYCLES = 3;
/** Claims take longer now and then; so much more than the usual cycle is kept in hand. */
const SLACK = 1.5;

/** How many claims to start now. */
export function claimsWanted(view: AheadView): number {
	const { tasks, claiming, finishing, cycleMs } = view;
	if (finishing >= MAX_FINISHING) return 0;
	// An idle worker asks for one task: to take more before knowing what they are would starve its neighbours.
	if (tasks.length === 0) return Math.max(0, 1 - claiming);
	const usual = tasks.reduce((sum, task) => sum + task.expectedMs, 0) / tasks.length;
	const horizon = Math.max(HORIZON_MS, CYCLES * cycleMs);
	let dryIn = tasks.reduce((sum, task) => sum + task.remainingMs, 0) + claiming * usual;
	const ahead = Math.max(1, Math.ceil((SLACK * cycleMs) / Math.max(usual, 1)));
	const depth = Math.min(MAX_HELD, 1 + ahead);
	let wanted = 0;
	while (tasks.length + claiming + wanted < depth && dryIn < horizon) {
		wanted++;
		dryIn += usual;
	}
	return wanted;
}

/** Progress below this says little about what is left: it may all be cheap nodes. Percent. */
const TELLING_PERCENT = 50;

/**
 * What is left of a running task, from the time it has run, what is usual, and its progress in percent. In
 * doubt it is the longer: a claim that comes a little late costs less than a job that waits behind a long one.
 */
export function remainingMs(elapsedMs: number, expectedMs: number, percent: number): number {
	const byProgress = percent > 0 ? (elapsedMs * (100 - percent)) / percent : 0;
	if (percent >= TELLING_PERCENT) return byProgress;
	// Longer than usual already: expect as much again as it took so far.
	const byHabit = elapsedMs < expectedMs ? expectedMs - elapsedMs : elapsedMs;
	return Math.max(byProgress, byHabit);
}

/** A moving average that follows quickly: half of it is the newest value. */
export function blend(before: number | undefined, value: number): number {
	return before === undefined ? value : (before + value) / 2;
}
