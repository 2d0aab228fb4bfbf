import { STORYBOARD } from "./jobs.ts";

/** Bodies of jobs for one pool, to be made wrong by what is put into them. The pool may be made later. */
export function jobBodies(pool: () => string) {
	return {
		storyboard: (parameters: Record<string, unknown>) => ({
			workflow: "storyboard-image",
			pool: pool(),
			parameters: { ...STORYBOARD.parameters, ...parameters },
		}),
		graphJob: (graph: unknown, more: object = {}) => ({ graph, pool: pool(), ...more }),
	};
}
