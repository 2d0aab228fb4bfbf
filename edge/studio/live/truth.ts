import type { DurableEvent, PreviewTick, ProgressTick, Tick } from "../../contract/jobs/events.ts";
import type { JobResource, JobSummary } from "../../contract/jobs/jobs.ts";
import { isTerminal } from "../../contract/status.ts";

/**
 * What the page knows of a job: what the edge said it was at some version, and every event since, in their order. All of
 * this file is pure. Nothing is concluded here that the edge knows: what an event does not tell whole makes the view
 * `stale`, and it is asked for.
 */
export interface JobView {
	job: JobResource;
	/** The newest preview of each task, by its id; kept when the task ends, for as long as its picture is on the way. */
	previews: Readonly<Record<string, Preview>>;
	/** Events that came before those which they follow. */
	ahead: readonly DurableEvent[];
	/** The job has to be asked for. */
	stale: boolean;
}
export interface Preview {
	url: string;
	epoch: number;
}

type Stage = JobResource["stages"][number];
type Task = Stage["tasks"][number];

/** The view after the edge said what the job is. What is older than what is known changes nothing. */
export function withSnapshot(view: JobView | undefined, job: JobResource): JobView {
	if (!view) return { job, previews: {}, ahead: [], stale: false };
	if (job.version < view.job.version) return view;
	const progress = job.progress.map((tick) => {
		const known = view.job.progress.find((one) => one.task === tick.task && one.epoch === tick.epoch);
		return known && known.percent > tick.percent ? known : tick;
	});
	return drained({ ...view, job: { ...job, progress }, stale: false });
}

/** The view after an event: the next one is taken, an old one is dropped, and a later one waits for what is missing. */
export function withEvent(view: JobView, event: DurableEvent): JobView {
	if (event.seq <= view.job.version || view.ahead.some(({ seq }) => seq === event.seq)) return view;
	const ahead = [...view.ahead, event].sort((a, b) => a.seq - b.seq);
	return drained({ ...view, ahead });
}

/** Takes from the events ahead what follows; where something is missing before them, the job has to be asked for. */
function drained(view: JobView): JobView {
	let { job, stale } = view;
	const ahead: DurableEvent[] = [];
	for (const event of view.ahead) {
		if (event.seq <= job.version) continue;
		if (event.seq > job.version + 1) ahead.push(event);
		else {
			const next = step(job, event);
			job = { ...next.job, version: event.seq };
			stale ||= !next.whole;
		}
	}
	return { ...view, job, ahead, stale: stale || ahead.length > 0 };
}

/** The job after its next event, and whether the event told all that changed. */
function step(job: JobResource, event: DurableEvent): { job: JobResource; whole: boolean } {
	switch (event.type) {
		case "job":
			// What it came to (cost, times, whose fault it was) only the edge can say.
			return {
				job: {
					...job,
					status: event.status,
					...(isTerminal(event.status) ? { progress: [], queue: null } : {}),
				},
				whole: false,
			};
		case "stage": {
			const known = job.stages.find(({ key }) => key === event.stage);
			const next = withStage(job, event.stage, (stage) => ({
				...stage,
				...{ status: event.status, take: event.take, since: event.at },
			}));
			// A new take has tasks that no event names.
			return { job: next, whole: known !== undefined && known.take === event.take && event.error === null };
		}
		case "task": {
			const over = event.status !== "running" && event.status !== "canceling";
			const progress = over ? job.progress.filter(({ task }) => task !== event.task) : job.progress;
			const told = withTask(job, event.task, (task) => ({
				...task,
				...{ status: event.status, epoch: event.epoch, worker: event.worker },
			}));
			return { job: { ...told.job, progress }, whole: told.found && event.error === null };
		}
		case "output": {
			const add = (outputs: Task["outputs"]) =>
				outputs.some(({ id }) => id === event.output.id) ? outputs : [...outputs, event.output];
			const told = withTask(job, event.task, (task) => ({ ...task, outputs: add(task.outputs) }));
			return { job: { ...told.job, outputs: add(job.outputs) }, whole: told.found };
		}
		case "checkpoint":
			return { job, whole: true };
		case "verdict": {
			const verdict = { result: event.result, note: event.note };
			const told = withTask(job, event.task, (task) => ({ ...task, verdict }));
			return { job: told.job, whole: told.found };
		}
		case "decision":
			return { job, whole: false };
	}
}

function withStage(job: JobResource, key: string, change: (stage: Stage) => Stage): JobResource {
	return { ...job, stages: job.stages.map((stage) => (stage.key === key ? change(stage) : stage)) };
}

function withTask(
	job: JobResource,
	id: string,
	change: (task: Task) => Task,
): { job: JobResource; found: boolean } {
	let found = false;
	const stages = job.stages.map((stage) => {
		if (!stage.tasks.some((task) => task.id === id)) return stage;
		found = true;
		return { ...stage, tasks: stage.tasks.map((task) => (task.id === id ? change(task) : task)) };
	});
	return { job: { ...job, stages }, found };
}

/** The view after a tick. One that is late changes nothing: of an attempt that is over, or of a job that has ended. */
export function withTick(view: JobView, tick: Tick): JobView {
	const { job } = view;
	if (isTerminal(job.status)) return view;
	if (tick.type === "queue")
		return { ...view, job: { ...job, queue: tick.queue, queue_reason: tick.queue?.reason ?? null } };
	if (!isCurrent(job, tick)) return view;
	if (tick.type === "preview") {
		const known = view.previews[tick.task];
		if (known && known.epoch > tick.epoch) return view;
		const url = `data:${tick.content_type};base64,${tick.data}`;
		return { ...view, previews: { ...view.previews, [tick.task]: { url, epoch: tick.epoch } } };
	}
	const known = job.progress.find(({ task }) => task === tick.task);
	if (known && (known.epoch > tick.epoch || (known.epoch === tick.epoch && known.percent > tick.percent)))
		return view;
	const progress = [...job.progress.filter(({ task }) => task !== tick.task), tick];
	return { ...view, job: { ...job, progress } };
}

function isCurrent(job: JobResource, tick: ProgressTick | PreviewTick): boolean {
	const task = job.stages.flatMap(({ tasks }) => tasks).find(({ id }) => id === tick.task);
	if (!task || tick.epoch < task.epoch) return false;
	return tick.epoch > task.epoch || !isTerminal(task.status);
}

/** A row of a list after an event; the same where it is not of this job, or is old. */
export function rowWith(row: JobSummary, event: DurableEvent): JobSummary {
	if (row.id !== event.job || event.seq <= row.version) return row;
	return { ...row, version: event.seq, ...(event.type === "job" ? { status: event.status } : {}) };
}
