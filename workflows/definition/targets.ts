/** What the median of a workflow's jobs is to reach, in milliseconds after their submission. */
export interface TimeTargets {
	/** The first output. */
	first_ms: number;
	/** All outputs, of as many as its example asks for. */
	all_ms: number;
}

/** Of base pictures: the first, and three of them. */
export const BASE_PICTURE_TARGETS: TimeTargets = { first_ms: 10_000, all_ms: 30_000 };
