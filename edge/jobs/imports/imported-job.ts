import type { ApiGraph } from "../../../workflows/graph/graph.ts";
import type { TaskInput, TaskPlan } from "../../../workflows/plan/plan.ts";
import { RAW_TIMEOUT_SECONDS, RAW_TYPICAL_SECONDS } from "../../../workflows/plan/raw.ts";
import type { DurableEvent } from "../../contract/jobs/events.ts";
import type { JobRequest } from "../../contract/jobs/jobs.ts";
import type { HashedNeeds } from "../../pools/stored-needs.ts";
import type { JobAggregate } from "../lifecycle/aggregate.ts";
import { eventRows } from "../store/event-rows.ts";
import { type JobRows, type NewJob, newJob, rowsOf } from "../submit/create.ts";

/** When it began and ended, in milliseconds since 1970. */
export interface Times {
	created: number;
	finished: number;
}

/** The one task of an imported job: the graph as it ran. */
export function importedTask(graph: ApiGraph, inputs: TaskInput[]): TaskPlan {
	return {
		index: 0,
		graph,
		inputs,
		outputs: [],
		models: [],
		seed: null,
		typical_seconds: RAW_TYPICAL_SECONDS,
		timeout_seconds: RAW_TIMEOUT_SECONDS,
	};
}

/** A job that ended before anybody knew of it: it never waits, is never claimed, and costs nothing. Pure but for its ids. */
export function endedJob(
	account: string,
	request: JobRequest,
	task: TaskPlan,
	needs: readonly HashedNeeds[],
	pool: string,
	{ created, finished }: Times,
): Pick<NewJob, "aggregate" | "plan" | "submission" | "needs"> {
	const submission = { account, request, retry_of: null };
	const plan = { workflow: "graph", parameters: {}, notices: [], tasks: [task] };
	const unjudged = { judged: false, quality: null, retakes_left: 0 };
	const begun = newJob(submission, plan, needs, pool, unjudged, created);
	const aggregate: JobAggregate = {
		job: {
			...begun.job,
			status: "succeeded",
			started_at: created,
			finished_at: finished,
			deadline_at: finished,
		},
		stages: begun.stages.map((stage) => ({ ...stage, status: "succeeded", since: finished })),
		tasks: begun.tasks.map((one) => ({ ...one, status: "succeeded" })),
	};
	return { aggregate, plan, submission, needs };
}

/** Its rows: as those of a new job, with the one event that it has ended. `key`: what it is known again by. */
export function rowsOfImported(job: NewJob, key: string, { created, finished }: Times): JobRows {
	const rows = rowsOf(job, created);
	const { id } = rows.row;
	const at = new Date(finished).toISOString();
	const ended: DurableEvent = { type: "job", seq: 1, job: id, at, status: "succeeded", error: null };
	return {
		...rows,
		row: { ...rows.row, import_key: key },
		events: eventRows([ended]).map((row) => ({ job_id: id, ...row })),
	};
}
