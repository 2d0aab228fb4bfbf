import type { PreviewTick, ProgressTick, Tick } from "../../contract/jobs/events.ts";
import type { Report } from "../../contract/workers/workers.ts";
import type { RunningTask } from "./event-log.ts";

/** What a worker reports of a task, as those who watch the job are told. Pure. */
export function tickOf(job: string, running: RunningTask, event: Report["events"][number]): Tick {
	const { task, stage, index, epoch } = running;
	const place = { job, task, stage, index, epoch };
	return event.type === "progress"
		? { ...event, ...place, message: event.message ?? null }
		: { ...event, ...place };
}

/** Of the ticks of one task, the last one of progress and the last preview. Pure. */
export function latest(ticks: readonly Tick[]): (ProgressTick | PreviewTick)[] {
	const progress = ticks.findLast((tick) => tick.type === "progress");
	const preview = ticks.findLast((tick) => tick.type === "preview");
	return [progress, preview].filter((tick) => tick !== undefined);
}
