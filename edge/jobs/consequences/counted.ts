import { isTerminal } from "../../contract/status.ts";
import { holds, type JobAggregate } from "../lifecycle/aggregate.ts";

interface Counted {
	unfinished: number;
	running: number;
}

/** What a job counts for at its account. Pure. */
export function countOf(aggregate: JobAggregate): Counted {
	return {
		unfinished: isTerminal(aggregate.job.status) ? 0 : 1,
		running: aggregate.tasks.filter(holds).length,
	};
}

/** How an account's counters change with one of its jobs. Pure. */
export function countedBy(before: JobAggregate, after: JobAggregate): Counted {
	const [was, is] = [countOf(before), countOf(after)];
	return { unfinished: is.unfinished - was.unfinished, running: is.running - was.running };
}
