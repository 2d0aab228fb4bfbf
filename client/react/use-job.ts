import type { Darkroom } from "@darkroom/sdk";
import { useEffect, useState } from "react";
import { type JobState, UNHEARD, withFrame } from "./job-state.ts";

/**
 * A job as it gets on: its status, progress, newest preview and outputs, until it has ended. A watch that loses its
 * connection goes on where it was. It ends with the component, or where another id is given.
 *
 * @param id null: none yet
 */
export function useJob(darkroom: Darkroom, id: string | null, { previews = false } = {}): JobState {
	const [heard, setHeard] = useState<{ id: string | null; state: JobState }>({ id: null, state: UNHEARD });
	useEffect(() => {
		if (id === null) return;
		const leave = new AbortController();
		const { signal } = leave;
		let state = UNHEARD;
		const become = (next: JobState) => {
			state = next;
			if (!signal.aborted) setHeard({ id, state });
		};
		const watch = async () => {
			for await (const frame of darkroom.jobs.watch(id, { previews, signal }))
				become(withFrame(state, frame));
			if (signal.aborted) return;
			const job = await darkroom.jobs.get(id, {}, { signal });
			become({ ...state, status: job.status, outputs: job.outputs, job, percent: null, preview: null });
		};
		watch().catch((error: unknown) => {
			become({ ...state, error: error instanceof Error ? error : new Error(String(error)) });
		});
		return () => leave.abort();
	}, [darkroom, id, previews]);
	// What was heard of another job is nothing of this one.
	return heard.id === id ? heard.state : UNHEARD;
}
