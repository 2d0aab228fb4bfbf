import { findTask, type JobAggregate } from "../lifecycle/aggregate.ts";
import type { JobChange } from "./job-change.ts";

/** A change whose outputs say what the stage says of them that makes them: its label, and whether they are hidden. Pure. */
export function labelled(job: JobAggregate, change: JobChange): JobChange {
	const { command, assets } = change;
	if (command.type !== "complete" || assets === undefined) return change;
	const key = findTask(job, command.task)?.stage;
	const stage = job.stages.find((one) => one.key === key);
	if (!stage || (stage.label === null && !stage.hidden)) return change;
	const { label, hidden } = stage;
	return {
		...change,
		assets: assets.map(({ row, asset }) => ({
			row: { ...row, label, hidden },
			asset: { ...asset, label, hidden },
		})),
	};
}
