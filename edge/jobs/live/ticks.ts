import type { Tick } from "../../contract/events.ts";
import type { Report } from "../../contract/workers.ts";
import type { RunningTask } from "./event-log.ts";

/** What a worker reports of a task, as those who watch the job are told. Pure. */
export function tickOf(job: string, running: RunningTask, event: Report["events"][number]): Tick {
	const { task, stage, index, epoch } = running;
	const place = { job, task, stage, index, epoch };
	return event.type === "progress"
		? { ...event, ...place, message: event.message ?? null }
		: { ...event, ...place };
}
