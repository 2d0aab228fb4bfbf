import type { Attempt } from "../../../contract/jobs/jobs.ts";
import type { TrainingResource } from "../../../contract/training/trainings.ts";

/** An attempt that went on where another one had ended. */
export interface Resume {
	epoch: number;
	/** Steps that were done by then and were not lost; 0: it began anew. */
	from: number;
	/** Steps that were done twice, at most: an attempt that is lost has done less than one interval since its last checkpoint. */
	again: number;
	worker: string;
	/** How the attempt before it ended. */
	ended: Attempt["status"];
	at: string;
}

/** Where a training went on, in the order of its attempts, from its checkpoints and attempts. Pure. */
export function resumesOf(
	{ checkpoints, recipe }: Pick<TrainingResource, "checkpoints" | "recipe">,
	attempts: readonly Attempt[],
): Resume[] {
	const inOrder = attempts.toSorted((a, b) => a.epoch - b.epoch);
	return inOrder.slice(1).map(({ epoch, worker, started_at }, i) => {
		const steps = checkpoints.filter((one) => one.epoch < epoch).map(({ step }) => step);
		return {
			...{ epoch, worker, at: started_at },
			from: Math.max(0, ...steps),
			// Who is asked to stop keeps what there is first.
			again: inOrder[i]?.status === "released" ? 0 : Math.max(0, (recipe.save_every ?? 1) - 1),
			ended: inOrder[i]?.status ?? "lease_expired",
		};
	});
}
