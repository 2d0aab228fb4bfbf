import { isTerminal } from "../../contract/status.ts";
import type { JobAggregate } from "../lifecycle/aggregate.ts";

/** What the tasks of a job that have not ended are reckoned with, in micro-USD. Pure. */
export function reservedOf({ tasks }: JobAggregate): number {
	return tasks.reduce((sum, task) => (isTerminal(task.status) ? sum : sum + task.estimate_micro_usd), 0);
}
