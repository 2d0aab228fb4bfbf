import type { JobResource } from "../../../contract/jobs.ts";
import { isTerminal } from "../../../contract/status.ts";
import { Progress } from "../../ui/progress.tsx";
import { placesOf } from "./places.ts";
import { TimeLine } from "./time-line.tsx";
import { words } from "./words.ts";

/** How far a job is, 0 to 100: stages count the same, tasks of a stage too, and what runs by its own word. Pure. */
export function overallPercent({ stages, progress }: Pick<JobResource, "stages" | "progress">): number {
	if (stages.length === 0) return 0;
	const percents = new Map(progress.map(({ task, percent }) => [task, percent]));
	const of = (stage: (typeof stages)[number]): number => {
		if (isTerminal(stage.status)) return 100;
		const tasks = placesOf(stage);
		if (tasks.length === 0) return 0;
		const done = tasks.map(({ id, status }) => (isTerminal(status) ? 100 : (percents.get(id) ?? 0)));
		return done.reduce((all, one) => all + one, 0) / tasks.length;
	};
	return stages.reduce((all, stage) => all + of(stage), 0) / stages.length;
}

/** How far all of it is, in which stage, since when, and for how long still. */
export function OverallBar({ job }: { job: JobResource }) {
	const say = words.use();
	const at = job.stages.filter(({ status }) => isTerminal(status)).length;
	const n = Math.min(at + 1, job.stages.length);
	return (
		<div className="mb-6">
			<Progress label={say("overall")} value={overallPercent(job)} className="h-1.5" />
			<div className="mt-2 flex flex-wrap justify-between gap-x-4">
				<p className="figures text-sm text-muted">{say("stage_of", { n, all: job.stages.length })}</p>
				<TimeLine job={job} />
			</div>
		</div>
	);
}
