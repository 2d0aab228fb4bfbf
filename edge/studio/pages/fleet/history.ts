import type { HistoryStep, PoolHistory, PoolSample } from "../../../contract/pools/pool-history.ts";

const HOUR_MS = 60 * 60_000;

/** How much of a pool's history can be looked at, and how coarse it then is. */
export const SPANS = {
	hour: { step: "minute", length_ms: HOUR_MS },
	day: { step: "minute", length_ms: 24 * HOUR_MS },
	month: { step: "hour", length_ms: 30 * 24 * HOUR_MS },
} as const satisfies Record<string, { step: HistoryStep; length_ms: number }>;
export type Span = keyof typeof SPANS;

/** What the plots show, one of each for each time (milliseconds); null: nobody knows. */
export interface Lines {
	times: number[];
	queued: (number | null)[];
	workers: (number | null)[];
	/** Share of the workers that held a task, 0 to 1; null too where there was no worker. */
	busy: (number | null)[];
	/** Millionths of a US dollar. */
	spent: (number | null)[];
	coldStarts: (number | null)[];
}

/**
 * The lines of a history. Where steps are missing, since nobody wrote them down, the lines are broken: a time of which
 * nothing is known stands there. Pure.
 */
export function linesOf({ samples, step_s }: Pick<PoolHistory, "samples" | "step_s">): Lines {
	const step = step_s * 1000;
	const points: [at: number, sample: PoolSample | null][] = [];
	for (const sample of samples) {
		const at = Date.parse(sample.at);
		const before = points.at(-1);
		if (before && at - before[0] > step) points.push([before[0] + step, null]);
		points.push([at, sample]);
	}
	const line = (of: (sample: PoolSample) => number | null) =>
		points.map(([, sample]) => (sample ? of(sample) : null));
	return {
		times: points.map(([at]) => at),
		queued: line(({ queued_tasks }) => queued_tasks),
		workers: line(({ workers }) => workers),
		busy: line(({ workers, busy_workers }) => (workers === 0 ? null : busy_workers / workers)),
		spent: line(({ spent_micro_usd }) => spent_micro_usd),
		coldStarts: line(({ cold_starts }) => cold_starts),
	};
}
