import { jobRequestSchema } from "../../../contract/jobs/jobs.ts";
import { trainingSchema } from "../../../contract/jobs/training-request.ts";
import type { TrainingRequest } from "../../../contract/training/trainings.ts";
import { ApiError, withPointers } from "../../../problem.ts";

/** The job that a training is. Pure. */
export function asJob(asked: TrainingRequest) {
	const { pool, priority, deadline_s, budget_micro_usd, wait_for_models, metadata, ...rest } = asked;
	const training = trainingSchema.parse(rest);
	const job = jobRequestSchema.parse({
		...{ pool, priority, deadline_s, budget_micro_usd, wait_for_models, metadata, training },
	});
	return { ...job, training };
}

/** A refusal with the places that the body of a training has. */
export function inItsPlace(error: unknown): never {
	if (!(error instanceof ApiError)) throw error;
	throw withPointers(error, (pointer) => pointer.replace(/^\/training(?=\/)/, ""));
}
