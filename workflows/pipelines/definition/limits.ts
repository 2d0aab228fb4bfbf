/** What a pipeline may hold. Larger ones are refused: every request that names one reads it. */

/** Most tasks of one stage, over all items of its fan-out. */
export const MAX_TASKS_OF_STAGE = 256;
export const MAX_STAGES = 32;

export const pipelineLimits = {
	/** Parameters of the whole. */
	parameters: 60,
	/** Characters of a stage's key. */
	key: 40,
	/** Values that one stage gives its workflow. */
	values: 100,
	/** Items of a list: of a constant, of a parameter. */
	items: MAX_TASKS_OF_STAGE,
	/** Values joined to one list, or tried one after the other. */
	sources: 16,
	/** Workflows that a stage chooses among. */
	alternatives: 8,
	/** Conditions side by side in `all` and `any`. */
	conditions: 16,
	/** Stages that one waits for, named by itself. */
	needs: 32,
	/** Other takes that a check may ask for by itself. */
	retakes: 10,
	/** What it may cost, in micro-USD. */
	budget: 1e12,
} as const;
