import type { Asset } from "../../contract/assets/assets.ts";
import type { DurableEvent } from "../../contract/jobs/events.ts";
import { findTask } from "../lifecycle/aggregate.ts";
import type { Decision } from "../lifecycle/draft.ts";

/**
 * A decision's changes as the numbered events that are stored and sent. `from` is the job's version before;
 * `assets` holds the output assets by id. Task events show the task as it is after the whole decision.
 */
export function toEvents(
	decision: Decision,
	from: number,
	now: number,
	assets: ReadonlyMap<string, Asset> = new Map(),
): DurableEvent[] {
	const at = new Date(now).toISOString();
	const job = decision.state.job.id;
	return decision.changes.map((change, i): DurableEvent => {
		const numbered = { seq: from + i + 1, job, at };
		if (change.type === "job") return { ...change, ...numbered };
		if (change.type === "stage") return { ...change, ...numbered };
		if (change.type === "decision") {
			const { by, take, choice } = change.decision;
			return { type: "decision", ...numbered, stage: change.stage, by, take, choice };
		}
		const task = findTask(decision.state, change.task);
		if (!task) throw new Error(`a change names a task that is not there: ${change.task}`);
		const place = { stage: task.stage, task: task.id, index: task.index, take: task.take, epoch: task.epoch };
		if (change.type === "output") {
			const output = assets.get(change.output.asset);
			if (!output) throw new Error(`an output without its asset: ${change.output.asset}`);
			return { type: "output", ...numbered, ...place, output };
		}
		if (change.type === "checkpoint")
			return { type: "checkpoint", ...numbered, ...place, step: change.step, loss: change.loss };
		if (change.type === "verdict") return { type: "verdict", ...numbered, ...place, ...change.verdict };
		return {
			type: "task",
			...numbered,
			...place,
			status: task.status,
			worker: task.worker_id,
			error: task.error,
			retry_at: change.retry_at === null ? null : new Date(change.retry_at).toISOString(),
		};
	});
}
