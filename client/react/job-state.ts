import type { Job, JobFrame } from "@darkroom/sdk";

/** What is known of a job while it is watched. */
export interface JobState {
	/** Null: it was not heard of yet. */
	status: Job["status"] | null;
	/** 0 to 100 over the tasks that run; null: none tells. */
	percent: number | null;
	/** The newest preview, as an address for a picture; null: there is none. */
	preview: string | null;
	/** What it has made so far, each once, in the order in which it came. */
	outputs: readonly OutputOf[];
	/** The job itself once it has ended; null: it goes on. */
	job: Job | null;
	/** Why it cannot be watched; null: it can. */
	error: Error | null;
}
type OutputOf = Extract<JobFrame, { type: "output" }>["output"];

export const UNHEARD: JobState = {
	...{ status: null, percent: null, preview: null, outputs: [], job: null, error: null },
};

/** The state after one frame. Pure. */
export function withFrame(state: JobState, frame: JobFrame): JobState {
	switch (frame.type) {
		case "hello":
		case "job":
			return { ...state, status: frame.status };
		case "progress":
			return { ...state, percent: frame.percent };
		case "preview":
			return { ...state, preview: `data:${frame.content_type};base64,${frame.data}` };
		case "output":
			if (state.outputs.some(({ id }) => id === frame.output.id)) return state;
			return { ...state, outputs: [...state.outputs, frame.output] };
		default:
			return state;
	}
}
