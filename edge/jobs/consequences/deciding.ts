import type { JobAggregate } from "../lifecycle/aggregate.ts";
import type { Decision } from "../lifecycle/draft.ts";

/** A decision about a job that is about to be written. */
export interface Deciding {
	before: JobAggregate;
	decision: Decision;
}
