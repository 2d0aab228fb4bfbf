/** What the median of a workflow's jobs is to reach, in milliseconds after their submission. */
export interface TimeTargets {
	/** The first output. */
	first_ms: number;
	/** All outputs, of as many as its example asks for. */
	all_ms: number;
}

/** Of base pictures: the first, and three of them. */
export const BASE_PICTURE_TARGETS: TimeTargets = { first_ms: 10_000, all_ms: 30_000 };

/** What shares of jobs and outputs are to reach (S0-D31, S0-D45, S0-C19). */
export const QUALITY_TARGETS = {
	/** Jobs that succeed, of those that were not canceled. */
	success: 0.95,
	/** Outputs that pass their checks. */
	pass: 0.9,
	/** Jobs that succeed, of those that lost an attempt by our fault. */
	recovery: 0.95,
} as const;
