import type { Decision } from "../lifecycle/draft.ts";

/** A point of Workers Analytics Engine; the order of its values is what queries name them by. */
interface Point {
	indexes: string[];
	blobs: string[];
	doubles: number[];
}

/**
 * The attempts that a decision ended, as points: of the account; pool, stage, status, failure code and worker; one,
 * milliseconds on the GPU, of cold start, of loading and of uploading (-1: not measured). Pure.
 */
export function attemptPoints({ attempts, state }: Decision): Point[] {
	const { account_id, pool_id } = state.job;
	return attempts
		.filter(({ status }) => status !== "running")
		.map(({ task_id, status, error, worker_id, gpu_ms, spans }) => ({
			indexes: [account_id],
			blobs: [
				pool_id,
				state.tasks.find(({ id }) => id === task_id)?.stage ?? "",
				status,
				error?.code ?? "",
				worker_id,
			],
			doubles: [1, gpu_ms ?? -1, spans?.cold_ms ?? -1, spans?.load_ms ?? -1, spans?.upload_ms ?? -1],
		}));
}
