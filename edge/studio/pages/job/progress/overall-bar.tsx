import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { JobResource } from "../../../../contract/jobs/jobs.ts";
import { isTerminal } from "../../../../contract/status.ts";
import type { PipelineEstimateReply } from "../../../../contract/workflows/pipelines.ts";
import { Progress } from "../../../ui/feedback/progress.tsx";
import { estimateStages } from "../data/calls.ts";
import { placesOf } from "../data/places.ts";
import { words } from "../words.ts";
import { TimeLine } from "./time-line.tsx";

/** What each stage counts, by its key; one that is not named counts as much as the others on average. */
export type Weights = Readonly<Record<string, number>>;

/** What stages count by how long they are estimated to take. Pure. */
export function weightsOf(stages: PipelineEstimateReply["estimate"]["stages"]): Weights {
	return Object.fromEntries(stages.map(({ key, seconds }) => [key, (seconds.least + seconds.most) / 2]));
}

/** How far a job is, 0 to 100: tasks of a stage count the same, and what runs by its own word. Pure. */
export function overallPercent(
	{ stages, progress }: Pick<JobResource, "stages" | "progress">,
	weights: Weights = {},
): number {
	if (stages.length === 0) return 0;
	const percents = new Map(progress.map(({ task, percent }) => [task, percent]));
	const of = (stage: (typeof stages)[number]): number => {
		if (isTerminal(stage.status)) return 100;
		const tasks = placesOf(stage);
		if (tasks.length === 0) return 0;
		const done = tasks.map(({ id, status }) => (isTerminal(status) ? 100 : (percents.get(id) ?? 0)));
		return done.reduce((all, one) => all + one, 0) / tasks.length;
	};
	const known = stages.flatMap(({ key }) => weights[key] ?? []);
	const sum = known.reduce((all, one) => all + one, 0);
	const usual = sum > 0 ? sum / known.length : 1;
	const weighed = stages.map((stage) => ({
		done: of(stage),
		weight: sum > 0 ? (weights[stage.key] ?? usual) : 1,
	}));
	const whole = weighed.reduce((all, { weight }) => all + weight, 0);
	return weighed.reduce((all, { done, weight }) => all + done * weight, 0) / whole;
}

/** How far all of it is, in which stage, since when, and for how long still. */
export function OverallBar({ job }: { job: JobResource }) {
	const say = words.use();
	const weights = useWeights(job);
	const at = job.stages.filter(({ status }) => isTerminal(status)).length;
	const n = Math.min(at + 1, job.stages.length);
	return (
		<div className="mb-6">
			<Progress label={say("overall")} value={overallPercent(job, weights)} className="h-1.5" />
			<div className="mt-2 flex flex-wrap justify-between gap-x-4">
				<p className="figures text-sm text-muted">{say("stage_of", { n, all: job.stages.length })}</p>
				{!isTerminal(job.status) && <TimeLine job={job} />}
			</div>
		</div>
	);
}

/** The estimate of the stages of a job's pipeline; stages count alike until it is there, or where there is none. */
function useWeights(job: JobResource): Weights | undefined {
	const { pipeline } = job;
	const { data } = useQuery({
		queryKey: ["stage-weights", job.id],
		queryFn: ({ signal }) => estimateStages(pipeline ?? "", job, signal),
		enabled: pipeline !== null && job.stages.length > 1,
		staleTime: Number.POSITIVE_INFINITY,
		retry: false,
	});
	return useMemo(() => data && weightsOf(data.estimate.stages), [data]);
}
